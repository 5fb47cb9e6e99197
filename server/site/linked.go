package site

import (
	"strings"
	"time"

	"strikemap/geo"
)

// linkedThing is an object of schema.org. What is not known is left out, never guessed.
type linkedThing map[string]any

func (t linkedThing) put(name, value string) {
	if value != "" {
		t[name] = value
	}
}

func thing(kind string) linkedThing { return linkedThing{"@type": kind} }

// linked describes the page of an incident to search engines: a page about an event, as
// it was reported, with its sources and the claims made. Nothing is rated, no claim is
// marked as true, and the event has a date only where the day is known.
func (p *pages) linked(read reader, in *Incident, f *geo.Feature) any {
	words := p.siteWords()
	t := thing("WebPage")
	t["@context"] = "https://schema.org"
	t["@id"], t["url"], t["name"] = in.Permalink, in.Permalink, f.Title
	t.put("description", f.Summary)
	t["inLanguage"], t["version"] = in.RecordLanguage, f.Revision
	t.put("datePublished", publishedText(f))
	t["dateModified"] = geo.FormatTime(f.PublicFrom)
	t["temporalCoverage"] = geo.FormatTime(f.Time.From) + "/" + geo.FormatTime(f.Time.To)
	t.put("license", words.LicenceURL)
	t["creditText"] = words.Credit
	if words.Publisher != "" {
		publisher := thing("Organization")
		publisher["name"] = words.Publisher
		t["publisher"] = publisher
	}
	t["about"] = linkedEvent(f)
	if citations := linkedReports(f); len(citations) > 0 {
		t["citation"] = citations
	}
	if claims := read.linkedClaims(f); len(claims) > 0 {
		t["mentions"] = claims
	}
	return t
}

// linkedEvent is what happened, as the title says it was reported.
func linkedEvent(f *geo.Feature) linkedThing {
	e := thing("Event")
	e["name"] = f.Title
	zone := zoneOf(f.Time.Zone)
	from, last := f.Time.From.In(zone), f.Time.To.Add(-time.Millisecond).In(zone)
	switch {
	case f.Time.Precision == "month" && from.Year() == last.Year() && from.Month() == last.Month():
		e["startDate"] = from.Format("2006-01")
	case f.Time.Precision != "month" && sameDay(from, last):
		e["startDate"] = from.Format(time.DateOnly)
	}
	place := thing("Place")
	place.put("name", f.Location.Label)
	address := thing("PostalAddress")
	address.put("addressCountry", f.Location.Country)
	address.put("addressRegion", f.Location.Admin1)
	if len(address) > 1 {
		place["address"] = address
	}
	if at := f.Location.Point; at != nil {
		middle := thing("GeoCoordinates")
		middle["latitude"], middle["longitude"] = at.Lat, at.Lon
		circle := thing("GeoCircle") // it happened somewhere inside
		circle["geoMidpoint"], circle["geoRadius"] = middle, f.Location.Uncertainty
		place["geo"] = circle
	}
	e["location"] = place
	return e
}

// linkedReports are the sources that have an address.
func linkedReports(f *geo.Feature) []linkedThing {
	var list []linkedThing
	for _, r := range f.Reports {
		if webLink(r.URL, "") == nil {
			continue
		}
		t := thing("CreativeWork")
		t["url"] = r.URL
		t.put("name", r.Title)
		t.put("datePublished", r.PublishedAt)
		t.put("inLanguage", r.Language)
		publisher := thing("Organization")
		publisher["name"] = r.Publisher
		t["publisher"] = publisher
		list = append(list, t)
	}
	return list
}

// linkedClaims are the claims that still stand, denials among them, each with who made
// it and how it stands to what it is about. Silence is no claim.
func (r reader) linkedClaims(f *geo.Feature) []linkedThing {
	var list []linkedThing
	current := f.Current()
	for _, i := range current {
		c := f.Claims[i]
		if c.Stance == "no-response" || c.Stance == "not-asked" || c.Stance == "declines" {
			continue
		}
		row := r.claimRow(f, i, current)
		t := thing("Claim")
		t["text"] = r.T("history.claim", "party", row.Party, "says", row.Says, "about", row.About)
		if c.Detail != "" {
			t["text"] = r.T("history.claimDetail", "claim", t["text"], "detail", c.Detail)
		}
		kind := "Organization"
		if strings.HasSuffix(r.parties[c.Party].Kind, "official") { // one person, named or not
			kind = "Person"
		}
		author := thing(kind)
		author["name"] = r.parties.Name(c.Party)
		t["author"] = author
		t.put("datePublished", c.StatedAt)
		if row.Source != nil {
			where := thing("CreativeWork")
			where["url"] = row.Source.URL
			t["appearance"] = where
		}
		list = append(list, t)
	}
	return list
}

// publishedText is when an incident was first published, or "".
func publishedText(f *geo.Feature) string {
	if f.PublishedAt == nil {
		return ""
	}
	return geo.FormatTime(*f.PublishedAt)
}
