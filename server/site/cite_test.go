package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// citedAs reads a citation as citation programs do.
func citedAs(t *testing.T, h http.Handler, query string) cslItem {
	t.Helper()
	w := get(t, h, "/cite?f=csl&"+query)
	var items []cslItem
	if err := json.Unmarshal(w.Body.Bytes(), &items); err != nil || len(items) != 1 || w.Header().Get("Content-Type") != citeCSL.MediaType {
		t.Fatalf("%d %v\n%s", w.Code, err, w.Body)
	}
	return items[0]
}

func TestHashOfACitationIsThatOfTheFileItNames(t *testing.T) {
	r := starter(t)
	r.edition.Changed = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	h := serve(r)
	for _, row := range []struct {
		query string
		holds func(*geo.Feature) bool
	}{
		{"window=all", func(*geo.Feature) bool { return true }},
		{"window=all&kind=closure,sighting", func(f *geo.Feature) bool { return f.Kind == geo.Closure || f.Kind == geo.Sighting }},
		{"from=2025-12-01&to=2025-12-31&country=RU", func(f *geo.Feature) bool {
			return f.Location.Country == "RU" && f.Time.From.Before(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) && f.Time.To.After(time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC))
		}},
		{"window=all&bbox=20,50,25,56", func(f *geo.Feature) bool {
			return f.Bounds != nil && f.Bounds.Intersects(geo.BBox{West: 20, South: 50, East: 25, North: 56})
		}},
		{"window=all&q=no+such+word+anywhere", func(*geo.Feature) bool { return false }},
		{"incident=" + r.features[5].ID + "," + r.features[9].ID, func(f *geo.Feature) bool { return f.ID == r.features[5].ID || f.ID == r.features[9].ID }},
	} {
		var file []byte
		count := 0
		for _, f := range r.features {
			if row.holds(f) {
				file = append(encode.AppendFeature(file, f, encode.Options{Base: "https://example.org/strikes"}), '\n')
				count++
			}
		}
		sum := sha256.Sum256(file)
		c := citedAs(t, h, row.query)
		if c.Custom.Count != count || c.Custom.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %d incidents with the hash %s, want %d with %x", row.query, c.Custom.Count, c.Custom.SHA256, count, sum)
		}
		// The file asks the API for the same, and for what was known at the same instant.
		u, err := url.Parse(c.Custom.File)
		if err != nil || !strings.HasPrefix(c.Custom.File, "https://example.org/strikes/api/v1/collections/incidents/download.geojsonl?") {
			t.Fatal(err, c.Custom.File)
		}
		q, err := web.ParseQuery(u.Query(), now)
		if err != nil || !q.KnownAt.Equal(r.edition.Changed) || len(r.matching(q)) != count {
			t.Errorf("%s: the file holds %d as known at %s: %v", row.query, len(r.matching(q)), q.KnownAt, err)
		}
	}
}

func TestACitationIsPinnedAndLeadsToTheSameView(t *testing.T) {
	r := starter(t)
	r.edition.Changed = time.Date(2026, 11, 30, 8, 0, 0, 123_000_000, time.UTC)
	h := serve(r)
	for _, row := range []struct{ query, path, want string }{
		{"kind=strike&lon=37&lat=45&zoom=8&offset=50&utm_source=x", "/strikes/", "kind=strike&known_at=2026-11-30T08:00:00.123Z&window=1y"},
		{"window=30d&known_at=2026-11-29", "/strikes/", "known_at=2026-11-29T23:59:59.999Z&window=30d"},
		{"from=2025-01-01", "/strikes/", "from=2025-01-01&known_at=2026-11-30T08:00:00.123Z"},
		{"incident=" + strings.ToLower(r.features[0].ID), "/strikes/incidents/" + r.features[0].ID, "known_at=2026-11-30T08:00:00.123Z"},
		{"bbox=20,50,25,56&window=all&show=map&theme=dark", "/strikes/embed", "bbox=20,50,25,56&known_at=2026-11-30T08:00:00.123Z&show=map&window=all"},
	} {
		u, err := url.Parse(citedAs(t, h, row.query).URL)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := url.QueryUnescape(u.RawQuery); u.Path != row.path || got != row.want {
			t.Errorf("%s leads to %s?%s, want %s?%s", row.query, u.Path, got, row.path, row.want)
		}
	}
}

func TestCitationsComeInEveryForm(t *testing.T) {
	r := starter(t)
	r.edition.Changed = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	h := serve(r)
	query := "window=all&status=claimed&country=RU&q=refinery"
	c := citedAs(t, h, query)
	text := get(t, h, "/cite?f=txt&"+query)
	must(t, text.Body.String(), "Strikemap. “", "in Russia", "claimed", "mentioning: refinery", "as known at 30 Nov 2026, 08:00 UTC, edition 1.", c.URL, "SHA-256 "+c.Custom.SHA256)
	tex := get(t, h, "/cite?f=bibtex&"+query).Body.String()
	must(t, tex, "@misc{strikemap-20261130-"+c.Custom.SHA256[:8]+",", "url          = {"+c.URL+"},", "year         = {2026},", "month        = nov,")
	if strings.Count(tex, "{") != strings.Count(tex, "}") {
		t.Errorf("braces are not balanced:\n%s", tex)
	}
	page := seen(getPage(t, h, "/cite?"+query))
	must(t, page, c.Custom.SHA256, c.Custom.File, "@misc{", `"type": "dataset"`, c.Title)
	for bad, status := range map[string]int{"f=pdf": 400, "known_at=tomorrow": 400, "incident=none": 404} {
		if w := get(t, h, "/cite?"+bad); w.Code != status {
			t.Errorf("%s: %d, want %d", bad, w.Code, status)
		}
	}
}

func TestBibTeXHoldsAnyText(t *testing.T) {
	read := reader{english(t), nil}
	for _, text := range []string{`50 % of {all} & "more" \input{x}`, "a_b#c$d~e^f", "line\nbreak", "Київ – «так»"} {
		tex := bibTeX(read, &Citation{Title: text, Credit: text, Site: text, URL: "https://example.org/?q={x}", KnownAt: now})
		depth := 0
		for i, c := range tex {
			switch c {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth < 0 || depth == 0 && i < len(tex)-2 && i > strings.Index(tex, "{") {
				t.Fatalf("%q closes too early:\n%s", text, tex)
			}
		}
		if depth != 0 || strings.Contains(tex, `\input`) {
			t.Errorf("%q gives\n%s", text, tex)
		}
	}
}
