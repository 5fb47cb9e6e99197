package ingest

import (
	"slices"
	"strings"
)

// nearest returns the known name fewest edits away from name, the first of equals,
// or "" if none is near enough to be what was meant.
func nearest(name string, known []string) string {
	if len(name) > 60 {
		return ""
	}
	near := max(2, len(name)/3)
	if len(name) < 4 {
		near = 1
	}
	best, least := "", near+1
	for _, k := range known {
		if d := edits(strings.ToLower(name), k); d < least {
			best, least = k, d
		}
	}
	return best
}

// edits counts the letters to insert, drop or change to make b of a (Levenshtein 1965).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = slices.Min([]int{change, row[j] + 1, row[j+1] + 1})
		}
	}
	return row[len(b)]
}
