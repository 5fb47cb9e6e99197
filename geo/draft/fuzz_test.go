package draft

import (
	"context"
	"testing"

	"strikemap/geo"
)

// FuzzDraft holds that any text is read without a panic, and that every draft is a valid
// incident with verbatim evidence.
func FuzzDraft(f *testing.F) {
	for _, c := range readCases(f, "development")[:8] {
		f.Add(c.text)
	}
	f.Add("Drones hit Ryazan's 's \"oil\" refinery at 25:99 on 31-99 December.\n\n- - 's")
	f.Add("У ніч на 32 грудня вразили НПЗ у\u00a0Рязані\u200b, 5 000 000 дронів.")
	d := drafter(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, language := range languages {
			out, err := d.Draft(context.Background(), geo.Article{Text: text, Published: day(t, "2025-12-25"), Language: language})
			if err != nil {
				if geo.ErrorCode(err) != geo.EINVALID {
					t.Fatal(err)
				}
				return
			}
			characters := []rune(text)
			for _, p := range out.List {
				for _, v := range p.Evidence {
					if string(characters[v.From:v.To]) != v.Text {
						t.Fatalf("%s: %d to %d is not %q", v.Field, v.From, v.To, v.Text)
					}
				}
				if err := p.Incident.Validate(d.with(out.Parties)); err != nil {
					t.Fatalf("%s: %v", p.Incident.Title, err)
				}
			}
		}
	})
}
