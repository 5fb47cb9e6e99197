package site

import (
	"testing"

	"strikemap/geo"
)

func TestNumbersKeepTheirQualifierInEveryLanguage(t *testing.T) {
	at := func(v float64) *float64 { return &v }
	for _, row := range []struct {
		q        geo.Quantity
		want     inWords
		recorded bool
	}{
		{geo.Quantity{Qualifier: "more-than", Min: at(20)}, inWords{"en": "more than 20", "uk": "понад 20", "ru": "более 20", "pl": "ponad 20"}, false},
		{geo.Quantity{Qualifier: "about", Min: at(2000), Unit: "m²"}, inWords{"en": "about 2,000 m²", "uk": "близько 2\u00a0000 m²", "ru": "около 2\u00a0000 m²", "pl": "około 2\u00a0000 m²"}, false},
		{geo.Quantity{Qualifier: "up-to", Max: at(1.5)}, inWords{"en": "up to 1.5", "uk": "до 1,5", "ru": "до 1,5", "pl": "do 1,5"}, false},
		{geo.Quantity{Qualifier: "range", Min: at(3), Max: at(5)}, inWords{"en": "3 to 5", "uk": "від 3 до 5", "ru": "от 3 до 5", "pl": "od 3 do 5"}, false},
		{geo.Quantity{Qualifier: "exact", Min: at(0), Max: at(0)}, inWords{"en": "0", "uk": "0", "ru": "0", "pl": "0"}, false},
		{geo.Quantity{Qualifier: "vague", Unit: "m"}, inWords{"en": "number not given", "uk": "числа не наведено", "ru": "число не приведено", "pl": "nie podano liczby"}, false},
		{geo.Quantity{Qualifier: "vague", Phrase: "several dozen"}, inWords{"en": "several dozen", "pl": "several dozen"}, true},
	} {
		for tag, want := range row.want {
			got, recorded := reader{Catalogue: catalogueOf(t, tag)}.value(row.q)
			if got != want || recorded != row.recorded {
				t.Errorf("%s %+v: %q, %v, want %q, %v", tag, row.q, got, recorded, want, row.recorded)
			}
		}
	}
}
