package web

import (
	"crypto/sha256"
	"encoding/hex"
)

// MeasureBasemap returns a short fingerprint of all tiles and labels, for addresses
// that may be kept for good, and the deepest zoom that has a tile.
func MeasureBasemap(b Basemap, labels []byte) (version string, maxZoom int) {
	h := sha256.New()
	h.Write(labels)
	for z := uint32(0); b != nil; z++ {
		found := false
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				if gz, ok := b.Tile(z, x, y); ok {
					found = true
					h.Write(gz)
				}
			}
		}
		if !found {
			break
		}
		maxZoom = int(z)
	}
	return hex.EncodeToString(h.Sum(nil)[:5]), maxZoom
}
