package encode

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

// named are options with everything a form can make use of.
var named = Options{Base: options.Base, Parties: parties}

// fullHead is a head with everything a form has a place for.
var fullHead = Head{
	Title: `Strikes & <more>`, Matched: 2, TimeStamp: head.TimeStamp, Notice: head.Notice,
	Subject: "https://example.org/strikes/feeds/v1/all-24h",
	Author:  Person{Name: "Harbour & Sons", Email: "desk@example.org", URI: "https://example.org/"},
	Links: []Link{
		{Href: "https://example.org/feed.atom?a=1&b=2", Rel: "self", Type: "application/atom+xml", Title: "This file"},
		{Href: "https://example.org/", Rel: "alternate", Type: "text/html"},
		{Href: "https://example.org/feed.atom?cursor=x", Rel: "next", Type: "application/atom+xml", Title: `The "next"`},
	},
}

var forms = map[string]func(Options) Form{
	"geojson": NewGeoJSON, "geojsons": NewSequence, "geojsonl": NewLines, "csv": NewCSV, "kml": NewKML, "atom": NewAtom,
}

func TestFormsAreAsTheyWere(t *testing.T) {
	flats := flatsOf([]*geo.Feature{example(), bare()})
	for _, name := range []string{"geojsons", "geojsonl", "kml", "atom"} {
		got, err := NewDocument(forms[name](named), fullHead, flats).AppendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "form."+name)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s changed (rewrite with -update):\n%s", file, got)
		}
	}
}

func TestAStreamIsTheDocument(t *testing.T) {
	random := seeded(t)
	for name, form := range forms {
		for _, n := range []int{0, 1, 17} {
			features := make([]*geo.Feature, n)
			for i := range features {
				features[i] = randomFeature(random)
			}
			flats := flatsOf(features)
			document := NewDocument(form(named), fullHead, flats)
			want, err := document.AppendTo(nil)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			stream := NewStream(&got, form(named))
			stream.Begin(fullHead, n)
			for _, flat := range flats {
				if err := stream.Add(flat); err != nil {
					t.Fatal(err)
				}
			}
			if err := stream.End(); err != nil || !bytes.Equal(got.Bytes(), want) || stream.Written() != int64(got.Len()) {
				t.Errorf("%s of %d: %v\n%s\nis not\n%s", name, n, err, got.Bytes(), want)
			}
			if size, exact := document.Size(); n == 0 && (!exact || size != len(want)) || n > 0 && (exact || size == 0) {
				t.Errorf("%s of %d features: size %d, exact %v, for %d", name, n, size, exact, len(want))
			}
		}
	}
}

func TestAStreamThatMissesFeaturesHasNoEnd(t *testing.T) {
	for name, form := range forms {
		var got bytes.Buffer
		stream := NewStream(&got, form(named))
		stream.Begin(fullHead, 2)
		if err := stream.Add(AppendFeature(nil, bare(), Options{})); err != nil {
			t.Fatal(err)
		}
		if err := stream.End(); err == nil {
			t.Errorf("%s: a file of one feature passes for one of two", name)
		}
	}
}

func TestAStreamHoldsOnePieceHoweverMuchGoesThrough(t *testing.T) {
	flat := AppendFeature(nil, example(), Options{})
	for name, form := range forms {
		stream := NewStream(io.Discard, form(named))
		stream.Begin(fullHead, 20_000)
		for range 20_000 {
			if err := stream.Add(flat); err != nil {
				t.Fatal(err)
			}
		}
		if err := stream.End(); err != nil || cap(stream.buffer) > 2*pieceSize || stream.Written() < 20*pieceSize {
			t.Errorf("%s: %v, %d bytes held of %d", name, err, cap(stream.buffer), stream.Written())
		}
	}
}

type failing struct{ after int }

var errFull = errors.New("full")

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAStreamEndsWhereItCannotBeWritten(t *testing.T) {
	flat := AppendFeature(nil, example(), Options{})
	for name, form := range forms {
		stream := NewStream(&failing{after: 3 * pieceSize}, form(named))
		stream.Begin(fullHead, 1_000_000)
		err := error(nil)
		n := 0
		for ; err == nil && n < 10_000; n++ {
			err = stream.Add(flat)
		}
		if !errors.Is(err, errFull) || n == 10_000 {
			t.Errorf("%s: %v after %d", name, err, n)
		}
	}
}

func TestFormsRefuseWhatIsNoFeature(t *testing.T) {
	flat := AppendFeature(nil, bare(), Options{})
	for name, form := range forms {
		if _, err := form(named).AppendFlat(nil, flat[:len(flat)-3], 0); !errors.Is(err, ErrFlat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASequenceHasASeparatorBeforeAndALineFeedAfterEachText(t *testing.T) {
	got, err := NewDocument(NewSequence(named), fullHead, flatsOf([]*geo.Feature{example(), bare()})).AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	texts := bytes.Split(got, []byte("\x1e"))
	if len(texts) != 3 || len(texts[0]) != 0 {
		t.Fatalf("%q", got)
	}
	for i, f := range []*geo.Feature{example(), bare()} {
		if want := string(AppendFeature(nil, f, named)) + "\n"; string(texts[i+1]) != want {
			t.Errorf("%s is not %s", texts[i+1], want)
		}
	}
}

func TestCSVBeginsWithAMarkIfAsked(t *testing.T) {
	marked := named
	marked.Mark = true
	flats := flatsOf([]*geo.Feature{example()})
	with, err := NewDocument(NewCSV(marked), fullHead, flats).AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	without, err := NewDocument(NewCSV(named), fullHead, flats).AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	if string(with) != "\xEF\xBB\xBF"+string(without) {
		t.Errorf("%.20q", with)
	}
}

// placemark and entry are what a reader of XML gets.
type (
	placemark struct {
		ID          string `xml:"id,attr"`
		Name        string `xml:"name"`
		Description string `xml:"description"`
		Begin       string `xml:"TimeSpan>begin"`
		End         string `xml:"TimeSpan>end"`
		Style       string `xml:"styleUrl"`
		Data        []struct {
			Name  string `xml:"name,attr"`
			Value string `xml:",chardata"`
		} `xml:"ExtendedData>SchemaData>SimpleData"`
		Coordinates *string `xml:"Point>coordinates"`
	}
	kmlFile struct {
		XMLName xml.Name `xml:"http://www.opengis.net/kml/2.2 kml"`
		Styles  []struct {
			ID string `xml:"id,attr"`
		} `xml:"Document>Style"`
		Placemarks []placemark `xml:"Document>Placemark"`
	}
	atomEntry struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Updated   string `xml:"updated"`
		Published string `xml:"published"`
		Summary   string `xml:"summary"`
		Links     []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Categories []struct {
			Term   string `xml:"term,attr"`
			Scheme string `xml:"scheme,attr"`
		} `xml:"category"`
		Point  string `xml:"http://www.georss.org/georss point"`
		Radius string `xml:"http://www.georss.org/georss radius"`
	}
	atomFile struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string      `xml:"id"`
		Updated string      `xml:"updated"`
		Author  string      `xml:"author>name"`
		Entries []atomEntry `xml:"entry"`
	}
)

// xmlText is a text as XML can hold it.
func xmlText(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, text)
}

func TestXMLReadsAsTheFeatures(t *testing.T) {
	random := seeded(t)
	for range 200 {
		features := []*geo.Feature{randomFeature(random), randomFeature(random), example(), bare()}
		flats := flatsOf(features)
		var kml kmlFile
		readXML(t, NewDocument(NewKML(named), fullHead, flats), &kml)
		var feed atomFile
		readXML(t, NewDocument(NewAtom(named), fullHead, flats), &feed)
		if len(kml.Placemarks) != len(features) || len(feed.Entries) != len(features) {
			t.Fatalf("%d placemarks, %d entries", len(kml.Placemarks), len(feed.Entries))
		}
		for i, f := range features {
			comparePlacemark(t, kml, kml.Placemarks[i], f)
			compareEntry(t, feed.Entries[i], f)
		}
	}
}

func readXML(t *testing.T, d *Document, into any) {
	t.Helper()
	body, err := d.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	if _, err := decoder.Token(); err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%v after the document", err)
	}
}

func comparePlacemark(t *testing.T, file kmlFile, got placemark, f *geo.Feature) {
	t.Helper()
	if got.ID != "incident-"+f.ID || got.Name != xmlText(f.Title) || got.Begin != geo.FormatTime(f.Time.From) || got.End != geo.FormatTime(f.Time.To) {
		t.Fatalf("%+v is not %s %q", got, f.ID, f.Title)
	}
	if !slices.ContainsFunc(file.Styles, func(s struct {
		ID string `xml:"id,attr"`
	},
	) bool {
		return "#"+s.ID == got.Style
	}) && f.Finding.Status != "" {
		t.Fatalf("there is no style %s", got.Style)
	}
	values := map[string]string{}
	for _, d := range got.Data {
		values[d.Name] = d.Value
	}
	for _, c := range geo.Columns {
		want := xmlText(c.Text(f))
		switch {
		case c.Name == "url":
			want = options.Base + want
		case c.Type == geo.BoolColumn:
			want = map[string]string{"true": "1", "false": "0"}[want]
		}
		if values[c.Name] != want {
			t.Fatalf("%s is %q, not %q", c.Name, values[c.Name], want)
		}
	}
	if (got.Coordinates == nil) != (f.Location.Point == nil) {
		t.Fatalf("coordinates are %v", got.Coordinates)
	}
	// Read as HTML, the description must show the summary and hold no markup.
	shown := strings.NewReplacer("&lt;", "<", "&amp;", "&").Replace(got.Description)
	if strings.Contains(got.Description, "<") || !strings.Contains(shown, xmlText(f.Summary)) {
		t.Fatalf("%q does not show %q", got.Description, f.Summary)
	}
}

func compareEntry(t *testing.T, got atomEntry, f *geo.Feature) {
	t.Helper()
	if got.Title != xmlText(f.Title) || got.Updated != geo.FormatTime(f.PublicFrom) || !strings.Contains(got.Summary, xmlText(f.Summary)) {
		t.Fatalf("%+v is not %q", got, f.Title)
	}
	if !strings.HasPrefix(got.ID, "urn:uuid:") || len(got.ID) != len("urn:uuid:")+36 {
		t.Fatalf("id is %q", got.ID)
	}
	if len(got.Links) != 1 || got.Links[0].Rel != "alternate" || got.Links[0].Href != options.Base+f.Path() {
		t.Fatalf("links are %v", got.Links)
	}
	if (got.Point == "") != (f.Location.Point == nil) {
		t.Fatalf("the point is %q", got.Point)
	}
	if p := f.Location.Point; p != nil {
		lat, lon, _ := strings.Cut(got.Point, " ")
		for _, pair := range []struct {
			text string
			want float64
		}{{lat, p.Lat}, {lon, p.Lon}} {
			v, err := strconv.ParseFloat(pair.text, 64)
			if err != nil || v-pair.want > 1e-6 || pair.want-v > 1e-6 {
				t.Fatalf("%q is not latitude and longitude of %v", got.Point, *p)
			}
		}
	}
}

func TestTheFeedSaysWhoAndWhen(t *testing.T) {
	var feed atomFile
	readXML(t, NewDocument(NewAtom(named), fullHead, nil), &feed)
	if feed.Author != "Harbour & Sons" || feed.Updated != "2025-12-26T01:02:03Z" {
		t.Errorf("%+v", feed)
	}
	moved := fullHead
	moved.Links = nil
	var other atomFile
	readXML(t, NewDocument(NewAtom(named), moved, nil), &other)
	if other.ID != feed.ID {
		t.Errorf("the id of one subject is %s and %s", feed.ID, other.ID)
	}
	moved.Subject += "/x"
	readXML(t, NewDocument(NewAtom(named), moved, nil), &other)
	if other.ID == feed.ID {
		t.Errorf("two subjects have the id %s", feed.ID)
	}
	var empty atomFile
	readXML(t, NewDocument(NewAtom(Options{}), Head{}, nil), &empty)
	if empty.Author == "" || empty.Updated == "" {
		t.Errorf("a feed of nothing lacks what it must have: %+v", empty)
	}
}

// The UUID of a URL by version 5, as Python's uuid.uuid5(uuid.NAMESPACE_URL, ...) has it.
func TestNamesHaveTheirUUID(t *testing.T) {
	if got := nameUUID("https://example.org/"); got != "527dda32-a0de-5105-a042-cb475b5f7d11" {
		t.Error(got)
	}
}

func TestStatusIsSaidInWords(t *testing.T) {
	feature := func(status string, claims ...geo.Claim) *geo.Feature {
		in := bare().Incident
		in.Claims = claims
		in.Override = &geo.Override{Status: status, Reason: "test"}
		return geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: head.TimeStamp, Incident: in}, parties, nil)
	}
	said := geo.Claim{Party: "harbour-office", Role: geo.Affected, Stance: "claims", Proposition: "occurred"}
	also := geo.Claim{Party: "not-registered", Role: geo.Third, Stance: "claims", Proposition: "occurred"}
	denied := geo.Claim{Party: "unheard", Role: geo.Attacker, Stance: "denies", Proposition: "occurred"}
	silent := geo.Claim{Party: "unheard", Role: geo.Attacker, Stance: "no-response", Proposition: "occurred"}
	confirmed := geo.Claim{Party: "harbour-office", Role: geo.Affected, Stance: "confirms", Proposition: "occurred"}
	for _, c := range []struct {
		f    *geo.Feature
		want string
	}{
		{feature(geo.Reported), "Reported by media only."},
		{feature(geo.Claimed, said), "Said by Harbour Office. No other side has confirmed it."},
		{feature(geo.Claimed, said, also), "Said by Harbour Office and not-registered. No other side has confirmed it."},
		{feature(geo.Confirmed, confirmed), "Confirmed by Harbour Office."},
		{feature(geo.Confirmed), "Confirmed."},
		{feature(geo.Verified), "Independently verified."},
		{feature(geo.Disputed, said, denied), "Disputed: said by Harbour Office, denied by Never Heard."},
		{feature(geo.Confirmed, confirmed, denied), "Confirmed by Harbour Office. It, or responsibility for it, is denied by Never Heard."},
		{feature(geo.Reported, silent), "Reported by media only. Asked without an answer: Never Heard."},
		{feature(geo.Disputed, denied), "Disputed: denied by Never Heard."},
	} {
		var f flatText
		if err := f.Read(AppendFeature(nil, c.f, Options{})); err != nil {
			t.Fatal(err)
		}
		if got := string(wording{parties}.appendStatus(nil, &f)); got != c.want {
			t.Errorf("%s: %q, not %q", c.f.Finding.Status, got, c.want)
		}
	}
}

func TestPlaceAndTimeAreSaidInWords(t *testing.T) {
	var f flatText
	if err := f.Read(AppendFeature(nil, example(), Options{})); err != nil {
		t.Fatal(err)
	}
	if got := string(appendPlace(nil, &f)); got != "Exampleport, XA; town or surroundings, within 2 km" {
		t.Error(got)
	}
	if got := string(appendWhen(nil, &f)); got != "between 24 Dec 2025 22:00 and 25 Dec 2025 06:00 UTC (as reported: overnight)" {
		t.Error(got)
	}
	for metres, want := range map[float64]string{0.4: "0 m", 999: "999 m", 1000: "1 km", 1500: "1.5 km", 60_000: "60 km"} {
		if got := string(appendDistance(nil, metres)); got != want {
			t.Errorf("%v m is %q", metres, got)
		}
	}
}

func FuzzXML(f *testing.F) {
	for _, text := range []string{"", "a<b&c>\"d'", "]]>", "\r\n\t", "\x00\x1f", "\xff", "\uFFFE", "<![CDATA[x]]>"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got struct {
			Attribute string `xml:"a,attr"`
			Text      string `xml:",chardata"`
		}
		encoded := append(appendAttribute([]byte("<x"), "a", text), '>')
		encoded = append(appendXML(encoded, text, false), "</x>"...)
		if err := xml.Unmarshal(encoded, &got); err != nil {
			t.Fatalf("%q is written as %s: %v", text, encoded, err)
		}
		if want := xmlText(replaceInvalid(text)); got.Text != want || got.Attribute != want {
			t.Errorf("%q reads as %q and %q", text, got.Text, got.Attribute)
		}
	})
}

func FuzzCSVFields(f *testing.F) {
	for _, text := range []string{"", "a", "\"", "'=1", "a,b", "\r\n", " x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		row := append(AppendField(AppendField(nil, 0, "first"), 1, text), rowEnd...)
		got, err := csv.NewReader(bytes.NewReader(row)).Read()
		if want := strings.ReplaceAll(text, "\r\n", "\n"); err != nil || got[1] != want {
			t.Errorf("%q reads as %q: %v", text, got, err)
		}
	})
}

func BenchmarkForms(b *testing.B) {
	flat := AppendFeature(nil, example(), Options{})
	for name, form := range forms {
		b.Run(name, func(b *testing.B) {
			one := form(named)
			var dst []byte
			for b.Loop() {
				dst, _ = one.AppendFlat(dst[:0], flat, 1)
			}
			b.SetBytes(int64(len(dst)))
			b.ReportMetric(float64(time.Second)/float64(b.Elapsed())*float64(b.N), "features/s")
		})
	}
}
