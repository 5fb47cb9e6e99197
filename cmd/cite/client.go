package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// client asks one server.
type client struct {
	root    string // address of the landing page, without a slash at its end
	openapi document
}

// reply is one answer.
type reply struct {
	URL    string
	Status int
	Header http.Header
	Body   []byte
}

// document is a parsed JSON object.
type document map[string]any

// link is one of the links of a document, or of a Link header.
type link struct{ Href, Rel, Type string }

var httpClient = &http.Client{
	Timeout:       2 * time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// fetch gets an address.
func (c *client) fetch(address, accept string) (*reply, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if accept != "" {
		request.Header.Set("Accept", accept)
	}
	response, err := httpClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return &reply{address, response.StatusCode, response.Header, body}, err
}

// get fetches a path below the landing page, or a whole address, with parameters given
// as name, value, name, value.
func (t *test) get(path string, params ...string) *reply { return t.getAs("", path, params...) }

// getAs is get with an Accept header.
func (t *test) getAs(accept, path string, params ...string) *reply {
	address := path
	if !strings.Contains(path, "://") {
		address = t.root + path
	}
	for i := 0; i+1 < len(params); i += 2 {
		separator := "&"
		if !strings.Contains(address, "?") {
			separator = "?"
		}
		address += separator + params[i] + "=" + url.QueryEscape(params[i+1])
	}
	r, err := t.fetch(address, accept)
	if err != nil {
		t.failf("%v", err)
	}
	return r
}

// json fetches a JSON document that must be there.
func (t *test) json(path string, params ...string) document {
	r := t.getAs("application/json, application/geo+json, application/schema+json", path, params...)
	t.status(r, http.StatusOK)
	doc, err := r.parse()
	if err != nil {
		t.failf("%v", err)
	}
	return doc
}

// status ends the check if an answer has none of some statuses.
func (t *test) status(r *reply, want ...int) {
	for _, s := range want {
		if r.Status == s {
			return
		}
	}
	t.failf("%.300s answers %d, want %s: %.200s", r.URL, r.Status, join(want), r.Body)
}

func (r *reply) parse() (document, error) {
	var doc document
	if err := json.Unmarshal(r.Body, &doc); err != nil {
		return nil, fmt.Errorf("%s answers %d and no JSON object: %w", r.URL, r.Status, err)
	}
	return doc, nil
}

// media returns the media type without parameters.
func (r *reply) media() string {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.TrimSpace(media)
}

// list returns an array, nil if there is none.
func (d document) list(name string) []any {
	l, _ := d[name].([]any)
	return l
}

// object returns a member that is an object, nil if there is none.
func (d document) object(names ...string) document {
	for _, name := range names {
		inner, _ := d[name].(map[string]any)
		d = inner
	}
	return d
}

// text returns a string, "" if there is none.
func (d document) text(name string) string {
	s, _ := d[name].(string)
	return s
}

// number returns a number, 0 if there is none.
func (d document) number(name string) float64 {
	n, _ := d[name].(float64)
	return n
}

// objects returns an array of objects.
func (d document) objects(name string) []document {
	var all []document
	for _, v := range d.list(name) {
		if o, ok := v.(map[string]any); ok {
			all = append(all, o)
		}
	}
	return all
}

// links returns the links with a relation, all for "".
func (d document) links(rel string) []link {
	var found []link
	for _, o := range d.objects("links") {
		if l := (link{o.text("href"), o.text("rel"), o.text("type")}); rel == "" || l.Rel == rel {
			found = append(found, l)
		}
	}
	return found
}

// link returns the link with a relation that must be there, one of a media type if
// there is one.
func (t *test) link(d document, rel, media string) link {
	links := d.links(rel)
	t.must(len(links) > 0, "there is no link %q", rel)
	for _, l := range links {
		if strings.HasPrefix(l.Type, media) {
			return l
		}
	}
	return links[0]
}

// collections returns the collections that the server lists.
func (t *test) collections() []document {
	all := t.json("/collections").objects("collections")
	t.must(len(all) > 0, "/collections lists no collection")
	return all
}

// features returns all features that a question finds, by its next links.
func (t *test) features(path string, params ...string) []document {
	var all []document
	page := t.json(path, params...)
	for pages := 0; ; pages++ {
		all = append(all, page.objects("features")...)
		next := page.links("next")
		if len(next) == 0 {
			return all
		}
		t.must(pages < 10_000, "the next links of %s do not end", path)
		page = t.json(next[0].Href)
	}
}

// ids returns the ids of features in their order.
func ids(features []document) []string {
	all := make([]string, len(features))
	for i, f := range features {
		all[i] = fmt.Sprint(f["id"])
	}
	return all
}
