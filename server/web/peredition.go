package web

import (
	"context"
	"sync"

	"strikemap/geo"
)

// PerEdition keeps what is derived from a whole edition, and derives it again, once
// for all who wait, when the edition changes.
type PerEdition[T any] struct {
	mu      sync.Mutex
	edition geo.Edition
	value   *T
}

// Get returns the value for an edition. An error is not kept.
func (p *PerEdition[T]) Get(ctx context.Context, e geo.Edition, derive func(context.Context) (T, error)) (T, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.value != nil && p.edition.Epoch == e.Epoch && p.edition.Number == e.Number {
		return *p.value, nil
	}
	v, err := derive(ctx)
	if err == nil {
		p.edition, p.value = e, &v
	}
	return v, err
}
