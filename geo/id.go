package geo

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// NewID returns a fresh ULID for an incident recorded at t.
func NewID(t time.Time) string {
	return ulid.MustNew(ulid.Timestamp(t), rand.Reader).String()
}

// StableID returns the ULID that an incident known by a slug always gets: its
// time is the start of the incident and its entropy the first ten bytes of the
// slug's SHA-256. The same slug and time give the same id in every database.
// Times outside the range of a ULID (before 1970) are taken as 1970.
func StableID(slug string, from time.Time) string {
	var id ulid.ULID
	ms := max(from.UnixMilli(), 0)
	_ = id.SetTime(uint64(ms)) // fails only beyond the year 10889
	sum := sha256.Sum256([]byte(slug))
	_ = id.SetEntropy(sum[:10]) // fails only for a wrong length
	return id.String()
}

// ValidID reports whether id is a ULID in its canonical upper-case form.
func ValidID(id string) bool {
	parsed, err := ulid.ParseStrict(id)
	return err == nil && parsed.String() == id
}

// CanonicalID returns the upper-case form of an id as a reader may have typed it.
func CanonicalID(id string) string { return strings.ToUpper(id) }
