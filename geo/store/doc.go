// Package store keeps the record of incidents in a GeoPackage: the desk's working
// tables, which GDAL and QGIS may edit while the server runs, and the revisions,
// which are what readers get.
//
// # The two halves
//
// The working tables (incidents, claims, quantities, reports, aliases) hold each
// incident as the desk has it now. The table incident_revisions holds every version
// that was accepted, as one JSON body with its SHA-256, and the half-open interval
// of time in which it is public. Readers only ever get revisions, through the view
// public_revisions, which leaves out what was never public.
//
// # The public interval
//
// A revision is public from the latest of its recording and Incident.VisibleFrom
// until the next one is. So:
//
//   - A change whose own embargo or delay lies ahead holds back the new version,
//     not the old one, which stays public until then. To take an incident from
//     readers, unpublish or withdraw it.
//   - Unpublishing (any state but published and withdrawn) ends the public revision
//     at once.
//   - A withdrawal is public at once, if any reader could have seen the incident;
//     else it never is.
//   - A revision replaced before its time came gets an empty interval. So does one
//     replaced within the millisecond it was made in.
//
// # Writing
//
// One transaction writes at a time. Small batches that wait for it together share the
// next one, each in a savepoint, so that many small writes take the time of the disk
// once; see queue. The entries of a batch are made ready in parallel, and their rows
// go in many with one statement. Stream takes any number of batches into one
// transaction, without triggers, and packs the spatial indexes at its end. Whichever
// way entries come, they leave the same rows.
//
// # Outside edits
//
// Plain triggers note in incident_changes which incidents somebody else touched. The
// store takes them in within Options.Watch: a valid edit becomes a revision of
// origin "outside"; an inserted row gets an id and starts as a draft. An edit that is
// not valid, that changes what only the desk's tools may change (id, state,
// published_at, embargo, the columns the server computes), or that deletes a row is
// not accepted: the last revision stays, the fault is logged once, and Check reports
// it until the row is repaired. Restore puts the working rows back as the last
// revision has them; so does writing the incident again.
package store
