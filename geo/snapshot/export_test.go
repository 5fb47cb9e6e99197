package snapshot

// Small makes the sizes at which the index changes its ways so small that a test
// with few incidents goes all of them, and returns what undoes it.
func Small(fresh, most, masked, candidates int) (undo func()) {
	a, b, c, d := freshRows, mostRows, leastMasked, few
	freshRows, mostRows, leastMasked, few = fresh, most, masked, candidates
	return func() { freshRows, mostRows, leastMasked, few = a, b, c, d }
}

// Tiers returns how many tiers the present state has.
func (s *Snapshot) Tiers() int { return len(s.current.Load().tiers) }

// Wait returns when no new base is being made.
func (s *Snapshot) Wait() { s.background.Wait() }
