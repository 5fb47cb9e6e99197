package geo

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// CaseI is the function CASEI: a text as it compares where case does not matter, by the
// full case folding of Unicode, so that "Straße" meets "STRASSE".
type CaseI struct {
	Of Operand

	fixed any // the value, if Of is constant
}

// AccentI is the function ACCENTI: a text without accents, so that "papá" meets "papa"
// and "Łódź" meets "Lodz".
type AccentI struct {
	Of Operand

	fixed any
}

// NewCaseI returns CASEI of a text, or an error if it is none.
func NewCaseI(of Operand) (*CaseI, error) {
	fixed, err := fixedText("CASEI", of, foldCase)
	if err != nil {
		return nil, err
	}
	return &CaseI{of, fixed}, nil
}

// NewAccentI returns ACCENTI of a text, or an error if it is none.
func NewAccentI(of Operand) (*AccentI, error) {
	fixed, err := fixedText("ACCENTI", of, stripAccents)
	if err != nil {
		return nil, err
	}
	return &AccentI{of, fixed}, nil
}

// fixedText returns what a function makes of a constant, and nil for another operand.
func fixedText(name string, of Operand, function func(string) string) (any, error) {
	if t := of.Type(); t != StringValue && t != AnyValue {
		return nil, fmt.Errorf("%s is a %s: %s needs a text", brief(of), t, name)
	}
	if v, ok := constant(of); ok {
		return function(v.(string)), nil
	}
	return nil, nil
}

// Type returns StringValue.
func (c *CaseI) Type() ValueType { return StringValue }

// Type returns StringValue.
func (a *AccentI) Type() ValueType { return StringValue }

// Text writes the function and its argument.
func (c *CaseI) Text() string { return "CASEI(" + c.Of.Text() + ")" }

// Text writes the function and its argument.
func (a *AccentI) Text() string { return "ACCENTI(" + a.Of.Text() + ")" }

func (c *CaseI) value(row Row) any {
	if c.fixed != nil {
		return c.fixed
	}
	return applied(c.Of.value(row), foldCase)
}

func (a *AccentI) value(row Row) any {
	if a.fixed != nil {
		return a.fixed
	}
	return applied(a.Of.value(row), stripAccents)
}

// applied returns what a function makes of a text, and nil for anything else. What the
// function leaves as it is costs no memory.
func applied(v any, function func(string) string) any {
	text, ok := v.(string)
	if !ok {
		return nil
	}
	made := function(text)
	if made == text {
		return v
	}
	return made
}

// foldCase returns a text with its case folded.
func foldCase(text string) string {
	if isASCII(text) {
		return strings.ToLower(text)
	}
	return norm.NFC.String(cases.Fold().String(text))
}

// stripAccents returns a text without accents. The marks that make another consonant of
// a Japanese one stay (recommendation /rec/accent-insensitive-comparison/
// japanese-non-spacing-marks).
func stripAccents(text string) string {
	if isASCII(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFD.String(text) {
		const dakuten, handakuten = 0x3099, 0x309A
		if unicode.Is(unicode.Mn, r) && r != dakuten && r != handakuten {
			continue
		}
		b.WriteString(unbarred(r))
	}
	return norm.NFC.String(b.String())
}

// unbarred returns a letter without its bar, in its own case.
func unbarred(r rune) string {
	if r < 0x80 {
		return string(r)
	}
	if plain, ok := barred[r]; ok {
		return plain
	}
	if plain, ok := barred[unicode.ToLower(r)]; ok {
		return strings.ToUpper(plain)
	}
	return string(r)
}
