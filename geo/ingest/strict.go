package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
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
	decoder := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowInvalidUTF8(true)) // of surrogates; the bytes are known to be right
	for whole := false; ; whole = decoder.StackDepth() == 0 {
		token, err := decoder.ReadToken()
		switch {
		case errors.Is(err, io.EOF) && whole:
			return "", ""
		case err != nil:
			return fault(err)
		case whole:
			return "", "is more than one JSON value"
		case decoder.StackDepth() > maxDepth:
			return string(decoder.StackPointer()), fmt.Sprintf("nests deeper than %d", maxDepth)
		case token.Kind() == '0' && !finite(token):
			return string(decoder.StackPointer()), fmt.Sprintf("%s is not a number that can be kept", cut(token.String(), 40))
		}
	}
}

// fault tells where JSON is broken, and why.
func fault(err error) (pointer, reason string) {
	var wrong *jsontext.SyntacticError
	if !errors.As(err, &wrong) {
		return "", "is not JSON: " + err.Error()
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return string(wrong.JSONPointer), "is given twice"
	}
	return string(wrong.JSONPointer), "is not JSON: " + wrong.Err.Error()
}

// finite reports whether a float64 can hold a number.
func finite(number jsontext.Token) bool {
	_, err := number.Float()
	return err == nil
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
