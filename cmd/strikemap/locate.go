package main

import (
	"encoding/json"
	"strconv"
	"strings"

	"strikemap/geo"
)

type locateCommand struct {
	Point string   `arg:"" name:"lon,lat" help:"A point as longitude and latitude in degrees, with a comma between them: 54.778,51.880. Put -- before one that begins with a minus."`
	To    []string `placeholder:"COUNTRY" help:"Also give the distance to the recognised outline of these countries, two letters each: UA. Default: only to the nearest border."`
	ownPlaces
}

// Run prints one JSON object.
func (c locateCommand) Run(s streams) error {
	lon, lat, ok := parsePoint(c.Point)
	if !ok {
		return usageError("a point is longitude and latitude in degrees, with a comma between them: 54.778,51.880")
	}
	known, err := c.table()
	if err != nil {
		return err
	}
	where, err := geo.Whereis(known.where, lon, lat, c.To...)
	if err != nil {
		return err
	}
	return json.NewEncoder(s.Out).Encode(where)
}

// parsePoint reads "LON,LAT".
func parsePoint(text string) (lon, lat float64, ok bool) {
	first, second, ok := strings.Cut(text, ",")
	if !ok {
		return 0, 0, false
	}
	lon, err1 := strconv.ParseFloat(strings.TrimSpace(first), 64)
	lat, err2 := strconv.ParseFloat(strings.TrimSpace(second), 64)
	return lon, lat, err1 == nil && err2 == nil
}
