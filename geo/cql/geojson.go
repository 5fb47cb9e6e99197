package cql

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/paulmach/orb"
)

// geometry reads a GeoJSON geometry (RFC 7946 section 3.1). Heights and a bbox member
// are left out.
func (r *reader) geometry(object map[string]any, depth int) (orb.Geometry, error) {
	if depth >= MaxDepth {
		return nil, errDepth
	}
	if object["type"] == "GeometryCollection" {
		if err := onlyMembers(object, "type", "geometries", "bbox"); err != nil {
			return nil, err
		}
		g, err := each(object["geometries"], func(v any) (orb.Geometry, error) {
			member, ok := v.(map[string]any)
			if !ok {
				return nil, errors.New("expected a geometry")
			}
			return r.geometry(member, depth+1)
		})
		return orb.Collection(g), in("geometries", err)
	}
	if err := onlyMembers(object, "type", "coordinates", "bbox"); err != nil {
		return nil, err
	}
	g, err := r.coordinates(object["type"], object["coordinates"])
	return g, in("coordinates", err)
}

func (r *reader) coordinates(of, v any) (orb.Geometry, error) {
	switch of {
	case "Point":
		return generic(r.position(v))
	case "LineString":
		return generic(r.line(v))
	case "Polygon":
		return generic(r.polygon(v))
	case "MultiPoint":
		points, err := each(v, r.position)
		return orb.MultiPoint(points), err
	case "MultiLineString":
		lines, err := each(v, r.line)
		return orb.MultiLineString(lines), err
	case "MultiPolygon":
		polygons, err := each(v, r.polygon)
		return orb.MultiPolygon(polygons), err
	}
	return nil, fmt.Errorf("%.64v is no type of GeoJSON geometry", of)
}

func (r *reader) position(v any) (orb.Point, error) {
	list, _ := v.([]any)
	if len(list) != 2 && len(list) != 3 {
		return orb.Point{}, errors.New("expected a position of two or three numbers")
	}
	numbers, err := floats(list)
	if err != nil {
		return orb.Point{}, err
	}
	return r.point(numbers[0], numbers[1])
}

func (r *reader) line(v any) (orb.LineString, error) {
	points, err := each(v, r.position)
	if err != nil {
		return nil, err
	}
	return r.builder.line(points)
}

func (r *reader) polygon(v any) (orb.Polygon, error) {
	rings, err := each(v, func(v any) (orb.Ring, error) {
		points, err := each(v, r.position)
		if err != nil {
			return nil, err
		}
		return ring(points)
	})
	return orb.Polygon(rings), err
}

// each reads a list that is not empty.
func each[T any](v any, item func(any) (T, error)) ([]T, error) {
	values, ok := v.([]any)
	if !ok || len(values) == 0 {
		return nil, errors.New("expected a list that is not empty")
	}
	list := make([]T, len(values))
	for i, v := range values {
		var err error
		if list[i], err = item(v); err != nil {
			return nil, in(strconv.Itoa(i), err)
		}
	}
	return list, nil
}
