package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// mayImport is the house: each package with the first-party packages it may import.
// A pattern ending in "/..." stands for a package and all below it. Tests may import
// more.
var mayImport = map[string][]string{
	"geo":            {},
	"geo/gpkg":       {},
	"geo/store":      {"geo", "geo/gpkg"},
	"geo/snapshot":   {"geo"},
	"geo/border":     {"geo"},
	"geo/tile":       {"geo"},
	"geo/picture":    {"geo", "geo/tile"},
	"geo/gazetteer":  {"geo"},
	"geo/atlas":      {"geo"},
	"geo/draft":      {"geo"},
	"geo/crs":        {"geo"},
	"geo/cql":        {"geo"},
	"geo/encode":     {"geo", "geo/crs"},
	"geo/ingest":     {"geo"},
	"geo/synth":      {"geo"},
	"server":         {"server/...", "geo", "static"},
	"server/web":     {"geo", "geo/crs", "geo/cql", "static"},
	"server/site":    {"server/web", "geo", "geo/encode", "static"},
	"server/ogcapi":  {"server/web", "geo", "geo/cql", "geo/crs", "geo/encode"},
	"server/feeds":   {"server/web", "geo", "geo/encode"},
	"server/tiles":   {"server/web", "geo", "geo/crs", "geo/encode", "geo/tile"},
	"server/desk":    {"server/web", "server/site", "geo", "geo/encode", "static"},
	"server/places":  {"server/web", "geo"},
	"server/live":    {"server/web", "geo"},
	"server/picture": {"server/web", "geo", "geo/crs", "geo/encode", "geo/picture"},
	"server/embed":   {"server/web", "server/site", "geo", "geo/picture", "static"},
	"server/openapi": {"server/web", "geo", "geo/encode"},
	"static":         {},
	"data":           {},
	"cmd/strikemap":  {"geo/...", "server", "server/web", "static", "data"},
	"cmd/basemap":    {"geo", "geo/tile", "geo/border"},
	"cmd/cite":       {},
	"cmd/bench":      {"geo", "geo/store", "geo/border", "geo/synth", "data"},
}

// onlyIn names modules that may be imported in some places only.
var onlyIn = map[string][]string{
	"github.com/labstack/echo": {"server"},
	"modernc.org/sqlite":       {"geo/gpkg"},
	"database/sql":             {"geo/gpkg", "geo/store"},
	"net/http":                 {"server/...", "cmd/strikemap", "cmd/bench", "cmd/cite"},
	"github.com/sams96/rgeo":   {"cmd/basemap"},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func TestPackagesImportOnlyWhatTheHouseAllows(t *testing.T) {
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, "strikemap/")
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %s has no place in the house; give it one in house_test.go and CONTRIBUTING.md", name)
			continue
		}
		for _, imported := range p.Imports {
			if first, ok := strings.CutPrefix(imported, "strikemap/"); ok && !slices.ContainsFunc(allowed, covers(first)) {
				t.Errorf("%s must not import %s", name, first)
			}
			for module, places := range onlyIn {
				if (imported == module || strings.HasPrefix(imported, module+"/")) && !slices.ContainsFunc(places, covers(name)) {
					t.Errorf("%s must not import %s: that is for %v", name, imported, places)
				}
			}
		}
	}
}

func TestNoPackageHasANameThatSaysNothing(t *testing.T) {
	for _, p := range listPackages(t) {
		switch base := path.Base(p.ImportPath); base {
		case "util", "utils", "common", "helpers", "models", "types", "misc":
			t.Errorf("%s: %q says nothing about what is inside", p.ImportPath, base)
		}
	}
}

// covers returns a test whether a pattern stands for a package.
func covers(name string) func(pattern string) bool {
	return func(pattern string) bool {
		if root, ok := strings.CutSuffix(pattern, "/..."); ok {
			return name == root || strings.HasPrefix(name, root+"/")
		}
		return name == pattern
	}
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Imports", "strikemap/...")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages
		case err != nil:
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
