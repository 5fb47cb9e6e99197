package gpkg

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestSQLiteCodesBecomeErrorsOfThisPackage(t *testing.T) {
	db := create(t)
	write(t, db, func(tx *sql.Tx) error {
		return run(tx, `
			CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT UNIQUE CHECK (name != ''));
			CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent(id));
			INSERT INTO parent VALUES (1, 'a')`)
	})
	cases := []struct {
		statement string
		is, isNot []error
	}{
		{`INSERT INTO parent VALUES (1, 'b')`, []error{ErrConstraint, ErrUnique}, []error{ErrForeignKey}},
		{`INSERT INTO parent VALUES (2, 'a')`, []error{ErrConstraint, ErrUnique}, []error{ErrForeignKey}},
		{`INSERT INTO parent VALUES (2, '')`, []error{ErrConstraint}, []error{ErrUnique, ErrForeignKey}},
		{`INSERT INTO child VALUES (1, 7)`, []error{ErrConstraint, ErrForeignKey}, []error{ErrUnique}},
		{`SELECT nonsense`, nil, []error{ErrConstraint, ErrFull, ErrReadOnly, ErrBusy, ErrDamaged, ErrNotADatabase}},
	}
	for _, c := range cases {
		err := db.Write(t.Context(), func(tx *sql.Tx) error {
			inner := Translate(run(tx, c.statement))
			if inner == nil {
				t.Errorf("%s went through", c.statement)
			}
			return inner
		})
		for _, want := range c.is {
			if !errors.Is(err, want) {
				t.Errorf("%s: %v is not %v", c.statement, err, want)
			}
		}
		for _, other := range c.isNot {
			if errors.Is(err, other) {
				t.Errorf("%s: %v is %v", c.statement, err, other)
			}
		}
		if Translate(err) != err { //nolint:errorlint // the very same
			t.Errorf("%s: translated twice", c.statement)
		}
	}
	if Translate(nil) != nil {
		t.Error("nil was translated")
	}
}

func TestAFullDiskIsToldAndForgottenOnceThereIsSpace(t *testing.T) {
	db := create(t)
	pages := one[int](t, db, `PRAGMA page_count`)
	limit := func(n int) {
		t.Helper()
		var set int
		if err := db.writer.QueryRow(fmt.Sprintf(`PRAGMA max_page_count = %d`, n)).Scan(&set); err != nil || set != n {
			t.Fatalf("%d pages, %v", set, err)
		}
	}
	limit(pages)
	big := make([]byte, 100_000)
	insert := func(tx *sql.Tx) error { return run(tx, `INSERT INTO points (name) VALUES (?)`, big) }
	if err := db.Write(t.Context(), insert); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	if n := one[int](t, db, `SELECT count(*) FROM points`); n != 0 {
		t.Errorf("%d rows after a failed write", n)
	}
	limit(pages + 1000)
	if err := db.Write(t.Context(), insert); err != nil {
		t.Errorf("with space again: %v", err)
	}
	wantSound(t, db)
}

func TestALockHeldByAnotherConnectionIsBusyAfterTheTimeout(t *testing.T) {
	db := create(t)
	other, err := Open(db.Path(), Options{BusyTimeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	write(t, db, func(*sql.Tx) error {
		begun := time.Now()
		err := other.Write(t.Context(), func(*sql.Tx) error { return nil })
		if !errors.Is(err, ErrBusy) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(begun); waited < 90*time.Millisecond || waited > 3*time.Second {
			t.Errorf("waited %v", waited)
		}
		return nil
	})
	if err := other.Write(t.Context(), func(*sql.Tx) error { return nil }); err != nil {
		t.Errorf("after the lock: %v", err)
	}
}
