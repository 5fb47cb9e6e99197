package encode

import "unicode/utf8"

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// appendXML appends text as it may stand in an element or, in double quotes, in an
// attribute. Characters that XML 1.0 has no place for, and bytes that are not UTF-8,
// become U+FFFD. Line breaks and tabs are written as references where a parser would
// change them: a carriage return anywhere, all of them in an attribute.
func appendXML[T string | []byte](dst []byte, text T, attribute bool) []byte {
	start := 0
	for i := 0; i < len(text); {
		replacement, size := "", 1
		switch b := text[i]; {
		case b == '&':
			replacement = "&amp;"
		case b == '<':
			replacement = "&lt;"
		case b == '>':
			replacement = "&gt;"
		case b == '"' && attribute:
			replacement = "&quot;"
		case b == '\r':
			replacement = "&#13;"
		case b == '\n' && attribute:
			replacement = "&#10;"
		case b == '\t' && attribute:
			replacement = "&#9;"
		case b == '\n' || b == '\t':
		case b < ' ':
			replacement = "\uFFFD"
		case b >= utf8.RuneSelf:
			r, n := decodeRune(text, i)
			size = n
			if r == utf8.RuneError && n == 1 || r == '\uFFFE' || r == '\uFFFF' {
				replacement = "\uFFFD"
			}
		}
		if replacement != "" {
			dst = append(append(dst, text[start:i]...), replacement...)
			start = i + size
		}
		i += size
	}
	return append(dst, text[start:]...)
}

// decodeRune reads the character that begins at a byte.
func decodeRune[T string | []byte](text T, at int) (rune, int) {
	return utf8.DecodeRuneInString(string(text[at:min(len(text), at+utf8.UTFMax)]))
}

// appendElement appends an element that holds text only. The name is ours.
func appendElement[T string | []byte](dst []byte, name string, text T) []byte {
	dst = append(append(append(dst, '<'), name...), '>')
	dst = appendXML(dst, text, false)
	return append(append(append(dst, '<', '/'), name...), '>', '\n')
}

// appendAttribute appends a space and an attribute. The name is ours.
func appendAttribute[T string | []byte](dst []byte, name string, value T) []byte {
	dst = append(append(append(dst, ' '), name...), '=', '"')
	return append(appendXML(dst, value, true), '"')
}
