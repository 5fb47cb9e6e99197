package ogcapi

import (
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

func FuzzAClaimCursorReadsAsItWasWritten(f *testing.F) {
	q := claimQuery{rows: web.RowFilter{Conditions: []geo.Condition{{Column: "party", Values: []string{"x"}}}}}
	at := time.Date(2025, 12, 25, 6, 0, 0, 0, time.UTC)
	mark := claimMark{geo.Cursor{From: at, ID: geo.StableID("x", at), Keys: []string{"k"}, Epoch: "e"}, 3}
	for _, text := range []string{mark.text(q), "", "1.2.3", "3..", "-1." + q.rowsHash() + ".", "3." + q.rowsHash() + "." + mark.Cursor.String()[1:], "03" + mark.text(q)[1:]} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseClaimMark(text, q)
		if err != nil {
			if geo.ErrorCode(err) != geo.EINVALID {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if got := m.text(q); got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	})
}
