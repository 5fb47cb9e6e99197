package main

import "strings"

// finding is a failure that stays, and why.
type finding struct {
	Suite  string
	ID     string // of the check, without what it was asked of
	Said   string // the end of what it says
	Reason string
}

// findings are all of them. A check that fails otherwise than said here fails the run.
var findings = []finding{
	{"gpkg", "GDAL's validator", "_geom_update1 trigger missing", indexTriggers},
	{"gpkg", "GDAL's validator", "_geom_update3 trigger missing", indexTriggers},
}

const indexTriggers = "The validator of GDAL 3.6 asks for the index triggers of GeoPackage 1.3. Version 1.4 (OGC 12-128r19, annex F.3) has update6 and update7 for update1, and update5 for update3; they are asked for by name in this suite."

// explained returns the reason for a failure that is known, else "".
func explained(r result) string {
	for _, f := range findings {
		id, _, _ := strings.Cut(r.ID, " (")
		if f.Suite == r.Suite && f.ID == id && strings.HasSuffix(r.Said, f.Said) {
			return f.Reason
		}
	}
	return ""
}
