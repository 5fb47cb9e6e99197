package gazetteer

import (
	"os"
	"strings"
	"testing"
)

// The file has a sentence a line, then a tab and the ids of the places that are its
// scenes, in the order of the text.
func TestSentencesNameTheirScenesAndNoOthers(t *testing.T) {
	g := shippedGazetteer(t)
	text, err := os.ReadFile("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	sentences := 0
	for line := range strings.Lines(string(text)) {
		sentence, want, told := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !told {
			continue // a note on the file
		}
		sentences++
		if got := scenes(g, sentence); got != want {
			t.Errorf("%s\n\tgives %q, want %q", sentence, got, want)
		}
	}
	if sentences < 150 {
		t.Errorf("only %d sentences were read", sentences)
	}
}

// scenes are the ids of the places of a text at which something may have happened.
func scenes(g *Gazetteer, text string) string {
	var ids []string
	for _, m := range g.Mentions(text) {
		if best := m.Candidates[0]; !best.NotScene() && best.Score >= 0.5 {
			ids = append(ids, best.Place.ID)
		}
	}
	return strings.Join(ids, " ")
}

func TestNamesGoByWhatStandsBesideThem(t *testing.T) {
	g := shippedGazetteer(t)
	for _, c := range []struct{ text, want string }{
		// A name that counts beside a class word only, after its own town.
		{"Атаковали Саратов (Гагарин).", "ru-saratov-gagarin-airport"},
		{"Drones hit Saratov, Gagarin said.", "ru-saratov"},
		{"Закрыты Саратов и Энгельс.", "ru-saratov ru-engels"},

		// A class after a list is that of all names in it.
		{"Copenhagen and Oslo airports closed.", "dk-copenhagen-airport no-oslo-airport"},
		{"Рязанский и Сызранский НПЗ остановлены.", "ru-ryazan-refinery ru-syzran-refinery"},
		{"Drones attacked Belgorod and the Ryazan refinery.", "ru-belgorod ru-ryazan-refinery"},
		{"Nad obwodami kurskim i biełgorodzkim zestrzelono drony.", "ru-krs ru-bel"},

		// "Port city" is no port, "near" another town is no other scene.
		{"Missiles fell on the port city of Odesa.", "ua-odesa"},
		{"Missiles fell on the port of Odesa.", "ua-odesa-port"},
		{"A fire burned in Kstovo, near Nizhny Novgorod.", "ru-kstovo"},
		{"Debris hit a warehouse in Moscow's Khimki suburb.", "ru-khimki"},
		{"Zaatakowano Sewastopol i lotnisko Belbek.", "ua-sevastopol ua-belbek-air-base"},
		{"Zaatakowano lotnisko Belbek w Sewastopolu.", "ua-belbek-air-base"},
		{"Fires burned in Kstovo and Nizhny Novgorod.", "ru-kstovo ru-nizhny-novgorod"},

		// Who made it, and where somebody said so.
		{"Saratov-made drones fell on Sumy.", "ua-sumy"},
		{"Горит нефтебаза в Энгельсе, сообщили в Саратове.", "ru-kombinat-kristall-fuel-depot"},
		{"О пожаре сообщили в Саратове и Энгельсе.", "ru-saratov ru-engels"},
		{"Дрони атакували Рязань, заявили у Києві.", "ru-ryazan"},
		{"Residents of Engels heard explosions.", "ru-engels"},
		{"Residents of Engels were told to leave.", ""},

		// Letters tell places of one sound apart.
		{"Вибухи в Кілії.", "ua-kiliia"},
		{"Взрывы в Киле.", "de-kiel"},
		{"W Białymstoku i koło Białegostoku.", "pl-bialystok pl-bialystok"},
	} {
		if got := scenes(g, c.text); got != c.want {
			t.Errorf("%s\n\tgives %q, want %q", c.text, got, c.want)
		}
	}
}
