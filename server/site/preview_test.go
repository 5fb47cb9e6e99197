package site

import (
	"testing"

	"strikemap/geo"
	"strikemap/server/web"
)

func TestPagesNameAPictureOfWhatTheyShow(t *testing.T) {
	r := starter(t)
	h := serve(r)
	temryuk := bySlug(t, r, "temryuk-port-2025-12-25")
	must(t, getPage(t, h, "/incidents/"+temryuk.ID),
		`<meta property="og:image" content="https://example.org/strikes/picture.png?incident=`+temryuk.ID+`&amp;lang=en">`,
		`<meta property="og:image:width" content="1200">`, `<meta property="og:image:height" content="630">`,
		`<meta name="twitter:card" content="summary_large_image">`)
	must(t, getPage(t, h, "/?incident="+temryuk.ID), `content="https://example.org/strikes/picture.png?incident=`+temryuk.ID+`&amp;lang=en">`)
	must(t, getPage(t, h, "/?kind=strike,closure&window=all&lon=30&lat=50&zoom=6"),
		`content="https://example.org/strikes/picture.png?bbox=16.816%2C46.679%2C43.184%2C53.107&amp;height=630&amp;kind=strike%2Cclosure&amp;lang=en">`)
	must(t, getPage(t, h, "/?from=2025-12-01&to=2025-12-31&q=temryuk"), `&amp;datetime=2025-12-01T00%3A00%3A00Z%2F2026-01-01T00%3A00%3A00Z&amp;height=630&amp;lang=en&amp;q=temryuk">`)
}

func TestTheBoxOfAPreviewHasItsProportions(t *testing.T) {
	for name, view := range map[string]struct {
		site string
		view *View
	}{
		"wide":                    {site: "16,43,56,44"},
		"high":                    {site: "16,20,18,61"},
		"across the antimeridian": {site: "170,50,-170,60"},
		"a view at the edge":      {view: &View{Lon: 179, Lat: 60, Zoom: 5}},
	} {
		p := &pages{Deps: web.Deps{Site: web.Site{DefaultView: view.site}}}
		box := p.previewBox(view.view)
		left, top := geo.Mercator(box.West, box.North)
		right, bottom := geo.Mercator(box.East, box.South)
		wide, tall := float64(right-left), float64(bottom-top) // in steps that wrap at a turn
		if got, want := wide/tall, 1200.0/455; got < want*0.99 || got > want*1.01 {
			t.Errorf("%s: %v has %.3f, not %.3f", name, box, got, want)
		}
		if asked, err := geo.ParseBBox(view.site); err == nil && (!box.Contains(asked.West, asked.South) || !box.Contains(asked.East, asked.North)) {
			t.Errorf("%s: %v does not hold %v", name, box, asked)
		}
	}
	if box := (&pages{}).previewBox(&View{Zoom: 0}); box.West != -180 || box.East != 180 {
		t.Errorf("the whole globe is %v", box)
	}
}
