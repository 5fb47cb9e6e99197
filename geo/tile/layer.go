package tile

import (
	"encoding/binary"
	"math"
)

// The fields of the vector tile's messages that are written here, as the protocol
// buffers encoding has them: number and wire type (Mapbox Vector Tile 2.1, chapter 4).
const (
	tileLayer = 3<<3 | bytesWire

	layerName    = 1<<3 | bytesWire
	layerFeature = 2<<3 | bytesWire
	layerKey     = 3<<3 | bytesWire
	layerValue   = 4<<3 | bytesWire
	layerExtent  = 5<<3 | varintWire
	layerVersion = 15<<3 | varintWire

	featureTags     = 2<<3 | bytesWire
	featureType     = 3<<3 | varintWire
	featureGeometry = 4<<3 | bytesWire

	valueString = 1<<3 | bytesWire
	valueDouble = 3<<3 | fixed64Wire
	valueUint   = 5<<3 | varintWire
	valueBool   = 7<<3 | varintWire

	varintWire, fixed64Wire, bytesWire = 0, 1, 2
)

const (
	pointType = 1        // of a feature
	moveToOne = 1<<3 | 1 // the command MoveTo, once
)

// points collects a layer of points. Its properties go into dictionaries in the order
// they come, so that the same points give the same bytes.
type points struct {
	name         string
	keys, values dictionary
	features     []byte
	tags         []byte // of the next feature
	feature      []byte // scratch
	scratch      []byte
}

func newPoints(name string) *points {
	return &points{name: name, keys: dictionary{field: layerKey}, values: dictionary{field: layerValue}}
}

// text gives the next feature a property.
func (p *points) text(key, value string) {
	p.scratch = binary.AppendUvarint(append(p.scratch[:0], valueString), uint64(len(value)))
	p.scratch = append(p.scratch, value...)
	p.tag(key)
}

// number gives the next feature a property.
func (p *points) number(key string, value float64) {
	p.scratch = binary.LittleEndian.AppendUint64(append(p.scratch[:0], valueDouble), math.Float64bits(value))
	p.tag(key)
}

// count gives the next feature a property.
func (p *points) count(key string, value uint64) {
	p.scratch = binary.AppendUvarint(append(p.scratch[:0], valueUint), value)
	p.tag(key)
}

// truth gives the next feature a property.
func (p *points) truth(key string, value bool) {
	p.scratch = append(p.scratch[:0], valueBool, 0)
	if value {
		p.scratch[1] = 1
	}
	p.tag(key)
}

// tag notes a key and the value that scratch holds.
func (p *points) tag(key string) {
	value := p.values.at(p.scratch)
	p.scratch = append(p.scratch[:0], key...)
	p.tags = binary.AppendUvarint(p.tags, p.keys.at(p.scratch))
	p.tags = binary.AppendUvarint(p.tags, value)
}

// add ends the next feature: a point in tile units.
func (p *points) add(x, y int) {
	p.scratch = append(p.scratch[:0], moveToOne)
	p.scratch = binary.AppendVarint(p.scratch, int64(x)) // zigzag, as the format asks
	p.scratch = binary.AppendVarint(p.scratch, int64(y))
	p.feature = appendBytes(p.feature[:0], featureTags, p.tags)
	p.feature = append(p.feature, featureType, pointType)
	p.feature = appendBytes(p.feature, featureGeometry, p.scratch)
	p.features = appendBytes(p.features, layerFeature, p.feature)
	p.tags = p.tags[:0]
}

// append appends the layer to a tile; one without features is left out, as the
// format wants it.
func (p *points) append(tile []byte) []byte {
	if len(p.features) == 0 {
		return tile
	}
	layer := make([]byte, 0, len(p.features)+len(p.keys.encoded)+len(p.values.encoded)+len(p.name)+16)
	layer = append(layer, layerVersion, 2)
	layer = appendBytes(layer, layerName, []byte(p.name))
	layer = append(layer, p.features...)
	layer = append(layer, p.keys.encoded...)
	layer = append(layer, p.values.encoded...)
	layer = binary.AppendUvarint(append(layer, layerExtent), Extent)
	return appendBytes(tile, tileLayer, layer)
}

// appendBytes appends a field that has a length.
func appendBytes(dst []byte, field byte, content []byte) []byte {
	dst = binary.AppendUvarint(append(dst, field), uint64(len(content)))
	return append(dst, content...)
}
