package geo

import "strings"

// Nearest returns the known name that differs from text in the fewest letters, the
// first of equals, to ask whether it was meant. It is "" if every one differs in more
// than a third of them: short texts may differ in one, those of four letters and more
// in two.
func Nearest(text string, known []string) string {
	const longest = 64
	if len(text) > longest {
		return ""
	}
	text = strings.ToLower(text)
	near := max(2, len(text)/3)
	if len(text) < 4 {
		near = 1
	}
	best, fewest := "", near+1
	for _, name := range known {
		if d := edits(text, strings.ToLower(name)); d < fewest {
			best, fewest = name, d
		}
	}
	return best
}

// edits counts the letters to insert, delete or replace to make b of a (Levenshtein
// 1965).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
