package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// putArea stores a shape unless one of its id is there: an id stands for what the
// shape was made of.
func (w *work) putArea(a *geo.Area) error {
	if a == nil || w.areas[a.ID] {
		return nil
	}
	var known bool
	if err := w.row(`SELECT EXISTS (SELECT 1 FROM areas WHERE id = ?)`, a.ID).Scan(&known); err != nil {
		return err
	}
	w.areas[a.ID] = true
	if known {
		return nil
	}
	w.newAreas = true
	return w.insert(intoAreas,
		gpkg.Encode(a.Outline), a.ID, a.Name, a.Level, text(a.Country), a.Label.Lon, a.Label.Lat)
}

// Areas calls each with areas by id. It implements geo.Record.
func (s *Store) Areas(ctx context.Context, ids []string, each func(*geo.Area) error) error {
	query, args := `
		SELECT id, coalesce(name, ''), coalesce(level, ''), coalesce(country, ''), label_lon, label_lat, geom
		FROM areas WHERE id IS NOT NULL`, []any(nil)
	if ids != nil {
		query, args = query+` AND id IN (SELECT value FROM json_each(?))`, []any{jsonText(ids)}
	}
	return domainError(s.db.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, query+` ORDER BY id`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a geo.Area
			var lon, lat, geom any
			if err := rows.Scan(&a.ID, &a.Name, &a.Level, &a.Country, &lon, &lat, &geom); err != nil {
				return err
			}
			a.Label = labelOf(lon, lat)
			if a.Outline, err = outlineOf(geom); err != nil {
				s.options.Logger.Warn("an area cannot be read and is left out", "area", a.ID, "error", err)
				continue
			}
			if err := each(&a); err != nil {
				return err
			}
		}
		return rows.Err()
	}))
}

// labelOf reads where a count may be written, the null island if that was spoilt.
func labelOf(lon, lat any) geo.Point {
	x, _ := asNumber(lon)
	y, _ := asNumber(lat)
	if x == nil || y == nil || !onGlobe(geo.Point{Lon: *x, Lat: *y}) {
		return geo.Point{}
	}
	return geo.Point{Lon: *x, Lat: *y}
}

// outlineOf reads the shape of an area. Other programs may save a polygon where a
// multipolygon is meant.
func outlineOf(value any) (orb.MultiPolygon, error) {
	blob, _ := value.([]byte)
	g, err := gpkg.Decode(blob)
	if err != nil {
		return nil, err
	}
	switch g := g.(type) {
	case orb.MultiPolygon:
		if len(g) > 0 {
			return g, nil
		}
	case orb.Polygon:
		if len(g) > 0 {
			return orb.MultiPolygon{g}, nil
		}
	}
	return nil, fmt.Errorf("it has no outline")
}
