package main

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
)

// The addresses that are asked.
const (
	collectionPath = "/api/v1/collections/incidents"
	itemsPath      = collectionPath + "/items"
)

// question asks for incidents. What is zero is not asked for.
type question struct {
	box          *geo.BBox
	from, to     int64 // milliseconds since 1970, both included as OGC API Features has it
	kind, status string
	text         string
	knownAt      time.Time
	limit        int
}

// values returns the parameters of the question.
func (q question) values() url.Values {
	v := url.Values{}
	put := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.box != nil {
		put("bbox", q.box.Text())
	}
	if q.to != 0 {
		put("datetime", instant(q.from)+"/"+instant(q.to))
	}
	put("kind", q.kind)
	put("status", q.status)
	put("q", q.text)
	if !q.knownAt.IsZero() {
		put("known_at", q.knownAt.UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	if q.limit > 0 {
		put("limit", strconv.Itoa(q.limit))
	}
	return v
}

// path returns the address of the first page of the answer. Commas, slashes and
// colons stand as they are, as people write them.
func (q question) path() string { return withQuery(itemsPath, q.values()) }

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + strings.NewReplacer("%2C", ",", "%2F", "/", "%3A", ":").Replace(v.Encode())
}

func instant(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }

// matches reports whether an incident answers the question, text and knownAt aside,
// which the catalogue knows nothing of.
func (q question) matches(e *entry) bool {
	return (q.to == 0 || e.from <= q.to && q.from < e.to) &&
		(q.kind == "" || e.kind == q.kind) &&
		(q.status == "" || e.status == q.status) &&
		(q.box == nil || e.within(*q.box))
}

// within reports whether a box holds the point of an incident, or touches its area.
func (e *entry) within(box geo.BBox) bool {
	switch {
	case e.placed:
		return box.Contains(e.lon, e.lat)
	case e.area == nil || box.South > e.area.North || e.area.South > box.North:
		return false
	}
	return box.Intersects(*e.area)
}
