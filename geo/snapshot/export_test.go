package snapshot

// Small makes the sizes at which the index changes its ways so small that a test
// with few incidents goes all of them, and returns what undoes it.
func Small(fresh, most, masked, candidates int) (undo func()) {
	a, b, c, d, e := freshRows, mostRows, leastMasked, few, short
	freshRows, mostRows, leastMasked, few, short = fresh, most, masked, candidates, candidates
	return func() { freshRows, mostRows, leastMasked, few, short = a, b, c, d, e }
}

// Tiers returns how many tiers the present state has.
func (s *Snapshot) Tiers() int { return len(s.current.Load().tiers) }

// Settled reports whether the base is the one that lies in the folder.
func (s *Snapshot) Settled() bool {
	for _, k := range s.current.Load().tiers[0].now.keep {
		if _, mapped := k.(*mapping); mapped {
			return true
		}
	}
	return false
}
