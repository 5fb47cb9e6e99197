package gpkg

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestAPackedIndexIsSoundAndStaysSoWhenEdited(t *testing.T) {
	for _, n := range []int{0, 1, 47, 51, 52, 2400, 6000} { // around one leaf, two levels, three levels
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			db := create(t)
			random := seeded(t)
			insertPoints(t, db, 10, random) // what was there is packed too
			write(t, db, func(tx *sql.Tx) error {
				return Bulk(t.Context(), tx, "points", func() error {
					if err := run(tx, `DELETE FROM points`); err != nil {
						return err
					}
					for range n {
						if err := run(tx, `INSERT INTO points (geom) VALUES (?)`, Encode(randomPoint(random))); err != nil {
							return err
						}
					}
					return run(tx, `INSERT INTO points (geom) VALUES (NULL), (x'00')`)
				})
			})
			wantSound(t, db)
			if got := one[int](t, db, `SELECT count(*) FROM rtree_points_geom`); got != n {
				t.Errorf("%d of %d are indexed", got, n)
			}
			const inside = `ST_MinX(geom) BETWEEN 10 AND 60 AND ST_MinY(geom) BETWEEN -20 AND 40`
			const found = `SELECT count(*) FROM rtree_points_geom JOIN points ON fid = id
				WHERE maxx >= 10 AND minx <= 60 AND maxy >= -20 AND miny <= 40 AND ` + inside
			if by, all := one[int](t, db, found), one[int](t, db, `SELECT count(*) FROM points WHERE `+inside); by != all {
				t.Errorf("the index finds %d of %d", by, all)
			}
			insertPoints(t, db, 200, random)
			execute(t, db, `UPDATE points SET geom = ? WHERE fid % 7 = 0`, Encode(orb.Point{1, 2}))
			execute(t, db, `DELETE FROM points WHERE fid % 5 = 0`)
			wantSound(t, db)
		})
	}
}

func TestAFailedBulkWriteLeavesIndexAndTriggers(t *testing.T) {
	db := create(t)
	insertPoints(t, db, 100, seeded(t))
	broken := errors.New("broken off")
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		return Bulk(t.Context(), tx, "points", func() error {
			return errors.Join(run(tx, `DELETE FROM points`), broken)
		})
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	insertPoints(t, db, 10, seeded(t))
	if n := one[int](t, db, `SELECT count(*) FROM rtree_points_geom`); n != 110 {
		t.Errorf("%d of 110 are indexed", n)
	}
	wantSound(t, db)
}

func TestABulkWriteMendsTheIndex(t *testing.T) {
	db := create(t)
	insertPoints(t, db, 300, seeded(t))
	execute(t, db, `DELETE FROM rtree_points_geom WHERE id % 2 = 0`)
	if err := db.CheckRTree(t.Context(), "points"); !errors.Is(err, ErrDamaged) {
		t.Fatalf("got %v", err)
	}
	write(t, db, func(tx *sql.Tx) error { return Bulk(t.Context(), tx, "points", func() error { return nil }) })
	wantSound(t, db)
}

func TestBoxesAreRoundedOutwardsAsSQLiteDoes(t *testing.T) {
	db := create(t)
	random := seeded(t)
	execute(t, db, `CREATE VIRTUAL TABLE boxes USING rtree(id, low, high)`)
	for i := range 2000 {
		v := (random.Float64() - 0.5) * math.Pow(10, float64(random.IntN(8)-4))
		execute(t, db, `INSERT INTO boxes VALUES (?, ?, ?)`, i, v, v)
		d, u := one[float64](t, db, `SELECT low FROM boxes WHERE id = ?`, i), one[float64](t, db, `SELECT high FROM boxes WHERE id = ?`, i)
		if float64(down(v)) != d || float64(up(v)) != u || d > v || u < v {
			t.Fatalf("%v lies between %v and %v, SQLite says %v and %v", v, down(v), up(v), d, u)
		}
	}
	if down(2.5) != 2.5 || up(-2.5) != -2.5 {
		t.Error("an exact value was moved")
	}
}

func TestTheHilbertCurveStepsFromNeighbourToNeighbour(t *testing.T) {
	// The first 4^5 steps of the curve fill the square of 32 at its beginning.
	const side = 32
	at := make(map[uint32][2]int, side*side)
	for x := range side {
		for y := range side {
			at[hilbert(uint32(x), uint32(y))] = [2]int{x, y}
		}
	}
	for d := range uint32(side*side - 1) {
		a, first := at[d]
		b, second := at[d+1]
		if !first || !second || abs(a[0]-b[0])+abs(a[1]-b[1]) != 1 {
			t.Fatalf("step %d goes from %v to %v", d, a, b)
		}
	}
}

func abs(n int) int { return max(n, -n) }

func TestGDALSearchesAPackedIndex(t *testing.T) {
	db := create(t)
	random := seeded(t)
	write(t, db, func(tx *sql.Tx) error {
		return Bulk(t.Context(), tx, "points", func() error {
			for range 3000 {
				if err := run(tx, `INSERT INTO points (geom) VALUES (?)`, Encode(randomPoint(random))); err != nil {
					return err
				}
			}
			return nil
		})
	})
	want := one[int](t, db, `SELECT count(*) FROM points WHERE ST_MinX(geom) BETWEEN 10 AND 60 AND ST_MinY(geom) BETWEEN -20 AND 40`)
	out := gdal(t, "ogrinfo", "-ro", "-so", "-spat", "10", "-20", "60", "40", db.Path(), "points")
	if !strings.Contains(out, fmt.Sprintf("Feature Count: %d\n", want)) || want == 0 {
		t.Errorf("GDAL finds not %d but %s", want, out)
	}
	gdal(t, "ogrinfo", db.Path(), "-sql", `DELETE FROM points WHERE fid % 2 = 0`)
	wantSound(t, db)
}

func TestTheLargeCacheIsGivenBack(t *testing.T) {
	db := create(t)
	size := func(tx *sql.Tx) (n int) {
		if err := tx.QueryRow(`PRAGMA cache_size`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	broken := errors.New("broken off")
	write(t, db, func(tx *sql.Tx) error {
		before, within := size(tx), 0
		err := WithLargeCache(t.Context(), tx, func() error {
			within = size(tx)
			return broken
		})
		if after := size(tx); !errors.Is(err, broken) || within == before || after != before {
			t.Errorf("%v; the cache was %d, then %d, then %d", err, before, within, after)
		}
		return nil
	})
}

// BenchmarkPack is the time of packing the index of 100,000 points.
func BenchmarkPack(b *testing.B) {
	db := create(b)
	random := seeded(b)
	for range 10 {
		insertPoints(b, db, 10_000, random)
	}
	for b.Loop() {
		write(b, db, func(tx *sql.Tx) error { return Bulk(b.Context(), tx, "points", func() error { return nil }) })
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/100_000, "µs/row")
}
