package encode

import (
	"io"
	"strconv"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// AppendArea appends an area as a GeoJSON feature: its outline as a MultiPolygon,
// wound as it is kept, and what it is. A count below zero is left out as null.
func AppendArea(dst []byte, a *geo.Area, incidents int) []byte {
	return append(appendOpenArea(dst, a, incidents), '}')
}

func appendOpenArea(dst []byte, a *geo.Area, incidents int) []byte {
	dst = appendText(append(dst, `{"type":"Feature"`...), "id", a.ID)
	dst = appendOutline(appendMember(dst, "geometry"), a.Outline)
	dst = append(appendMember(dst, "properties"), '{')
	dst = appendText(dst, "id", a.ID)
	dst = appendText(dst, "name", a.Name)
	dst = appendText(dst, "level", a.Level)
	dst = appendMember(dst, "country")
	if a.Country == "" {
		dst = append(dst, "null"...)
	} else {
		dst = appendString(dst, a.Country)
	}
	dst = appendCoordinate(appendMember(dst, "repr_lon"), a.Label.Lon)
	dst = appendCoordinate(appendMember(dst, "repr_lat"), a.Label.Lat)
	dst = appendMember(dst, "incidents")
	if incidents < 0 {
		dst = append(dst, "null"...)
	} else {
		dst = strconv.AppendInt(dst, int64(incidents), 10)
	}
	return append(dst, '}')
}

func appendOutline(dst []byte, outline orb.MultiPolygon) []byte {
	dst = append(dst, `{"type":"MultiPolygon","coordinates":[`...)
	for i, polygon := range outline {
		dst = append(comma(dst, i), '[')
		for j, ring := range polygon {
			dst = append(comma(dst, j), '[')
			for k, p := range ring {
				dst = append(comma(dst, k), '[')
				dst = appendCoordinate(dst, p[0])
				dst = append(dst, ',')
				dst = appendCoordinate(dst, p[1])
				dst = append(dst, ']')
			}
			dst = append(dst, ']')
		}
		dst = append(dst, ']')
	}
	return append(dst, "]}"...)
}

// comma appends one before every element but the first.
func comma(dst []byte, i int) []byte {
	if i == 0 {
		return dst
	}
	return append(dst, ',')
}

// WriteAreas writes areas as a GeoJSON feature collection. Counts are the incidents
// of each area by id; nil leaves them out.
func WriteAreas(w io.Writer, areas []*geo.Area, counts map[string]int, h Head) error {
	return writeAll(w, appendHead(nil, h, len(areas)), len(areas), func(dst []byte, i int) []byte {
		return AppendArea(dst, areas[i], countOf(counts, areas[i].ID))
	})
}

// WriteArea writes one area.
func WriteArea(w io.Writer, a *geo.Area, counts map[string]int, links []Link, n Notice) error {
	dst := appendOpenArea(nil, a, countOf(counts, a.ID))
	dst = appendLinks(appendNotice(dst, n), links)
	_, err := w.Write(append(dst, "}\n"...))
	return err
}

func countOf(counts map[string]int, id string) int {
	if counts == nil {
		return -1
	}
	return counts[id]
}
