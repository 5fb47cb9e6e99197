package geo

import "strings"

// EscapeFormula puts an apostrophe before text that a spreadsheet would take for a
// formula or a command: text that begins with = + - @, a tab or a carriage return. So
// that this can be undone, it does the same where only apostrophes stand before such
// a sign.
func EscapeFormula(text string) string {
	if isFormula(text) {
		return "'" + text
	}
	return text
}

// UnescapeFormula takes off the apostrophe that EscapeFormula put there. Every text
// comes back as it was.
func UnescapeFormula(text string) string {
	if strings.HasPrefix(text, "'") && isFormula(text) {
		return text[1:]
	}
	return text
}

func isFormula(text string) bool {
	rest := strings.TrimLeft(text, "'")
	return rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0]))
}
