package encode

import (
	"sync"

	"strikemap/geo"
)

// Codec writes the bodies that a read index keeps, and reads columns back.
type Codec struct{}

// Flat appends a feature without a base.
func (Codec) Flat(dst []byte, f *geo.Feature) []byte { return AppendFeature(dst, f, Options{}) }

// Ledger appends the ledger of a feature. seen are its public revisions, oldest first;
// series is the one it belongs to, or nil.
func (Codec) Ledger(dst []byte, f *geo.Feature, seen []*geo.Revision, parties geo.Parties, series *geo.Series) []byte {
	return AppendLedger(dst, Item{Feature: f, Parties: parties, Series: series, Revisions: seen})
}

var flats = sync.Pool{New: func() any { return new(Flat) }}

// Text returns what geo.Column.Text says of a column, out of a flat body, and "" for
// what is none.
func (Codec) Text(flat []byte, column string) string {
	f := flats.Get().(*Flat)
	defer flats.Put(f)
	i := ColumnIndex(column)
	if i < 0 || f.Read(flat) != nil {
		return ""
	}
	return f.Text(i)
}
