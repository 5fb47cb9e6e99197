package main

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/atlas"
	"strikemap/geo/border"
	"strikemap/geo/draft"
	"strikemap/geo/encode"
	"strikemap/geo/gazetteer"
)

// ownPlaces is the flag of every command that names places.
type ownPlaces struct {
	Places []string `type:"existingfile" placeholder:"FILE" help:"Places of the desk's own, added to those of the program or standing in for those with their id: JSON lines, one place each. Can be given more than once. Default: none."`
}

// table is a gazetteer with the locator that names water by its seas.
type table struct {
	places *gazetteer.Gazetteer
	where  geo.Locator
}

// table reads the places of the program and the desk's own. What is wrong with a file is
// told by its name and line.
func (o ownPlaces) table() (table, error) {
	files := data.Gazetteer()
	shipped := len(files)
	for _, name := range o.Places {
		b, err := os.ReadFile(name)
		if err != nil {
			return table{}, err
		}
		files = append(files, b)
	}
	places, err := gazetteer.New(files...)
	var fault *gazetteer.Fault
	switch {
	case errors.As(err, &fault) && fault.File >= shipped:
		return table{}, fmt.Errorf("%s, line %d: %s", o.Places[fault.File-shipped], fault.Line, fault.Sentence())
	case err != nil:
		return table{}, err
	}
	where, err := border.New(data.Borders(), places.Seas()...)
	return table{places, where}, err
}

// shippedTable is the places of the program alone, read once, when it is first asked for.
// It is all that readers are answered from: the desk's own places are the desk's.
var shippedTable = sync.OnceValues(ownPlaces{}.table)

// deskTable returns what reads the table that the desk works with when it is first asked
// for: the shared one where it has no places of its own. Those are read at once, so that
// a faulty file is told before anything is served.
func (o ownPlaces) deskTable() (func() (table, error), error) {
	if len(o.Places) == 0 {
		return shippedTable, nil
	}
	t, err := o.table()
	return func() (table, error) { return t, nil }, err
}

// geocoderOf and locatorOf are the halves of a table as the server takes them.
func geocoderOf(read func() (table, error)) func() (geo.Geocoder, error) {
	return func() (geo.Geocoder, error) {
		t, err := read()
		return t.places, err
	}
}

func locatorOf(read func() (table, error)) func() (geo.Locator, error) {
	return func() (geo.Locator, error) {
		t, err := read()
		return t.where, err
	}
}

// publicPlaces makes, when it is first asked for, what tells which places readers of a
// record may see.
func publicPlaces(index geo.Reader) func() (geo.Places, error) {
	return sync.OnceValues(func() (geo.Places, error) {
		t, err := shippedTable()
		if err != nil {
			return nil, err
		}
		return &atlas.Atlas{Reader: index, Gazetteer: t.places, Row: encode.Codec{}.Row}, nil
	})
}

// deskDrafter makes, when it is first asked for, what drafts incidents from texts, with
// the parties that the record has then.
func deskDrafter(index geo.Reader, read func() (table, error)) func() (geo.Drafter, error) {
	return sync.OnceValues(func() (geo.Drafter, error) {
		t, err := read()
		if err != nil {
			return nil, err
		}
		return draft.New(t.places, t.where, index.Parties())
	})
}
