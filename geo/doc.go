// Package geo is the domain of strikemap: incidents, the claims parties make
// about them, where and when they were and how well that is known, the rule that
// derives a status from the claims, and the questions readers ask.
//
// It knows no SQL, no HTTP and no file format. Coordinates are always longitude,
// latitude in degrees (CRS84); times are UTC and intervals half-open.
package geo
