package web

// The formats that incidents are offered in beside GeoJSONFormat. None of them stands
// for plain XML or text in Accept: browsers ask for those without meaning these.
var (
	SequenceFormat = Format{Name: "jsonseq", MediaType: "application/geo+json-seq", Also: []string{"application/json-seq"}}
	CSVFormat      = Format{Name: "csv", MediaType: "text/csv; charset=utf-8; header=present", Also: []string{"text/csv"}}
	KMLFormat      = Format{Name: "kml", MediaType: "application/vnd.google-earth.kml+xml"}
	AtomFormat     = Format{Name: "atom", MediaType: "application/atom+xml"}
)

// LinesFormat is one GeoJSON feature a line. It is offered as a file only.
var LinesFormat = Format{Name: "geojsonl", MediaType: "application/x-ndjson"}

// IncidentFormats are what a page of incidents is offered in, the first one to those
// who ask for nothing.
var IncidentFormats = []Format{GeoJSONFormat, SequenceFormat, CSVFormat, KMLFormat, AtomFormat}

// FormatNames returns the values of f for formats.
func FormatNames(formats []Format) []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}

// MarkParam asks for a byte order mark before CSV.
var MarkParam = Param{
	Name: "bom", Type: "boolean", Default: false,
	Description: "CSV begins with a byte order mark, by which spreadsheets know UTF-8. Other formats have none.",
}

// ParseMark reads the parameter of MarkParam from its value, "" where it is missing.
func ParseMark(text string) (bool, error) {
	switch text {
	case "true":
		return true, nil
	case "", "false":
		return false, nil
	}
	return false, errInvalid(MarkParam.Name, "", quote(text)+" is neither true nor false")
}
