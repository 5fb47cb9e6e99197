package geo

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// barred are the Latin letters that Unicode does not take apart into a letter and a
// mark, as people without them on their keyboard type them.
var barred = map[rune]string{
	'ł': "l", 'ø': "o", 'đ': "d", 'ħ': "h", 'ŧ': "t", 'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d",
}

// Fold returns text for comparison: compatibility forms decomposed, marks
// dropped, case folded, runs of white space one space. "Hôpital" and "HOPITAL" meet,
// and so do "Białowieża" and "Bialowieza".
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	space := false
	for _, r := range norm.NFKD.String(text) {
		if r > ' ' && r < 0x7F { // most text, the quick way
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
			continue
		}
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r):
			space = true
		default:
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			r = unicode.ToLower(r)
			if plain, ok := barred[r]; ok {
				b.WriteString(plain)
				continue
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}
