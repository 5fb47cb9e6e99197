package picture

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"strikemap/geo"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares bytes with a file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got other bytes than the file has; compare with -update and git diff", name)
	}
}

// The file is written by this test and compared with the sprite of the pages by
// static/src/glyph/golden.test.ts, so that both draw the same symbols.
func TestTheSymbolsAreThoseOfThePages(t *testing.T) {
	paints := map[ink]string{noInk: "none", kindInk: "currentColor", paperInk: "var(--glyph-paper, #fff)"}
	var out bytes.Buffer
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for i, kind := range geo.Kinds.Values() {
		for k, status := range []string{geo.Verified, geo.Confirmed, geo.Claimed, geo.Reported, geo.Disputed} {
			if i+k > 0 {
				out.WriteString("\n")
			}
			fmt.Fprintf(&out, `<symbol id="%s-%s" viewBox="0 0 16 16">`, kind, status)
			for _, m := range marksOf(kind, status) {
				fmt.Fprintf(&out, `<path d="%s" fill="%s"`, exact(m.path), paints[m.fill])
				if m.stroke != noInk {
					fmt.Fprintf(&out, ` stroke="%s" stroke-width="%s"`, paints[m.stroke], decimals(m.width, 100))
				}
				out.WriteString("/>")
			}
			out.WriteString("</symbol>")
		}
	}
	out.WriteString("</svg>\n")
	golden(t, "glyphs.svg", out.Bytes())
}
