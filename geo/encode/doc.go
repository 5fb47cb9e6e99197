// Package encode writes public features: as GeoJSON (RFC 7946), whole, in text
// sequences (RFC 8142) and in lines, as CSV (RFC 4180), KML 2.2 and Atom (RFC 4287)
// with GeoRSS. The same features, options and edition give the same bytes. Text goes
// out as the plain text it is; numbers that are not finite never do.
package encode
