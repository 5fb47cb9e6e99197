package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep JSON may nest inside one row.
const maxDepth = 32

// checkJSON finds what encoding/json lets pass or tells without saying where: text
// that is not UTF-8, a member given twice, numbers no float64 can hold, and deep
// nesting. It returns the JSON pointer (RFC 6901) of the first fault and its reason,
// or "" for a reason. What is not JSON at all is reported as well. An escaped lone
// surrogate is no fault: it is read as U+FFFD.
func checkJSON(raw []byte) (pointer, reason string) {
	if !utf8.Valid(raw) {
		return "", "is not UTF-8"
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var at place
	for first := true; ; first = false {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && len(at) == 0 && !first:
			return "", ""
		case err != nil:
			return at.pointer(), "is not JSON: " + err.Error()
		case len(at) == 0 && !first:
			return "", "is more than one JSON value"
		}
		if reason := at.take(token); reason != "" {
			return at.pointer(), reason
		}
	}
}

// place is where a walk through JSON stands: the objects and arrays around it.
type place []level

type level struct {
	members map[string]bool // of an object, nil in an array
	key     string          // of the member being read
	index   int             // of the element being read
	inValue bool            // the member's key was read
}

// take moves on by one token and returns what is wrong with it, or "".
func (p *place) take(token json.Token) string {
	if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
		*p = (*p)[:len(*p)-1]
		p.done()
		return ""
	}
	if n := len(*p); n > 0 && (*p)[n-1].members != nil && !(*p)[n-1].inValue {
		return (*p)[n-1].open(token.(string))
	}
	switch value := token.(type) {
	case json.Delim:
		if len(*p) == maxDepth {
			return fmt.Sprintf("nests deeper than %d", maxDepth)
		}
		next := level{}
		if value == '{' {
			next.members = map[string]bool{}
		}
		*p = append(*p, next)
		return ""
	case json.Number:
		if f, err := strconv.ParseFloat(value.String(), 64); err != nil || math.IsInf(f, 0) {
			return fmt.Sprintf("%s is not a number that can be kept", cut(value.String(), 40))
		}
	}
	p.done()
	return ""
}

// open begins a member.
func (l *level) open(key string) string {
	l.key, l.inValue = key, true
	if l.members[key] {
		return "is given twice"
	}
	l.members[key] = true
	return ""
}

// done ends the value of a member or an element.
func (p place) done() {
	if len(p) > 0 {
		p[len(p)-1].inValue = false
		p[len(p)-1].index++
	}
}

func (p place) pointer() string {
	var b strings.Builder
	for _, l := range p {
		switch {
		case l.members == nil:
			b.WriteString("/" + strconv.Itoa(l.index))
		case l.inValue:
			b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(l.key))
		}
	}
	return b.String()
}

// decodeStrict reads one JSON value into v and refuses members v does not have. The
// error names the member where encoding/json knows it.
func decodeStrict(raw []byte, v any) (field string, err error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return wrong.Field, fmt.Errorf("is a %s, which does not belong there", wrong.Value)
	}
	if err != nil {
		return "", errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	return "", nil
}
