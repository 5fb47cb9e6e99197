package draft

import "testing"

func TestWhatIsNoEventOfItsOwnGivesNoDraft(t *testing.T) {
	for name, text := range map[string]string{
		"a total":                    "Air defences shot down 40 drones over the Bryansk and Kursk regions overnight.",
		"a total by the air force":   "Ukraine's air force said it downed 60 of 80 drones launched by Russia overnight.",
		"a habit":                    "Drones have repeatedly hit the Ryazan refinery.",
		"a habit since a month":      "Raids on the ports of Tuapse and Novorossiysk have intensified since the spring; since August drones hit them weekly.",
		"a condition":                "If drones hit the Kirishi refinery again, petrol will be short.",
		"a possibility":              "Russia could strike the port of Odesa, a spokesman warned.",
		"a plan":                     "Kyiv plans to attack the Ust-Luga terminal, a channel claimed.",
		"a threat":                   "Moscow threatened to bomb the port of Izmail.",
		"an exercise":                "In an exercise at the Ryazan refinery, firefighters trained for a drone attack.",
		"talks":                      "Strikes on refineries were the subject of talks in Istanbul.",
		"labour":                     "Dockers went on strike at the port of Odesa on Monday.",
		"a bird":                     "A bird strike closed a runway at Riga Airport for ten minutes.",
		"lightning":                  "A storage tank at the Plock refinery was struck by lightning.",
		"a cyberattack":              "A cyberattack hit the port of Gdansk on Monday.",
		"an accident":                "A fire broke out at the Orsk refinery because of a technical fault.",
		"fog":                        "Fog closed Vilnius Airport for two hours.",
		"a denial of occurrence":     "Estonia's defence ministry denied that a drone had entered Estonian airspace.",
		"a negation":                 "No drones crossed into Latvian airspace overnight, the army said.",
		"a whole country":            "Russia attacked Ukraine with 500 drones overnight.",
		"a Ukrainian condition":      "Росія може атакувати порт Одеса, попередив речник.",
		"a Ukrainian habit":          "Дрони регулярно атакують Рязанський НПЗ.",
		"a Russian exercise":         "На нефтебазе в Рязани прошли учения: условный беспилотник атаковал резервуар.",
		"a Russian total":            "За ночь над регионами России сбили 80 беспилотников.",
		"a rumour denied":            "Posts claimed that a drone had crashed in Bacău. The reports are false, Romania's army said on Wednesday.",
		"a fake in Russian":          "В соцсетях пишут, что порт Туапсе атакован. Это фейк, атаки не было, сообщил оперштаб.",
		"a fake in Ukrainian":        "Поширюють відео нібито влучання в порт Ізмаїл. Це не відповідає дійсності.",
		"repairs":                    "Engineers have rebuilt a substation in Sumy that was destroyed by missiles.",
		"repairs in Ukrainian":       "У Харкові завершили відновлення лікарні, яку пошкодила ракета.",
		"repairs in Russian":         "НПЗ в Сызрани возобновил работу после ремонта: установку повредил беспилотник.",
		"a memory":                   "Two years after a missile hit the station in Kramatorsk, relatives laid flowers there on Monday.",
		"a trial":                    "A court in Odesa sentenced a man who had passed on coordinates. A missile later hit the port of Odesa, the indictment says.",
		"what a weapon can do":       "The new missile can hit the refinery in Ufa from 1,500 km away.",
		"a law":                      "Under the law, a drone that violates Romanian airspace is shot down by order of one officer.",
		"refuge":                     "Eight flights were diverted to Warsaw and Kraków airports.",
		"a correction":               "Correction: an earlier version said that drones had struck the Ryazan refinery.",
		"strikes by the thousand":    "He led rescuers in Kharkiv through some 3,000 missile and drone strikes.",
		"a mistake":                  "What people in Chernivtsi took for an attack on Saturday night was a wedding.",
		"what residents told of war": "Their house in Mykolaiv was damaged in 2022, but could be saved, and it will not be hit again, they hope.",
	} {
		if out := drafts(t, "2025-12-25", text); len(out.List) > 0 {
			in := out.List[0].Incident
			if out.List[0].Earlier {
				continue
			}
			t.Errorf("%s: %q gives a %s at %s", name, text, in.Kind, in.Location.Label)
		}
	}
}

func TestWhatStandsBesideAnEventDoesNotCancelIt(t *testing.T) {
	for name, text := range map[string]string{
		"no casualties":            "There were no casualties when a drone hit the Ryazan refinery on Monday.",
		"a possible aim":           "Drones hit the Ryazan refinery on Monday, which could cut petrol supplies.",
		"a habit with its own day": "Drones, which have repeatedly targeted the Ryazan refinery, hit it again on Monday: the Ryazan refinery burned.",
		"talks in another clause":  "As talks went on, drones hit the Ryazan refinery on Monday.",
		"a denial by the accused":  "Drones hit the Ryazan refinery on Monday, the SBU said. Moscow said the reports were false.",
		"an explanation asked for": "Kazakhstan asked Kyiv for an explanation on Tuesday after a strike on the Ryazan refinery the day before.",
		"what a place lost":        "The Ryazan refinery lost a column on Monday when drones hit it.",
		"a count beside":           "Air defences shot down 30 drones, but one hit the Ryazan refinery on Monday.",
	} {
		if out := drafts(t, "2025-12-25", text); len(out.List) != 1 || out.List[0].Incident.Location.PlaceID != "ru-ryazan-refinery" {
			t.Errorf("%s: %q gives %d drafts", name, text, len(out.List))
		}
	}
}

func TestAClosureIsToldByTheNoticeThatLiftsIt(t *testing.T) {
	for _, text := range []string{
		"Penza airport resumed work at 7 a.m. Moscow time on Thursday after restrictions imposed overnight were lifted, Rosaviatsiya said.",
		"Аэропорт Пензы. Ограничения на приём и выпуск воздушных судов сняты в 06:20 мск.",
	} {
		p := one(t, "2025-12-25", text)
		if in := p.Incident; in.Kind != "closure" || in.Location.PlaceID != "ru-penza-airport" || in.Time.From.Format("2006-01-02") > "2025-12-25" || p.Earlier {
			t.Errorf("%q gives a %s at %s from %s", text, in.Kind, in.Location.Label, in.Time.From)
		}
	}
}

func TestAPlaceKnownByItsDistanceHasACircleAsWide(t *testing.T) {
	in := one(t, "2025-12-25", "A drone exploded in a field near the village of Zalissia, about 12 km from Kovel, overnight, regional officials said.").Incident
	if in.Location.PlaceID != "ua-kovel" || in.Location.Precision != "district" || in.Location.Uncertainty < 12_000 {
		t.Errorf("%s, %s, %v m", in.Location.Label, in.Location.Precision, in.Location.Uncertainty)
	}
}

func TestAClockTimeAloneIsOfTheDayToldBefore(t *testing.T) {
	in := one(t, "2026-10-04", "Drones were seen over Munich airport on Friday evening. The airport closed both runways at 22:30.").Incident
	if in.Kind != "closure" || in.Time.From.Format("2006-01-02 15:04") != "2026-10-02 20:30" {
		t.Errorf("%s from %s", in.Kind, in.Time.From)
	}
}
