package data

import _ "embed"

// The starter record as JSON lines, one value a line, in the model of package geo.
// The bytes must not be changed. starter/README.md tells how they came about and
// what is weak about them.
var (
	// StarterIncidents holds 150 incidents (geo.Incident). Those in the state
	// published have no publication date: whoever loads them sets it, usually to
	// StarterRecorded.
	//
	//go:embed starter/incidents.jsonl
	StarterIncidents []byte

	// StarterParties holds the parties that speak or act in them (geo.Party).
	//
	//go:embed starter/parties.jsonl
	StarterParties []byte

	// StarterSeries holds the runs of related incidents (geo.Series).
	//
	//go:embed starter/series.jsonl
	StarterSeries []byte
)

// StarterRecorded is the one date all starter incidents count as recorded at, RFC
// 3339. It is fixed, so that every new database tells the same history.
const StarterRecorded = "2026-11-22T00:00:00Z"
