package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"strikemap/geo"
)

// normal returns the incident in the one form in which equal incidents have equal
// bodies: times in UTC cut to milliseconds, empty lists and maps absent.
func normal(in geo.Incident) geo.Incident {
	in.Time.From = in.Time.From.UTC().Truncate(time.Millisecond)
	in.Time.To = in.Time.To.UTC().Truncate(time.Millisecond)
	in.PublishedAt = normalTime(in.PublishedAt)
	in.Embargo = normalTime(in.Embargo)
	in.Aliases = orNil(in.Aliases)
	in.Means = orNil(in.Means)
	in.Claims = orNil(in.Claims)
	in.Quantities = orNil(in.Quantities)
	in.Reports = orNil(in.Reports)
	if len(in.Translations) == 0 {
		in.Translations = nil
	}
	return in
}

func normalTime(t *time.Time) *time.Time {
	if t == nil || t.IsZero() {
		return nil
	}
	utc := t.UTC().Truncate(time.Millisecond)
	return &utc
}

func orNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// encodeBody returns the JSON of a normal incident and its SHA-256 in hexadecimal.
func encodeBody(in geo.Incident) (body, hash string, err error) {
	b, err := json.Marshal(in)
	if err != nil { // a year JSON cannot hold
		return "", "", fmt.Errorf("encode incident %s: %w", in.ID, err)
	}
	return string(b), hashOf(string(b)), nil
}

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}
