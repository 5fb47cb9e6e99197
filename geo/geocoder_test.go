package geo

import (
	"encoding/json"
	"testing"
)

func TestCandidatesAreFlatInJSON(t *testing.T) {
	c := Candidate{
		Place: &Place{ID: "ua-belbek-air-base", Name: "Belbek air base", Class: "airfield", Country: "UA", Control: "RU", Admin1: "UA-40"},
		Score: 0.9, Precision: Site, Lon: 33.573, Lat: 44.69, RadiusM: 1000, Reasons: []string{"by its name"},
	}
	b, err := json.Marshal(c)
	want := `{"place":"ua-belbek-air-base","name":"Belbek air base","class":"airfield","lon":33.573,"lat":44.69,"precision":"site",` +
		`"radius_m":1000,"country":"UA","control":"RU","admin1":"UA-40","score":0.9,"reasons":["by its name"]}`
	if err != nil || string(b) != want {
		t.Errorf("%v\n%s\n%s", err, b, want)
	}
}

func TestPublicCandidatesOfMilitaryAndEnergyAreCoarse(t *testing.T) {
	for class, want := range map[string]Candidate{
		"airfield": {Lon: 33.57, Lat: 44.69, RadiusM: 1000},
		"power":    {Lon: 33.57, Lat: 44.69, RadiusM: 1000},
		"airport":  {Lon: 33.5734, Lat: 44.6912, RadiusM: 600},
		"port":     {Lon: 33.5734, Lat: 44.6912, RadiusM: 600},
		PlaceCity:  {Lon: 33.5734, Lat: 44.6912, RadiusM: 600},
	} {
		c := Candidate{Place: &Place{Class: class}, Lon: 33.5734, Lat: 44.6912, RadiusM: 600}
		if got := c.Public(); got.Lon != want.Lon || got.Lat != want.Lat || got.RadiusM != want.RadiusM {
			t.Errorf("%s: %+v", class, got)
		}
		if c.Lon != 33.5734 {
			t.Error("the candidate itself was changed")
		}
	}
}

func TestEveryReasonOfNoSceneCounts(t *testing.T) {
	for _, r := range []string{
		ReasonSpeaker, ReasonActor, ReasonOrigin, ReasonMaker, ReasonDistance, ReasonDirection, ReasonDateline, ReasonTalks, ReasonBorder, ReasonName, ReasonContainer,
	} {
		if !(Candidate{Reasons: []string{"by its name", r}}).NotScene() {
			t.Errorf("%q counts as a scene", r)
		}
	}
	if (Candidate{Reasons: []string{"by its name", "in Krasnodar Krai"}}).NotScene() {
		t.Error("a scene counts as none")
	}
}
