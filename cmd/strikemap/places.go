package main

import (
	"sync"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/atlas"
	"strikemap/geo/border"
	"strikemap/geo/draft"
	"strikemap/geo/encode"
	"strikemap/geo/gazetteer"
)

// places reads the gazetteer of the program, once, when it is first asked for.
var places = sync.OnceValues(func() (*gazetteer.Gazetteer, error) {
	return gazetteer.New(data.Gazetteer()...)
})

// geocoder is places as the server takes it.
func geocoder() (geo.Geocoder, error) { return places() }

// publicPlaces makes, when it is first asked for, what tells which places readers of a
// record may see.
func publicPlaces(index geo.Reader) func() (geo.Places, error) {
	return sync.OnceValues(func() (geo.Places, error) {
		g, err := places()
		if err != nil {
			return nil, err
		}
		return &atlas.Atlas{Reader: index, Gazetteer: g, Row: encode.Codec{}.Row}, nil
	})
}

// deskDrafter makes, when it is first asked for, what drafts incidents from texts, with
// the parties that the record has then.
func deskDrafter(index geo.Reader) func() (geo.Drafter, error) {
	return sync.OnceValues(func() (geo.Drafter, error) {
		g, err := places()
		if err != nil {
			return nil, err
		}
		where, err := whereabouts()
		if err != nil {
			return nil, err
		}
		return draft.New(g, where, index.Parties())
	})
}

// whereabouts makes the locator that also names seas, once, when it is first asked for.
var whereabouts = sync.OnceValues(func() (geo.Locator, error) {
	g, err := places()
	if err != nil {
		return nil, err
	}
	return border.New(data.Borders(), g.Seas()...)
})
