package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// auditEntry is one line of the audit. Each is sealed by the hash of the one
// before, so that none can be changed, dropped or moved unseen.
type auditEntry struct {
	seq      int64
	at       int64 // milliseconds since 1970
	author   string
	action   string // "revision", "remove" or "restore"
	incident string
	revision string // hash of the revision's body
	previous string // hash of the entry before, "" for the first
}

// hash seals the entry. JSON keeps the fields apart.
func (e auditEntry) hash() string {
	line := append(make([]byte, 0, 512), '[')
	line = append(strconv.AppendInt(line, e.seq, 10), ',')
	line = strconv.AppendInt(line, e.at, 10)
	for _, field := range []string{e.author, e.action, e.incident, e.revision, e.previous} {
		line = appendJSON(append(line, ','), field)
	}
	sum := sha256.Sum256(append(line, ']'))
	return hex.EncodeToString(sum[:])
}

// appendJSON writes a text as encoding/json does, and what needs no escapes without
// it.
func appendJSON(to []byte, text string) []byte {
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return append(to, jsonText(text)...)
		}
	}
	return append(append(append(to, '"'), text...), '"')
}

// audited appends an entry.
func (w *work) audited(author, action, incident, revision string) error {
	if err := w.readAuditTail(); err != nil {
		return err
	}
	e := auditEntry{w.auditSeq + 1, w.now.UnixMilli(), author, action, incident, revision, w.auditHash}
	w.auditSeq, w.auditHash = e.seq, e.hash()
	return w.insert(intoAudit, e.seq, e.at, e.author, e.action, e.incident, e.revision, e.previous, w.auditHash)
}

// readAuditTail finds the last entry, once in a transaction.
func (w *work) readAuditTail() error {
	if w.auditRead {
		return nil
	}
	w.auditRead = true
	err := w.tx.QueryRowContext(w.ctx, `SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1`).Scan(&w.auditSeq, &w.auditHash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// checkAudit walks the chain.
func checkAudit(ctx context.Context, tx *sql.Tx, report func(Fault)) error {
	rows, err := tx.QueryContext(ctx, `
		SELECT seq, at_ms, author, action, incident, revision_hash, previous_hash, hash FROM audit ORDER BY seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	seq, previous := int64(0), ""
	for rows.Next() {
		var e auditEntry
		var hash string
		if err := rows.Scan(&e.seq, &e.at, &e.author, &e.action, &e.incident, &e.revision, &e.previous, &hash); err != nil {
			return err
		}
		where := fmt.Sprintf("audit entry %d", e.seq)
		switch {
		case e.seq != seq+1:
			report(Fault{where, fmt.Sprintf("follows entry %d: entries are missing", seq)})
		case e.previous != previous:
			report(Fault{where, "does not follow from the entry before"})
		case e.hash() != hash:
			report(Fault{where, "was changed after " + fromMilli(e.at).Format(time.RFC3339)})
		}
		seq, previous = e.seq, hash
	}
	return rows.Err()
}
