package draft

import (
	"testing"
	"time"

	"strikemap/geo"
)

// spanOf returns the first time a phrase names, in a zone, published on Thursday 25
// December 2025.
func spanOf(t *testing.T, language, phrase, zone string) (geo.When, bool) {
	t.Helper()
	tx := newText(phrase)
	c := &calendar{t: tx, published: day(t, "2025-12-25")}
	s := tx.sentences[0]
	found := c.moments(s, drafter(t).words[language].find(tx.tokens, s.from, s.to))
	if len(found) == 0 {
		return geo.When{}, false
	}
	anchor := c.published
	for _, m := range found {
		if m.statement {
			anchor = m.day
		}
	}
	return found[0].when(anchor, zone, tx), true
}

func TestTimesAreReadRelativeToTheDayOfPublication(t *testing.T) {
	cases := []struct {
		language, phrase string
		from, to         string // Warsaw
		precision        string
	}{
		{"en", "It burned overnight.", "2025-12-24 20:00", "2025-12-25 08:00", "part-of-day"},
		{"en", "It was hit on Wednesday.", "2025-12-24 00:00", "2025-12-25 00:00", "day"},
		{"en", "It was hit on Thursday.", "2025-12-25 00:00", "2025-12-26 00:00", "day"},
		{"en", "It was hit on Friday.", "2025-12-19 00:00", "2025-12-20 00:00", "day"},
		{"en", "It was hit early on Sunday.", "2025-12-21 00:00", "2025-12-21 08:00", "part-of-day"},
		{"en", "It was hit on Tuesday evening.", "2025-12-23 18:00", "2025-12-24 00:00", "part-of-day"},
		{"en", "It was hit late on Tuesday.", "2025-12-23 18:00", "2025-12-24 00:00", "part-of-day"},
		{"en", "It was hit on Tuesday night.", "2025-12-23 18:00", "2025-12-24 06:00", "part-of-day"},
		{"en", "It was hit overnight into Wednesday.", "2025-12-23 20:00", "2025-12-24 08:00", "part-of-day"},
		{"en", "On the night of 12 September it was hit.", "2025-09-11 20:00", "2025-09-12 08:00", "part-of-day"},
		{"en", "In the night of 9-10 December it was hit.", "2025-12-09 20:00", "2025-12-10 08:00", "part-of-day"},
		{"en", "In the night of 30 November to 1 December it was hit.", "2025-11-30 20:00", "2025-12-01 08:00", "part-of-day"},
		{"en", "This morning it was hit.", "2025-12-25 04:00", "2025-12-25 12:00", "part-of-day"},
		{"en", "It was hit yesterday.", "2025-12-24 00:00", "2025-12-25 00:00", "day"},
		{"en", "It was hit last night.", "2025-12-24 20:00", "2025-12-25 08:00", "part-of-day"},
		{"en", "It was hit three days ago.", "2025-12-22 00:00", "2025-12-23 00:00", "day"},
		{"en", "It was hit on 26 December.", "2025-12-26 00:00", "2025-12-27 00:00", "day"}, // a day ahead may be a matter of zones
		{"en", "It was hit on December 28.", "2024-12-28 00:00", "2024-12-29 00:00", "day"},
		{"en", "It was hit on Dec. 3, 2024.", "2024-12-03 00:00", "2024-12-04 00:00", "day"},
		{"en", "It was hit on 15 November 2022.", "2022-11-15 00:00", "2022-11-16 00:00", "day"},
		{"en", "It was hit on 2025-12-20.", "2025-12-20 00:00", "2025-12-21 00:00", "day"},
		{"en", "It was hit in September.", "2025-09-01 00:00", "2025-10-01 00:00", "month"},
		{"en", "It was hit in March 2024.", "2024-03-01 00:00", "2024-04-01 00:00", "month"},
		{"en", "It was hit last week.", "2025-12-15 00:00", "2025-12-22 00:00", "month"},
		{"en", "It was hit last month.", "2025-11-01 00:00", "2025-12-01 00:00", "month"},
		{"en", "It was hit at 4:23.", "2025-12-25 04:23", "2025-12-25 04:24", "minute"},
		{"en", "It was hit at about 3 a.m. on 24 December.", "2025-12-24 03:00", "2025-12-24 04:00", "hour"},
		{"en", "It was hit at 01:35 Moscow time on Wednesday.", "2025-12-23 23:35", "2025-12-23 23:36", "minute"},
		{"uk", "У ніч на 21 листопада уразили завод.", "2025-11-20 20:00", "2025-11-21 08:00", "part-of-day"},
		{"uk", "Вночі 5 грудня атакували порт.", "2025-12-04 20:00", "2025-12-05 08:00", "part-of-day"},
		{"uk", "Атакували порт у середу.", "2025-12-24 00:00", "2025-12-25 00:00", "day"},
		{"uk", "Вчора атакували порт.", "2025-12-24 00:00", "2025-12-25 00:00", "day"},
		{"ru", "В ночь на 10 ноября нанесли удар.", "2025-11-09 20:00", "2025-11-10 08:00", "part-of-day"},
		{"ru", "Ночью атакован порт.", "2025-12-24 20:00", "2025-12-25 08:00", "part-of-day"},
		{"ru", "Утром 24 декабря атакован порт.", "2025-12-24 04:00", "2025-12-24 12:00", "part-of-day"},
	}
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		w, ok := spanOf(t, c.language, c.phrase, "Europe/Warsaw")
		const layout = "2006-01-02 15:04"
		if from, to := w.From.In(warsaw).Format(layout), w.To.In(warsaw).Format(layout); !ok || from != c.from || to != c.to || w.Precision != c.precision {
			t.Errorf("%q is %s to %s (%s), not %s to %s (%s)", c.phrase, from, to, w.Precision, c.from, c.to, c.precision)
		}
	}
}

func TestWordsThatNameNoTimeAreNone(t *testing.T) {
	for _, phrase := range []string{
		"The early reports were wrong.", "They may attack again.", "A march of thousands filled the square.",
		"The factory makes 12 tanks and 3 guns.", "It flew at 200 metres.",
	} {
		if w, ok := spanOf(t, "en", phrase, "UTC"); ok {
			t.Errorf("%q gives %q", phrase, w.Phrase)
		}
	}
}

func TestTheDayOfAStatementIsNotTheDayOfTheEventButItsAnchor(t *testing.T) {
	in := one(t, "2025-12-25", "Drones hit the Ryazan oil refinery overnight, Ukraine's General Staff said on Tuesday.").Incident
	if from := in.Time.From.Format(time.RFC3339); from != "2025-12-22T17:00:00Z" {
		t.Errorf("the night begins %s, not on the evening before the statement", from)
	}
}

func TestEventsOfAnotherTimeAreToldApart(t *testing.T) {
	out := drafts(t, "2025-12-25", "Drones hit the Tuapse refinery overnight, the General Staff said. The Tuapse refinery was also hit on 3 November, when a berth was damaged.")
	if len(out.List) != 2 || out.List[0].Earlier || !out.List[1].Earlier {
		t.Fatalf("%d drafts", len(out.List))
	}
}
