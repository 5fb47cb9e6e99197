// Command basemap makes the compact border and basemap files that the project
// ships, from public-domain Natural Earth data. It is run at build time, by
// hand; its results are committed.
//
//	go run ./cmd/basemap -out data
//
// Borders, land and first-level divisions (1:10m) come from the pinned Go
// module github.com/sams96/rgeo. Lakes and rivers (1:50m) come from the
// committed file basemap/water.bin, which is made once from the script
// dist/plotly-geo-assets.js of the npm package plotly.js 3.7.0:
//
//	go run ./cmd/basemap -out data -water-from plotly-geo-assets.js
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

const (
	waterFile   = "basemap/water.bin"
	tilesFile   = "basemap/tiles.bin"
	bordersFile = "borders/borders.bin"
	sumsFile    = "basemap/SHA256SUMS"
)

func main() {
	out := flag.String("out", "data", "folder of the data package")
	script := flag.String("water-from", "", "plotly-geo-assets.js, to make the lakes and rivers anew")
	flag.Parse()
	if err := run(*out, *script); err != nil {
		fmt.Fprintln(os.Stderr, "basemap:", err)
		os.Exit(1)
	}
}

func run(out, script string) error {
	if script != "" {
		if err := refreshWater(out, script); err != nil {
			return err
		}
	}
	committed, err := os.ReadFile(filepath.Join(out, waterFile))
	if err != nil {
		return err
	}
	files, err := generate(committed)
	if err != nil {
		return err
	}
	files[waterFile] = committed
	for name, b := range files {
		if name != waterFile {
			if err := os.WriteFile(filepath.Join(out, name), b, 0o644); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(out, sumsFile), manifest(files), 0o644)
}

// refreshWater makes the committed lakes and rivers from the npm script.
func refreshWater(out, script string) error {
	b, err := os.ReadFile(script)
	if err != nil {
		return err
	}
	w, err := extractWater(b)
	if err != nil {
		return err
	}
	if b, err = w.encode(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, waterFile), b, 0o644)
}

// generate makes the border file and the tile archive from the pinned module
// and the committed lakes and rivers. Equal inputs give equal bytes.
func generate(committedWater []byte) (map[string][]byte, error) {
	w, err := decodeWater(committedWater)
	if err != nil {
		return nil, err
	}
	divisions, names, err := readDivisions()
	if err != nil {
		return nil, err
	}
	tiles, err := pyramid(divisions, w)
	if err != nil {
		return nil, err
	}
	borders, err := borderMap(divisions, names).Encode()
	if err != nil {
		return nil, err
	}
	return map[string][]byte{tilesFile: tiles, bordersFile: borders}, nil
}

// manifest lists the SHA-256 of each file in the form that sha256sum checks
// when run in the data folder.
func manifest(files map[string][]byte) []byte {
	var out []byte
	for _, name := range []string{waterFile, tilesFile, bordersFile} {
		if b, ok := files[name]; ok {
			out = fmt.Appendf(out, "%x  %s\n", sha256.Sum256(b), name)
		}
	}
	return out
}
