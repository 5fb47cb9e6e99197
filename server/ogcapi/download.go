package ogcapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// fileForm is a kind of file that all matches can be had in.
type fileForm struct {
	web.Format
	extension string
	title     string
	columns   bool // properties chooses among its columns
	form      func(encode.Options) encode.Form
}

// fileForms are offered as download.{extension}, each a route of its own.
var fileForms = []fileForm{
	{web.GeoJSONFormat, "geojson", "GeoJSON", true, encode.NewGeoJSON},
	{web.SequenceFormat, "geojsons", "GeoJSON text sequence (RFC 8142)", true, encode.NewSequence},
	{web.LinesFormat, "geojsonl", "GeoJSON, one feature a line", true, encode.NewLines},
	{web.CSVFormat, "csv", "CSV", true, encode.NewCSV},
	{web.KMLFormat, "kml", "KML", true, encode.NewKML},
	{web.AtomFormat, "atom", "Atom feed with GeoRSS", false, encode.NewAtom},
}

// formOf returns the form of a format, and false if no file has it.
func formOf(format web.Format) (fileForm, bool) {
	i := slices.IndexFunc(fileForms, func(f fileForm) bool { return f.Name == format.Name })
	if i < 0 {
		return fileForm{}, false
	}
	return fileForms[i], true
}

func downloadPath(extension string) string { return incidentsPath + "/download." + extension }

// downloadRoutes are those of all matches as one file.
func downloadRoutes(a *api) []web.Route {
	var routes []web.Route
	for _, form := range fileForms {
		routes = append(routes, web.Route{
			Path: downloadPath(form.extension), Params: downloadParams(form),
			Handler: func(w http.ResponseWriter, r *http.Request) error { return a.download(w, r, form) },
			Doc: &web.Operation{
				ID: "downloadIncidents" + fileID(form), Tag: "Data", Summary: "All matching incidents as one file: " + form.title,
				Description: "Everything that answers the conditions, out of one state of the record, however much it is. A connection that is cut means that the file is not complete.",
				Responses:   []web.Response{{Status: http.StatusOK, Description: "The file", Types: []string{mediaType(form.Format)}, Schema: fileSchema(form)}},
			},
		})
	}
	return routes
}

// fileID is the extension as a part of an operation's name.
func fileID(form fileForm) string {
	return string(form.extension[0]-'a'+'A') + form.extension[1:]
}

// fileSchema names the schema of those files that OpenAPI can describe.
func fileSchema(form fileForm) string {
	if form.extension == "geojson" {
		return "IncidentCollection"
	}
	return ""
}

// mediaType is that of a format without its parameters.
func mediaType(f web.Format) string {
	media, _, _ := bytes.Cut([]byte(f.MediaType), []byte(";"))
	return string(media)
}

// paging are the parameters of items that make no sense for all of them at once.
var paging = []string{"limit", "offset", "cursor", "f", "crs"}

// downloadParams are those of items without paging and format.
func downloadParams(form fileForm) []web.Param {
	params := slices.DeleteFunc(incidentParams(), func(p web.Param) bool {
		return slices.Contains(paging, p.Name) || p.Name == web.MarkParam.Name || p.Name == propertiesParam.Name && !form.columns
	})
	if form.Name == web.CSVFormat.Name {
		params = append(params, web.MarkParam)
	}
	return params
}

// download sends all that answers a question, as it is read.
func (a *api) download(w http.ResponseWriter, r *http.Request, form fileForm) error {
	values := web.Values(r)
	q, err := web.ParseQuery(values, a.Now())
	if err != nil {
		return err
	}
	options, err := a.fileOptions(r, values)
	if err != nil {
		return err
	}
	asked := values.Encode()
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), downloadPath(form.extension), asked, geo.FormatTime(q.KnownAt))) {
		return nil
	}
	all := &matches{
		reader: a.Reader, request: r, query: q, form: form.form(options),
		out: deadlines(w, pieceTime, fileTime),
		begin: func(e geo.Edition, matched int) encode.Head {
			head := a.fileHead(r, form, values)
			head.Matched, head.TimeStamp, head.KnownSince = matched, e.Changed, knownSince(q.KnownAt, e)
			web.Attach(w, a.Site.FileName("incidents", values, e, form.extension))
			setLinks(w, head.Links)
			return head
		},
	}
	if r.Method == http.MethodHead {
		return all.answerHead(w, form.MediaType)
	}
	return web.Send(w, form.MediaType, all)
}

// fileOptions reads what shapes the rows: properties and bom.
func (a *api) fileOptions(r *http.Request, values url.Values) (encode.Options, error) {
	columns, err := web.ParseProperties(values)
	if err != nil {
		return encode.Options{}, err
	}
	options := a.options(r, columns)
	options.Parties = a.Reader.Parties()
	options.Mark, err = web.ParseMark(values.Get(web.MarkParam.Name))
	return options, err
}

// fileHead is what stands before the features of a file of all matches, and in the
// header of the answer for files that have no place for it.
func (a *api) fileHead(r *http.Request, form fileForm, values url.Values) encode.Head {
	base := web.Links(r)
	return a.withAuthor(encode.Head{
		Title:   a.Site.Name + ": incidents",
		Notice:  a.notice(),
		Subject: base.URL(incidentsPath+"/items", unpaged(values)),
		Links: a.withLicence([]encode.Link{
			{Href: base.URL(downloadPath(form.extension), values), Rel: "self", Type: mediaType(form.Format), Title: "This file"},
			{Href: base.URL(incidentsPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
		}),
	})
}

// withAuthor says who publishes the site.
func (a *api) withAuthor(h encode.Head) encode.Head {
	h.Author = encode.Person{Name: a.Site.Publisher, Email: a.Site.Mail(), URI: a.Site.ContactURL()}
	if h.Author.Name == "" {
		h.Author.Name = a.Site.Credit()
	}
	return h
}

// withLicence adds the licence of the data, which some formats have no place for.
func (a *api) withLicence(links []encode.Link) []encode.Link {
	if a.Site.DataLicenceURL == "" {
		return links
	}
	return append(links, encode.Link{Href: a.Site.DataLicenceURL, Rel: "license", Type: "text/html", Title: a.Site.DataLicence})
}

// unpaged are the parameters that say what is asked for, whatever page and format.
func unpaged(values url.Values) url.Values {
	kept := maps.Clone(values)
	maps.DeleteFunc(kept, func(name string, _ []string) bool {
		return slices.Contains(paging, name) || name == web.MarkParam.Name
	})
	return kept
}

// How long a client may take for one piece of a file and for all of it: the state of
// the record that the file is read from is held that long.
const (
	pieceTime = time.Minute
	fileTime  = time.Hour
)

// matches is a file of all that answers a question, read while it is sent. Its size is
// not known before.
type matches struct {
	reader  geo.Reader
	request *http.Request
	query   geo.Query
	form    encode.Form
	out     func(io.Writer) io.Writer
	begin   func(e geo.Edition, matched int) encode.Head
}

var _ web.Content = (*matches)(nil)

// Size says that the file is too large for one piece, however small it turns out.
func (m *matches) Size() (int, bool) { return math.MaxInt, false }

// AppendTo appends the whole file.
func (m *matches) AppendTo(dst []byte) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	_, err := m.WriteTo(b)
	return b.Bytes(), err
}

// WriteTo writes the file. It ends in an error where a part of it is missing.
func (m *matches) WriteTo(w io.Writer) (int64, error) {
	stream := encode.NewStream(m.out(w), m.form)
	err := m.reader.Walk(m.context(), m.query, func(e geo.Edition, matched int) error {
		stream.Begin(m.begin(e, matched), matched)
		return nil
	}, func(item geo.ItemBody) error {
		return stream.Add(item.Flat)
	})
	if err == nil {
		err = stream.End()
	}
	return stream.Written(), err
}

// context is that of the request without the deadline for finding an answer: a file
// may take longer, and a client that went away ends it by the first piece that cannot
// be written.
func (m *matches) context() context.Context { return context.WithoutCancel(m.request.Context()) }

// errHead ends a walk of which the beginning was wanted only.
var errHead = errors.New("the beginning is enough")

// answerHead answers HEAD: the headers, and the errors that come before the first
// feature.
func (m *matches) answerHead(w http.ResponseWriter, mediaType string) error {
	err := m.reader.Walk(m.request.Context(), m.query, func(e geo.Edition, matched int) error {
		m.begin(e, matched)
		return errHead
	}, func(geo.ItemBody) error { return errHead })
	if err != nil && !errors.Is(err, errHead) {
		return err
	}
	w.Header()["Content-Type"] = []string{mediaType}
	w.WriteHeader(http.StatusOK)
	return nil
}
