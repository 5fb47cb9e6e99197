package store

import (
	"encoding/json"
	"time"

	"strikemap/geo"
)

// computed are the columns of incidents that only the server writes.
type computed struct {
	Status            string   `json:"status,omitempty"`
	Attribution       string   `json:"attribution,omitempty"`
	AreaID            string   `json:"area_id,omitempty"`
	Border            string   `json:"border,omitempty"`
	BorderKM          *float64 `json:"border_km,omitempty"`
	PublicLon         *float64 `json:"public_lon,omitempty"`
	PublicLat         *float64 `json:"public_lat,omitempty"`
	PublicUncertainty *float64 `json:"public_uncertainty_m,omitempty"`
	VisibleFrom       string   `json:"visible_from,omitempty"`
	Revision          int      `json:"revision"`
	Updated           string   `json:"updated"`
}

// computedColumns are their names, in the order of values.
var computedColumns = []string{
	"status", "attribution", "area_id", "border", "border_km",
	"public_lon", "public_lat", "public_uncertainty_m", "visible_from", "revision", "updated",
}

// compute derives the columns of a complete incident.
func compute(in *geo.Incident, parties geo.Parties, delays geo.Delays, revision int, recorded time.Time) computed {
	finding := geo.Derive(in, parties)
	public := in.Public().Location
	c := computed{
		Status: finding.Status, Attribution: finding.Attribution,
		AreaID: in.Location.AreaID, Border: in.Location.Border, BorderKM: in.Location.BorderKM,
		VisibleFrom: asText(moment(in.VisibleFrom(delays))),
		Revision:    revision, Updated: asText(moment(recorded)),
	}
	if public.Point != nil {
		c.PublicLon, c.PublicLat = &public.Point.Lon, &public.Point.Lat
	}
	if public.Precision != geo.UnknownPlace {
		c.PublicUncertainty = &public.Uncertainty
	}
	return c
}

func (c computed) values() []any {
	return []any{
		text(c.Status), text(c.Attribution), text(c.AreaID), text(c.Border), number(c.BorderKM),
		number(c.PublicLon), number(c.PublicLat), number(c.PublicUncertainty),
		text(c.VisibleFrom), c.Revision, text(c.Updated),
	}
}

// changed returns the first column whose value in a row, in the order of
// computedColumns, is not the one the server wrote, or "".
func (c computed) changed(row []any) string {
	for i, want := range c.values() {
		name := computedColumns[i]
		if name == "visible_from" || name == "updated" {
			// The same instant may be written in another form.
			was, _ := asMoment(want)
			is, problem := asMoment(row[i])
			if problem != "" || !was.Equal(is) {
				return name
			}
			continue
		}
		if asText(want) != asText(row[i]) {
			return name
		}
	}
	return ""
}

func decodeComputed(text string) (computed, error) {
	var c computed
	err := json.Unmarshal([]byte(text), &c)
	return c, err
}
