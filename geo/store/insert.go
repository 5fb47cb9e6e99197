package store

import "strikemap/geo/gpkg"

// The tables that get rows, with the columns in the order of the values given.
var (
	intoIncidents  = gpkg.Into("incidents", incidentColumns...)
	intoAreas      = gpkg.Into("areas", "geom", "id", "name", "level", "country", "label_lon", "label_lat")
	intoClaims     = gpkg.Into("claims", "incident", "seq", "party", "role", "stance", "proposition", "detail", "method", "channel", "stated_at", "report", "evidence_from", "evidence_to", "evidence_text", "superseded_by")
	intoQuantities = gpkg.Into("quantities", "incident", "seq", "measure", "label", "min", "max", "qualifier", "unit", "phrase", "scope", "claim")
	intoReports    = gpkg.Into("reports", "incident", "seq", "publisher", "title", "url", "published_at", "language", "class", "family", "archive")
	intoAliases    = gpkg.Into("aliases", "incident", "alias")
	intoRevisions  = gpkg.Into("incident_revisions", "incident", "number", "row_fid", "recorded_ms", "public_from_ms", "origin", "change", "note", "correction", "body", "hash", "area_id", "computed", "import")
	intoAudit      = gpkg.Into("audit", "seq", "at_ms", "author", "action", "incident", "revision_hash", "previous_hash", "hash")
)

// insert writes a row; see inserting.
func (w *work) insert(to *gpkg.Insertion, values ...any) error {
	err := w.rows.Add(to, values...)
	if err == nil && !w.batched {
		err = w.rows.Flush()
	}
	return err
}

// inserting runs fn, in which the rows of insert may wait for one another to go with
// one statement. Nothing in fn reads rows it has inserted.
func (w *work) inserting(fn func() error) error {
	w.batched = true
	err := fn()
	w.batched = false
	if err != nil {
		return err
	}
	return w.rows.Flush()
}
