package cql

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is what a token is.
type kind int

const (
	endOfText kind = iota
	word           // an identifier or keyword as it stands
	quotedWord
	textToken // without its quotes
	numberToken
	symbol
)

// token is one word, literal or symbol of CQL2 text.
type token struct {
	kind kind
	text string
	at   int // byte where it begins
}

// is reports whether the token is a keyword, in any case.
func (t token) is(keyword string) bool {
	return t.kind == word && strings.EqualFold(t.text, keyword)
}

// isSymbol reports whether the token is a symbol.
func (t token) isSymbol(s string) bool { return t.kind == symbol && t.text == s }

// String writes the token for an error message.
func (t token) String() string {
	switch t.kind {
	case endOfText:
		return "the end"
	case textToken:
		return fmt.Sprintf("the text %.40q", t.text)
	}
	return fmt.Sprintf("%.40q", t.text)
}

// scanner cuts CQL2 text into tokens.
type scanner struct {
	text string
	at   int
}

// next returns the token at the place of the scanner and goes beyond it.
func (s *scanner) next() (token, error) {
	s.skipSpace()
	from := s.at
	if from == len(s.text) {
		return token{kind: endOfText, at: from}, nil
	}
	c, size := utf8.DecodeRuneInString(s.text[from:])
	switch {
	case c == '\'':
		text, err := s.quoted()
		return token{textToken, text, from}, err
	case c == '"':
		name, rest, found := strings.Cut(s.text[from+1:], `"`)
		if !found {
			return token{at: from}, errors.New("a double quote is not closed")
		}
		s.at = len(s.text) - len(rest)
		return token{quotedWord, name, from}, nil
	case isDigit(c), c == '.' && from+1 < len(s.text) && isDigit(rune(s.text[from+1])):
		s.number()
		return token{numberToken, s.text[from:s.at], from}, nil
	case startsIdentifier(c):
		s.identifier()
		return token{word, s.text[from:s.at], from}, nil
	}
	s.at += size
	if s.at < len(s.text) {
		switch two := s.text[from : s.at+1]; two {
		case "<=", ">=", "<>":
			s.at++
			return token{symbol, two, from}, nil
		}
	}
	if !strings.ContainsRune("(),=<>+-*/%^", c) {
		return token{at: from}, fmt.Errorf("the character %q has no meaning here", c)
	}
	return token{symbol, s.text[from:s.at], from}, nil
}

func (s *scanner) skipSpace() {
	for s.at < len(s.text) {
		c, size := utf8.DecodeRuneInString(s.text[s.at:])
		if !isSpace(c) {
			return
		}
		s.at += size
	}
}

// quoted reads a text in single quotes, in which ” and \' stand for a quote
// (requirement /req/cql2-text/escaping). Any other back slash is itself.
func (s *scanner) quoted() (string, error) {
	var b strings.Builder
	for i := s.at + 1; i < len(s.text); i++ {
		c := s.text[i]
		doubled := i+1 < len(s.text) && s.text[i+1] == '\''
		switch {
		case c == '\'' && !doubled:
			s.at = i + 1
			return b.String(), nil
		case (c == '\'' || c == '\\') && doubled:
			b.WriteByte('\'')
			i++
		default:
			b.WriteByte(c)
		}
	}
	return "", errors.New("a single quote is not closed")
}

// number goes beyond an unsigned number.
func (s *scanner) number() {
	s.digits()
	if s.at < len(s.text) && s.text[s.at] == '.' {
		s.at++
		s.digits()
	}
	if s.at == len(s.text) || s.text[s.at] != 'E' && s.text[s.at] != 'e' {
		return
	}
	mantissa := s.at
	s.at++
	if s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
		s.at++
	}
	exponent := s.at
	if s.digits(); s.at == exponent {
		s.at = mantissa // the E belongs to what follows
	}
}

func (s *scanner) digits() {
	for s.at < len(s.text) && isDigit(rune(s.text[s.at])) {
		s.at++
	}
}

func (s *scanner) identifier() {
	for s.at < len(s.text) {
		c, size := utf8.DecodeRuneInString(s.text[s.at:])
		if !continuesIdentifier(c) {
			return
		}
		s.at += size
	}
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }

// isSpace is the rule whitespace of the grammar.
func isSpace(c rune) bool {
	switch c {
	case 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x09 <= c && c <= 0x0D || 0x2000 <= c && c <= 0x200A
}

// startsIdentifier is the rule identifierStart of the grammar.
func startsIdentifier(c rune) bool {
	if c == utf8.RuneError {
		return false
	}
	for _, r := range identifierStart {
		if r[0] <= c && c <= r[1] {
			return true
		}
	}
	return false
}

var identifierStart = [][2]rune{
	{':', ':'},
	{'A', 'Z'},
	{'_', '_'},
	{'a', 'z'},
	{0xC0, 0xD6},
	{0xD8, 0xF6},
	{0xF8, 0x2FF},
	{0x370, 0x37D},
	{0x37F, 0x1FFE},
	{0x200C, 0x200D},
	{0x2070, 0x218F},
	{0x2C00, 0x2FEF},
	{0x3001, 0xD7FF},
	{0xF900, 0xFDCF},
	{0xFDF0, 0xFFFD},
	{0x10000, 0xEFFFF},
}

// continuesIdentifier is the rule identifierPart of the grammar.
func continuesIdentifier(c rune) bool {
	return startsIdentifier(c) && !isSpace(c) || c == '.' || isDigit(c) || 0x300 <= c && c <= 0x36F || 0x203F <= c && c <= 0x2040
}

// isIdentifier reports whether a name can be written in CQL2 text.
func isIdentifier(name string) bool {
	for i, c := range name {
		if i == 0 && !startsIdentifier(c) || !continuesIdentifier(c) {
			return false
		}
	}
	return name != ""
}

// parseNumber reads a number, which must be finite.
func parseNumber(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, fmt.Errorf("%.40q is no number this server can hold", text)
	}
	return v, nil
}
