package gazetteer

import (
	"strings"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(shippedFiles(b)...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMentions reads one sentence with three facilities.
func BenchmarkMentions(b *testing.B) {
	g := shippedGazetteer(b)
	for b.Loop() {
		g.Mentions("The governor of Rostov region said drones hit the Novoshakhtinsk oil refinery, a fuel depot in Azov and the port of Taganrog.")
	}
}

// BenchmarkMentionsWithoutFullStops reads 10,000 names without an end of a sentence.
func BenchmarkMentionsWithoutFullStops(b *testing.B) {
	g := shippedGazetteer(b)
	text := strings.Repeat("Kyiv Рязанский НПЗ port of Odesa, ", 10_000/5)
	for b.Loop() {
		g.Mentions(text)
	}
}
