package geo

import (
	"encoding/json"
	"math"
	"testing"
)

// flatland is a locator that knows one country.
type flatland struct{}

func (flatland) Locate(_, _ float64) Located {
	return Located{Country: "UA", Border: "PL", BorderKM: 123.456, BorderError: 5}
}
func (f flatland) Within(lon, lat float64) Located       { return f.Locate(lon, lat) }
func (flatland) Admin1ByName(_, _ string) (string, bool) { return "", false }
func (flatland) Shape(string) (Shape, bool)              { return Shape{}, false }
func (flatland) DistanceTo(c string, _, _ float64) (float64, bool) {
	return 1063.27, c == "UA"
}

func TestWhereabouts(t *testing.T) {
	w, err := Whereis(flatland{}, 30, 50, "UA")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(w)
	want := `{"lon":30,"lat":50,"country":"UA","shore":false,"border":"PL","border_km":123.5,"border_error_km":5,` +
		`"distances":[{"country":"UA","km":1063.3,"error_km":5}]}`
	if err != nil || string(b) != want {
		t.Errorf("%v\n%s\n%s", err, b, want)
	}
}

func TestWhereaboutsOfNoPointAndNoCountryAreRefused(t *testing.T) {
	for _, p := range [][2]float64{{181, 0}, {0, -91}, {math.NaN(), 0}, {0, math.Inf(1)}} {
		if _, err := Whereis(flatland{}, p[0], p[1]); ErrorCode(err) != EINVALID {
			t.Errorf("%v: %v", p, err)
		}
	}
	if _, err := Whereis(flatland{}, 30, 50, "UA", "XX"); ErrorCode(err) != EINVALID {
		t.Errorf("%v", err)
	}
}
