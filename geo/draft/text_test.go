package draft

import (
	"strings"
	"testing"
)

func TestSentencesEndWhereTheyEnd(t *testing.T) {
	cases := []struct {
		text string
		want []string
	}{
		{"It was hit on Sept. 7. It burned.", []string{"It was hit on Sept. 7.", "It burned."}},
		{"Mr. Smith of the U.S. said so. He left.", []string{"Mr. Smith of the U.S. said so.", "He left."}},
		{"It began at 3 a.m. Firefighters came.", []string{"It began at 3 a.m.", "Firefighters came."}},
		{"“The target was hit.” He smiled.", []string{"“The target was hit.”", "He smiled."}},
		{"A headline\nA text. And more", []string{"A headline", "A text.", "And more"}},
		{"Пожежа охопила 2 тис. кв. метрів. Її гасять.", []string{"Пожежа охопила 2 тис. кв. метрів.", "Її гасять."}},
		{"Really?! Yes…", []string{"Really?!", "Yes…"}},
		{"It cost 2.5 million. 40 people came.", []string{"It cost 2.5 million.", "40 people came."}},
	}
	for _, c := range cases {
		tx := newText(c.text)
		var got []string
		for _, s := range tx.sentences {
			got = append(got, tx.tokenSpan(s.from, s.to).Text)
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%q is cut into %q", c.text, got)
		}
	}
}

func TestSpansCountCharactersNotBytes(t *testing.T) {
	raw := strings.Repeat("𝔸é–я ", 300) + "end"
	tx := newText(raw)
	last := len(tx.tokens) - 1
	if span := tx.tokenSpan(last, last+1); span.From != 1500 || span.To != 1503 || span.Text != "end" {
		t.Errorf("%d to %d %q", span.From, span.To, span.Text)
	}
	runes := []rune(raw)
	for i := range tx.tokens {
		if span := tx.tokenSpan(i, i+1); string(runes[span.From:span.To]) != span.Text {
			t.Fatalf("token %d: %d to %d is not %q", i, span.From, span.To, span.Text)
		}
	}
}

func TestLanguagesAreToldByLettersAndCommonWords(t *testing.T) {
	for text, want := range map[string]string{
		"The port was hit by drones.":                  "en",
		"Дрони влучили у нафтобазу, її гасять.":        "uk",
		"Беспилотники атаковали порт, пожар тушили.":   "ru",
		"Drony uderzyły w rafinerię, strażacy gaszą.":  "",
		"Dronele au lovit portul, pompierii intervin.": "",
	} {
		if got := languageOf(newText(text)); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}
