package tile

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
)

// Layer is one named layer of a tile: features in tile units, x to the east and
// y to the south from the tile's north-west corner.
type Layer struct {
	Name     string
	Features []*geojson.Feature
}

// Encode writes layers as a vector tile of version 2, in the order given; a
// layer without features is left out, as the format wants it. Polygons must be
// wound as the format asks: see Wind.
func Encode(layers []Layer) ([]byte, error) {
	var out mvt.Layers
	for _, l := range layers {
		if len(l.Features) > 0 {
			out = append(out, &mvt.Layer{Name: l.Name, Version: 2, Extent: Extent, Features: l.Features})
		}
	}
	b, err := mvt.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("encode vector tile: %w", err)
	}
	return b, nil
}

// Compress is the gzip form of a tile at the best level. The same bytes give
// the same result for one version of the compressing module.
func Compress(tile []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress tile: %w", err)
	}
	if _, err := w.Write(tile); err != nil {
		return nil, fmt.Errorf("compress tile: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress tile: %w", err)
	}
	return b.Bytes(), nil
}

// Wind turns the rings of a polygon in tile units, in place, as the vector tile
// format asks: the outer ring clockwise on the screen (positive area with y
// growing to the south), holes the other way.
func Wind(p orb.Polygon) {
	for i, r := range p {
		if (SignedArea(r) < 0) == (i == 0) {
			r.Reverse()
		}
	}
}

// SignedArea is the area of a closed ring, in square units, by the surveyor's
// formula: positive if the ring turns from the x axis towards the y axis.
func SignedArea(r orb.Ring) float64 {
	if len(r) == 0 {
		return 0
	}
	var sum float64
	o := r[0] // near the ring, so that large coordinates do not cancel
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		sum += (a[0]-o[0])*(b[1]-o[1]) - (b[0]-o[0])*(a[1]-o[1])
	}
	return sum / 2
}
