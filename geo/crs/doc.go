// Package crs knows the coordinate reference systems that places are served in: CRS84,
// which they are kept in, EPSG:4326 and EPSG:3857, with their names, the order of
// their axes and the ways between them.
package crs
