package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"strikemap/geo"
)

// smallBatch is how many entries may wait for those of others to share a transaction.
const smallBatch = 20

// Write stores a batch, all or nothing. It implements geo.Writer.
//
// An entry is the whole incident: what it leaves empty is emptied, but for two
// fields. The id of an incident found by its external_id, or by an alias, is the one
// it has; a published_at left empty stays as it was, and is the time of recording
// when an incident is published first. What the server computes is computed anew.
func (s *Store) Write(ctx context.Context, b geo.Batch) ([]string, error) {
	if s.options.ReadOnly {
		return nil, errReadOnly
	}
	if !geo.Origins.Has(b.Origin) {
		return nil, errOrigin(b.Origin)
	}
	queue := s.write
	if len(b.Entries) <= smallBatch {
		queue = s.writeSmall
	}
	var ids []string
	err := queue(ctx, func(w *work) error {
		return w.inBulk(len(b.Entries), func() error {
			var problems geo.Problems
			var err error
			ids, problems, err = w.writeBatch(b, 0)
			return problemsOr(problems, err)
		})
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// problemsOr is the problems as an error, if there are any.
func problemsOr(problems geo.Problems, err error) error {
	if err == nil && len(problems) > 0 {
		return problems
	}
	return err
}

// writeBatch writes a batch. If it finds problems, it writes no more, and says all
// there are. The entries before this batch count in what it says.
func (w *work) writeBatch(b geo.Batch, before int) ([]string, geo.Problems, error) {
	problems, err := w.register(b)
	if err != nil {
		return nil, nil, err
	}
	entries, err := w.findAll(b)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(entries))
	names := names{}
	err = w.inserting(func() error {
		return w.eachReady(entries, func(i int, e *entry) error {
			ids[i] = e.incident.ID
			if e.err == nil {
				e.err = names.take(w, e, before+i)
			}
			if e.err != nil {
				faults := under(fmt.Sprintf("entries[%d].", before+i), e.err)
				if faults == nil {
					return e.err
				}
				problems = append(problems, faults...)
			}
			if w.idle = w.idle || len(problems) > 0; w.idle {
				return nil
			}
			return w.write(e)
		})
	})
	w.owners = nil
	return ids, problems, err
}

// names says which entry of a batch has taken an id, external_id or alias.
type names map[string]int

// take claims the names of an entry and refuses one that belongs to another incident
// of the record or the batch.
func (n names) take(w *work, e *entry, i int) error {
	in := &e.incident
	var problems geo.Problems
	if e.there {
		problems = append(problems, &geo.Error{
			Code: geo.ECONFLICT, Field: "id", Message: fmt.Sprintf("the incident %s is in the record already", in.ID),
		})
	} else if e.last != nil && w.stream && e.last.fid > w.before {
		problems = append(problems, geo.Invalid("id", "is the same incident as an earlier entry"))
	} else if k, taken := n[in.ID]; taken {
		problems = append(problems, geo.Invalid("id", "is the same incident as entries[%d]", k))
	} else {
		n[in.ID] = i
		for _, name := range ownNames(in) {
			if k, taken := n[name.value]; taken && k != i {
				problems = append(problems, geo.Invalid(name.field, "%q is also that of entries[%d]", name.value, k))
			}
			n[name.value] = i
		}
	}
	faults, err := w.foreignNames(in)
	if err != nil {
		return err
	}
	if problems = append(problems, faults...); len(problems) > 0 {
		return problems
	}
	return nil
}

type ownName struct{ field, value string }

// ownNames are the external_id and the aliases.
func ownNames(in *geo.Incident) []ownName {
	var all []ownName
	if in.ExternalID != "" {
		all = append(all, ownName{"external_id", in.ExternalID})
	}
	for i, alias := range in.Aliases {
		all = append(all, ownName{fmt.Sprintf("aliases[%d]", i), alias})
	}
	return all
}

// foreignNames refuses the names of an incident that belong to another of the
// record, or that it has twice.
func (w *work) foreignNames(in *geo.Incident) (geo.Problems, error) {
	var problems geo.Problems
	seen := map[string]bool{}
	for _, name := range ownNames(in) {
		owner, err := w.owner(name.value)
		if err != nil {
			return nil, err
		}
		switch {
		case owner != "" && owner != in.ID:
			problems = append(problems, &geo.Error{
				Code: geo.ECONFLICT, Field: name.field,
				Message: fmt.Sprintf("%q belongs to incident %s", name.value, owner),
			})
		case seen[name.value]:
			problems = append(problems, geo.Invalid(name.field, "%q is given twice", name.value))
		}
		seen[name.value] = true
	}
	return problems, nil
}

// under returns the faults of an entry with their fields under a path, nil if err is
// no fault of an entry.
func under(path string, err error) geo.Problems {
	var list geo.Problems
	var one *geo.Error
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = geo.Problems{one}
	}
	var moved geo.Problems
	for _, fault := range list {
		placed := *fault
		placed.Field = strings.TrimSuffix(path+fault.Field, ".")
		moved = append(moved, &placed)
	}
	return moved
}
