package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Nearest returns the candidate that differs from text in the fewest letters, ""
// if every one differs in more than a third of them.
func Nearest(text string, candidates []string) string {
	const longest = 64
	if len(text) > longest {
		return ""
	}
	text = strings.ToLower(text)
	best, fewest := "", max(2, len(text)/3)+1
	for _, c := range candidates {
		if d := distance(text, strings.ToLower(c)); d < fewest {
			best, fewest = c, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace (Levenshtein 1965).
func distance(a, b string) int {
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

// quote shows text from outside in a message, cut to a fair length.
func quote(text string) string { return strconv.Quote(printable(text)) }

// printable cuts text from outside to a fair length and makes it valid UTF-8
// without control characters.
func printable(text string) string {
	const longest = 80
	runes := []rune(strings.ToValidUTF8(text, "\uFFFD"))
	if len(runes) > longest {
		runes = append(runes[:longest], '…')
	}
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, string(runes))
}

func contains(list []string, value string) bool { return slices.Contains(list, value) }

func sortedKeys(values url.Values) []string { return slices.Sorted(maps.Keys(values)) }
