package store

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"strikemap/geo"
)

// decodeSlowly is the general way, which decodeBody must agree with.
func decodeSlowly(body string) (geo.Incident, error) {
	var in geo.Incident
	err := json.Unmarshal([]byte(body), &in)
	return normal(in), err
}

func TestBodiesAreDecodedAsTheGeneralWayDoes(t *testing.T) {
	r := seeded(t)
	d := decoders.Get().(*decoder)
	for range 3000 {
		given := anyIncident(r)
		given.ID = geo.NewID(given.Time.From)
		given.Location.BorderKM, given.Location.AreaID = pointer(float64(r.IntN(1000))/4), maybe(r, "RU-KDA")
		body, _, err := encodeBody(normal(given))
		if err != nil {
			t.Fatal(err)
		}
		want, err := decodeSlowly(body)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := d.incident(body)
		if !ok || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v, got %s\nwant %s", ok, jsonText(got), body)
		}
	}
}

func TestBodiesInAnotherFormAreDecodedTheGeneralWay(t *testing.T) {
	const rest = `"location":{"label":"","precision":"","uncertainty_m":0},"time":{"from":"2025-01-01T00:00:00Z","to":"2025-01-02T00:00:00Z","precision":""},"state":""}`
	for _, body := range []string{
		`{"id":"x", "title":"t","kind":"k",` + rest,
		`{"title":"t","id":"x","kind":"k",` + rest,
		`{"id":"x","id":"y","kind":"k",` + rest,
		`{"ID":"x","title":"t","kind":"k",` + rest,
		`{"id":null,"title":"t","kind":"k",` + rest,
		`{"id":"x","title":"t","kind":"k","more":1,` + rest,
		`{"id":"x","title":"t","kind":"k",` + strings.Replace(rest, "2025-01-01T00:00:00Z", "2025-01-01T00:00:00+01:00", 1),
		`{"id":"x","title":"t","kind":"k",` + strings.Replace(rest, "2025-01-01T00:00:00Z", "2025-01-01T00:00:00.1234Z", 1),
		`{"id":"x","title":"t` + "\xff" + `","kind":"k",` + rest,
		`{"id":"x","title":"t","kind":"k","means":[],` + rest,
		`{"id":"x","title":"\ud83d","kind":"k",` + rest,
	} {
		want, err := decodeSlowly(body)
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if got, err := decodeBody(body); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, got %s", body, err, jsonText(got))
		}
	}
}

// The decoder passes over a member it does not know, and one in another order, to
// the general way: right, but slow for every body there is.
func TestTheDecoderKnowsEveryMemberInItsOrder(t *testing.T) {
	check := func(v any, names []string) {
		var want []string
		var walk func(reflect.Type)
		walk = func(of reflect.Type) {
			for i := range of.NumField() {
				field := of.Field(i)
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				if field.Anonymous && name == "" {
					walk(field.Type)
				} else {
					want = append(want, name)
				}
			}
		}
		walk(reflect.TypeOf(v))
		if !reflect.DeepEqual(names, want) {
			t.Errorf("%T: known are %q, want %q", v, names, want)
		}
	}
	check(geo.Incident{}, namesOf(incidentMembers))
	check(geo.Words{}, namesOf(wordsMembers))
	check(geo.Override{}, namesOf(overrideMembers))
	check(geo.Location{}, namesOf(locationMembers))
	check(geo.Point{}, namesOf(pointMembers))
	check(geo.When{}, namesOf(timeMembers))
	check(geo.Claim{}, namesOf(claimMembers))
	check(geo.Span{}, namesOf(spanMembers))
	check(geo.Quantity{}, namesOf(quantityMembers))
	check(geo.Report{}, namesOf(reportMembers))
}

func namesOf[T any](members []member[T]) []string {
	var names []string
	for _, m := range members {
		names = append(names, m.name)
	}
	return names
}

// FuzzDecodeBody looks for a text that the decoder reads otherwise than the general
// way does, or reads though it is no JSON.
func FuzzDecodeBody(f *testing.F) {
	r := seeded(f)
	for range 20 {
		body, _, err := encodeBody(normal(anyIncident(r)))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add(`{"id":"","title":"\u0026 \/ \ud83d\ude00","kind":"","location":{"label":"","precision":"","uncertainty_m":-0.5e+3},"time":{"from":"2025-02-28T23:59:59.999Z","to":"0001-01-01T00:00:00Z","precision":""},"state":""}`)
	f.Fuzz(func(t *testing.T, body string) {
		got, ok := (&decoder{}).incident(body)
		if !ok {
			return
		}
		want, err := decodeSlowly(body)
		if err != nil {
			t.Fatalf("%q is no incident: %v", body, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q gives %s, want %s", body, jsonText(got), jsonText(want))
		}
	})
}

func BenchmarkDecodeBody(b *testing.B) {
	r := seeded(b)
	bodies := make([]string, 100)
	size := 0
	for i := range bodies {
		bodies[i], _, _ = encodeBody(normal(anyIncident(r)))
		size += len(bodies[i])
	}
	for name, decode := range map[string]func(string) (geo.Incident, error){"ours": decodeBody, "general": decodeSlowly} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size / len(bodies)))
			i := 0
			for b.Loop() {
				if _, err := decode(bodies[i%len(bodies)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}
