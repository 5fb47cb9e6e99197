package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// fixed is a reader that costs nothing: it answers every question with the same
// bodies.
type fixed struct {
	*fake
	page geo.BodyPage
	item geo.ItemBody
}

func (f *fixed) Bodies(_ context.Context, q geo.Query, use func(geo.BodyPage) error) error {
	page := f.page
	page.Flats = page.Flats[:min(len(page.Flats), q.PageSize())]
	return use(page)
}

func (f *fixed) ItemBody(_ context.Context, _ string, _ time.Time, use func(geo.ItemBody) error) error {
	return use(f.item)
}

// newFixed answers with n features.
func newFixed(n int) *fixed {
	f := &fixed{fake: newFake()}
	flat := encode.AppendFeature(nil, f.features[0], encode.Options{})
	f.page = geo.BodyPage{Edition: f.edition, Matched: 2 * n, Next: &geo.Cursor{ID: f.features[0].ID, Epoch: "epoch"}}
	for range n {
		f.page.Flats = append(f.page.Flats, append([]byte(nil), flat...))
	}
	f.item = geo.ItemBody{ID: f.features[0].ID, Flat: flat, Ledger: encode.AppendLedger(nil, encode.Item{Feature: f.features[0], Parties: f.Parties()}), Sum: 7}
	return f
}

// discarded is the least a server could do with an answer.
type discarded struct {
	header http.Header
	status int
	bytes  int64
	writes int
}

func (d *discarded) Header() http.Header    { return d.header }
func (d *discarded) WriteHeader(status int) { d.status = status }

func (d *discarded) Write(p []byte) (int, error) {
	if d.status == 0 {
		d.status = http.StatusOK
	}
	d.bytes += int64(len(p))
	d.writes++
	return len(p), nil
}

// request is one as package net/http reads it.
func request(b testing.TB, target string, headers ...string) *http.Request {
	b.Helper()
	u, err := url.ParseRequestURI(target)
	if err != nil {
		b.Fatal(err)
	}
	r := &http.Request{
		Method: http.MethodGet, URL: u, RequestURI: target, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, Host: "127.0.0.1:8080", RemoteAddr: "127.0.0.1:4000",
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// BenchmarkAnswer measures the whole chain from the request line to the bytes, without
// what finding them costs.
func BenchmarkAnswer(b *testing.B) {
	reader := newFixed(10_000)
	s, err := New(Options{
		Site: web.DefaultSite(), Reader: reader, Build: web.Build{Version: "test", Commit: "0123456789abcdef"}, Listen: "127.0.0.1:0",
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	page := items + "?bbox=30.1,45.2,38.5,51.25&limit="
	serve := func(target string, headers ...string) *discarded {
		d := &discarded{header: http.Header{}}
		s.Handler().ServeHTTP(d, request(b, target, headers...))
		return d
	}
	for _, c := range []struct {
		name, target string
		headers      []string
	}{
		{"unchanged", page + "100", []string{"If-None-Match", serve(page + "100").header.Get("ETag")}},
		{"item", items + "/" + reader.item.ID, nil},
		{"100 features", page + "100", nil},
		{"1000 features", page + "1000", nil},
		{"1000 features, some columns", page + "1000&properties=id,title,kind,status,time_from", nil},
		{"10000 features", page + "10000", nil},
		{"1000 features, kept as gzip", page + "1000", []string{"Accept-Encoding", "gzip"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := request(b, c.target, c.headers...)
			b.ReportAllocs()
			var d *discarded
			for b.Loop() {
				u := *r.URL
				fresh := *r
				fresh.URL = &u
				d = &discarded{header: make(http.Header)}
				s.Handler().ServeHTTP(d, &fresh)
			}
			b.ReportMetric(float64(d.bytes), "bytes")
			b.ReportMetric(float64(d.writes), "writes")
			if d.status != 200 && d.status != 304 {
				b.Fatal("status " + strconv.Itoa(d.status))
			}
		})
	}
}
