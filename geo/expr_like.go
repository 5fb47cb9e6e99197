package geo

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxPattern is how many characters the pattern of a LIKE may have.
const MaxPattern = 1024

// Like holds where a text matches a pattern: % stands for any run of characters, none
// included, _ for one character, and a back slash takes their meaning from them.
type Like struct {
	Of, Pattern Operand

	runs []run // between the %
}

// NewLike returns the predicate. The pattern is a text, or a CaseI or AccentI of one.
func NewLike(of, pattern Operand) (*Like, error) {
	if t := of.Type(); t != StringValue && t != AnyValue {
		return nil, fmt.Errorf("%s is a %s: LIKE needs a text", brief(of), t)
	}
	v, _ := constant(pattern)
	text, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("%s is no pattern: LIKE needs a text in single quotes", brief(pattern))
	}
	if utf8.RuneCountInString(text) > MaxPattern {
		return nil, fmt.Errorf("the pattern of LIKE is longer than %d characters", MaxPattern)
	}
	return &Like{of, pattern, compilePattern(text)}, nil
}

// Truth matches the text.
func (l *Like) Truth(row Row) Truth {
	text, ok := l.Of.value(row).(string)
	if !ok {
		return Unknown
	}
	return truthOf(matches(text, l.runs))
}

// Text writes LIKE and its pattern.
func (l *Like) Text() string { return l.text(" LIKE ") }

func (l *Like) text(word string) string { return l.Of.Text() + word + l.Pattern.Text() }

// run is a piece of a pattern without %. A plain run is a text; one with a _ is a list
// of characters, in which anyRune stands for each.
type run struct {
	plain string // the whole, or what stands before the first _
	runes []rune // nil for a plain run
}

const anyRune = -1

// compilePattern cuts a pattern at each %, so that n of them give n+1 runs.
func compilePattern(pattern string) []run {
	var runs []run
	var current []rune
	wild, escaped := false, false
	finish := func() {
		r := run{plain: string(current)}
		if wild {
			r = run{string(current[:slices.Index(current, anyRune)]), current}
		}
		runs, current, wild = append(runs, r), nil, false
	}
	for _, c := range pattern {
		switch {
		case escaped:
			current, escaped = append(current, c), false
		case c == '\\':
			escaped = true
		case c == '%':
			finish()
		case c == '_':
			current, wild = append(current, anyRune), true
		default:
			current = append(current, c)
		}
	}
	if escaped { // a back slash with nothing to escape is itself
		current = append(current, '\\')
	}
	finish()
	return runs
}

// matches reports whether a text is the runs with anything between them. To take each
// run where it is found first leaves the most for those that follow.
func matches(text string, runs []run) bool {
	n, ok := runs[0].start(text)
	if !ok {
		return false
	}
	text = text[n:]
	if len(runs) == 1 {
		return text == ""
	}
	for _, r := range runs[1 : len(runs)-1] {
		if text, ok = r.after(text); !ok {
			return false
		}
	}
	return runs[len(runs)-1].ends(text)
}

// start returns how many bytes at the start of a text the run takes.
func (r run) start(text string) (int, bool) {
	if r.runes == nil {
		return len(r.plain), strings.HasPrefix(text, r.plain)
	}
	n := 0
	for _, want := range r.runes {
		c, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || want != anyRune && c != want {
			return 0, false
		}
		n += size
	}
	return n, true
}

// after returns what follows the first place in a text where the run is found.
func (r run) after(text string) (string, bool) {
	if r.runes == nil {
		_, rest, found := strings.Cut(text, r.plain)
		return rest, found
	}
	for {
		at := strings.Index(text, r.plain)
		if at < 0 {
			return "", false
		}
		text = text[at:]
		if n, ok := r.start(text); ok {
			return text[n:], true
		}
		_, size := utf8.DecodeRuneInString(text)
		if size == 0 {
			return "", false
		}
		text = text[size:]
	}
}

// ends reports whether the run is at the end of a text.
func (r run) ends(text string) bool {
	if r.runes == nil {
		return strings.HasSuffix(text, r.plain)
	}
	from := len(text)
	for range r.runes {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		if size == 0 {
			return false
		}
		from -= size
	}
	_, ok := r.start(text[from:])
	return ok
}
