package ogcapi

import (
	"context"
	"net/http"
	"os"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// geoPackageFormat is a file only: it is made whole before its first byte can be sent.
var geoPackageFormat = web.Format{Name: "gpkg", MediaType: "application/geopackage+sqlite3"}

const geoPackagePath = incidentsPath + "/download.gpkg"

// geoPackageRoutes returns the route of GeoPackages, and none where nothing makes them.
func geoPackageRoutes(a *api) []web.Route {
	if a.Downloads.Exporter == nil {
		return nil
	}
	g := &geoPackages{api: a, files: newFiles(a.Downloads.Folder)}
	return []web.Route{{Path: geoPackagePath, Handler: g.download, Params: downloadParams(fileForm{}), Doc: &web.Operation{
		ID: "downloadGeoPackage", Tag: "Data", Summary: "All matching incidents as a GeoPackage",
		Description: "A file with the layers incidents and areas, and the tables claims, quantities, reports and parties, for QGIS, GDAL and everything else that reads GeoPackages. It is made first and sent then: a large one takes a while to begin. Ranges can be asked for.",
		Responses:   []web.Response{{Status: http.StatusOK, Description: "The file", Types: []string{geoPackageFormat.MediaType}}},
	}}}
}

// geoPackages answers with files.
type geoPackages struct {
	*api
	files *files
}

// download answers all that matches as one file.
func (g *geoPackages) download(w http.ResponseWriter, r *http.Request) error {
	values := web.Values(r)
	q, err := web.ParseQuery(values, g.Now())
	if err != nil {
		return err
	}
	tag := g.tag(r, g.Reader.Edition(), q)
	if web.Match(r.Header.Values("If-None-Match"), tag) != "" {
		w.Header().Set("ETag", tag)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	colophon := g.colophon(r)
	file, err := g.files.get(r.Context(), tag, func(ctx context.Context, path string) (geo.Edition, error) {
		return g.Downloads.Exporter.Export(ctx, q, path, colophon)
	})
	if err != nil {
		return err
	}
	defer g.files.release(file)
	h := w.Header()
	h.Set("ETag", g.tag(r, file.edition, q)) // it may be newer by now
	h.Set("Content-Type", geoPackageFormat.MediaType)
	setLinks(w, g.links(r))
	web.Attach(w, g.Site.FileName("incidents", values, file.edition, geoPackageFormat.Name))
	return send(w, r, file.path)
}

// links are what the file says inside too, for those who have not opened it yet.
func (g *geoPackages) links(r *http.Request) []encode.Link {
	return g.withLicence([]encode.Link{
		{Href: web.Links(r).URL(geoPackagePath, web.Values(r)), Rel: "self", Type: geoPackageFormat.MediaType},
		{Href: web.Links(r).URL(incidentsPath, nil), Rel: "collection", Type: "application/json"},
	})
}

// tag tells every two files apart that may differ: they hold the question as it was
// asked, and what the site says about itself.
func (g *geoPackages) tag(r *http.Request, e geo.Edition, q geo.Query) string {
	c := g.colophon(r)
	return g.Tag(r, e, geoPackagePath, q.Canonical(), c.Asked, c.Title, c.Publisher, c.Licence, c.LicenceURL, c.Attribution)
}

func (g *geoPackages) colophon(r *http.Request) geo.Colophon {
	base, notice := web.Links(r), g.notice()
	return geo.Colophon{
		Title: g.Site.Name, Publisher: g.Site.Publisher,
		Licence: notice.Licence, LicenceURL: notice.LicenceURL, Attribution: notice.Attribution, Notes: notice.Note,
		Base: strings.TrimSuffix(base.URL("", nil), "/"), Asked: base.URL(geoPackagePath, web.Values(r)), MaxBytes: g.Downloads.MaxBytes,
	}
}

// send sends a file, or the ranges of it that are asked for (RFC 9110 section 14).
func send(w http.ResponseWriter, r *http.Request, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	out := &patient{ResponseWriter: w, control: http.NewResponseController(w)}
	http.ServeContent(out, r, "", time.Time{}, f)
	if out.unsatisfied {
		return &web.Error{
			Status: http.StatusRequestedRangeNotSatisfiable, Message: "the file has no such range",
			Header: http.Header{"Content-Range": w.Header()["Content-Range"]},
		}
	}
	return nil
}

// betweenWrites is how long a client may take for one piece.
const betweenWrites = time.Minute

// patient is a writer that gives slow clients time as long as they take something, and
// that leaves the answer to a range outside the file to others.
type patient struct {
	http.ResponseWriter
	control     *http.ResponseController
	unsatisfied bool
}

// WriteHeader sends the header, but not that of a range outside the file.
func (p *patient) WriteHeader(status int) {
	if p.unsatisfied = status == http.StatusRequestedRangeNotSatisfiable; p.unsatisfied {
		return
	}
	p.ResponseWriter.WriteHeader(status)
}

// Write sends a piece within its own time.
func (p *patient) Write(piece []byte) (int, error) {
	if p.unsatisfied {
		return len(piece), nil
	}
	_ = p.control.SetWriteDeadline(time.Now().Add(betweenWrites)) // a test's recorder has none
	return p.ResponseWriter.Write(piece)
}
