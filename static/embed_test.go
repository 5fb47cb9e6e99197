package static

import (
	"testing"
	"testing/fstest"
)

func TestFolderWithoutManifestIsAnEmptyBuild(t *testing.T) {
	b, err := read(fstest.MapFS{".gitkeep": {}})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.names) != 0 || len(b.assets) != 0 {
		t.Fatalf("got %d names and %d assets, want none", len(b.names), len(b.assets))
	}
}

func TestBuildIsReadByHashedName(t *testing.T) {
	b, err := read(fstest.MapFS{
		"manifest.json":        {Data: []byte(`{"map.js":"map.0123456789.js","robots.txt":"robots.txt"}`)},
		"map.0123456789.js":    {Data: []byte("let a")},
		"map.0123456789.js.br": {Data: []byte("br")},
		"map.0123456789.js.gz": {Data: []byte("gz")},
		"robots.txt":           {Data: []byte("all")},
		"stray.js":             {Data: []byte("not listed")},
	})
	if err != nil {
		t.Fatal(err)
	}
	script := b.assets["map.0123456789.js"]
	if string(script.Body) != "let a" || string(script.Brotli) != "br" || string(script.Gzip) != "gz" {
		t.Errorf("script has body %q, brotli %q, gzip %q", script.Body, script.Brotli, script.Gzip)
	}
	if !script.Immutable || script.ContentType != "text/javascript; charset=utf-8" {
		t.Errorf("script is immutable %v with type %q", script.Immutable, script.ContentType)
	}
	if text := b.assets["robots.txt"]; text.Immutable || text.Brotli != nil {
		t.Errorf("a name without hash is immutable %v, brotli %q", text.Immutable, text.Brotli)
	}
	for _, name := range []string{"stray.js", "manifest.json", "map.js", "map.0123456789.js.br", "../embed.go", ""} {
		if _, ok := b.assets[name]; ok {
			t.Errorf("%q is served, but is no file of the manifest", name)
		}
	}
}

func TestETagFollowsContent(t *testing.T) {
	tag := func(body string) string {
		asset, err := open(fstest.MapFS{"a.css": {Data: []byte(body)}}, "a.css", true)
		if err != nil {
			t.Fatal(err)
		}
		return asset.ETag
	}
	first, again, other := tag("a"), tag("a"), tag("b")
	if first != again || first == other {
		t.Errorf("tags are %s, %s for the same and %s for another body", first, again, other)
	}
}

func TestBrokenBuildIsAnError(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"manifest that is no JSON": {"manifest.json": {Data: []byte("{")}},
		"file that is missing":     {"manifest.json": {Data: []byte(`{"a.js":"a.1.js"}`)}},
	} {
		if _, err := read(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestEmbeddedBuildAgreesWithItself(t *testing.T) {
	if !Built() {
		t.Skip("the browser side is not built")
	}
	for _, logical := range Names() {
		name, _ := Logical(logical)
		asset, ok := Lookup(name)
		if !ok || len(asset.Body) == 0 {
			t.Errorf("%s: %s is missing or empty", logical, name)
		}
		if asset.ContentType == "application/octet-stream" {
			t.Errorf("%s has no content type", name)
		}
	}
}
