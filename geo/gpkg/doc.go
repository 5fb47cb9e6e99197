// Package gpkg owns the container: an OGC GeoPackage 1.4 kept as a live SQLite
// database that one process writes, many goroutines read, and GDAL and QGIS
// open and edit at the same time.
//
// It holds the geometry blob codec, the gpkg_* tables, the R-tree index with
// its triggers and the ST_ functions they call, the look taken before opening,
// the connections and their settings, the backup, and the lock file. It knows
// nothing of what the rows mean. It is the only package that knows which
// SQLite library is used: its result codes leave here as the errors below.
//
// Coordinates are longitude, latitude in degrees (EPSG:4326 stored in x, y
// order, as GeoPackage asks).
package gpkg
