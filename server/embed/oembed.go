package embed

import (
	"encoding/xml"
	"html"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/server/site"
	"strikemap/server/web"
)

// oEmbed 1.0 (https://oembed.com): an editor pastes the address of a page, and the
// content system asks here what to put into the article.

// answer is an oEmbed answer of the type rich (section 2.3.4).
type answer struct {
	XMLName         xml.Name `json:"-" xml:"oembed"`
	Version         string   `json:"version" xml:"version"`
	Type            string   `json:"type" xml:"type"`
	Title           string   `json:"title" xml:"title"`
	ProviderName    string   `json:"provider_name" xml:"provider_name"`
	ProviderURL     string   `json:"provider_url" xml:"provider_url"`
	CacheAge        int      `json:"cache_age" xml:"cache_age"` // seconds
	HTML            string   `json:"html" xml:"html"`
	Width           int      `json:"width" xml:"width"`
	Height          int      `json:"height" xml:"height"`
	ThumbnailURL    string   `json:"thumbnail_url,omitempty" xml:"thumbnail_url,omitempty"`
	ThumbnailWidth  int      `json:"thumbnail_width,omitempty" xml:"thumbnail_width,omitempty"`
	ThumbnailHeight int      `json:"thumbnail_height,omitempty" xml:"thumbnail_height,omitempty"`
}

const (
	usualWidth                = 640
	cacheAge                  = 3600
	cardWidth, cardHeight     = 1200, 630 // of pictures in previews of links
	leastPicture              = 100       // pixels on either side
	mapAlone, listAlone, both = 460, 520, 720
)

// oembed answers "/oembed". Parameters it does not know are ignored (section 2.2).
func (f *family) oembed(w http.ResponseWriter, r *http.Request) error {
	values := web.Values(r)
	format := values.Get("format")
	if format != "" && format != "json" && format != "xml" {
		return &web.Error{Status: http.StatusNotImplemented, Parameter: "format", Message: "format: answers are json or xml"}
	}
	if values.Get("url") == "" {
		return geo.Invalid("url", "is missing: give the address of a page of this site")
	}
	framed, ok := f.framed(r, values.Get("url"))
	if !ok {
		return geo.Errorf(geo.ENOTFOUND, "nothing that can be embedded lies at this address; embeds are made of the map, of incidents and of embeds of this site")
	}
	width, height := positive(values.Get("maxwidth")), positive(values.Get("maxheight"))
	if web.Answered(w, r, f.Tag(r, f.Reader.Edition(), "oembed", framed.URL.RequestURI(), format, strconv.Itoa(width), strconv.Itoa(height))) {
		return nil
	}
	e, err := f.views.Describe(framed)
	switch geo.ErrorCode(err) {
	case "":
	case geo.EGONE, geo.EINVALID: // the standard has no other word for it
		return geo.Errorf(geo.ENOTFOUND, "nothing that can be embedded lies at this address")
	default:
		return err
	}
	a := f.answer(framed, e, width, height)
	if format == "xml" {
		body, err := xml.Marshal(a)
		if err != nil {
			return err
		}
		return web.Body(w, "text/xml; charset=utf-8", append([]byte(xml.Header), body...))
	}
	return web.JSON(w, "application/json", a)
}

// framed is the request for the embed of what an address of this site shows, and false
// for any other address. http and https are taken for the same site.
func (f *family) framed(r *http.Request, address string) (*http.Request, bool) {
	base := web.Links(r)
	given, err := url.Parse(address)
	if err != nil || given.Scheme != "http" && given.Scheme != "https" || given.User != nil {
		return nil, false
	}
	_, host, _ := strings.Cut(base.Origin, "://")
	path, under := strings.CutPrefix(given.Path, base.Prefix)
	if !strings.EqualFold(given.Host, host) || !under {
		return nil, false
	}
	values := given.Query()
	switch id, incident := strings.CutPrefix(path, "/incidents/"); {
	case incident && id != "" && !strings.Contains(id, "/"):
		values.Set("incident", id)
	case path == "/" || path == "" && base.Prefix != "" || path == "/embed":
	default:
		return nil, false
	}
	out := r.Clone(r.Context())
	out.URL = &url.URL{Path: "/embed", RawQuery: values.Encode()}
	return web.WithBase(out, base), true
}

// positive reads a number of pixels, 0 for none.
func positive(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// answer says how to embed. Where the map and its list do not fit, the map stays.
func (f *family) answer(r *http.Request, e *site.Embed, maxWidth, maxHeight int) answer {
	base := web.Links(r)
	a := answer{
		Version: "1.0", Type: "rich", Title: e.Name(), ProviderName: f.Site.Name, ProviderURL: base.URL("/", nil),
		CacheAge: cacheAge, Width: usualWidth, Height: both,
	}
	if maxWidth > 0 {
		a.Width = min(maxWidth, cardWidth)
	}
	if maxHeight > 0 && maxHeight < both && e.Show == "" {
		e.Show = "map"
	}
	switch e.Show {
	case "map":
		a.Height = mapAlone
	case "list":
		a.Height = listAlone
	}
	if maxHeight > 0 {
		a.Height = min(a.Height, maxHeight)
	}
	quoted := html.EscapeString
	a.HTML = `<blockquote class="strikemap-embed"><a href="` + quoted(e.Open) + `">` + quoted(a.Title) + `</a></blockquote>` +
		`<iframe src="` + quoted(base.URL("/embed", e.Values(r))) + `" title="` + quoted(a.Title) + `" width="` + strconv.Itoa(a.Width) +
		`" height="` + strconv.Itoa(a.Height) + `" frameborder="0" scrolling="auto" loading="lazy"></iframe>`
	f.thumbnail(&a, base, e, maxWidth, maxHeight)
	return a
}

// thumbnail adds a picture that keeps the limits as well (section 2.3.4.1), unless they
// leave no room for one.
func (f *family) thumbnail(a *answer, base web.Base, e *site.Embed, maxWidth, maxHeight int) {
	scale := 1.0
	if maxWidth > 0 {
		scale = min(scale, float64(maxWidth)/cardWidth)
	}
	if maxHeight > 0 {
		scale = min(scale, float64(maxHeight)/cardHeight)
	}
	width, height := int(math.Floor(cardWidth*scale)), int(math.Floor(cardHeight*scale))
	if min(width, height) < leastPicture {
		return
	}
	query := e.PictureQuery()
	query.Set("width", strconv.Itoa(width))
	query.Set("height", strconv.Itoa(height))
	a.ThumbnailURL, a.ThumbnailWidth, a.ThumbnailHeight = base.URL("/picture.png", query), width, height
}
