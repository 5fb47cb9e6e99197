package web

import (
	"fmt"

	"strikemap/geo"
)

// EditionID names an edition of one database, as events do: the epoch and the number,
// joined by a hyphen.
func EditionID(e geo.Edition) string { return fmt.Sprintf("%s-%d", e.Epoch, e.Number) }
