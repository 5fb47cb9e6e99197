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
		"a count beside":           "Air defences shot down 30 drones, but one hit the Ryazan refinery on Monday.",
	} {
		if out := drafts(t, "2025-12-25", text); len(out.List) != 1 || out.List[0].Incident.Location.PlaceID != "ru-ryazan-refinery" {
			t.Errorf("%s: %q gives %d drafts", name, text, len(out.List))
		}
	}
}
