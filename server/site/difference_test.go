package site

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

func TestDifferencesAreToldInEveryColumnOrKnowinglyInNone(t *testing.T) {
	told := map[string]int{}
	for _, a := range aspects {
		for _, name := range a.columns {
			told[name]++
		}
	}
	for _, name := range untold {
		told[name]++
	}
	for _, c := range geo.Columns {
		if told[c.Name] != 1 {
			t.Errorf("the column %s is in %d lists of columns, want 1", c.Name, told[c.Name])
		}
		delete(told, c.Name)
	}
	for name := range told {
		t.Errorf("there is no column %s", name)
	}
}

// version is a feature of an incident as the desk has it.
func version(in geo.Incident, parties geo.Parties) *geo.Feature {
	return geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: now, Incident: in}, parties, nil)
}

func TestWhatDiffersIsToldFieldByField(t *testing.T) {
	r := starter(t)
	read := reader{english(t), r.parties}
	old := bySlug(t, r, "temryuk-port-2025-12-25").Incident
	area, zero := 4000.0, 0
	for _, row := range []struct {
		name   string
		change func(*geo.Incident)
		want   []Difference // without what programs get
	}{
		{"nothing", func(*geo.Incident) {}, nil},
		{
			"an outcome", func(in *geo.Incident) { in.Outcome = "partly" },
			[]Difference{{Field: "outcome", Label: "Outcome", Old: "hit, as far as the record goes", New: "most was shot down, or debris only"}},
		},
		{
			"a radius", func(in *geo.Incident) { in.Location.Uncertainty = 2000 },
			[]Difference{{Field: "precision", Label: "How well the place is known", Old: "town or surroundings, within 3 km", New: "town or surroundings, within 2 km"}},
		},
		{
			"a radius that words do not tell from the other", func(in *geo.Incident) { in.Location.Uncertainty = 3001 },
			[]Difference{{Field: "precision", Label: "How well the place is known", Old: "settlement, 3000", New: "settlement, 3001"}},
		},
		{
			"a number and who said it", func(in *geo.Incident) {
				in.Quantities[1].Min, in.Quantities[1].Max, in.Quantities[1].Phrase = &area, &area, "about 4,000 square metres"
			},
			[]Difference{{Field: "quantities", Label: "Number as reported", Old: "fire area: about 2,000 square metres", New: "fire area: about 4,000 square metres", SaidBy: "Krasnodar operational headquarters"}},
		},
		{
			"a claim in the place of another", func(in *geo.Incident) {
				in.Claims = append(in.Claims, geo.Claim{Party: "ru-krasnodar-hq", Role: geo.Affected, Stance: "reports", Proposition: "consequence", Detail: "four thousand by noon", Channel: "Telegram", StatedAt: "2025-12-26"})
				last := len(in.Claims) - 1
				in.Claims[3].SupersededBy = &last
			},
			[]Difference{{
				Field: "claims", Label: "Who says what", SaidBy: "Krasnodar operational headquarters",
				Old: "Krasnodar operational headquarters (reports: what followed) · the fire covered about 2,000 square metres · 25 Dec 2025 · Telegram",
				New: "Krasnodar operational headquarters (reports: what followed) · four thousand by noon · 26 Dec 2025 · Telegram",
			}},
		},
		{
			"a source that came, before the others", func(in *geo.Incident) {
				in.Reports = append([]geo.Report{{Publisher: "A paper", Title: "Fire out", Class: "press"}}, in.Reports...)
				for i := range in.Claims {
					if at := in.Claims[i].Report; at != nil {
						moved := *at + 1
						in.Claims[i].Report = &moved
					}
				}
			},
			[]Difference{{Field: "reports", Label: "Source", New: "A paper · Fire out · press", SaidBy: "A paper"}},
		},
		{
			"a number that went", func(in *geo.Incident) { in.Quantities = in.Quantities[1:] },
			[]Difference{{Field: "quantities", Label: "Number as reported", Old: "tanks on fire: two", SaidBy: "Krasnodar operational headquarters"}},
		},
		{
			"claims in another order", func(in *geo.Incident) {
				in.Claims[0], in.Claims[1] = in.Claims[1], in.Claims[0]
				in.Claims[0].Report = &zero
			},
			nil,
		},
	} {
		in := old
		in.Claims, in.Quantities, in.Reports = slices.Clone(old.Claims), slices.Clone(old.Quantities), slices.Clone(old.Reports)
		row.change(&in)
		got := read.differences(version(old, r.parties), version(in, r.parties))
		for i := range got {
			got[i].old, got[i].new = nil, nil
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s:\n%q\nwant\n%q", row.name, got, row.want)
		}
	}
}

// What two starter incidents do not have alike is told, and told the other way round
// when they change places.
func TestDifferencesOfAnyTwoIncidentsAreCompleteAndTurnRound(t *testing.T) {
	r := starter(t)
	read := reader{english(t), r.parties}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		a, b := r.features[random.IntN(len(r.features))], r.features[random.IntN(len(r.features))]
		list := read.differences(a, b)
		for _, d := range list {
			if d.Label == "" || strings.HasPrefix(d.Label, "history.") || d.Old == d.New {
				t.Fatalf("%s, %s: %+v", a.ID, b.ID, d)
			}
		}
		for _, aspect := range aspects {
			told := slices.ContainsFunc(list, func(d Difference) bool { return d.Field == aspect.name })
			if differ := textOf(aspect.columns, a) != textOf(aspect.columns, b); differ && !told {
				t.Errorf("%s, %s: %s is not told", a.ID, b.ID, aspect.name)
			}
		}
		back := read.differences(b, a)
		if len(back) != len(list) {
			t.Errorf("%s, %s: %d differences one way, %d the other", a.ID, b.ID, len(list), len(back))
		}
	}
}

func TestMarksAreWhatTheTwoTextsDoNotShare(t *testing.T) {
	for _, row := range []struct{ old, new, wantOld, wantNew string }{
		{"about 2,000 square metres", "about 4,000 square metres", "about [2,000 ]square metres", "about [4,000 ]square metres"},
		{"a b", "a b c", "a [b]", "a [b c]"},
		{"one", "two", "one", "two"},
		{"", "two words", "", "two words"},
		{"a a a", "a a", "a [a ]a", "a a"},
		{"same", "same", "same", "same"},
	} {
		marks := Difference{Old: row.old, New: row.new}.Marks()
		shown := func(m Marked) string {
			if m.Part == "" {
				return m.Head + m.Tail
			}
			return m.Head + "[" + m.Part + "]" + m.Tail
		}
		if shown(marks.Old) != row.wantOld || shown(marks.New) != row.wantNew {
			t.Errorf("%q, %q: %q, %q", row.old, row.new, shown(marks.Old), shown(marks.New))
		}
	}
}
