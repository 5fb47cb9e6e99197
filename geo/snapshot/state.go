package snapshot

import (
	"context"
	"slices"

	"strikemap/geo"
)

// state is what is public at one edition. It is never changed once published.
type state struct {
	edition  geo.Edition
	parties  geo.Parties
	series   map[string]geo.Series
	areas    map[string]*geo.Area
	features []*geo.Feature          // in the order geo.Newer, withdrawn ones left out
	byID     map[string]*geo.Feature // withdrawn ones too, as tombstones
	names    map[string]string       // slug or alias -> id
}

// newState returns a state without features.
func newState(ctx context.Context, record geo.Record, edition geo.Edition) (*state, error) {
	parties, series, err := record.Registry(ctx)
	if err != nil {
		return nil, err
	}
	areas, err := record.Areas(ctx)
	if err != nil {
		return nil, err
	}
	st := &state{edition: edition, parties: parties, series: series, areas: make(map[string]*geo.Area, len(areas))}
	for _, a := range areas {
		st.areas[a.ID] = a
	}
	return st, nil
}

// builder collects features of a state from revisions.
type builder struct {
	st       *state
	features []*geo.Feature
}

func (st *state) builder() *builder { return &builder{st: st} }

func (b *builder) add(r *geo.Revision) error {
	b.features = append(b.features, geo.NewFeature(r, b.st.parties, b.st.areas[r.Incident.Location.AreaID]))
	return nil
}

// merge fills the state with the features of base, those of the changed incidents
// taken from fresh instead. A changed incident that fresh does not hold is no longer
// public. base may be nil. It changes the state in place.
func (st *state) merge(base *state, changed []string, fresh *builder) {
	slices.SortFunc(fresh.features, geo.Newer)
	gone := make(map[string]bool, len(changed))
	for _, id := range changed {
		gone[id] = true
	}
	var kept []*geo.Feature
	if base != nil {
		kept = make([]*geo.Feature, 0, len(base.features))
		for _, f := range base.features {
			if !gone[f.ID] {
				kept = append(kept, f)
			}
		}
		for id, f := range base.byID { // tombstones stay too
			if f.State == geo.Withdrawn && !gone[id] {
				fresh.features = append(fresh.features, f)
			}
		}
		slices.SortFunc(fresh.features, geo.Newer)
	}
	st.features = mergeNewest(kept, fresh.features)
	st.byID = make(map[string]*geo.Feature, len(st.features)+1)
	st.names = map[string]string{}
	for _, f := range st.features {
		st.byID[f.ID] = f
		st.name(f)
	}
	for _, f := range fresh.features {
		if f.State == geo.Withdrawn {
			st.byID[f.ID] = f
			st.name(f)
		}
	}
}

// name makes an incident findable by its slug and aliases.
func (st *state) name(f *geo.Feature) {
	if f.ExternalID != "" {
		st.names[f.ExternalID] = f.ID
	}
	for _, alias := range f.Aliases {
		st.names[alias] = f.ID
	}
}

// mergeNewest joins two lists in the order geo.Newer, withdrawn features left out.
func mergeNewest(a, b []*geo.Feature) []*geo.Feature {
	joined := make([]*geo.Feature, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		var next *geo.Feature
		if len(b) == 0 || len(a) > 0 && geo.Newer(a[0], b[0]) < 0 {
			next, a = a[0], a[1:]
		} else {
			next, b = b[0], b[1:]
		}
		if next.State != geo.Withdrawn {
			joined = append(joined, next)
		}
	}
	return joined
}

// find returns the feature by id, slug or alias, or nil.
func (st *state) find(id string) *geo.Feature {
	if f := st.byID[geo.CanonicalID(id)]; f != nil {
		return f
	}
	return st.byID[st.names[id]]
}
