package store

import (
	"fmt"
	"testing"

	"strikemap/geo"
)

func TestALargeBatchLeavesTheIndexSoundAndItsTriggersInPlace(t *testing.T) {
	s := open(t, testOptions(newClock()))
	var many []geo.Incident
	for i := range 600 {
		in := incident(fmt.Sprintf("one of many %d", i))
		in.State = geo.Published
		many = append(many, in)
	}
	write(t, s, batch(many...))
	wantSound(t, s)
	moved := incident("a single one after it")
	moved.State = geo.Published
	write(t, s, batch(moved))
	wantSound(t, s)
}
