// Package encode writes public features as GeoJSON (RFC 7946) and CSV (RFC 4180).
// The same features, options and edition give the same bytes. Text goes out as the
// plain text it is; numbers that are not finite never do.
package encode
