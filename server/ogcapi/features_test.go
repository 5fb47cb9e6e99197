package ogcapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/server/web"
)

const collections = "/api/v1/collections"

// ids are those of the collections that are served.
var ids = []string{"incidents", "areas", "claims", "places"}

func random(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func TestTheClassesThatAreMetAreDeclared(t *testing.T) {
	s := newSite(t, 20)
	classes := read[struct{ ConformsTo []string }](t, s, "/api/v1/conformance").ConformsTo
	for _, class := range []string{
		"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/geojson", "ogcapi-features-1/1.0/conf/oas30",
		"ogcapi-features-2/1.0/conf/crs",
		"ogcapi-features-3/1.0/conf/queryables", "ogcapi-features-3/1.0/conf/queryables-query-parameters", "ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter",
		"cql2/1.0/conf/cql2-text", "cql2/1.0/conf/cql2-json", "cql2/1.0/conf/basic-cql2", "cql2/1.0/conf/property-property",
		"ogcapi-common-3/1.0/conf/schemas", "ogcapi-common-3/1.0/conf/returnables-and-receivables",
	} {
		if !slices.Contains(classes, "http://www.opengis.net/spec/"+class) {
			t.Errorf("%s is not declared", class)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(classes)))) != len(classes) {
		t.Error("a class is declared twice")
	}
}

// /req/crs/fc-md-crs-list, /req/crs/fc-md-storageCrs, /req/queryables/queryables-link,
// /req/returnables-and-receivables/link, /req/sortables/link
func TestEveryCollectionTellsItsSystemsAndLeadsToItsSchemas(t *testing.T) {
	s := newSite(t, 50)
	for _, id := range ids {
		c := read[struct {
			ID, ItemType, StorageCrs string
			Crs, DefaultSortOrder    []string
			Links                    []link
			Extent                   struct{ Spatial struct{ Bbox [][]float64 } }
		}](t, s, collections+"/"+id)
		if c.ID != id || c.ItemType != "feature" || !slices.Equal(c.Crs, crs.URIs()) || c.StorageCrs != crs.CRS84.URI() || len(c.DefaultSortOrder) == 0 || len(c.Extent.Spatial.Bbox) != 1 {
			t.Errorf("%s is described as %+v", id, c)
		}
		for rel, leaf := range map[string]string{
			"items": "items", "http://www.opengis.net/def/rel/ogc/1.0/schema": "schema",
			"http://www.opengis.net/def/rel/ogc/1.0/queryables": "queryables", "http://www.opengis.net/def/rel/ogc/1.0/sortables": "sortables",
		} {
			if got := target(c.Links, rel); got != collections+"/"+id+"/"+leaf {
				t.Errorf("%s: the link %s is %q", id, rel, got)
			}
		}
		const queryables = `rel="http://www.opengis.net/def/rel/ogc/1.0/queryables"`
		for _, at := range []string{collections + "/" + id, collections + "/" + id + "/items?limit=1"} {
			if got := s.get(at).Header().Get("Link"); !strings.Contains(got, queryables) {
				t.Errorf("%s: Link is %s", at, got)
			}
		}
	}
}

type schema struct {
	Schema     string `json:"$schema"`
	ID         string `json:"$id"`
	Type       string
	Properties map[string]struct {
		Title, Type, Format, Ref string
		Enum                     []string
		OneOf                    []struct{ Const, Title string }
		Role                     string `json:"x-ogc-role"`
		Sequence                 int    `json:"x-ogc-propertySeq"`
	}
	Required             []string
	AdditionalProperties *bool
}

// /req/schemas/json-schema, /req/schemas/properties, /req/schemas/role-id,
// /req/schemas/property-seq, /req/advanced-property-roles/*, /req/queryables/get-queryables-response
func TestEverySchemaIsOneOfItsKind(t *testing.T) {
	s := newSite(t, 50)
	for _, id := range ids {
		for _, leaf := range []string{"schema", "queryables", "sortables"} {
			at := collections + "/" + id + "/" + leaf
			w := s.get(at, "Accept", "application/schema+json")
			if got := w.Header().Get("Content-Type"); w.Code != 200 || got != "application/schema+json" {
				t.Errorf("%s: %d %s", at, w.Code, got)
			}
			got := read[schema](t, s, at)
			if got.Schema != "https://json-schema.org/draft/2020-12/schema" || got.ID != "http://map.example"+at || got.Type != "object" || got.AdditionalProperties == nil || *got.AdditionalProperties {
				t.Errorf("%s begins %+v", at, got)
			}
			roles, places := map[string]int{}, map[int]bool{}
			for name, p := range got.Properties {
				roles[p.Role]++
				if places[p.Sequence] || p.Sequence < 1 || p.Title == "" {
					t.Errorf("%s: %s has the title %q and the place %d", at, name, p.Title, p.Sequence)
				}
				places[p.Sequence] = true
				if spatial := strings.HasPrefix(p.Format, "geometry-"); spatial != (p.Type == "") || spatial && p.Role != "primary-geometry" {
					t.Errorf("%s: %s has the type %q and the format %q", at, name, p.Type, p.Format)
				}
				if len(p.Enum) != len(p.OneOf) {
					t.Errorf("%s: %s has %d codes, %d meanings", at, name, len(p.Enum), len(p.OneOf))
				}
			}
			geometries := 1
			if leaf == "sortables" { // /req/sortables/response D
				geometries = 0
			}
			if roles["primary-geometry"] != geometries || roles["id"] > 1 || leaf != "sortables" && roles["id"] != 1 || roles["type"] > 1 || roles["primary-interval-start"] != roles["primary-interval-end"] {
				t.Errorf("%s: roles are %v", at, roles)
			}
		}
	}
}

// /req/returnables-and-receivables/response: what the schema says is what comes.
func TestItemsAreAsTheirSchemaSays(t *testing.T) {
	s := newSite(t, 200)
	for _, id := range ids {
		says := read[schema](t, s, collections+"/"+id+"/schema")
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(says.Properties)), func(n string) bool { return n == "geometry" })
		for _, f := range read[page](t, s, collections+"/"+id+"/items").Features {
			if got := slices.Sorted(maps.Keys(f.Properties)); !slices.Equal(got, names) {
				t.Fatalf("%s has %v, not %v", id, got, names)
			}
			for name, v := range f.Properties {
				p := says.Properties[name]
				switch v := v.(type) {
				case nil:
					if slices.Contains(says.Required, name) {
						t.Errorf("%s: %s of %s is missing", id, name, f.ID)
					}
				case string:
					if p.Type != "string" || p.Enum != nil && !slices.Contains(p.Enum, v) {
						t.Errorf("%s: %s is %q", id, name, v)
					}
					if _, err := time.Parse(time.RFC3339, v); p.Format == "date-time" && err != nil {
						t.Errorf("%s: %s is %q", id, name, v)
					}
				case float64:
					if p.Type != "number" && (p.Type != "integer" || v != math.Trunc(v)) {
						t.Errorf("%s: %s is %v", id, name, v)
					}
				case bool:
					if p.Type != "boolean" {
						t.Errorf("%s: %s is %v", id, name, v)
					}
				}
			}
			if f.Geometry != nil && "geometry-"+strings.ToLower(f.Geometry.Type) != says.Properties["geometry"].Format {
				t.Errorf("%s: %s is a %s", id, f.ID, f.Geometry.Type)
			}
		}
	}
}

// /req/queryables-query-parameters/parameters: each queryable is a parameter that
// finds the item it was taken from.
func TestEveryQueryableIsAParameterThatFindsItsItem(t *testing.T) {
	s := newSite(t, 200)
	for _, id := range ids {
		queryables := read[schema](t, s, collections+"/"+id+"/queryables")
		all := read[page](t, s, collections+"/"+id+"/items?limit=10000")
		for name := range queryables.Properties {
			if name == "geometry" {
				continue
			}
			i := slices.IndexFunc(all.Features, func(f feature) bool {
				text, _ := f.Properties[name].(string)
				return f.Properties[name] != nil && (name == "means" || !strings.Contains(text, ","))
			})
			if i < 0 {
				if w := s.get(collections + "/" + id + "/items?" + name + "="); w.Code != 400 || !strings.Contains(w.Body.String(), "is empty") {
					t.Errorf("%s is no parameter of %s: %d %s", name, id, w.Code, w.Body)
				}
				continue
			}
			value := fmt.Sprint(all.Features[i].Properties[name])
			if v, ok := all.Features[i].Properties[name].(float64); ok {
				value = strconv.FormatFloat(v, 'f', -1, 64)
			}
			value, _, _ = strings.Cut(value, ",")
			found := read[page](t, s, collections+"/"+id+"/items?limit=10000&"+url.Values{name: {value}}.Encode())
			want := 0
			for _, f := range all.Features {
				if v := f.Properties[name]; v == all.Features[i].Properties[name] || name == "means" && v != nil && slices.Contains(strings.Split(v.(string), ","), value) {
					want++
				}
			}
			if found.NumberReturned != want || !slices.Contains(found.ids(), all.Features[i].ID) {
				t.Errorf("%s: %s=%s finds %d, not %d", id, name, value, found.NumberReturned, want)
			}
		}
	}
}

// /req/core/fc-response, /req/sorting/sortby-response
func TestPagingForthAndBackGivesEachItemOnce(t *testing.T) {
	s := newSite(t, 120)
	r := random(t)
	for _, query := range []string{
		"incidents/items?", "incidents/items?kind=strike&", "incidents/items?sortby=country,-claims&", "incidents/items?sortby=-title&bbox=20,40,60,60&",
		"areas/items?", "areas/items?sortby=name&", "areas/items?level=admin1&",
		"places/items?class=airport&", "places/items?country=UA,RU&class=region&sortby=-incidents,name&", "places/items?class=country&bbox=20,40,60,60&",
		"claims/items?", "claims/items?stance=reports,confirms&", "claims/items?sortby=place&", "claims/items?sortby=-country,kind&party=ua-a,ru-a&", "claims/items?superseded=true&kind=strike&",
	} {
		at := collections + "/" + query
		whole := read[page](t, s, at+"limit=10000").ids()
		limit := 1 + r.IntN(12)
		forth := s.walk(t, fmt.Sprintf("%slimit=%d", at, limit), "next")
		var seen []string
		for i, p := range forth {
			if p.NumberReturned != len(p.Features) || p.NumberReturned > limit || p.NumberMatched == nil || *p.NumberMatched != len(whole) || (p.link("prev") == "") != (i == 0) {
				t.Errorf("%s: page %d of %d has %d of %v items, prev %q", query, i, limit, p.NumberReturned, p.NumberMatched, p.link("prev"))
			}
			seen = append(seen, p.ids()...)
		}
		if !slices.Equal(seen, whole) || len(whole) == 0 || len(slices.Compact(slices.Sorted(slices.Values(seen)))) != len(whole) {
			t.Errorf("%s by %d: %d items, not %d in the order of the whole", query, limit, len(seen), len(whole))
		}
		if len(forth) < 2 {
			continue
		}
		var backward []string
		for _, p := range s.walk(t, forth[len(forth)-1].link("prev"), "prev") {
			backward = append(p.ids(), backward...)
		}
		backward = append(backward, forth[len(forth)-1].ids()...)
		if !slices.Equal(backward, whole) {
			t.Errorf("%s by %d: %d items backward, not %d", query, limit, len(backward), len(whole))
		}
	}
}

// ArcGIS pages by counting.
func TestPagingByOffsetGivesEachItemOnce(t *testing.T) {
	s := newSite(t, 80)
	for _, query := range []string{"incidents/items?", "areas/items?", "claims/items?", "claims/items?stance=denies&sortby=place&", "places/items?class=country&sortby=-name&"} {
		at := collections + "/" + query
		whole := read[page](t, s, at+"limit=10000").ids()
		var seen []string
		for offset := 0; offset <= len(whole); offset += 7 {
			p := read[page](t, s, fmt.Sprintf("%slimit=7&offset=%d", at, offset))
			if *p.NumberMatched != len(whole) || (p.link("next") == "") != (offset+7 >= len(whole)) {
				t.Errorf("%s: at %d there are %d of %d, next is %q", query, offset, *p.NumberMatched, len(whole), p.link("next"))
			}
			if before := p.link("prev"); before != "" && offset >= 7 && !slices.Equal(read[page](t, s, before).ids(), whole[offset-7:offset]) {
				t.Errorf("%s: before %d comes %v", query, offset, read[page](t, s, before).ids())
			}
			seen = append(seen, p.ids()...)
		}
		if !slices.Equal(seen, whole) || len(whole) < 6 {
			t.Errorf("%s: %d of %d", query, len(seen), len(whole))
		}
	}
}

func TestSortedItemsComeInTheirOrderWithMissingValuesLast(t *testing.T) {
	s := newSite(t, 150)
	for _, query := range []string{"incidents/items?sortby=%2Bcountry", "incidents/items?sortby=-country", "incidents/items?sortby=+border_km", "areas/items?sortby=country", "areas/items?sortby=-incidents", "places/items?sortby=-incidents", "places/items?sortby=control", "places/items?sortby=-name_pl", "claims/items?sortby=-uncertainty_m"} {
		name := strings.TrimLeft(query[strings.Index(query, "=")+1:], "+-%2B")
		descending := strings.Contains(query, "=-")
		var last any
		for i, f := range read[page](t, s, collections+"/"+query).Features {
			v := f.Properties[name]
			if i > 0 {
				c := 0
				switch {
				case last == nil && v != nil:
					c = 1
				case v == nil:
				default:
					if n, ok := v.(float64); ok {
						c = int(math.Copysign(1, last.(float64)-n))
						if n == last {
							c = 0
						}
					} else {
						c = strings.Compare(last.(string), v.(string))
					}
					if descending {
						c = -c
					}
				}
				if c > 0 {
					t.Fatalf("%s: %v comes after %v", query, v, last)
				}
			}
			last = v
		}
	}
}

// /req/crs/crs-action, /req/crs/geojson, /req/crs/ogc-crs-header, /req/crs/bbox-crs-action
func TestEverySystemShowsTheSamePlaces(t *testing.T) {
	s := newSite(t, 150)
	for _, id := range ids {
		at := collections + "/" + id + "/items?limit=50"
		plain := s.get(at)
		if got := plain.Header().Get("Content-Crs"); got != "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>" {
			t.Errorf("%s: Content-Crs is %s", at, got)
		}
		want := read[page](t, s, at)
		for _, system := range crs.All {
			moved := at + "&" + url.Values{"crs": {system.URI()}}.Encode()
			if got := s.get(moved).Header().Get("Content-Crs"); got != "<"+system.URI()+">" {
				t.Errorf("%s: Content-Crs is %s", moved, got)
			}
			for i, f := range read[page](t, s, moved).Features {
				if f.ID != want.Features[i].ID || !reflectEqual(f.Properties, want.Features[i].Properties) {
					t.Fatalf("%s: item %d differs", moved, i)
				}
				if (f.Geometry == nil) != (want.Features[i].Geometry == nil) {
					t.Fatalf("%s: item %d has lost its geometry", moved, i)
				}
				if f.Geometry != nil {
					compare(t, system, f.Geometry.Coordinates, want.Features[i].Geometry.Coordinates)
				}
			}
			one := collections + "/" + id + "/items/" + want.Features[0].ID + "?" + url.Values{"crs": {system.URI()}}.Encode()
			if w := s.get(one); w.Code != 200 || w.Header().Get("Content-Crs") != "<"+system.URI()+">" {
				t.Errorf("%s: %d %s", one, w.Code, w.Header().Get("Content-Crs"))
			}
			var box []string
			for _, corner := range [][2]float64{{24, 45}, {37, 55}} {
				x, y := system.FromCRS84(corner[0], corner[1])
				box = append(box, strconv.FormatFloat(x, 'f', -1, 64), strconv.FormatFloat(y, 'f', -1, 64))
			}
			inside := read[page](t, s, collections+"/"+id+"/items?limit=10000&"+url.Values{"bbox": {strings.Join(box, ",")}, "bbox-crs": {system.URI()}}.Encode())
			if here := read[page](t, s, collections+"/"+id+"/items?limit=10000&bbox=24,45,37,55"); !slices.Equal(inside.ids(), here.ids()) || len(here.Features) == 0 {
				t.Errorf("%s: a box in %s holds %d, not %d", id, system.URI(), len(inside.Features), len(here.Features))
			}
		}
	}
}

func reflectEqual(a, b map[string]any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// compare reports where coordinates are not those of CRS84 in a system.
func compare(t *testing.T, system crs.CRS, got, want any) {
	t.Helper()
	g, w := got.([]any), want.([]any)
	if len(g) != len(w) {
		t.Fatalf("%v is not %v", g, w)
	}
	if lon, ok := w[0].(float64); ok {
		x, y := system.FromCRS84(lon, w[1].(float64))
		if math.Abs(g[0].(float64)-x) > 0.006 || math.Abs(g[1].(float64)-y) > 0.006 {
			t.Errorf("%s of %v is %v", system.URI(), w, g)
		}
		return
	}
	for i := range g {
		compare(t, system, g[i], w[i])
	}
}

// Claims by the feature of their incident and the claim itself, in the order they are
// served.
func (r *record) claims() (all []struct {
	geo.Claim
	incident geo.Incident
	id       string
},
) {
	features := slices.Clone(r.revisions)
	slices.SortFunc(features, func(a, b *geo.Revision) int {
		if c := b.Incident.Time.From.Compare(a.Incident.Time.From); c != 0 {
			return c
		}
		return strings.Compare(b.Incident.ID, a.Incident.ID)
	})
	for _, v := range features {
		for i, c := range v.Incident.Claims {
			all = append(all, struct {
				geo.Claim
				incident geo.Incident
				id       string
			}{c, v.Incident, v.Incident.ID + "-" + strconv.Itoa(i+1)})
		}
	}
	return all
}

func TestClaimsAreThoseOfTheLedgers(t *testing.T) {
	s := newSite(t, 150)
	for query, holds := range map[string]func(c geo.Claim, in geo.Incident) bool{
		"":                               func(geo.Claim, geo.Incident) bool { return true },
		"party=ru-a":                     func(c geo.Claim, _ geo.Incident) bool { return c.Party == "ru-a" },
		"stance=denies,confirms":         func(c geo.Claim, _ geo.Incident) bool { return c.Stance == "denies" || c.Stance == "confirms" },
		"proposition=struck&kind=strike": func(c geo.Claim, in geo.Incident) bool { return c.Proposition == "struck" && in.Kind == geo.Strike },
		"superseded=true":                func(c geo.Claim, _ geo.Incident) bool { return c.SupersededBy != nil },
		"role=media&superseded=false":    func(c geo.Claim, _ geo.Incident) bool { return c.Role == geo.Media && c.SupersededBy == nil },
		"party_name=D":                   func(c geo.Claim, _ geo.Incident) bool { return c.Party == "pl-a" },
		"country=UA&datetime=2024-01-01/": func(_ geo.Claim, in geo.Incident) bool {
			return in.Location.Country == "UA" && in.Time.To.After(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
		},
		"party=nobody": func(geo.Claim, geo.Incident) bool { return false },
	} {
		var want []string
		for _, c := range s.record.claims() {
			if holds(c.Claim, c.incident) {
				want = append(want, c.id)
			}
		}
		if got := read[page](t, s, collections+"/claims/items?limit=10000&"+query); !slices.Equal(got.ids(), want) || *got.NumberMatched != len(want) {
			t.Errorf("%s: %d claims, not %d", query, len(got.Features), len(want))
		}
	}
	first := s.record.claims()[0]
	item := read[struct {
		feature
		Links []link
	}](t, s, collections+"/claims/items/"+first.id)
	if item.ID != first.id || item.Properties["party"] != first.Party || item.Properties["incident"] != first.incident.ID ||
		item.Properties["url"] != "http://map.example/incidents/"+first.incident.ID || target(item.Links, "related") != collections+"/incidents/items/"+first.incident.ID {
		t.Errorf("the claim is %+v", item)
	}
	for at, status := range map[string]int{
		first.incident.ID + "-99": 404, first.incident.ID: 404, first.incident.ID + "-0": 404, "x-1": 404, first.incident.ID + "-01": 404,
		strings.ToLower(first.id): 308, first.incident.ExternalID + "-1": 308,
	} {
		if w := s.get(collections + "/claims/items/" + at); w.Code != status {
			t.Errorf("%s: %d, not %d", at, w.Code, status)
		}
	}
}

func TestACursorOfClaimsIsGoodForItsOwnQuestionOnly(t *testing.T) {
	s := newSite(t, 60)
	next, err := url.Parse(read[page](t, s, collections+"/claims/items?limit=2").link("next"))
	if err != nil {
		t.Fatal(err)
	}
	cursor := next.Query().Get("cursor")
	for _, query := range []string{
		"stance=denies&cursor=" + cursor, "kind=strike&cursor=" + cursor, "sortby=place&cursor=" + cursor, "cursor=x", "cursor=1.x.y", "cursor=" + cursor[1:], "cursor=-" + cursor,
	} {
		if w := s.get(collections + "/claims/items?" + query); w.Code != 400 || !strings.Contains(w.Body.String(), `"parameter":"cursor"`) {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
	if w := s.get(collections + "/incidents/items?cursor=" + cursor); w.Code != 400 {
		t.Errorf("a cursor of claims leads through incidents: %d", w.Code)
	}
}

// /req/core/query-param-unknown, /req/core/query-param-invalid,
// /req/crs/fc-crs-valid-value, /req/crs/fc-bbox-crs-valid-value, /req/filter/filter-crs-param C
func TestWhatIsWrongIsRefusedByName(t *testing.T) {
	s := newSite(t, 20)
	for _, c := range []struct{ target, parameter, nearest string }{
		{"incidents/items?crs=EPSG:25832", "crs", ""},
		{"incidents/items?bbox-crs=nonsense", "bbox-crs", ""},
		{"incidents/items?bbox=60,44,22,60&bbox-crs=EPSG:4326", "bbox", ""},
		{"incidents/items?filter-crs=EPSG:1", "filter-crs", ""},
		{"incidents/items?filter-lang=cql", "filter-lang", ""},
		{"incidents/items?filter-lang=cql2-txt", "filter-lang", "cql2-text"},
		{"incidents/items?filter=", "filter", ""},
		{"incidents/items?sortby=titel", "sortby", "title"},
		{"incidents/items?sortby=geometry", "sortby", ""},
		{"incidents/items?sortby=--title", "sortby", "title"},
		{"incidents/items?sortby=title,-title", "sortby", ""},
		{"incidents/items?sortby=title,place,country,kind,status,claims", "sortby", ""},
		{"incidents/items?properties=titel", "properties", "title"},
		{"incidents/items?f=csv&crs=EPSG:3857", "crs", ""},
		{"areas/items?level=county", "level", "country"},
		{"areas/items?kind=strike", "kind", ""},
		{"areas/items?sortby=kind", "sortby", "id"},
		{"places/items?class=cyti", "class", "city"},
		{"places/items?kind=strike", "kind", ""},
		{"places/items?sortby=names", "sortby", "name"},
		{"claims/items?stance=denie", "stance", "denies"},
		{"claims/items?partie=x", "partie", "party"},
		{"claims/items?offset=100001", "offset", ""},
		{"claims/items?sortby=party", "sortby", ""},
		{"claims/items?superseded=no", "superseded", ""},
		{"incidents/queryables?x=1", "x", ""},
		{"claims/schema?f=xml", "f", ""},
	} {
		w := s.get(collections + "/" + c.target)
		var p web.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 400 || p.Parameter != c.parameter || c.nearest != "" && p.Nearest != c.nearest {
			t.Errorf("%s: %d %s", c.target, w.Code, w.Body)
		}
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s is answered as %s", c.target, got)
		}
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	s := newSite(t, 60)
	seen := map[string]bool{}
	var visit func(target string)
	visit = func(target string) {
		if seen[target] || strings.HasSuffix(target, "/tiles") || !strings.HasPrefix(target, "/api/v1/collections") && target != "/api/v1" && target != "/api/v1/conformance" {
			return
		}
		seen[target] = true
		w := s.get(target)
		if w.Code != 200 {
			t.Errorf("%s answers %d %.200s", target, w.Code, w.Body)
			return
		}
		var document any
		if json.Unmarshal(w.Body.Bytes(), &document) != nil {
			return
		}
		for _, href := range hrefs(document) {
			if rest, ok := strings.CutPrefix(href, "http://map.example"); ok && len(seen) < 400 {
				visit(rest)
			}
		}
	}
	for _, start := range []string{"/api/v1", collections + "/incidents/items?limit=40&crs=EPSG:3857", collections + "/claims/items?limit=90", collections + "/areas/items?limit=2", collections + "/places/items?limit=2", collections + "/places/items/ua"} {
		visit(start)
	}
	if len(seen) < 20 {
		t.Errorf("%d addresses seen", len(seen))
	}
}

func hrefs(v any) (found []string) {
	switch v := v.(type) {
	case map[string]any:
		if href, ok := v["href"].(string); ok {
			found = append(found, href)
		}
		for _, child := range v {
			found = append(found, hrefs(child)...)
		}
	case []any:
		for _, child := range v {
			found = append(found, hrefs(child)...)
		}
	}
	return found
}

// /req/filter/filter-param, /req/filter/filter-lang-param, /req/filter/mixing-expressions,
// /req/features-filter/response: what a filter says in a language finds what parameters
// or a look at all items find.
func TestAFilterFindsWhatItSays(t *testing.T) {
	s := newSite(t, 150)
	text := func(name string) func(feature) string {
		return func(f feature) string { v, _ := f.Properties[name].(string); return v }
	}
	kind, country, place, party := text("kind"), text("country"), text("place"), text("party")
	for _, c := range []struct {
		collection, filter string
		more               url.Values
		holds              func(feature) bool
	}{
		{"incidents", "kind = 'strike'", nil, func(f feature) bool { return kind(f) == geo.Strike }},
		{"incidents", `{"op":"=","args":[{"property":"kind"},"strike"]}`, url.Values{"filter-lang": {"cql2-json"}}, func(f feature) bool { return kind(f) == geo.Strike }},
		{"incidents", "kind = 'strike'", url.Values{"country": {"UA"}}, func(f feature) bool { return kind(f) == geo.Strike && country(f) == "UA" }},
		{"incidents", "country IS NULL", nil, func(f feature) bool { return f.Properties["country"] == nil }},
		{"incidents", "NOT (country = 'UA')", nil, func(f feature) bool { return country(f) != "UA" && f.Properties["country"] != nil }},
		{"incidents", "CASEI(title) LIKE CASEI('SYNTHETIC%')", nil, func(f feature) bool { return true }},
		{"incidents", "claims BETWEEN 2 AND 3 AND kind IN ('strike','incursion')", nil, func(f feature) bool {
			n := f.Properties["claims"].(float64)
			return n >= 2 && n <= 3 && (kind(f) == geo.Strike || kind(f) == geo.Incursion)
		}},
		{"incidents", "time_from > TIMESTAMP('2024-06-01T00:00:00Z')", nil, func(f feature) bool { return text("time_from")(f) > "2024-06-01T00:00:00Z" }},
		{"incidents", "T_AFTER(time_from, DATE('2024-06-01'))", nil, func(f feature) bool { return text("time_from")(f) >= "2024-06-02T00:00:00Z" }},
		{"incidents", "published = updated", nil, func(f feature) bool { return f.Properties["published"] == f.Properties["updated"] }},
		{"incidents", "S_INTERSECTS(geometry, BBOX(24,45,37,55))", nil, func(f feature) bool { return within(f, 24, 45, 37, 55) }},
		{"incidents", "S_INTERSECTS(geometry, POLYGON((24 45, 37 45, 37 55, 24 55, 24 45)))", nil, func(f feature) bool { return within(f, 24, 45, 37, 55) }},
		{"incidents", "S_INTERSECTS(geometry, POLYGON((45 24, 45 37, 55 37, 55 24, 45 24)))", url.Values{"filter-crs": {crs.EPSG4326.URI()}}, func(f feature) bool { return within(f, 24, 45, 37, 55) }},
		{"areas", "level = 'sea' OR name = 'Area F'", nil, func(f feature) bool { return text("level")(f) == "sea" || text("name")(f) == "Area F" }},
		{"areas", "S_CONTAINS(geometry, POINT(29 45.5))", nil, func(f feature) bool { return f.ID == "area-b" }},
		{"areas", "incidents > 2 AND country = 'UA'", nil, func(f feature) bool { return f.Properties["incidents"].(float64) > 2 && country(f) == "UA" }},
		{"places", "class = 'airport' AND S_INTERSECTS(geometry, BBOX(24,45,37,55))", nil, func(f feature) bool { return text("class")(f) == "airport" && within(f, 24, 45, 37, 55) }},
		{"places", "incidents > 0 AND country <> 'PL'", url.Values{"class": {"country"}}, func(f feature) bool {
			return f.Properties["incidents"].(float64) > 0 && country(f) != "PL" && text("class")(f) == "country"
		}},
		{"places", "name_uk = 'Одеса' OR name_pl LIKE 'Kij%'", nil, func(f feature) bool {
			return text("name_uk")(f) == "Одеса" || strings.HasPrefix(text("name_pl")(f), "Kij")
		}},
		{"claims", "party = 'ru-a' AND stance <> 'denies'", nil, func(f feature) bool { return party(f) == "ru-a" && text("stance")(f) != "denies" }},
		{"claims", "superseded = TRUE", nil, func(f feature) bool { return f.Properties["superseded"] == true }},
		{"claims", "party = 'pl-a' OR place = 'x'", url.Values{"kind": {geo.Strike}}, func(f feature) bool { return kind(f) == geo.Strike && (party(f) == "pl-a" || place(f) == "x") }},
	} {
		at := collections + "/" + c.collection + "/items?limit=10000"
		query := url.Values{"filter": {c.filter}}
		maps.Copy(query, c.more)
		var want []string
		all := read[page](t, s, at)
		for _, f := range all.Features {
			if c.holds(f) {
				want = append(want, f.ID)
			}
		}
		got := read[page](t, s, at+"&"+query.Encode())
		if !slices.Equal(got.ids(), want) || len(want) == 0 || *got.NumberMatched != len(want) {
			t.Errorf("%s %s %v: %d of %d, not %d", c.collection, c.filter, c.more, len(got.Features), len(all.Features), len(want))
		}
		var paged []string
		for _, p := range s.walk(t, collections+"/"+c.collection+"/items?limit=9&"+query.Encode(), "next") {
			paged = append(paged, p.ids()...)
		}
		if !slices.Equal(paged, want) {
			t.Errorf("%s %s by pages: %d, not %d", c.collection, c.filter, len(paged), len(want))
		}
	}
}

// within reports whether the point of an item lies in a box.
func within(f feature, west, south, east, north float64) bool {
	if f.Geometry == nil {
		return false
	}
	p := f.Geometry.Coordinates.([]any)
	lon, lat := p[0].(float64), p[1].(float64)
	return lon >= west && lon <= east && lat >= south && lat <= north
}

// /req/queryables/expression-construction: with additionalProperties false, what is no
// queryable is refused.
func TestAFilterThatIsNoneIsRefused(t *testing.T) {
	s := newSite(t, 20)
	for _, query := range []url.Values{
		{"filter": {"kindd = 'strike'"}},
		{"filter": {"kind ="}},
		{"filter": {"kind = 3"}},
		{"filter": {"claims = 'many'"}},
		{"filter": {"party = 'x'"}},
		{"filter": {"kind = 'strike'"}, "filter-lang": {"cql2-json"}},
		{"filter": {`{"op":"="}`}, "filter-lang": {"cql2-json"}},
		{"filter": {strings.Repeat("(", 1000)}},
		{"filter": {"title = '" + strings.Repeat("x", 17<<10) + "'"}},
	} {
		w := s.get(collections + "/incidents/items?" + query.Encode())
		if w.Code != 400 || !strings.Contains(w.Body.String(), `"parameter":"filter"`) {
			t.Errorf("%.200v: %d %.300s", query, w.Code, w.Body)
		}
	}
}
