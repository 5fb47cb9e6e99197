package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word of a text.
type token struct {
	from, to int      // byte offsets
	text     string   // as written, without possessive 's
	low      string   // lower case, apostrophes straight
	gap      string   // what stands between the word before and this one
	upper    bool     // begins with a capital letter or a digit
	owner    bool     // had a possessive 's
	first    bool     // begins a sentence
	keys     []string // skeletons, and those of class words
}

// tokens cuts text into words: runs of letters and digits, with apostrophes inside.
// Hyphens part words, so that "Усть-Луга" and "Усть Луга" are alike.
func tokens(text string) []token {
	var out []token
	last := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += n
			continue
		}
		from := i
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			if !wordRune(r) && !(apostrophe(r) && insideWord(text, i, n)) {
				break
			}
			i += n
		}
		t := newToken(text, from, i)
		t.gap = text[last:from]
		t.first = len(out) == 0 || endsSentence(t, out[len(out)-1])
		out = append(out, t)
		last = i
	}
	return out
}

func newToken(text string, from, to int) token {
	word := text[from:to]
	t := token{from: from, to: to, text: word}
	low := strings.Map(func(r rune) rune {
		if apostrophe(r) {
			return '\''
		}
		return unicode.ToLower(r)
	}, word)
	if strings.HasSuffix(low, "'s") {
		_, n := utf8.DecodeLastRuneInString(word[:len(word)-1])
		cut := len(word) - 1 - n
		t.owner, t.text, t.to, low = true, word[:cut], from+cut, low[:len(low)-2]
	}
	t.low = low
	t.keys = readings(low)
	for _, key := range t.keys[:len(t.keys):len(t.keys)] {
		t.keys = append(t.keys, script(low)+key)
	}
	r, _ := utf8.DecodeRuneInString(word)
	t.upper = unicode.IsUpper(r) || unicode.IsDigit(r)
	return t
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '`' }

// insideWord reports whether letters stand on both sides of the rune of n bytes at i.
func insideWord(text string, i, n int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+n:])
	return unicode.IsLetter(before) && unicode.IsLetter(after)
}

// endsSentence reports whether a new sentence begins between two words: after a full
// stop, question or exclamation mark before a capital, or an empty line. One letter or
// a known short form before the full stop does not end it.
func endsSentence(t, before token) bool {
	gap := t.gap
	if strings.Count(gap, "\n") > 0 {
		return true
	}
	i := strings.IndexAny(gap, ".!?…")
	if i < 0 || !t.upper {
		return false
	}
	if gap[i] != '.' {
		return true
	}
	return utf8.RuneCountInString(before.text) > 1 && !shortened[before.low]
}

// shortened are words that a full stop shortens without ending the sentence.
var shortened = set(`st mr mrs ms dr gen col lt sen gov jan feb mar apr jun jul aug sept sep oct nov dec no vs etc
	им пос ст ул обл руб тыс млн гг см ім вул обл тис смт woj im ul pow gm płk gen ppłk`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
