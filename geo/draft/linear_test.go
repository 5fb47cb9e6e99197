package draft

import (
	"context"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

// TestTheLongestTextsEndInTime is no measure of speed: it fails if reading is no longer
// roughly linear, which would take minutes here.
func TestTheLongestTextsEndInTime(t *testing.T) {
	for name, line := range map[string]string{
		"one sentence without an end":   "drones hit the refinery in Ryazan and the port of Izmail on Monday ",
		"many sentences":                "Drones hit the refinery in Ryazan on Monday. The governor said no one was hurt. ",
		"one word":                      "Ryazan ",
		"numbers":                       "25 December 25 December 12 drones ",
		"a line a word":                 "Ryazan\nhit\n",
		"quotes and dashes":             "\"-'s\"-",
		"a sentence of many, in Russia": "Беспилотники атаковали порт Новороссийск и НПЗ в Рязани. ",
	} {
		text := strings.Repeat(line, MaxText/4/len(line))
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		_, err := drafter(t).Draft(ctx, geo.Article{Text: text, Published: day(t, "2025-12-25"), Language: "en"})
		cancel()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
