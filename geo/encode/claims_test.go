package encode

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/crs"
)

// said is an incident with two claims of which the second took the place of the first.
func said() (f *geo.Feature, flat, ledger []byte) {
	from := time.Date(2025, 12, 25, 1, 0, 0, 0, time.UTC)
	report, second := 0, 1
	in := geo.Incident{
		ID: geo.StableID("said", from), Title: "A port", Kind: geo.Strike, Location: geo.Location{Label: "Port", Point: &geo.Point{Lon: 30.5, Lat: 46.25}, Precision: geo.Settlement, Uncertainty: 2000, Country: "UA"},
		Time: geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}},
		Claims: []geo.Claim{
			{Party: "harbour", Role: geo.Affected, Stance: "reports", Proposition: "struck", Detail: "a \"quoted\" <word>", StatedAt: "2025-12-25", SupersededBy: &second},
			{Party: "XX", Role: geo.Attacker, Stance: "denies", Proposition: "struck", Report: &report},
		},
		Reports: []geo.Report{{Publisher: "Paper", URL: "https://paper.example/1", Class: "press"}},
	}
	parties := geo.Parties{"harbour": {Code: "harbour", Name: "Harbour Office", Kind: "regional-authority"}}
	f = geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from, Incident: in}, parties, nil)
	return f, AppendFeature(nil, f, Options{}), AppendLedger(nil, Item{Feature: f, Parties: parties})
}

func TestAClaimIsARowWithItsIncidentsPlace(t *testing.T) {
	f, flat, ledger := said()
	var claims Claims
	if err := claims.Read(flat, ledger); err != nil || claims.Len() != 2 {
		t.Fatalf("%d claims: %v", claims.Len(), err)
	}
	for column, want := range map[string][2]any{
		"id":           {f.ID + "-1", f.ID + "-2"},
		"incident":     {f.ID, f.ID},
		"party":        {"harbour", "XX"},
		"party_name":   {"Harbour Office", nil},
		"role":         {"affected", "attacker"},
		"stance":       {"reports", "denies"},
		"proposition":  {"struck", "struck"},
		"detail":       {"a \"quoted\" <word>", nil},
		"method":       {nil, nil},
		"channel":      {nil, nil},
		"stated_at":    {"2025-12-25", nil},
		"superseded":   {true, false},
		"publisher":    {nil, "Paper"},
		"report_url":   {nil, "https://paper.example/1"},
		"report_class": {nil, "press"},
		"title":        {"A port", "A port"},
		"country":      {"UA", "UA"},
		"time_from":    {f.Time.From, f.Time.From},
		"claims":       {1.0, 1.0}, // a column of the incident that claims are not served with
		"nonsense":     {nil, nil},
	} {
		for i := range want {
			if got := claims.Row(i + 1).Property(column); got != want[i] {
				t.Errorf("%s of claim %d is %v, not %v", column, i+1, got, want[i])
			}
		}
	}
}

func TestAClaimAsAFeatureHasTheValuesOfItsRow(t *testing.T) {
	_, flat, ledger := said()
	var claims Claims
	if err := claims.Read(flat, ledger); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 2; n++ {
		row := claims.Row(n)
		raw, err := row.AppendTo(nil, Options{Base: "https://map.example"}, crs.EPSG4326)
		if err != nil {
			t.Fatal(err)
		}
		var f struct {
			Type, ID   string
			Geometry   struct{ Coordinates []float64 }
			Properties map[string]any
		}
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if f.Type != "Feature" || f.ID != row.ID() || f.Geometry.Coordinates[0] != 46.25 || f.Geometry.Coordinates[1] != 30.5 || len(f.Properties) != len(ClaimColumns) {
			t.Errorf("claim %d is %s", n, raw)
		}
		for _, c := range ClaimColumns {
			want := row.Property(c.Name)
			switch v := want.(type) {
			case time.Time:
				want = geo.FormatTime(v)
			case string:
				if c.Name == "url" {
					want = "https://map.example" + v
				}
			}
			if f.Properties[c.Name] != want {
				t.Errorf("%s of claim %d is %v, not %v", c.Name, n, f.Properties[c.Name], want)
			}
		}
		some, err := row.AppendTo(nil, Options{Columns: ClaimColumns[2:4]}, crs.CRS84)
		if err != nil || !bytes.Contains(some, []byte(`"coordinates":[30.5,46.25]`)) || !bytes.HasPrefix(some[bytes.Index(some, []byte(`"properties"`)):], []byte(`"properties":{"party":`)) || bytes.Contains(some, []byte("stance")) {
			t.Errorf("with two columns it is %s: %v", some, err)
		}
	}
}

func TestBytesThatAreNoIncidentHaveNoClaims(t *testing.T) {
	_, flat, ledger := said()
	var claims Claims
	for _, c := range [][2][]byte{{nil, ledger}, {[]byte("{}"), ledger}, {flat, nil}, {flat, []byte("[")}} {
		if err := claims.Read(c[0], c[1]); err == nil {
			t.Errorf("%.40s and %.40s are read", c[0], c[1])
		}
	}
}

func TestTheIDOfAClaimComesApart(t *testing.T) {
	for id, want := range map[string]struct {
		incident string
		n        int
		ok       bool
	}{
		"01JZZZZZZZZZZZZZZZZZZZZZZZ-1":  {"01JZZZZZZZZZZZZZZZZZZZZZZZ", 1, true},
		"01JZZZZZZZZZZZZZZZZZZZZZZZ-12": {"01JZZZZZZZZZZZZZZZZZZZZZZZ", 12, true},
		"a-slug-3":                      {"a-slug", 3, true},
		"a-slug":                        {}, "": {}, "-1": {}, "x-": {}, "x-0": {}, "x-01": {}, "x-1a": {}, "x--1": {"x-", 1, true}, "x-99999999999999999999": {},
	} {
		incident, n, ok := ClaimID(id)
		if ok != want.ok || ok && (incident != want.incident || n != want.n) {
			t.Errorf("%q is %q %d %v", id, incident, n, ok)
		}
	}
}

func TestReadyFeaturesMakeTheCollectionThatWritingThemMakes(t *testing.T) {
	f, flat, _ := said()
	head := Head{Matched: 2, Links: []Link{{Href: "https://map.example", Rel: "self"}}}
	for _, n := range []int{0, 1, 2} {
		var want bytes.Buffer
		var features [][]byte
		var all []*geo.Feature
		for range n {
			features, all = append(features, flat), append(all, f)
		}
		if err := WriteFeatures(&want, all, head, Options{}); err != nil {
			t.Fatal(err)
		}
		ready := NewReady(features, head)
		got, err := ready.AppendTo(nil)
		if size, exact := ready.Size(); err != nil || !bytes.Equal(got, want.Bytes()) || size != len(got) || !exact {
			t.Errorf("%d features: %s, %d bytes promised: %v", n, got, size, err)
		}
		var pieces bytes.Buffer
		if _, err := ready.WriteTo(&pieces); err != nil || !bytes.Equal(pieces.Bytes(), got) {
			t.Errorf("%d features in pieces: %v", n, err)
		}
	}
}
