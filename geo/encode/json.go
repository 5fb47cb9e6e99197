package encode

import (
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"strikemap/geo"
)

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string. Bytes that are not UTF-8 become U+FFFD. "<" is
// escaped, so that a document may stand inside a page, and so are the line
// separators that JavaScript once took for line ends.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				dst = append(append(dst, s[start:i]...), "\uFFFD"...)
				start = i + size
			case r == '\u2028' || r == '\u2029':
				dst = append(append(dst, s[start:i]...), '\\', 'u', '2', '0', '2', hexDigits[r&0xF])
				start = i + size
			}
			i += size
			continue
		}
		if b >= ' ' && b != '"' && b != '\\' && b != '<' {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		switch b {
		case '"', '\\':
			dst = append(dst, '\\', b)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&0xF])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

// appendNumber writes a number without an exponent, null for one that is not finite.
func appendNumber(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, v+0, 'f', -1, 64)
}

// appendCoordinate writes degrees with at most six decimals, a tenth of a metre.
func appendCoordinate(dst []byte, v float64) []byte {
	v = math.Round(v*1e6) / 1e6
	if v == 0 { // also the negative zero
		return append(dst, '0')
	}
	return strconv.AppendFloat(dst, v, 'f', -1, 64)
}

// appendTime writes a time as a JSON string, null for the zero time.
func appendTime(dst []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(dst, "null"...)
	}
	return append(append(append(dst, '"'), geo.FormatTime(t)...), '"')
}

// appendMember writes a comma, if one is due, and the name of a member.
func appendMember(dst []byte, name string) []byte {
	if last := dst[len(dst)-1]; last != '{' {
		dst = append(dst, ',')
	}
	return append(appendString(dst, name), ':')
}

func appendText(dst []byte, name, value string) []byte {
	return appendString(appendMember(dst, name), value)
}
