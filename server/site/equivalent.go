package site

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

const (
	// countriesNamed is how many countries the text equivalent names; the others are
	// one number.
	countriesNamed = 5
	// regionsNamed is how many first-level divisions it names where all is in one country.
	regionsNamed = 5
	// speakersSought is up to how many incidents of one status it looks for one party
	// behind them all: more are hardly ever one party's, and reading them takes time.
	speakersSought = 50
)

// tally is what a text says of the incidents that answer a question: each of the
// first three adds up to the total.
type tally struct {
	total                      int
	kinds, statuses, countries map[string]int
	precisions                 map[string]int
	regions                    map[string]int    // where all is in one country; adds up to the total too
	part                       string            // of that country, which holds all: "south", "northeast"; or empty
	speakers                   map[string]string // by status, the name of the one party behind them all, or of their class
}

// country is the code of the one country where all is, or empty.
func (t tally) country() string {
	if len(t.countries) == 1 {
		for code := range t.countries {
			return code
		}
	}
	return ""
}

// equivalent says in words what a map of the incidents that answer a question shows:
// how many of each kind, how sure, and where. Whoever says so is named if it is one
// party, and by their class if those who confirm are of one. Said is the span of time in words, or empty.
func (r reader) equivalent(ctx context.Context, items geo.Reader, q geo.Query, said string) (string, error) {
	t, err := r.tally(ctx, items, q)
	if err != nil {
		return "", err
	}
	sentences := []string{r.leading(t, said)}
	say := func(key string, pairs ...any) { sentences = append(sentences, r.T("text."+key, pairs...)) }
	if len(t.kinds) > 1 {
		say("kinds", "list", r.kindList(t))
	}
	if len(t.countries) > 1 {
		say("countries", "list", r.countryList(t))
	}
	if len(t.regions) > 1 {
		say("regions", "list", r.regionList(t))
	}
	if n := t.precisions[geo.Region] + t.precisions[geo.SeaArea] + t.precisions[geo.CountryWide]; n > 0 {
		say("vague", "n", r.Number(n))
	}
	if n := t.precisions[geo.UnknownPlace]; n > 0 {
		say("unplaced", "n", r.Number(n))
	}
	if len(q.Text) > 0 {
		say("words", "words", strings.Join(q.Text, " "))
	}
	if q.BBox != nil {
		say("box")
	}
	if !q.KnownAt.IsZero() {
		sentences = append(sentences, r.T("home.knownAt", "time", r.Instant(q.KnownAt)))
	}
	return strings.Join(sentences, " "), nil
}

// tally counts as the map, its list and the API count.
func (r reader) tally(ctx context.Context, items geo.Reader, q geo.Query) (tally, error) {
	t := tally{speakers: map[string]string{}}
	for _, c := range []struct {
		column string
		counts *map[string]int
	}{{"kind", &t.kinds}, {"status", &t.statuses}, {"country", &t.countries}, {"precision", &t.precisions}} {
		counts, err := items.Count(ctx, q, c.column)
		if err != nil {
			return tally{}, err
		}
		maps.DeleteFunc(counts, func(_ string, n int) bool { return n == 0 })
		*c.counts = counts
	}
	for _, n := range t.kinds {
		t.total += n
	}
	if err := t.place(ctx, items, q); err != nil {
		return tally{}, err
	}
	for status, column := range map[string]string{
		geo.Verified: "confirmed_by", geo.Confirmed: "confirmed_by", geo.Claimed: "claimed_by", geo.Disputed: "denied_by",
	} {
		n := t.statuses[status]
		if n == 0 || n > speakersSought {
			continue
		}
		only := q
		only.Conditions = append(slices.Clone(q.Conditions), geo.Condition{Column: "status", Values: []string{status}})
		counts, err := items.Count(ctx, only, column)
		if err != nil {
			return tally{}, err
		}
		for code, said := range counts {
			if code != "" && len(counts) == 1 && said == n {
				t.speakers[status] = r.party(code)
			}
		}
		if column == "confirmed_by" && t.speakers[status] == "" {
			t.speakers[status] = r.partyClass(counts)
		}
	}
	return t, nil
}

// place counts by regions where all is in one country, and finds the part that holds all.
// Of more than a page lists it does not: regions are not counted without reading each.
func (t *tally) place(ctx context.Context, items geo.Reader, q geo.Query) (err error) {
	code := t.country()
	if code == "" || t.total > loadLimit {
		return nil
	}
	if t.regions, err = items.Count(ctx, q, "admin1"); err != nil {
		return err
	}
	maps.DeleteFunc(t.regions, func(_ string, n int) bool { return n == 0 })
	if t.precisions[geo.Site]+t.precisions[geo.Settlement]+t.precisions[geo.District] == t.total {
		t.part, err = countryPart(ctx, items, q, code, t.total)
	}
	return err
}

// partyClass names what parties are that are all of one kind, such as "regional
// authorities"; it is empty where they are not, and where an incident has none.
func (r reader) partyClass(counts map[string]int) string {
	kind := ""
	for code := range counts {
		party, ok := r.parties[code]
		if !ok || kind != "" && kind != party.Kind {
			return ""
		}
		kind = party.Kind
	}
	if key := "text.class." + kind; r.Has(key) {
		return r.T(key)
	}
	return ""
}

// leading is the first sentence: how many of what, where if it is one country, when,
// and how sure.
func (r reader) leading(t tally, said string) string {
	what := r.headline(t, said)
	if t.total == 0 {
		return what + "."
	}
	return r.T("text.sure", "what", what, "list", r.statusList(t))
}

// headline is the same without how sure.
func (r reader) headline(t tally, said string) string {
	what := r.N("text.reported.any", t.total)
	if len(t.kinds) == 1 {
		for kind := range t.kinds {
			what = r.N("text.reported."+kind, t.total)
		}
	}
	if t.country() != "" {
		what = r.T("text.where", "what", what, "where", r.where(t))
	}
	var notes []string
	for _, note := range []string{r.region(t), said} {
		if note != "" {
			notes = append(notes, note)
		}
	}
	if len(notes) > 0 {
		what = r.T("text.when", "what", what, "said", r.semicolons(notes))
	}
	return what
}

// where is the one country where all is, or its part: "in southern Russia".
func (r reader) where(t tally) string {
	code := t.country()
	where := r.within(code)
	if t.part != "" && r.Has("countryOf."+code) {
		where = r.T("text.part."+t.part, "country", r.T("countryOf."+code))
	}
	return where
}

// region is the one region where all is, or empty.
func (r reader) region(t tally) string {
	if len(t.regions) == 1 {
		for name := range t.regions {
			return r.Proper("place", name)
		}
	}
	return ""
}

// within is a country as it stands after what happened there: "in Russia".
func (r reader) within(code string) string {
	if key := "countryIn." + code; r.Has(key) {
		return r.T(key)
	}
	return r.T("text.inCountry", "country", r.country(code))
}

func (r reader) kindList(t tally) string {
	var parts []string
	for _, kind := range geo.Kinds.Values() {
		if n := t.kinds[kind]; n > 0 {
			parts = append(parts, r.N("text.kind."+kind, n))
		}
	}
	return r.semicolons(parts)
}

func (r reader) statusList(t tally) string {
	var parts []string
	for _, status := range shownStatuses {
		n := t.statuses[status]
		if n == 0 {
			continue
		}
		if name := t.speakers[status]; name != "" {
			parts = append(parts, r.T("text.statusBy."+status, "n", r.Number(n), "party", name))
		} else {
			parts = append(parts, r.T("text.status."+status, "n", r.Number(n)))
		}
	}
	return r.semicolons(parts)
}

func (r reader) countryList(t tally) string {
	return r.largest(t.countries, countriesNamed, r.country, "text.others", "text.nowhere")
}

func (r reader) regionList(t tally) string {
	name := func(region string) string { return r.Proper("place", region) }
	return r.largest(t.regions, regionsNamed, name, "text.otherRegions", "text.noRegion")
}

// largest names those with the most, the others together, and what is in none.
func (r reader) largest(counts map[string]int, named int, name func(string) string, rest, none string) string {
	var codes []string
	for code := range counts {
		if code != "" {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	var parts []string
	others := 0
	for i, code := range codes {
		if i < named || len(codes) == named+1 {
			parts = append(parts, r.T("text.pair", "name", name(code), "n", r.Number(counts[code])))
		} else {
			others += counts[code]
		}
	}
	if others > 0 {
		parts = append(parts, r.T(rest, "n", r.Number(others)))
	}
	if n := counts[""]; n > 0 {
		parts = append(parts, r.T(none, "n", r.Number(n)))
	}
	return r.semicolons(parts)
}

// semicolons joins parts of a list, whose names may have commas.
func (r reader) semicolons(parts []string) string { return strings.Join(parts, r.T("text.between")) }

// text answers "/text": the text equivalent of the map page with the same address, and
// of a part of its map with bbox.
func (p *pages) text(w http.ResponseWriter, r *http.Request) error {
	l, s, err := p.selection(r)
	if err != nil {
		return err
	}
	var box *geo.BBox
	if text := web.Values(r).Get("bbox"); text != "" {
		b, err := geo.ParseBBox(text)
		if err != nil {
			return err
		}
		box = &b
	}
	if web.Answered(w, r, p.Tag(r, p.Reader.Edition(), "text", l.tag, s.key(), web.Values(r).Get("bbox"))) {
		return nil
	}
	all, err := p.overview(r.Context(), s.KnownAt)
	if err != nil {
		return err
	}
	read := p.reader(l)
	_, said := read.windowSaid(s, all.opening)
	q := s.query(all)
	q.BBox = box
	text, err := read.equivalent(r.Context(), p.Reader, q, said)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Language", l.tag)
	web.Whole(w, http.StatusOK, "text/plain; charset=utf-8", []byte(text+"\n"))
	return nil
}
