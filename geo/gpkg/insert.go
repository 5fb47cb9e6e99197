package gpkg

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// Insertion is a table with the columns that are filled in.
type Insertion struct {
	width     int // columns
	rows      int // as many go with one statement
	one, many string
}

// widest is about how many values go with one statement.
const widest = 600

// Into prepares an Insertion. The names are ours, never a user's. A statement of it
// that fails leaves the rows it has written, which spares SQLite a journal for each:
// after an error roll back the transaction, or the savepoint it was in.
func Into(table string, columns ...string) *Insertion {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = identifier(c)
	}
	head := "INSERT OR FAIL INTO " + identifier(table) + " (" + strings.Join(names, ", ") + ") VALUES "
	row := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	rows := max(2, widest/len(columns))
	return &Insertion{
		width: len(columns), rows: rows,
		one: head + row, many: head + row + strings.Repeat(", "+row, rows-1),
	}
}

// Inserter inserts rows, many with one statement. It is for one transaction and one
// goroutine.
type Inserter struct {
	ctx     context.Context
	tx      *sql.Tx
	tables  map[*Insertion]*insertions
	ordered []*insertions
}

// insertions are what waits for one table.
type insertions struct {
	*Insertion
	waiting   []any
	one, many *sql.Stmt // nil until needed
}

// NewInserter returns one without rows. Flush it before anything reads them.
func NewInserter(ctx context.Context, tx *sql.Tx) *Inserter {
	return &Inserter{ctx: ctx, tx: tx, tables: map[*Insertion]*insertions{}}
}

// Add takes a row, which is written now or later. Rows of one table are written in the
// order of Add; of different tables, they are not.
func (i *Inserter) Add(to *Insertion, values ...any) error {
	t := i.tables[to]
	if t == nil {
		t = &insertions{Insertion: to}
		i.tables[to], i.ordered = t, append(i.ordered, t)
	}
	for _, v := range values {
		if n, ok := v.(int); ok {
			v = int64(n) // what the driver takes as it is
		}
		t.waiting = append(t.waiting, v)
	}
	if len(t.waiting) < t.width*t.rows {
		return nil
	}
	return i.empty(t, &t.many, t.Insertion.many, t.width*t.rows)
}

// Flush writes what waits.
func (i *Inserter) Flush() error {
	for _, t := range i.ordered {
		if err := i.empty(t, &t.one, t.Insertion.one, t.width); err != nil {
			return err
		}
	}
	return nil
}

// Discard forgets what waits: for after a savepoint was rolled back.
func (i *Inserter) Discard() {
	for _, t := range i.ordered {
		clear(t.waiting)
		t.waiting = t.waiting[:0]
	}
}

// empty writes all that waits for a table, so many values with each statement.
func (i *Inserter) empty(t *insertions, s **sql.Stmt, query string, values int) error {
	for some := range slices.Chunk(t.waiting, values) {
		if err := i.exec(s, query, some); err != nil {
			return because(i.ctx, err)
		}
	}
	clear(t.waiting)
	t.waiting = t.waiting[:0]
	return nil
}

// exec runs a short statement. With a context that can end, the driver would start a
// goroutine for each.
func (i *Inserter) exec(s **sql.Stmt, query string, values []any) error {
	if i.ctx.Err() != nil {
		return context.Cause(i.ctx)
	}
	if *s == nil {
		var err error
		if *s, err = i.tx.PrepareContext(i.ctx, query); err != nil {
			return err
		}
	}
	_, err := (*s).ExecContext(context.WithoutCancel(i.ctx), values...)
	return err
}
