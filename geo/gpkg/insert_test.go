package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
)

func TestInsertedRowsComeInTheOrderGivenWhateverTheirNumber(t *testing.T) {
	for _, n := range []int{0, 1, 299, 300, 301, 1000} {
		db := create(t)
		execute(t, db, `CREATE TABLE rows (fid INTEGER PRIMARY KEY, "a key" TEXT, n INTEGER)`)
		to := Into("rows", "a key", "n")
		write(t, db, func(tx *sql.Tx) error {
			rows := NewInserter(t.Context(), tx)
			for i := range n {
				if err := rows.Add(to, fmt.Sprint("row ", i), i); err != nil {
					return err
				}
			}
			return rows.Flush()
		})
		const wrong = `SELECT count(*) FROM rows WHERE n <> fid - 1 OR "a key" <> 'row ' || n`
		if got, bad := one[int](t, db, `SELECT count(*) FROM rows`), one[int](t, db, wrong); got != n || bad != 0 {
			t.Errorf("of %d rows there are %d, %d of them wrong", n, got, bad)
		}
	}
}

func TestARowThatCannotBeInsertedIsAnErrorAndTheTransactionIsAsBefore(t *testing.T) {
	db := create(t)
	execute(t, db, `CREATE TABLE rows (fid INTEGER PRIMARY KEY, n INTEGER UNIQUE)`)
	to := Into("rows", "n")
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		rows := NewInserter(t.Context(), tx)
		for i := range 1000 {
			if err := rows.Add(to, i%900); err != nil {
				return err
			}
		}
		return rows.Flush()
	})
	if !errors.Is(err, ErrUnique) {
		t.Errorf("got %v", err)
	}
	if n := one[int](t, db, `SELECT count(*) FROM rows`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

func TestInsertingEndsWithItsContext(t *testing.T) {
	db := create(t)
	execute(t, db, `CREATE TABLE rows (fid INTEGER PRIMARY KEY, n INTEGER)`)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Write(ctx, func(tx *sql.Tx) error {
		rows := NewInserter(ctx, tx)
		if err := rows.Add(Into("rows", "n"), 1); err != nil {
			return err
		}
		cancel()
		return rows.Flush()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// BenchmarkBulk is how many bare rows a second go into a feature table: a point, an
// id with its index, a time with its index, and ten more columns.
func BenchmarkBulk(b *testing.B) {
	const rows = 100_000
	columns := []string{"id", "time", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10"}
	random := seeded(b)
	to := Into("bare", append([]string{"geom"}, columns...)...)
	for b.Loop() {
		b.StopTimer()
		db := create(b)
		execute(b, db, `CREATE TABLE bare (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, id TEXT UNIQUE, time TEXT,
			c1 TEXT, c2 TEXT, c3 TEXT, c4 TEXT, c5 TEXT, c6 TEXT, c7 TEXT, c8 TEXT, c9 TEXT, c10 TEXT)`)
		execute(b, db, `CREATE INDEX bare_time ON bare (time)`)
		write(b, db, func(tx *sql.Tx) error {
			return RegisterFeatures(b.Context(), tx, Layer{Table: "bare", Geometry: "geom", GeometryType: "POINT"})
		})
		b.StartTimer()
		write(b, db, func(tx *sql.Tx) error {
			return Bulk(b.Context(), tx, "bare", func() error {
				inserter := NewInserter(b.Context(), tx)
				for i := range rows {
					id, at := fmt.Sprintf("%016x%010d", random.Uint64(), i), fmt.Sprintf("2025-01-01T%010d", random.IntN(1e9))
					err := inserter.Add(
						to, Encode(randomPoint(random)), id, at, "strike", "refinery", "Krasnodar Krai", "RU", "hit",
						"settlement", "drone", "claimed", "an incident with a title of some fifty characters", "overnight",
					)
					if err != nil {
						return err
					}
				}
				return inserter.Flush()
			})
		})
		if n := one[int](b, db, `SELECT count(*) FROM rtree_bare_geom`); n != rows {
			b.Fatalf("%d of %d are indexed", n, rows)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
