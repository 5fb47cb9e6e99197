// Package static holds what browsers get: the built scripts, styles and
// pictures, the page templates and the message catalogues.
//
// The build (npm run build) writes dist; a checkout without it compiles all
// the same, and Built says so.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

//go:embed all:templates
var templates embed.FS

//go:embed all:catalogues
var catalogues embed.FS

// Asset is one built file, ready to be served. Its slices are shared and must
// not be changed.
type Asset struct {
	// Name is the file's name below dist, with forward slashes, as in its address.
	Name string
	// ContentType is the value of the Content-Type header.
	ContentType string
	// Body holds the bytes as they are.
	Body []byte
	// Brotli and Gzip hold the compressed forms; nil where the build made none.
	Brotli, Gzip []byte
	// Immutable tells that the name carries a hash of the content, so that a
	// browser may keep the file for good.
	Immutable bool
	// ETag is a strong entity tag of Body with its quotes. A server that sends
	// a compressed form must give that one a tag of its own.
	ETag string
}

// Templates gives the page templates, rooted at the templates folder.
func Templates() fs.FS { return below(templates, "templates") }

// Catalogues gives the message catalogues, rooted at the catalogues folder:
// one JSON file a language.
func Catalogues() fs.FS { return below(catalogues, "catalogues") }

// Lookup finds a built file by its exact name below dist. Names are compared
// as a whole, never walked, so no address can leave the folder.
func Lookup(name string) (Asset, bool) {
	asset, ok := shipped().assets[name]
	return asset, ok
}

// Logical gives the hashed name of a built file by its logical one:
// "map.js" becomes "map.3f2a9c01de.js". Without a build there is none.
func Logical(name string) (string, bool) {
	hashed, ok := shipped().names[name]
	return hashed, ok
}

// Names lists the logical names of the build, sorted.
func Names() []string { return slices.Sorted(maps.Keys(shipped().names)) }

// Built tells whether the browser side was built into this binary.
func Built() bool { return len(shipped().names) > 0 }

// shipped reads the embedded build once. A build that contradicts itself is a
// mistake of ours, found by the first test that asks, so it may panic.
var shipped = sync.OnceValue(func() build {
	b, err := read(below(dist, "dist"))
	if err != nil {
		panic(err)
	}
	return b
})

// build is a folder made by build.mjs, in memory.
type build struct {
	names  map[string]string // logical → hashed
	assets map[string]Asset  // by hashed name
}

// read loads a build. A folder without manifest.json is an empty build.
func read(files fs.FS) (build, error) {
	b := build{names: map[string]string{}, assets: map[string]Asset{}}
	manifest, err := fs.ReadFile(files, "manifest.json")
	if err != nil {
		return b, nil
	}
	if err := json.Unmarshal(manifest, &b.names); err != nil {
		return build{}, fmt.Errorf("read manifest of the browser build: %w", err)
	}
	for logical, name := range b.names {
		asset, err := open(files, name, name != logical)
		if err != nil {
			return build{}, fmt.Errorf("read %s of the browser build: %w", logical, err)
		}
		b.assets[name] = asset
	}
	return b, nil
}

// open reads one file with the compressed forms that lie beside it.
func open(files fs.FS, name string, immutable bool) (Asset, error) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return Asset{}, err
	}
	sum := sha256.Sum256(body)
	return Asset{
		Name:        name,
		ContentType: contentType(name),
		Body:        body,
		Brotli:      optional(files, name+".br"),
		Gzip:        optional(files, name+".gz"),
		Immutable:   immutable,
		ETag:        `"` + hex.EncodeToString(sum[:8]) + `"`,
	}, nil
}

// optional reads a file that need not exist.
func optional(files fs.FS, name string) []byte {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return nil
	}
	return body
}

// contentTypes are spelled out, because the tables of operating systems differ.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
}

// contentType chooses the media type by the extension of the name.
func contentType(name string) string {
	if known, ok := contentTypes[strings.ToLower(path.Ext(name))]; ok {
		return known
	}
	return "application/octet-stream"
}

// below is fs.Sub for a folder that the embed directive guarantees.
func below(files fs.FS, folder string) fs.FS {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		panic(err)
	}
	return sub
}
