package draft

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"strikemap/geo"
)

// text is an article cut into tokens and sentences. Offsets are bytes of the
// article as given; span turns them into characters.
type text struct {
	raw       string
	tokens    []token
	sentences []sentence
	runes     []int // number of characters before every runeStep-th byte
}

// runeStep is how far apart the marks for counting characters lie, in bytes.
const runeStep = 256

// token is a word, a number or one sign.
type token struct {
	from, to int    // bytes, half-open
	low      string // lower case, one kind of apostrophe, ё as е
	word     bool   // begins with a letter or a digit
	upper    bool   // begins with a capital
}

// sentence is a stretch of tokens, half-open.
type sentence struct {
	from, to  int
	paragraph int
}

// newText cuts an article.
func newText(raw string) *text {
	t := &text{raw: raw}
	t.countRunes()
	paragraph := 0
	for from := 0; from < len(raw); paragraph++ {
		to := len(raw)
		size := 1
		if i := strings.IndexFunc(raw[from:], parts); i >= 0 {
			to = from + i
			_, size = utf8.DecodeRuneInString(raw[to:])
		}
		first := len(t.tokens)
		t.tokens = appendTokens(t.tokens, raw[:to], from)
		t.cut(first, paragraph)
		from = to + size
	}
	return t
}

// parts reports what no sentence goes across: a line end, and the control characters that
// no record takes, so that they never stand in evidence.
func parts(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\r' || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func (t *text) countRunes() {
	count := 0
	for i := range t.raw {
		for len(t.runes)*runeStep <= i {
			t.runes = append(t.runes, count)
		}
		count++
	}
	t.runes = append(t.runes, count)
}

// characters returns how many characters stand before a byte at the start of one.
func (t *text) characters(at int) int {
	mark := min(at/runeStep, len(t.runes)-1)
	for mark > 0 && (mark*runeStep > at || !utf8.RuneStart(t.raw[min(mark*runeStep, len(t.raw)-1)])) {
		mark--
	}
	return t.runes[mark] + utf8.RuneCountInString(t.raw[mark*runeStep:at])
}

// span returns the words of a half-open range of bytes as evidence.
func (t *text) span(from, to int) geo.Span {
	start := t.characters(from)
	words := t.raw[from:to]
	return geo.Span{From: start, To: start + utf8.RuneCountInString(words), Text: words}
}

// words returns the range of bytes of a half-open range of tokens.
func (t *text) words(from, to int) (int, int) {
	return t.tokens[from].from, t.tokens[to-1].to
}

// tokenSpan returns a half-open range of tokens as evidence.
func (t *text) tokenSpan(from, to int) geo.Span { return t.span(t.words(from, to)) }

// appendTokens adds the tokens of raw from a byte on.
func appendTokens(tokens []token, raw string, from int) []token {
	for i := from; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		switch {
		case unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.So, unicode.Mn): // pictures of a post are no words
			i += size
			continue
		case unicode.IsDigit(r):
			end := numberEnd(raw, i)
			tokens = append(tokens, token{i, end, strings.ToLower(raw[i:end]), true, false})
			i = end
		case unicode.IsLetter(r):
			end := wordEnd(raw, i)
			tokens = appendWord(tokens, raw, i, end)
			i = end
		default:
			tokens = append(tokens, token{i, i + size, sign(r), false, false})
			i += size
		}
	}
	return tokens
}

// sign unifies the dashes and quotes that mean the same.
func sign(r rune) string {
	switch r {
	case '–', '—', '−', '‐', '‑':
		return "-"
	case '“', '”', '„', '«', '»', '‟':
		return `"`
	case '’', '‘', 'ʼ', '`':
		return "'"
	case '…':
		return "."
	}
	return string(r)
}

// numberEnd ends a number: digits with signs between digits, as in 2,000, 4:23 and
// 25.12.2025. A group of three digits after a narrow or no-break space goes on.
func numberEnd(raw string, i int) int {
	for i < len(raw) {
		r, size := utf8.DecodeRuneInString(raw[i:])
		next, _ := utf8.DecodeRuneInString(raw[i+size:])
		switch {
		case unicode.IsDigit(r):
		case strings.ContainsRune(".,:", r) && unicode.IsDigit(next):
		case (r == '\u00a0' || r == '\u202f' || r == ' ') && threeDigits(raw[i+size:]) && digitsOnly(raw, i) <= 3:
		default:
			return i
		}
		i += size
	}
	return i
}

// threeDigits reports whether a text begins with exactly three digits.
func threeDigits(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 3
}

// digitsOnly counts the digits that end before a byte.
func digitsOnly(raw string, i int) int {
	n := 0
	for i-n > 0 && raw[i-n-1] >= '0' && raw[i-n-1] <= '9' {
		n++
	}
	return n
}

// wordEnd ends a word: letters, digits, marks, and apostrophes between letters.
func wordEnd(raw string, i int) int {
	for i < len(raw) {
		r, size := utf8.DecodeRuneInString(raw[i:])
		next, _ := utf8.DecodeRuneInString(raw[i+size:])
		if !(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || sign(r) == "'" && unicode.IsLetter(next)) {
			return i
		}
		i += size
	}
	return i
}

// appendWord adds a word; an English possessive ending becomes a token of its own.
func appendWord(tokens []token, raw string, from, to int) []token {
	first, _ := utf8.DecodeRuneInString(raw[from:to])
	cut := to
	for _, ending := range []string{"'s", "’s", "ʼs", "`s", "‘s"} {
		if strings.HasSuffix(raw[from:to], ending) {
			cut = to - len(ending)
		}
	}
	tokens = append(tokens, token{from, cut, lower(raw[from:cut]), true, unicode.IsUpper(first)})
	if cut < to {
		tokens = append(tokens, token{cut, to, "'s", false, false})
	}
	return tokens
}

var letters = strings.NewReplacer("ё", "е", "’", "'", "ʼ", "'", "`", "'", "‘", "'", "\u0301", "")

func lower(word string) string { return letters.Replace(strings.ToLower(word)) }

// longest is how many tokens a sentence may have; what never stops is cut there, which
// keeps the reading of any text linear.
const longest = 300

// cut makes sentences of the tokens from first on, all of one paragraph.
func (t *text) cut(first, paragraph int) {
	start := first
	for i := first; i < len(t.tokens); i++ {
		if i+1 < len(t.tokens) && !t.ends(i, first) && i-start < longest {
			continue
		}
		t.sentences = append(t.sentences, sentence{start, i + 1, paragraph})
		start = i + 1
	}
}

// ends reports whether a sentence ends with token i. A full stop ends none after an
// abbreviation or an initial, nor before a word in lower case; a closing quote belongs
// to the sentence before it.
func (t *text) ends(i, first int) bool {
	here, next := t.tokens[i], t.tokens[i+1]
	if isStop(here) && (isStop(next) || next.low == `"` && next.from == here.to || next.low == ")") {
		return false
	}
	stop := i
	for stop > first && (t.tokens[stop].low == `"` || t.tokens[stop].low == ")") && t.tokens[stop].from == t.tokens[stop-1].to {
		stop--
	}
	if !isStop(t.tokens[stop]) || next.from == here.to {
		return false
	}
	if next.word && !next.upper && !unicode.IsDigit(rune(next.low[0])) {
		return false
	}
	if t.tokens[stop].low != "." || stop == first || t.tokens[stop].from != t.tokens[stop-1].to {
		return true
	}
	before := t.tokens[stop-1]
	if before.low == "m" { // a.m. and p.m. may end a sentence
		zone := i+2 < len(t.tokens) && t.tokens[i+2].low == "time" // "7 a.m. Moscow time"
		return next.upper && !zone && !weekdays[next.low]
	}
	initial := before.upper && utf8.RuneCountInString(before.low) == 1 && before.low != "i"
	return !initial && !abbreviations[before.low]
}

var weekdays = set("monday tuesday wednesday thursday friday saturday sunday")

func isStop(t token) bool { return t.low == "." || t.low == "!" || t.low == "?" }

var abbreviations = set(`mr mrs ms dr prof gen lt col maj sgt capt adm st jan feb mar apr jun jul aug sep sept oct nov dec
	no vs approx км обл вул смт ім тис грн ст млн им тыс ул пос стр рр янв фев мар апр авг сен сент окт ноя дек`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
