package geo

import (
	"errors"
	"fmt"
)

// The codes of errors a caller can act on. Every other error is internal.
const (
	EINVALID     = "invalid"     // the input breaks a rule; Field says where
	ENOTFOUND    = "not-found"   // there is no such thing, or not for this reader
	EGONE        = "gone"        // it was public and has been withdrawn or purged
	ECONFLICT    = "conflict"    // it changed in the meantime, or exists already
	EREADONLY    = "read-only"   // the record accepts no writes
	EFULL        = "full"        // the disk is full; reads go on
	EUNAVAILABLE = "unavailable" // not now; trying again may help
)

// Error is an error with a code, a sentence a person can act on, and the field
// or parameter it is about, if there is one.
type Error struct {
	Code    string
	Field   string
	Message string
	Err     error // the cause, for the log only
}

// Error returns the sentence, led by the field.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error of the given code.
func Errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid returns an EINVALID error about a field or parameter.
func Invalid(field, format string, args ...any) *Error {
	return &Error{Code: EINVALID, Field: field, Message: fmt.Sprintf(format, args...)}
}

// ErrorCode returns the code of the first Error in err's tree, "" for nil and
// "internal" for any other error.
func ErrorCode(err error) string {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}

// Problems are the faults of one record, in the order of its fields.
type Problems []*Error

// Error joins the faults with semicolons.
func (p Problems) Error() string {
	text := ""
	for i, e := range p {
		if i > 0 {
			text += "; "
		}
		text += e.Error()
	}
	return text
}

// Unwrap lets errors.As find the first fault.
func (p Problems) Unwrap() []error {
	errs := make([]error, len(p))
	for i, e := range p {
		errs[i] = e
	}
	return errs
}

// add records a fault.
func (p *Problems) add(field, format string, args ...any) {
	*p = append(*p, Invalid(field, format, args...))
}

// orNil returns nil for no faults, so that callers can return it as an error.
func (p Problems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
