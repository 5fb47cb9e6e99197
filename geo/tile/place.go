package tile

import "strikemap/geo"

// cellUnits is how many tile units a cell is wide and high.
const cellUnits = Extent / geo.TileCells

// At returns the tile of a zoom, at most MaxZoom, that a point in degrees lies in. A
// tile has its west and north edges and not the other two, so that a point lies in
// one tile only. Longitude 180 lies in the first column, as -180 does; latitudes
// beyond geo.MaxMercatorLat lie in the first or last row.
func At(z uint32, lon, lat float64) Address {
	x, y := geo.Mercator(lon, lat)
	return Address{z, uint32(uint64(x) >> (32 - z)), uint32(uint64(y) >> (32 - z))}
}

// Holds reports whether a point in degrees lies in the tile.
func (a Address) Holds(lon, lat float64) bool { return At(a.Z, lon, lat) == a }

// Cell returns the column and row of the cell, as geo.Cell counts them, that a point
// of the tile lies in; a cell has its west and north edges, as a tile does. A point
// outside the tile is taken to the cell nearest to it.
func (a Address) Cell(lon, lat float64) (column, row int) {
	x, y := a.units(lon, lat)
	return x / cellUnits, y / cellUnits
}

// units returns where in the tile a point in degrees is drawn, in tile units from the
// north-west corner, 0 to Extent-1. A point outside is drawn at the edge.
func (a Address) units(lon, lat float64) (x, y int) {
	mx, my := geo.Mercator(lon, lat)
	return a.unit(mx, a.X), a.unit(my, a.Y)
}

// unit turns one coordinate of geo.Mercator into tile units of a column or row.
func (a Address) unit(steps, line uint32) int {
	side := int64(1) << (32 - a.Z)
	within := min(max(int64(steps)-int64(line)*side, 0), side-1)
	return int(within * Extent / side)
}
