package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

type geocodeCommand struct {
	Text  []string `arg:"" help:"Words that describe one place, in English, Ukrainian, Russian or Polish: НПЗ в Новошахтинске."`
	Limit int      `default:"5" help:"How many candidates to print at most. Default: 5."`
	ownPlaces
}

// Run prints the candidates as JSON lines, best first; none is no failure.
func (c geocodeCommand) Run(s streams) error {
	if c.Limit < 1 {
		return usageError("--limit must be 1 or more")
	}
	known, err := c.table()
	if err != nil {
		return err
	}
	lines := json.NewEncoder(s.Out)
	lines.SetEscapeHTML(false)
	found := known.places.Geocode(strings.Join(c.Text, " "), c.Limit)
	for _, candidate := range found {
		if err := lines.Encode(candidate); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		fmt.Fprintln(s.Err, "strikemap: no place of that name is known")
	}
	return nil
}
