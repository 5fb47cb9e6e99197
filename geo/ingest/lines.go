package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Lines reads JSON lines: one value of T a line, empty lines skipped. Members T does
// not have, members given twice and lines over DefaultMaxRow are refused; the error
// names the line.
func Lines[T any](r io.Reader) ([]T, error) {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, DefaultMaxRow)
	var values []T
	line := 0
	for scanner.Scan() {
		line++
		raw := bytes.TrimSpace(scanner.Bytes())
		if len(raw) == 0 {
			continue
		}
		if pointer, reason := checkJSON(raw); reason != "" {
			return nil, fmt.Errorf("line %d%s: %s", line, pointer, reason)
		}
		var v T
		if field, err := decodeStrict(raw, &v); err != nil {
			return nil, fmt.Errorf("line %d %s: %w", line, field, err)
		}
		values = append(values, v)
	}
	if err := scanner.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d is longer than %d bytes", line+1, DefaultMaxRow)
	} else if err != nil {
		return nil, fmt.Errorf("after line %d: %w", line, err)
	}
	return values, nil
}
