package picture

import "strikemap/geo"

// Theme is the colours of a picture.
type Theme string

// The themes. Print is black on white: kinds are told apart by shape alone.
const (
	Light Theme = "light"
	Dark  Theme = "dark"
	Print Theme = "print"
)

// Themes are all of them, the one taken without a choice first.
var Themes = []Theme{Light, Dark, Print}

// colour is 0xRRGGBB, opaque.
type colour uint32

// palette has the colours of a theme; they are those of the map's style sheets.
type palette struct {
	land, water, river, border, admin1 colour
	label, seaLabel                    colour
	ink, muted, line, surface, paper   colour
	onKind                             colour            // text on a filled circle
	kind, count                        map[string]colour // count is the colour below text
}

var palettes = map[Theme]palette{
	Light: {
		land: 0xf6f4ef, water: 0xdde7ee, river: 0xc6d6e1, border: 0x8f979f, admin1: 0xcdd2d6,
		label: 0x5b636b, seaLabel: 0x58707f,
		ink: 0x1d2329, muted: 0x5b636b, line: 0xe3e6e8, surface: 0xffffff, paper: 0xffffff, onKind: 0xffffff,
		kind: map[string]colour{
			geo.Strike: 0xd55e00, geo.Incursion: 0x0072b2, geo.Interception: 0x00835f, geo.Sighting: 0x8f5a9e, geo.Closure: 0x4d4d4d,
		},
		count: map[string]colour{
			geo.Strike: 0xbf5400, geo.Incursion: 0x0072b2, geo.Interception: 0x007f5c, geo.Sighting: 0x8f5a9e, geo.Closure: 0x4d4d4d,
		},
	},
	Dark: {
		land: 0x20262c, water: 0x151a1f, river: 0x12171b, border: 0x6c757d, admin1: 0x3a424a,
		label: 0xa9b2ba, seaLabel: 0x7f93a1,
		ink: 0xe8ecef, muted: 0xa9b2ba, line: 0x333b43, surface: 0x1a1f24, paper: 0x1a1f24, onKind: 0x14181c,
		kind:  darkKinds,
		count: darkKinds,
	},
	Print: {
		land: 0xffffff, water: 0xe8edf0, river: 0xccd4d9, border: 0x7d7d7d, admin1: 0xc8c8c8,
		label: 0x4d4d4d, seaLabel: 0x5a646b,
		ink: 0x000000, muted: 0x333333, line: 0xcccccc, surface: 0xffffff, paper: 0xffffff, onKind: 0xffffff,
		kind:  blackKinds,
		count: blackKinds,
	},
}

var darkKinds = map[string]colour{
	geo.Strike: 0xff8a3d, geo.Incursion: 0x5db7f0, geo.Interception: 0x35c79a, geo.Sighting: 0xd79be6, geo.Closure: 0xc3c9cf,
}

var blackKinds = map[string]colour{
	geo.Strike: 0, geo.Incursion: 0, geo.Interception: 0, geo.Sighting: 0, geo.Closure: 0,
}

// of returns a theme's palette, the light one for an unknown theme.
func (t Theme) palette() palette {
	if p, ok := palettes[t]; ok {
		return p
	}
	return palettes[Light]
}

func (p palette) inks(kind string) map[ink]colour {
	return map[ink]colour{kindInk: p.kind[kind], paperInk: p.paper}
}
