package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
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
	sum := sha256.Sum256([]byte(jsonText([]any{e.seq, e.at, e.author, e.action, e.incident, e.revision, e.previous})))
	return hex.EncodeToString(sum[:])
}

// audited appends an entry.
func (w *work) audited(author, action, incident, revision string) error {
	if err := w.readAuditTail(); err != nil {
		return err
	}
	e := auditEntry{w.auditSeq + 1, w.now.UnixMilli(), author, action, incident, revision, w.auditHash}
	err := w.exec(`
		INSERT INTO audit (seq, at_ms, author, action, incident, revision_hash, previous_hash, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		e.seq, e.at, e.author, e.action, e.incident, e.revision, e.previous, e.hash())
	w.auditSeq, w.auditHash = e.seq, e.hash()
	return err
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
