package site

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"regexp"
	"sync"

	"strikemap/server/web"
	"strikemap/static"
)

// sheet is the style sheet of the map page and its symbols. They stand in the page:
// nothing could be painted before another round trip had brought them.
type sheet struct {
	style   template.CSS
	symbols template.HTML
	policy  string // Content-Security-Policy of a page that holds the style sheet
}

var mapSheet = sync.OnceValue(func() sheet {
	style := builtFile("main.css")
	s := sheet{style: EmbedStyle(style), symbols: template.HTML(root.ReplaceAll(builtFile("glyphs.svg"), nil))}
	s.policy = web.StyledPolicy(StyleHash(style))
	return s
})

// root is the element around the symbols.
var root = regexp.MustCompile(`</?svg[^>]*>`)

func builtFile(logical string) []byte {
	name, _ := static.Logical(logical)
	file, _ := static.Lookup(name)
	return file.Body
}

// StyleHash is a source for a style sheet that stands in a page (CSP Level 3 section
// 2.3.1), as the page trims it.
func StyleHash(sheet []byte) string {
	sum := sha256.Sum256([]byte(EmbedStyle(sheet)))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
