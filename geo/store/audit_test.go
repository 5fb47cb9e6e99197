package store

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

func TestTheSealOfTheAuditIsThatOfItsJSON(t *testing.T) {
	r := seeded(t)
	for range 200 {
		e := auditEntry{r.Int64N(1000), r.Int64N(1e13), words(r), "revision", words(r), words(r), maybe(r, "abc\x01\u2028<>")}
		sum := sha256.Sum256([]byte(jsonText([]any{e.seq, e.at, e.author, e.action, e.incident, e.revision, e.previous})))
		if want := hex.EncodeToString(sum[:]); e.hash() != want {
			t.Fatalf("%+v: %s, want %s", e, e.hash(), want)
		}
	}
}
