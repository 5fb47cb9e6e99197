package main

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	features2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/"
	epsg4326  = "http://www.opengis.net/def/crs/EPSG/0/4326"
	epsg3857  = "http://www.opengis.net/def/crs/EPSG/0/3857"
)

// crsClasses are the abstract tests of OGC API - Features - Part 2: Coordinate
// Reference Systems by Reference (OGC 18-058r1, annex A).
var crsClasses = []class{
	{features2 + "crs", []check{
		{"/conf/crs/crs-uri", each(crsAreListed)},
		{"/conf/crs/fc-md-crs-list", each(crsListIsExpanded)},
		{"/conf/crs/fc-md-storageCrs", each(storageIsListed)},
		{"/conf/crs/fc-crs-definition", each(crsIsDescribed)},
		{"/conf/crs/fc-bbox-crs-definition", each(bboxCRSIsDescribed)},
		{"/conf/crs/crs-parameter", each(crsTransforms)},
		{"/conf/crs/crs-parameter-default", each(crsDefaultIsCRS84)},
		{"/conf/crs/crs-parameter-invalid", each(unknownCRSIsRefused)},
		{"/conf/crs/crs-parameter-transform", each(oneFeatureTransforms)},
		{"/conf/crs/bbox-crs-parameter", each(bboxCRSFindsTheSame)},
		{"/conf/crs/bbox-crs-parameter-default", each(bboxCRSDefaultIsCRS84)},
		{"/conf/crs/bbox-crs-parameter-invalid", each(unknownBBoxCRSIsRefused)},
	}},
}

// onward turns a longitude and latitude into the axes of a CRS.
var onward = map[string]func(lon, lat float64) (first, second float64){
	crs84:    func(lon, lat float64) (float64, float64) { return lon, lat },
	epsg4326: func(lon, lat float64) (float64, float64) { return lat, lon },
	epsg3857: mercator,
}

// mercator is the spherical projection of EPSG:3857, x before y, in metres.
func mercator(lon, lat float64) (float64, float64) {
	const radius = 6378137
	return radius * lon * math.Pi / 180, radius * math.Log(math.Tan(math.Pi/4+lat*math.Pi/360))
}

// /req/crs/crs-uri
func crsAreListed(t *test, c document) {
	list := c.list("crs")
	t.must(len(list) > 0 && list[0] == crs84, "%s: crs is %v", c.text("id"), c["crs"])
	for _, want := range []string{epsg4326, epsg3857} {
		t.must(slices.Contains(list, any(want)), "%s: crs lacks %s", c.text("id"), want)
	}
}

// /req/crs/fc-md-crs-list: a reference "#/crs" stands for the list of the document
// above, which must be there then.
func crsListIsExpanded(t *test, c document) {
	for _, uri := range c.list("crs") {
		if uri == "#/crs" {
			t.must(len(t.json("/collections").list("crs")) > 0, "%s refers to a list that is not there", c.text("id"))
			continue
		}
		text, _ := uri.(string)
		_, known := onward[text]
		t.must(known, "%s: the CRS %v is none we know to test", c.text("id"), uri)
	}
}

// /req/crs/fc-md-storageCrs-valid-value
func storageIsListed(t *test, c document) {
	t.must(slices.Contains(c.list("crs"), any(c.text("storageCrs"))), "%s: storageCrs %q is not in crs", c.text("id"), c.text("storageCrs"))
}

// /req/crs/fc-crs-definition
func crsIsDescribed(t *test, c document) {
	s := t.inQuery(c, "crs")
	t.must(s.text("type") == "string", "crs is of type %v", s["type"])
}

// /req/crs/fc-bbox-crs-definition
func bboxCRSIsDescribed(t *test, c document) {
	s := t.inQuery(c, "bbox-crs")
	t.must(s.text("type") == "string", "bbox-crs is of type %v", s["type"])
}

// contentCRS asks for the header that names the CRS of an answer
// (/req/crs/ogc-crs-header).
func (t *test) contentCRS(r *reply, want string) {
	t.status(r, http.StatusOK)
	have := r.Header.Get("Content-Crs")
	t.must(have == "<"+want+">", "%s: Content-Crs is %q, want <%s>", r.URL, have, want)
}

// /req/crs/fc-crs-action
func crsTransforms(t *test, c document) {
	path := itemsPath(c)
	plain := t.json(path, "limit", "50").objects("features")
	for uri, transform := range onward {
		r := t.get(path, "limit", "50", "crs", uri)
		t.contentCRS(r, uri)
		page, err := r.parse()
		if err != nil {
			t.failf("%v", err)
		}
		t.sameButCRS(plain, page.objects("features"), transform)
		for _, l := range page.links("next") {
			t.must(strings.Contains(l.Href, url.QueryEscape(uri)), "the link next forgets crs: %s", l.Href)
		}
	}
}

// sameButCRS asks that features are the same, positions transformed.
func (t *test) sameButCRS(plain, other []document, transform func(lon, lat float64) (float64, float64)) {
	t.must(slices.Equal(ids(plain), ids(other)), "the features are others: %s and %s", join(ids(plain)), join(ids(other)))
	for i := range plain {
		var want, have [][2]float64
		eachPosition(plain[i].object("geometry"), func(lon, lat float64) {
			x, y := transform(lon, lat)
			want = append(want, [2]float64{x, y})
		})
		eachPosition(other[i].object("geometry"), func(x, y float64) { have = append(have, [2]float64{x, y}) })
		t.must(len(want) == len(have), "%v has %d positions, want %d", other[i]["id"], len(have), len(want))
		for j := range want {
			const slack = 0.02 // metres, or degrees where it does not matter
			t.must(math.Abs(want[j][0]-have[j][0]) < slack && math.Abs(want[j][1]-have[j][1]) < slack, "%v is at %v, want %v", other[i]["id"], have[j], want[j])
		}
	}
}

// /req/crs/fc-crs-default-value
func crsDefaultIsCRS84(t *test, c document) {
	t.contentCRS(t.get(itemsPath(c), "limit", "1"), crs84)
}

// /req/crs/fc-crs-valid-value
func unknownCRSIsRefused(t *test, c document) {
	for _, wrong := range []string{"http://www.opengis.net/def/crs/EPSG/0/0", "nonsense", "http://www.opengis.net/def/crs/EPSG/0/27700"} {
		t.status(t.get(itemsPath(c), "crs", wrong), http.StatusBadRequest)
	}
}

func oneFeatureTransforms(t *test, c document) {
	for _, f := range t.json(itemsPath(c), "limit", "2").objects("features") {
		path := itemsPath(c) + "/" + url.PathEscape(f.text("id"))
		for uri, transform := range onward {
			r := t.get(path, "crs", uri)
			t.contentCRS(r, uri)
			one, err := r.parse()
			if err != nil {
				t.failf("%v", err)
			}
			t.sameButCRS([]document{f}, []document{one}, transform)
		}
		t.contentCRS(t.get(path), crs84)
		t.status(t.get(path, "crs", "nonsense"), http.StatusBadRequest)
	}
}

// /req/crs/bbox-crs-action
func bboxCRSFindsTheSame(t *test, c document) {
	for _, text := range []string{"36,44,41,48", "14,49,24.2,55", "170,-60,40,60"} {
		b := parseBox(text)
		want := ids(t.features(itemsPath(c), "bbox", text))
		for uri, transform := range onward {
			x1, y1 := transform(b[0], b[1])
			x2, y2 := transform(b[2], b[3])
			have := ids(t.features(itemsPath(c), "bbox", fmt.Sprintf("%.9f,%.9f,%.9f,%.9f", x1, y1, x2, y2), "bbox-crs", uri))
			t.must(slices.Equal(want, have), "%s: bbox=%s in %s finds %d features, want %d", itemsPath(c), text, uri, len(have), len(want))
		}
	}
}

// /req/crs/fc-bbox-crs-default-value
func bboxCRSDefaultIsCRS84(t *test, c document) {
	plain := ids(t.features(itemsPath(c), "bbox", "36,44,41,48"))
	named := ids(t.features(itemsPath(c), "bbox", "36,44,41,48", "bbox-crs", crs84))
	t.must(slices.Equal(plain, named), "%s: bbox-crs CRS84 finds others than none", itemsPath(c))
}

// /req/crs/fc-bbox-crs-valid-value
func unknownBBoxCRSIsRefused(t *test, c document) {
	t.status(t.get(itemsPath(c), "bbox", "36,44,41,48", "bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/0"), http.StatusBadRequest)
	t.status(t.get(itemsPath(c), "bbox", "36,44,41,48", "bbox-crs", "nonsense"), http.StatusBadRequest)
}
