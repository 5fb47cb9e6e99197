package gpkg

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
)

// Bulk runs fn, which writes many rows of a feature table, without its R-tree
// triggers, and packs the index anew afterwards; all within tx. It pays when fn
// touches a sixth of the rows or more: packing costs a few microseconds for
// each row of the table, the trigger more than twenty for each row written.
func Bulk(ctx context.Context, tx *sql.Tx, table string, fn func() error) error {
	r, err := registered(ctx, tx, table)
	if err != nil {
		return err
	}
	for name := range r.triggers() {
		if _, err := tx.ExecContext(ctx, `DROP TRIGGER IF EXISTS `+identifier(name)); err != nil {
			return fmt.Errorf("bulk write %s: %w", table, Translate(err))
		}
	}
	if err := fn(); err != nil {
		return err
	}
	if err := r.pack(ctx, tx); err != nil {
		return fmt.Errorf("bulk write %s: %w", table, Translate(err))
	}
	if err := r.addTriggers(ctx, tx); err != nil {
		return fmt.Errorf("bulk write %s: %w", table, Translate(err))
	}
	return nil
}

// WithLargeCache runs fn, which writes many rows all over large indexes, with a
// page cache that holds those indexes: up to 512 MiB instead of 64.
func WithLargeCache(ctx context.Context, tx *sql.Tx, fn func() error) error {
	var before int
	if err := tx.QueryRowContext(ctx, `PRAGMA cache_size`).Scan(&before); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `PRAGMA cache_size = -524288`); err != nil {
		return err
	}
	err := fn()
	_, errBack := tx.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA cache_size = %d`, before))
	if err != nil {
		return err
	}
	return errBack
}

// cell is an entry of an R-tree node: a row and its box in a leaf, a child node
// and the box of all it holds above.
type cell struct {
	id  int64
	box [4]float32 // minx, maxx, miny, maxy, rounded outwards
}

// The layout of a node in the table rtree_*_node, all big endian: two bytes of
// depth (in the root), two bytes counting the cells, the cells, zeros up to the
// size which SQLite chose when it made the first node. Node 1 is the root. See
// the comments at the head of SQLite's ext/rtree/rtree.c.
const (
	nodeHeader = 4
	cellSize   = 8 + 4*4
	rootNode   = 1

	// packedFill leaves room in each node, so that the first inserts after
	// packing do not split every node they meet.
	packedFill = 0.94
)

// pack replaces the content of the index. It writes the tables behind the
// virtual table directly, with the rows laid along a Hilbert curve: several
// times faster than inserting one by one, and the nodes overlap less.
func (r rtree) pack(ctx context.Context, tx *sql.Tx) error {
	cells, err := r.cells(ctx, tx)
	if err != nil {
		return err
	}
	var nodeSize int
	if err := tx.QueryRowContext(ctx, r.sql(`SELECT length(data) FROM {node} WHERE nodeno = 1`)).Scan(&nodeSize); err != nil {
		return err
	}
	for _, statement := range []string{`DELETE FROM {node}`, `DELETE FROM {parent}`, `DELETE FROM {rowid}`} {
		if _, err := tx.ExecContext(ctx, r.sql(statement)); err != nil {
			return err
		}
	}
	p := packer{
		ctx: ctx, size: nodeSize, next: rootNode + 1,
		rows: NewInserter(ctx, tx), row: Into(r.name()+"_rowid", "rowid", "nodeno"),
	}
	for _, s := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&p.node, `INSERT INTO {node} (nodeno, data) VALUES (?, ?)`},
		{&p.parent, `INSERT INTO {parent} (nodeno, parentnode) VALUES (?, ?)`},
	} {
		if *s.stmt, err = tx.PrepareContext(ctx, r.sql(s.query)); err != nil {
			return err
		}
		defer (*s.stmt).Close()
	}
	return p.pack(cells)
}

// cells are the entries of all rows that have a geometry, by ascending key.
func (r rtree) cells(ctx context.Context, tx *sql.Tx) ([]cell, error) {
	var most int // grown step by step, a long list would leave as much behind as it holds
	if err := tx.QueryRowContext(ctx, r.sql(`SELECT count(*) FROM {table}`)).Scan(&most); err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, r.sql(`SELECT {key}, {geom} FROM {table} WHERE {geom} NOT NULL ORDER BY {key}`))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	cells := make([]cell, 0, most)
	var blob sql.RawBytes
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id, &blob); err != nil {
			return nil, err
		}
		if e, ok := extentOf([]byte(blob)); ok {
			cells = append(cells, cell{id, [4]float32{down(e.min[0]), up(e.max[0]), down(e.min[1]), up(e.max[1])}})
		}
	}
	return cells, rows.Err()
}

// ulp is the distance of a float32 of one to the next.
const ulp = 1.0 / (1 << 23)

// down is a float32 not above v: the one SQLite takes for it, which is not always the
// nearest.
func down(v float64) float32 {
	if f := float32(v); float64(f) <= v {
		return f
	}
	if v < 0 {
		return float32(v * (1 + ulp))
	}
	return float32(v * (1 - ulp))
}

// up is a float32 not below v, likewise.
func up(v float64) float32 { return -down(-v) }

// packer writes the nodes of a tree, from the leaves up.
type packer struct {
	ctx          context.Context
	node, parent *sql.Stmt
	rows         *Inserter
	row          *Insertion // of a row and its leaf
	size         int        // bytes of a node
	next         int64      // the number of the next node
	data         []byte     // of the last one written
}

// pack takes the rows by ascending key. Few lie in the root; many lie in leaves below
// it.
func (p *packer) pack(rows []cell) (err error) {
	order := alongHilbert(rows)
	homes := make([]int64, len(rows)) // the node of each row
	var level []cell
	depth := 0
	if p.fits(len(rows)) {
		level = gather(nil, rows, order, rootNode, homes)
	} else if level, depth, err = p.packBelow(rows, order, homes); err != nil {
		return err
	}
	if err := p.write(rootNode, depth, level); err != nil {
		return err
	}
	for i, row := range rows { // in the order of their keys, which is the table's
		if err := p.rows.Add(p.row, row.id, homes[i]); err != nil {
			return err
		}
	}
	return p.rows.Flush()
}

// fits reports whether so many cells have room in the root.
func (p *packer) fits(cells int) bool { return cells*cellSize <= p.size-nodeHeader }

// gather appends rows in an order, and notes that they lie in a node.
func gather(dst, rows []cell, order []place, node int64, homes []int64) []cell {
	for _, o := range order {
		dst = append(dst, rows[o.row])
		homes[o.row] = node
	}
	return dst
}

// packBelow writes all nodes but the root, whose cells it returns, with how many
// levels there are below it.
func (p *packer) packBelow(rows []cell, order []place, homes []int64) (level []cell, depth int, err error) {
	var leaf []cell
	for from, to := range p.groups(len(rows)) {
		leaf = gather(leaf[:0], rows, order[from:to], p.next, homes)
		if level, err = p.add(level, leaf); err != nil {
			return nil, 0, err
		}
	}
	for depth = 1; !p.fits(len(level)); depth++ {
		var above []cell
		for from, to := range p.groups(len(level)) {
			if err := p.adopt(p.next, level[from:to]); err != nil {
				return nil, 0, err
			}
			if above, err = p.add(above, level[from:to]); err != nil {
				return nil, 0, err
			}
		}
		level = above
	}
	return level, depth, p.adopt(rootNode, level)
}

// groups splits a level of so many cells into nodes as full as they should be, and
// all about as full as each other: from where to where each reaches.
func (p *packer) groups(cells int) iter.Seq2[int, int] {
	capacity := int(packedFill * float64((p.size-nodeHeader)/cellSize))
	count := (cells + capacity - 1) / capacity
	return func(yield func(int, int) bool) {
		for i := range count {
			if !yield(i*cells/count, (i+1)*cells/count) {
				return
			}
		}
	}
}

// adopt notes in the table of parents in which node others lie.
func (p *packer) adopt(parent int64, nodes []cell) error {
	for _, c := range nodes {
		if _, err := p.parent.ExecContext(p.ctx, c.id, parent); err != nil {
			return err
		}
	}
	return nil
}

// add writes the next node, and appends the cell that stands for it.
func (p *packer) add(above, cells []cell) ([]cell, error) {
	number := p.next
	p.next++
	return append(above, cell{number, boxOf(cells)}), p.write(number, 0, cells)
}

func (p *packer) write(number int64, depth int, cells []cell) error {
	data := slices.Grow(p.data[:0], p.size)
	clear(data[:p.size])
	data = binary.BigEndian.AppendUint16(data, uint16(depth))
	data = binary.BigEndian.AppendUint16(data, uint16(len(cells)))
	for _, c := range cells {
		data = binary.BigEndian.AppendUint64(data, uint64(c.id))
		for _, v := range c.box {
			data = binary.BigEndian.AppendUint32(data, math.Float32bits(v))
		}
	}
	p.data = data
	_, err := p.node.ExecContext(p.ctx, number, data[:p.size])
	return err
}

// cellsOf reads the cells of a node.
func cellsOf(data []byte) ([]cell, error) {
	if len(data) < nodeHeader {
		return nil, fmt.Errorf("%w: a node of the index is cut off", ErrDamaged)
	}
	cells := make([]cell, binary.BigEndian.Uint16(data[2:]))
	data = data[nodeHeader:]
	if len(data) < len(cells)*cellSize {
		return nil, fmt.Errorf("%w: a node of the index is cut off", ErrDamaged)
	}
	for i := range cells {
		at := data[i*cellSize:]
		cells[i].id = int64(binary.BigEndian.Uint64(at))
		for j := range cells[i].box {
			cells[i].box[j] = math.Float32frombits(binary.BigEndian.Uint32(at[8+4*j:]))
		}
	}
	return cells, nil
}

// boxOf is the box around cells, of which there is at least one.
func boxOf(cells []cell) [4]float32 {
	box := cells[0].box
	for _, c := range cells[1:] {
		box[0], box[1] = min(box[0], c.box[0]), max(box[1], c.box[1])
		box[2], box[3] = min(box[2], c.box[2]), max(box[3], c.box[3])
	}
	return box
}

// place is where a row lies along the curve.
type place struct {
	at  uint32
	row uint32 // its place among the rows
}

// alongHilbert returns the rows in the order of their centres on a Hilbert curve
// through the box around them all, equal places as they come.
func alongHilbert(rows []cell) []place {
	if len(rows) == 0 {
		return nil
	}
	all := boxOf(rows)
	order := make([]place, len(rows))
	for i, c := range rows {
		order[i] = place{hilbert(
			step(c.box[0], c.box[1], all[0], all[1]),
			step(c.box[2], c.box[3], all[2], all[3]),
		), uint32(i)}
	}
	slices.SortFunc(order, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.row, b.row))
	})
	return order
}

const hilbertSteps = 1 << 16

// step is the centre of an interval as a step between two ends.
func step(low, high, from, to float32) uint32 {
	width := float64(to) - float64(from)
	if width <= 0 {
		return 0
	}
	share := ((float64(low)+float64(high))/2 - float64(from)) / width
	return uint32(share * (hilbertSteps - 1))
}

// hilbert is the distance of x, y along the curve, by turning and flipping the
// quadrant at each halving.
func hilbert(x, y uint32) uint32 {
	var d uint32
	for s := uint32(hilbertSteps / 2); s > 0; s /= 2 {
		var right, upper uint32
		if x&s != 0 {
			right = 1
		}
		if y&s != 0 {
			upper = 1
		}
		d += s * s * ((3 * right) ^ upper)
		if upper == 0 {
			if right == 1 {
				x, y = hilbertSteps-1-x, hilbertSteps-1-y
			}
			x, y = y, x
		}
	}
	return d
}
