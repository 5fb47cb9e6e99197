package draft

import (
	"fmt"
	"testing"
)

// amountsIn writes the quantities of a sentence: "measure qualifier min max unit".
func amountsIn(t *testing.T, language, sentence string) []string {
	t.Helper()
	tx := newText(sentence)
	s := tx.sentences[0]
	r := &reading{sentence: s, t: tx, matches: drafter(t).words[language].find(tx.tokens, s.from, s.to)}
	var out []string
	for _, a := range r.readAmounts() {
		bound := func(v *float64) string {
			if v == nil {
				return "-"
			}
			return fmt.Sprint(*v)
		}
		out = append(out, fmt.Sprintf("%s %s %s %s %s", a.Measure, a.Qualifier, bound(a.Min), bound(a.Max), a.Unit))
	}
	return out
}

func TestNumbersKeepTheirQualifiers(t *testing.T) {
	cases := []struct{ language, sentence, want string }{
		{"en", "Two fuel tanks burned.", "[tanks exact 2 2 ]"},
		{"en", "More than 20 Russian drones came.", "[drones more-than 20 - ]"},
		{"en", "At least three people were killed.", "[killed at-least 3 - ]"},
		{"en", "The strike killed at least four people.", "[killed at-least 4 - ]"},
		{"en", "Up to 1,500 square metres were on fire.", "[fire-area up-to - 1500 m2]"},
		{"en", "About 2.5 hectares burned.", "[fire-area about 2.5 2.5 ha]"},
		{"en", "Six to ten explosions were heard.", "[explosions range 6 10 ]"},
		{"en", "Twenty-five drones were seen.", "[drones exact 25 25 ]"},
		{"en", "Several dozen objects crossed.", "[objects vague - - ]"},
		{"en", "Two F-16 jets took off.", "[aircraft exact 2 2 ]"},
		{"en", "It lies 1,400km away.", "[distance exact 1400 1400 km]"},
		{"en", "It lasted for 12 minutes.", "[duration exact 12 12 min]"},
		{"uk", "Загинуло щонайменше 3 людини.", "[killed at-least 3 - ]"},
		{"uk", "Збито понад 20 безпілотників.", "[drones more-than 20 - ]"},
		{"ru", "Площадь пожара около 2 000 квадратных метров.", "[fire-area about 2000 2000 m2]"},
		{"ru", "Пострадали два человека.", "[injured exact 2 2 ]"},
	}
	for _, c := range cases {
		if got := fmt.Sprint(amountsIn(t, c.language, c.sentence)); got != c.want {
			t.Errorf("%q gives %s, not %s", c.sentence, got, c.want)
		}
	}
}
