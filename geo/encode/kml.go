package encode

import (
	"bytes"

	"strikemap/geo"
)

// kml is KML 2.2 (OGC 07-147r2): one document with a style for each kind and status,
// a schema of the columns, and a placemark a feature.
type kml struct {
	columns []geo.Column
	at      []int
	base    string
	words   wording
	flat    flatText
	account []byte
}

// NewKML returns the form of KML 2.2. The columns are extended data with types; times
// are text there, since KML has no type for them, and the span of each placemark. A
// feature without a point is a placemark without a geometry.
func NewKML(o Options) Form {
	columns := o.columns()
	return &kml{columns: columns, at: positions(columns), base: o.Base, words: wording{o.Parties}}
}

const (
	kmlOpen = xmlDeclaration + `<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:atom="http://www.w3.org/2005/Atom">` + "\n" +
		`<Document id="incidents">` + "\n"
	kmlEnd = "</Document>\n</kml>\n"
	schema = "incident" // id of the schema
)

func (k *kml) AppendHead(dst []byte, h Head, _ int) []byte {
	dst = appendElement(append(dst, kmlOpen...), "name", h.Title)
	if name := h.author().Name; name != "" {
		dst = append(appendElement(append(dst, "<atom:author>"...), "atom:name", name), "</atom:author>\n"...)
	}
	if l, ok := h.page(); ok {
		dst = appendAttribute(append(dst, "<atom:link"...), "href", l.Href)
		dst = append(appendAttribute(dst, "rel", l.Rel), "/>\n"...)
	}
	dst = appendDescription(dst, kmlNotice(h))
	for _, kind := range geo.Kinds.Codes {
		for _, status := range geo.Statuses.Codes {
			dst = appendStyle(dst, kind.Value, status.Value)
		}
	}
	return k.appendSchema(dst)
}

// page is the one link that a KML document can carry: where people find the same.
func (h Head) page() (Link, bool) {
	if l, ok := h.link("alternate", "text/html"); ok {
		return l, true
	}
	return h.link("self", "")
}

// kmlNotice is what users of the data must know, a paragraph a line.
func kmlNotice(h Head) []byte {
	var text []byte
	add := func(before, value string) {
		if value == "" {
			return
		}
		if len(text) > 0 {
			text = append(text, '\n')
		}
		text = append(append(text, before...), value...)
	}
	add("", h.Notice.Note)
	add("Attribution: ", h.Notice.Attribution)
	add("Licence: ", h.Notice.Licence)
	add("", h.Notice.LicenceURL)
	add("As of ", geo.FormatTime(h.TimeStamp))
	add("The record begins at ", geo.FormatTime(h.KnownSince))
	return text
}

// appendDescription appends plain text as a description. Programs show descriptions
// as HTML (OGC 07-147r2, 9.1.3.10), so that the text is escaped for HTML first: a
// less-than sign in a summary stays one and begins no tag. The columns have the text
// as it is.
func appendDescription(dst, text []byte) []byte {
	dst = append(dst, "<description>"...)
	for {
		i := bytes.IndexAny(text, "&<")
		if i < 0 {
			return append(appendXML(dst, text, false), "</description>\n"...)
		}
		dst = appendXML(dst, text[:i], false)
		if text[i] == '&' {
			dst = append(dst, "&amp;amp;"...)
		} else {
			dst = append(dst, "&amp;lt;"...)
		}
		text = text[i+1:]
	}
}

func (k *kml) appendSchema(dst []byte) []byte {
	dst = append(dst, `<Schema id="`+schema+`" name="`+schema+`">`+"\n"...)
	for _, c := range k.columns {
		dst = append(dst, `<SimpleField type="`+simpleType(c)+`" name="`+c.Name+`">`...)
		dst = append(appendElement(dst, "displayName", c.Means), "</SimpleField>\n"...)
	}
	return append(dst, "</Schema>\n"...)
}

// simpleType is the type of a column in KML, which has none for times and lists.
func simpleType(c geo.Column) string {
	switch c.Type {
	case geo.IntegerColumn:
		return "int"
	case geo.NumberColumn:
		return "double"
	case geo.BoolColumn:
		return "bool"
	}
	return "string"
}

func (k *kml) AppendFlat(dst, flat []byte, _ int) ([]byte, error) {
	f := &k.flat
	if err := f.Read(flat); err != nil {
		return dst, err
	}
	id := f.ID()
	dst = append(dst, `<Placemark id="incident-`+id+`">`+"\n"...) // an id must not begin with a digit
	dst = appendElement(dst, "name", f.text(titleAt))
	dst = append(appendAttribute(append(dst, "<atom:link"...), "href", k.base+urlPath+id), "/>\n"...)
	k.account = k.words.appendAccount(k.account[:0], f)
	dst = appendDescription(dst, k.account)
	dst = appendElement(append(dst, "<TimeSpan>"...), "begin", f.text(fromAt))
	if f.has(toAt) {
		dst = appendElement(dst, "end", f.text(toAt))
	}
	dst = append(dst, "</TimeSpan>\n"...)
	dst = append(f.AppendText(append(dst, "<styleUrl>#"...), kindAt), '-')
	dst = append(f.AppendText(dst, statusAt), "</styleUrl>\n"...)
	dst = k.appendColumns(dst)
	if p, ok := bytes.CutPrefix(f.Geometry(), []byte(pointHead)); ok {
		dst = append(append(dst, "<Point><coordinates>"...), p[:len(p)-len("]}")]...) // longitude, latitude
		dst = append(dst, "</coordinates></Point>\n"...)
	}
	return append(dst, "</Placemark>\n"...), nil
}

// appendColumns appends the columns that have a value.
func (k *kml) appendColumns(dst []byte) []byte {
	dst = append(dst, `<ExtendedData><SchemaData schemaUrl="#`+schema+`">`+"\n"...)
	for i, c := range k.columns {
		if !k.flat.has(k.at[i]) {
			continue
		}
		dst = append(dst, `<SimpleData name="`+c.Name+`">`...)
		if c.Name == "url" {
			dst = appendXML(dst, k.base, false)
		}
		dst = append(k.appendSimple(dst, c, k.flat.text(k.at[i])), "</SimpleData>\n"...)
	}
	return append(dst, "</SchemaData></ExtendedData>\n"...)
}

// appendSimple appends a value. Truth is 1 and 0: a boolean may be written so, and
// programs that read it as a number understand nothing else.
func (k *kml) appendSimple(dst []byte, c geo.Column, text []byte) []byte {
	switch {
	case c.Type != geo.BoolColumn:
		return appendXML(dst, text, false)
	case string(text) == "true":
		return append(dst, '1')
	}
	return append(dst, '0')
}

func (k *kml) AppendEnd(dst []byte) []byte { return append(dst, kmlEnd...) }
