package embed

import (
	"net/http/httptest"
	"strings"
	"testing"

	"strikemap/server/web"
)

func TestAPictureInThePageKeepsTheIncidentsAndNothingOfAFile(t *testing.T) {
	file := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="600" height="360" viewBox="0 0 600 360" xml:lang="en" role="img" aria-labelledby="title description">
<title id="title">Title</title>
<desc id="description">Words &amp; more</desc>
<defs><clipPath id="frame"><path d="M0 0"/></clipPath><g id="strike-claimed"><path d="M0 0"/></g></defs>
<g id="layer-paper" inkscape:groupmode="layer" inkscape:label="Paper">
<path d="M1 1"/>
</g>
<g id="layer-rivers" inkscape:groupmode="layer" inkscape:label="Rivers" clip-path="url(#frame)">
<path d="M2 2"/>
</g>
<g id="layer-incidents" inkscape:groupmode="layer" inkscape:label="Incidents" clip-path="url(#frame)">
<g id="incident-01A" data-id="01A" data-kind="strike" data-status="claimed"><title>A
title</title><use xlink:href="#strike-claimed" transform="translate(1 2)"/></g>
</g>
</svg>
`
	want := `<svg class="sketch-picture" viewBox="0 0 600 360" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
<defs><clipPath id="frame"><path d="M0 0"/></clipPath><g id="strike-claimed"><path d="M0 0"/></g></defs>
<g clip-path="url(#frame)">
<g data-id="01A"><use href="#strike-claimed" transform="translate(1 2)"/></g>
</g>
</svg>
`
	if got := string(inPage([]byte(file))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzAnAddressToEmbedLeadsToThisSiteOrNowhere(f *testing.F) {
	for _, seed := range []string{
		"https://example.org/strikes/", "https://example.org/strikes/incidents/a", "https://example.org/strikes/embed?x=1", "https://evil.example/strikes/",
		"https://example.org/strikes/../x", "https://example.org\\@evil.example/strikes/", "https://example.org/strikes/incidents/%2e%2e%2fx", "ftp://example.org/strikes/", "https://example.org/strikes/incidents/?a", "",
	} {
		f.Add(seed)
	}
	base := web.Base{Origin: "https://example.org", Prefix: "/strikes"}
	f.Fuzz(func(t *testing.T, address string) {
		r := web.WithBase(httptest.NewRequest("GET", "/oembed", nil), base)
		framed, ok := (&family{}).framed(r, address)
		if !ok {
			return
		}
		if framed.URL.Path != "/embed" || framed.URL.Host != "" || web.Links(framed) != base {
			t.Fatalf("%q leads to %s", address, framed.URL)
		}
		if rest, under := strings.CutPrefix(strings.ToLower(address), "https://example.org/strikes"); !under {
			if _, under = strings.CutPrefix(strings.ToLower(address), "http://example.org/strikes"); !under && !strings.Contains(address, "%") {
				t.Fatalf("%q was taken for this site: %s", address, rest)
			}
		}
	})
}
