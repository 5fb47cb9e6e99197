package encode

import "strikemap/geo"

// kindColours are those of the map, as KML writes them: blue, green, red.
var kindColours = map[string]string{
	geo.Strike:       "005ed5",
	geo.Incursion:    "b27200",
	geo.Interception: "5f8300",
	geo.Sighting:     "9e5a8f",
	geo.Closure:      "4d4d4d",
}

// statusLook is how a status shows where the symbol is the viewer's own: the surer,
// the fuller and larger.
type statusLook struct{ opacity, scale string }

var statusLooks = map[string]statusLook{
	geo.Verified:  {"ff", "1.1"},
	geo.Confirmed: {"ff", "1"},
	geo.Claimed:   {"b3", "0.9"},
	geo.Reported:  {"80", "0.8"},
	geo.Disputed:  {"66", "0.8"},
}

// faint is for a status with no look of its own.
var faint = statusLook{"4d", "0.8"}

// appendStyle appends the style of a kind with a status. Its id is both codes, of
// letters and hyphens, with a hyphen between.
func appendStyle(dst []byte, kind, status string) []byte {
	look, ok := statusLooks[status]
	if !ok {
		look = faint
	}
	return append(dst, `<Style id="`+kind+"-"+status+`">`+
		"<IconStyle><color>"+look.opacity+kindColours[kind]+"</color><scale>"+look.scale+"</scale></IconStyle>"+
		"<LabelStyle><scale>0.8</scale></LabelStyle></Style>\n"...)
}
