package draft

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/border"
	"strikemap/geo/gazetteer"
)

// shipped is a drafter with the places, borders and parties of the binary.
var shipped = sync.OnceValues(func() (*Drafter, error) {
	var files [][]byte
	for _, name := range []string{"countries", "regions", "areas", "cities", "facilities"} {
		b, err := os.ReadFile("../../data/gazetteer/" + name + ".jsonl")
		if err != nil {
			return nil, err
		}
		files = append(files, b)
	}
	places, err := gazetteer.New(files...)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile("../../data/borders/borders.bin")
	if err != nil {
		return nil, err
	}
	where, err := border.New(b)
	if err != nil {
		return nil, err
	}
	parties, err := registry()
	if err != nil {
		return nil, err
	}
	return New(places, where, parties)
})

func registry() (geo.Parties, error) {
	b, err := os.ReadFile("../../data/starter/parties.jsonl")
	if err != nil {
		return nil, err
	}
	parties := geo.Parties{}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var p geo.Party
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, err
		}
		parties[p.Code] = p
	}
	return parties, nil
}

func drafter(t testing.TB) *Drafter {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func day(t testing.TB, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// drafts reads a text published on a day.
func drafts(t testing.TB, published, text string) geo.Proposals {
	t.Helper()
	out, err := drafter(t).Draft(context.Background(), geo.Article{Text: text, Published: day(t, published)})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// one reads a text that must give exactly one draft.
func one(t testing.TB, published, text string) geo.Proposal {
	t.Helper()
	out := drafts(t, published, text)
	if len(out.List) != 1 {
		t.Fatalf("%d drafts, not one, of %q: %s", len(out.List), text, out.Notice)
	}
	return out.List[0]
}

func TestTextsThatCannotBeReadAreRefusedByField(t *testing.T) {
	d := drafter(t)
	published := day(t, "2025-12-25")
	cases := []struct {
		name    string
		article geo.Article
		field   string
	}{
		{"no text", geo.Article{Text: " \n", Published: published}, "text"},
		{"too long", geo.Article{Text: strings.Repeat("a", MaxText+1), Published: published}, "text"},
		{"no UTF-8", geo.Article{Text: "drones \xff", Published: published}, "text"},
		{"no date", geo.Article{Text: "Drones hit the port of Izmail."}, "published"},
	}
	for _, c := range cases {
		_, err := d.Draft(context.Background(), c.article)
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.EINVALID || e.Field != c.field {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestReadingStopsWhenTheCallerGoes(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := drafter(t).Draft(ctx, geo.Article{Text: "Drones hit the port of Izmail.", Published: day(t, "2025-12-25")})
	if geo.ErrorCode(err) != geo.EUNAVAILABLE {
		t.Errorf("%v", err)
	}
}

func TestOtherLanguagesSaySoAndGiveNoDraft(t *testing.T) {
	for _, text := range []string{
		"Drohnen trafen in der Nacht die Raffinerie von Rjasan und setzten einen Tank in Brand.",
		"W nocy drony uderzyły w rafinerię w Riazaniu, poinformował sztab generalny.",
		"Уночы беспілотнікі атакавалі нафтабазу ў Гомелі.",
	} {
		out := drafts(t, "2025-12-25", text)
		if out.Language != "" || len(out.List) > 0 || !strings.Contains(out.Notice, "not read") {
			t.Errorf("%q: language %q, %d drafts, %q", text, out.Language, len(out.List), out.Notice)
		}
	}
}

func TestATextWithoutAnIncidentSaysSo(t *testing.T) {
	if out := drafts(t, "2025-12-25", "The mayor opened a library and thanked the builders for their work."); out.Notice != "no incident was found in the text" {
		t.Errorf("notice %q", out.Notice)
	}
}

func TestPartiesThatAreNotRegisteredComeWithTheDrafts(t *testing.T) {
	out := drafts(t, "2025-12-04", "Drones hit an oil depot in Bryansk overnight, the governor of Bryansk region said.")
	p, ok := out.Parties["ru-governor-bryansk"]
	if !ok || p.Kind != "official" || p.Country != "RU" || p.Validate() != nil {
		t.Errorf("added %v", out.Parties)
	}
}
