package ingest

import "strings"

// isFormula reports whether text, apostrophes before it aside, begins with what a
// spreadsheet takes for a formula or a command: = + - @, tab or carriage return.
func isFormula(text string) bool {
	text = strings.TrimLeft(text, "'")
	return text != "" && strings.IndexByte("=+-@\t\r", text[0]) >= 0
}

// escapeFormula puts an apostrophe before text a spreadsheet would run.
func escapeFormula(text string) string {
	if isFormula(text) {
		return "'" + text
	}
	return text
}

// unescapeFormula takes one such apostrophe away. It undoes escapeFormula for every
// text.
func unescapeFormula(text string) string {
	if strings.HasPrefix(text, "'") && isFormula(text) {
		return text[1:]
	}
	return text
}
