package gazetteer

import "testing"

func TestPlacesAreFoundByTheirExactEnglishName(t *testing.T) {
	g := shippedGazetteer(t)
	for name, want := range map[string]string{"Temryuk": "Темрюк", "Black Sea": "Чорне море", "Krasnodar Krai": "Краснодарський край"} {
		p, ok := g.Named(name)
		if !ok || p.NameIn("uk") != want {
			t.Errorf("%s: %v %v, want %s", name, p, ok, want)
		}
	}
	for _, name := range []string{"", "temryuk", "Temryuk and surroundings", "Темрюк", "Synthetic place 12"} {
		if p, ok := g.Named(name); ok {
			t.Errorf("%q is %s", name, p.ID)
		}
	}
}
