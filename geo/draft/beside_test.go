package draft

import (
	"slices"
	"strings"
	"testing"
)

// newsAt returns the places of the drafts of a text that are news, in order.
func newsAt(t *testing.T, published, text string) string {
	t.Helper()
	var ids []string
	for _, p := range drafts(t, published, text).List {
		if !p.Earlier {
			ids = append(ids, p.Incident.Location.PlaceID)
		}
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

// expectNews checks which places are news in some texts.
func expectNews(t *testing.T, cases map[string]struct{ text, sites string }) {
	t.Helper()
	for name, c := range cases {
		if got := newsAt(t, "2025-12-25", c.text); got != c.sites {
			t.Errorf("%s: %q gives %q, not %q", name, c.text, got, c.sites)
		}
	}
}

func TestPlacesThatPlayAnotherPartAreNoScenes(t *testing.T) {
	expectNews(t, map[string]struct{ text, sites string }{
		"each place of a dateline":     {"RYAZAN/MOSCOW, Dec 25 - Drones hit the Ryazan refinery overnight, two sources said.", "ru-ryazan-refinery"},
		"a dateline of two words":      {"ST PETERSBURG - Drones set fire to the Kirishi refinery overnight.", "ru-kirishi-refinery"},
		"a dateline with a day":        {"Kyiv, 25 December - Drones hit the Ryazan refinery, the General Staff said.", "ru-ryazan-refinery"},
		"a capital that calls":         {"Drones hit the Ryazan refinery. Moscow calls the raid terrorism and Kyiv regards refineries as targets.", "ru-ryazan-refinery"},
		"a capital that is accused":    {"Hungary accused Kyiv of attacking the pipeline.", ""},
		"where national staff speak":   {"Drones hit the Ryazan refinery. In Kyiv, the General Staff said the refinery's main unit was struck.", "ru-ryazan-refinery"},
		"where a mayor speaks":         {"In Kyiv, the mayor said that a missile hit a block of flats overnight.", "ua-kyiv"},
		"a capital under attack":       {"Kyiv was hit by drones overnight.", "ua-kyiv"},
		"a source's town":              {"Drones hit the Ryazan refinery overnight, a security source in Kyiv said.", "ru-ryazan-refinery"},
		"a ceremony's town":            {"Drones hit Kherson overnight, the president said at a ceremony in Lviv.", "ua-kherson"},
		"a firm's home":                {"A missile hit the port of Odesa, its Athens-based operator said.", "ua-odesa-port"},
		"a ship's way":                 {"A tanker on its way to load crude at Novorossiysk was hit by a drone in the Black Sea on Wednesday, its owner said.", "black-sea"},
		"the ends of a line":           {"Drones struck a fuel train at Dzhankoi on the line between Melitopol and Kerch overnight.", "ua-dzhankoi"},
		"where jets took off":          {"Eurofighters that had taken off from Laage near Rostock intercepted a Russian aircraft over the Baltic Sea on Wednesday.", "baltic-sea"},
		"where people had to leave":    {"A drone hit the port of Izmail overnight, and Romania moved people out of the village of Plauru.", "ua-izmail-port"},
		"a town near the one that was": {"Вночі дрони вразили нафтобазу в Гвардійському, під Сімферополем.", "ua-hvardiiske-oil-depot"},
		"a district of a region":       {"Ночью беспилотники атаковали НПЗ в Киришах и Кировский район Ленинградской области.", "ru-kirishi-refinery"},
		"the Kremlin's spokesman":      {"Ночью беспилотник атаковал порт Туапсе, сообщил пресс-секретарь Кремля.", "ru-tuapse-port"},
	})
}

func TestALookBackIsNoNews(t *testing.T) {
	const news = "Drones hit the Ryazan refinery overnight, the governor said. "
	for name, text := range map[string]string{
		"a day long ago":             news + "It was last attacked on August 10.",
		"what followed it":           news + "The Saratov refinery was hit on 5 September. A tank burned there for hours.",
		"a year ago to the day":      news + "A year ago, on 24 December, missiles hit the port of Odesa.",
		"a season":                   news + "In spring drones set fire to a depot in Engels.",
		"strikes of a kind":          news + "Moscow says such strikes on Saratov will be answered.",
		"attacks such as":            news + "Attacks such as the one on Saratov do not help, a spokesman said.",
		"what has been so far":       news + "It lies far from the front. Its owner is Rosneft. Prices rose. Other drones have struck Ukhta and Orsk.",
		"how many times":             news + "We hit the refinery in Ufa three times, a commander said.",
		"the reason of other news":   news + "\nPetrol is short since drones hit a depot in Saratov.",
		"a look-back in Ukrainian":   "Вночі дрони вразили Рязанський НПЗ. Нагадаємо, 3 жовтня горіла нафтобаза в Енгельсі.",
		"a look-back in Russian":     "Ночью беспилотники атаковали Рязанский НПЗ. Напомним, 25 сентября дрон повредил НПЗ в Саратове.",
		"attacks that do not help":   news + "Strikes on Novorossiysk will not help the talks, the Kremlin said.",
		"an accident elsewhere":      news + "A fire at the Angarsk plant was caused by a ruptured pipe.",
		"energy sites of a whole":    news + "Russia's defence ministry said it had hit gas and energy facilities.",
		"damage elsewhere, unknown":  news + "Explosives damaged a track near Birobidzhan.",
		"airspace and flights apart": news + "Flights from Istanbul and Vienna were late.",
	} {
		if got := newsAt(t, "2025-12-25", text); got != "ru-ryazan-refinery" {
			t.Errorf("%s: %q gives %q", name, text, got)
		}
	}
}

func TestOneSiteToldTwiceIsOneDraft(t *testing.T) {
	expectNews(t, map[string]struct{ text, sites string }{
		"a headline with the region": {"Ukraine strikes refinery in Samara region\nDrones hit the Syzran refinery overnight, the governor said.", "ru-syzran-refinery"},
		"a headline with the town":   {"Drones hit petrochemical plant in Salavat\nThe Gazprom Neftekhim Salavat complex was struck by drones overnight, the head of the republic said.", "ru-gazprom-neftekhim-salavat"},
		"an aftermath":               {"Firefighters still fought a blaze at the Ryazan refinery on Thursday, a day after it was set alight by drones.", "ru-ryazan-refinery"},
		"one network of a region":    {"Вночі ворог атакував енергетичні об'єкти в Полтавській області. Пошкоджено газову інфраструктуру в Полтавській області.", "ua-53"},
	})
}

func TestTwoDaysInOneSentenceAreTwoDrafts(t *testing.T) {
	out := drafts(t, "2026-10-05", "Drones damaged a berth at Primorsk early on Monday, a day after a similar raid on the port of Ust-Luga.")
	days := map[string]string{}
	for _, p := range out.List {
		days[p.Incident.Location.PlaceID] = p.Incident.Time.From.In(p.Incident.Time.Location()).Format("2006-01-02")
	}
	if len(days) != 2 || days["ru-ust-luga-port"] != "2026-10-04" || days["ru-primorsk"] != "2026-10-05" {
		t.Errorf("days %v", days)
	}
}

func TestTheNextSentenceNamesWhoSaysSo(t *testing.T) {
	for text, party := range map[string]string{
		"У ніч на 25 грудня дрони атакували нафтобазу в Маріуполі. Про це повідомив Генеральний штаб.":    "ua-general-staff",
		"В порту Туапсе после атаки БПЛА загорелся причал. Об этом сообщил оперштаб Краснодарского края.": "ru-krasnodar-hq",
		"Дрони уразили НПЗ у Саратові. Про це повідомило джерело в спецслужбі.":                           "ua-sbu-source",
	} {
		in := one(t, "2025-12-25", text).Incident
		if len(in.Claims) == 0 || in.Claims[0].Party != party || !in.Claims[0].Asserts() {
			t.Errorf("%q: claims %v", text, in.Claims)
		}
	}
}

func TestTheNightOfTodayIsTheOneJustPast(t *testing.T) {
	in := one(t, "2026-11-07", "Сегодня ночью беспилотники атаковали Рязанский НПЗ.").Incident
	if day := in.Time.To.In(in.Time.Location()).Format("2006-01-02"); day != "2026-11-07" {
		t.Errorf("the night ends on %s", day)
	}
}

func TestWhatIsFoundLaterCameInWhenTheTextSaysSo(t *testing.T) {
	in := one(t, "2026-09-04", "A drone was found on the Gaiziunai training ground in Lithuania on Friday, the army said. It is believed to have entered from Belarus on Monday night.").Incident
	if day := in.Time.From.In(in.Time.Location()).Format("2006-01-02"); in.Kind != "incursion" || day != "2026-08-31" {
		t.Errorf("%s from %s", in.Kind, day)
	}
}
