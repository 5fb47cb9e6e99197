package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

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
