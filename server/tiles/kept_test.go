package tiles

import (
	"testing"

	"strikemap/geo"
	"strikemap/geo/tile"
)

func never(geo.Edition, uint32, uint32, uint32) bool { return false }

func TestKeptTilesStayWithinTheirBudgetTheLeastLatelyUsedGoingFirst(t *testing.T) {
	now := geo.Edition{Epoch: "e", Number: 1}
	k := newKept(10_000, never)
	at := func(x uint32) tileKey { return tileKey{tile.Address{Z: 5, X: x}, ""} }
	for x := range uint32(8) {
		k.put(at(x), made{now, make([]byte, 1500)})
		if _, ok := k.get(at(0), now); !ok {
			t.Fatalf("the tile that is used all the time is gone after %d", x)
		}
	}
	if k.size > 10_000 || len(k.byKey) != k.recent.Len() || len(k.byKey) != 4 {
		t.Errorf("%d tiles of %d bytes", len(k.byKey), k.size)
	}
	if _, ok := k.get(at(1), now); ok {
		t.Error("an old tile is still there")
	}
	k.put(at(7), made{now, nil})
	k.put(at(0), made{now, nil})
	if want := 2*2012 + 2*512; k.size != want {
		t.Errorf("%d bytes after two tiles became empty, want %d", k.size, want)
	}
	k.put(at(9), made{now, make([]byte, 5000)})
	if _, ok := k.get(at(9), now); ok {
		t.Error("a tile of half the budget is kept")
	}
}

func TestAKeptTileIsAskedAboutEveryChangeOnce(t *testing.T) {
	var asked []int64
	k := newKept(10_000, func(since geo.Edition, _, _, _ uint32) bool {
		asked = append(asked, since.Number)
		return since.Number >= 9
	})
	k.put(tileKey{}, made{geo.Edition{Epoch: "e", Number: 5}, []byte("tile")})
	for _, c := range []struct {
		now  geo.Edition
		good bool
	}{
		{geo.Edition{Epoch: "e", Number: 5}, true},
		{geo.Edition{Epoch: "e", Number: 7}, true},
		{geo.Edition{Epoch: "e", Number: 7}, true},
		{geo.Edition{Epoch: "e", Number: 9}, true},
		{geo.Edition{Epoch: "e", Number: 10}, false},
		{geo.Edition{Epoch: "e", Number: 10}, false},
	} {
		if m, ok := k.get(tileKey{}, c.now); ok != c.good || ok && m.edition.Number != 5 {
			t.Errorf("edition %d: %v", c.now.Number, ok)
		}
	}
	if len(asked) != 3 || asked[0] != 5 || asked[1] != 7 || asked[2] != 9 {
		t.Errorf("asked about changes since %v", asked)
	}
}

func TestATileOfAnotherDatabaseIsNotGood(t *testing.T) {
	k := newKept(10_000, never)
	k.put(tileKey{}, made{geo.Edition{Epoch: "e", Number: 5}, []byte("tile")})
	if _, ok := k.get(tileKey{}, geo.Edition{Epoch: "restored", Number: 5}); ok {
		t.Error("it is answered after a restore")
	}
	if k.size != 0 {
		t.Errorf("%d bytes are still taken", k.size)
	}
}
