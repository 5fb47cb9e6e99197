package site

import (
	"sync"

	"strikemap/geo"
)

// usualNames finds what places are called in a language, by the names that the record has
// for them, which are English, in the gazetteer. Only names that stand in public rows are
// looked up, so that nothing is told of places that none names.
type usualNames struct {
	table func() (geo.Geocoder, error) // made when first asked for, which takes a while

	mutex sync.Mutex
	known map[string]*geo.Place // nil for none
}

// mostUsual is how many names are kept; beyond, they are looked up again.
const mostUsual = 20_000

// named is a gazetteer that finds places by their exact English names.
type named interface {
	Named(name string) (*geo.Place, bool)
}

// in returns what finds names in a language; nil where there is no gazetteer, and for
// English, in which the record has them.
func (u *usualNames) in(tag string) func(name string) string {
	if u == nil || u.table == nil || tag == "en" {
		return nil
	}
	return func(name string) string {
		if p := u.find(name); p != nil {
			return p.NameIn(tag)
		}
		return name
	}
}

func (u *usualNames) find(name string) *geo.Place {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	p, ok := u.known[name]
	if ok {
		return p
	}
	table, err := u.table()
	if err != nil {
		return nil // the names of the record are right as well
	}
	if names, ok := table.(named); ok {
		p, _ = names.Named(name)
	}
	if u.known == nil || len(u.known) >= mostUsual {
		u.known = map[string]*geo.Place{}
	}
	u.known[name] = p
	return p
}
