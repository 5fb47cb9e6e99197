package site

import "strings"

// pluralForm names the form of a counting word for a whole number: the cardinal rules
// of CLDR for the languages that there are catalogues of, and those of English for any
// other. The page's script asks the browser, which has the same rules.
func pluralForm(tag string, n int) string {
	primary, _, _ := strings.Cut(tag, "-")
	n = max(n, -n)
	switch primary {
	case "uk", "ru":
		return slavicForm(n, n%10 == 1 && n%100 != 11)
	case "pl":
		return slavicForm(n, n == 1)
	}
	if n == 1 {
		return "one"
	}
	return "other"
}

// slavicForm is one where the language says so, few for 2 to 4 but 12 to 14, and many
// for all others.
func slavicForm(n int, one bool) string {
	switch tens := n % 100; {
	case one:
		return "one"
	case n%10 >= 2 && n%10 <= 4 && (tens < 12 || tens > 14):
		return "few"
	}
	return "many"
}
