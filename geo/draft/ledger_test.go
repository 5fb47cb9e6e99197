package draft

import (
	"fmt"
	"slices"
	"testing"

	"strikemap/geo"
)

// said writes the claims of a draft: "party role stance proposition".
func said(p geo.Proposal) []string {
	var out []string
	for _, c := range p.Incident.Claims {
		out = append(out, fmt.Sprintf("%s %s %s %s", c.Party, c.Role, c.Stance, c.Proposition))
	}
	return out
}

func TestVoicesBecomeClaimsByTheirSideAndWords(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
		not        string
	}{
		{
			"a claim of the attacker's own doing",
			"Ukraine's General Staff said its drones struck the Ryazan oil refinery overnight.",
			[]string{"ua-general-staff attacker claims struck", "ua-general-staff attacker claims means"},
			"",
		},
		{
			"a confirmation by the affected side after the attacker's claim",
			"The SBU said its drones hit the Tuapse refinery. Krasnodar regional governor Veniamin Kondratyev said a tank at the Tuapse refinery caught fire after the attack.",
			[]string{"ua-sbu attacker claims struck", "ru-governor-krasnodar affected confirms struck"},
			"",
		},
		{
			"the affected side alone reports",
			"Drones hit the port of Izmail, the governor of Odesa region, Oleh Kiper, said.",
			[]string{"ua-governor-odesa affected reports struck"},
			"",
		},
		{
			"a denial, kept beside the claim",
			"The SBU said its drones damaged a ship in the port of Novorossiysk. The Russian defence ministry denied that any ship was damaged.",
			[]string{"ua-sbu attacker claims struck", "ru-mod affected denies struck"},
			"",
		},
		{
			"a denial of guilt",
			"Poland's defence ministry said Russian drones violated Polish airspace on Tuesday. Russia denied any involvement.",
			[]string{"pl-mod affected reports occurred", "ru attacker denies responsibility"},
			"",
		},
		{
			"silence, which is no denial",
			"Drones hit the Filanovsky oil platform in the Caspian Sea, an SBU source said. Lukoil did not immediately respond to a request for comment.",
			[]string{"ru-lukoil affected no-response struck"},
			"ru-lukoil affected denies struck",
		},
		{
			"a refusal to comment",
			"Drones hit the Filanovsky oil platform in the Caspian Sea, an SBU source said. Lukoil declined to comment.",
			[]string{"ru-lukoil affected declines struck"},
			"",
		},
		{
			"nobody quoted: the publisher reports",
			"A drone hit an oil depot in Feodosia overnight.",
			[]string{"media media reports struck"},
			"",
		},
		{
			"who is told something does not say it",
			"Drones hit the Syzran refinery, a source in the SBU told Reuters.",
			[]string{"ua-sbu-source attacker claims struck"},
			"reuters media reports struck",
		},
		{
			"an official who names no target confirms no hit on it",
			"Ukraine's General Staff said drones struck the Saratov oil refinery overnight. Saratov regional governor Roman Busargin said an industrial facility was damaged.",
			[]string{"ua-general-staff attacker claims struck"},
			"ru-governor-saratov affected confirms struck",
		},
		{
			"casualties",
			"A missile hit an apartment block in Kharkiv on Monday, killing three people, mayor Ihor Terekhov said.",
			[]string{"ua-mayor-kharkiv affected reports struck", "ua-mayor-kharkiv affected reports casualties"},
			"",
		},
		{
			"a Ukrainian voice",
			"Генштаб ЗСУ підтвердив ураження Рязанського НПЗ у ніч на 24 грудня.",
			[]string{"ua-general-staff attacker claims struck"},
			"",
		},
		{
			"a Russian voice",
			"Минобороны РФ заявило о нарушении воздушного пространства Эстонии.\nВ Саратове беспилотники ударили по НПЗ, сообщил губернатор Роман Бусаргин.",
			[]string{"ru-governor-saratov affected reports struck"},
			"",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out := drafts(t, "2025-12-25", c.text)
			if len(out.List) == 0 {
				t.Fatalf("no draft: %s", out.Notice)
			}
			claims := said(out.List[len(out.List)-1])
			for _, want := range c.want {
				if !slices.Contains(claims, want) {
					t.Errorf("no claim %q in %q", want, claims)
				}
			}
			if slices.Contains(claims, c.not) {
				t.Errorf("there is a claim %q", c.not)
			}
		})
	}
}

func TestTitlesNameTheirSpeakerUnlessConfirmed(t *testing.T) {
	cases := []struct{ text, want string }{
		{
			"Ukraine's General Staff said its drones struck the Ryazan oil refinery overnight.",
			"General Staff of the Armed Forces of Ukraine reports a strike on Ryazan oil refinery",
		},
		{
			"The SBU said its drones hit the Tuapse refinery. Krasnodar regional governor Veniamin Kondratyev said a tank at the Tuapse refinery caught fire after the attack.",
			"Strike on Tuapse oil refinery",
		},
		{"A drone hit the Ryazan oil refinery overnight.", "Media report a strike on Ryazan oil refinery"},
	}
	for _, c := range cases {
		if got := one(t, "2025-12-25", c.text).Incident.Title; got != c.want {
			t.Errorf("%q is titled %q, not %q", c.text, got, c.want)
		}
	}
}

func TestTheAuthorIsAnAttribution(t *testing.T) {
	cases := []struct{ text, actor, basis string }{
		{"Ukraine's General Staff said its drones struck the Ryazan oil refinery overnight.", "UA", "self-claimed"},
		{"Russian drones hit the port of Izmail overnight, governor Oleh Kiper said.", "RU", "attributed"},
		{"Poland's army said Russian drones violated Polish airspace on Tuesday. Moscow denied the violation.", "RU", "alleged-and-denied"},
		{"Forty balloons drifted into Polish airspace from Belarus overnight, the Polish army said.", "", ""},
		{"British-made missiles hit an oil depot in Bryansk.", "", ""},
	}
	for _, c := range cases {
		if in := one(t, "2025-12-25", c.text).Incident; in.Actor != c.actor || in.ActorBasis != c.basis {
			t.Errorf("%q: actor %q, basis %q", c.text, in.Actor, in.ActorBasis)
		}
	}
}

func TestAQuotedDistanceStandsBesideTheComputedOne(t *testing.T) {
	in := one(t, "2025-12-25", "Drones hit the Orenburg gas plant overnight, the SBU said. The Orenburg gas plant lies about 1,400 km from the Ukrainian border.").Incident
	i := slices.IndexFunc(in.Quantities, func(q geo.Quantity) bool { return q.Measure == "distance" })
	if i < 0 || in.Quantities[i].Phrase != "about 1,400 km" || in.Quantities[i].Scope != "wider" {
		t.Errorf("quantities %v", in.Quantities)
	}
	if km := in.Location.BorderKM; km == nil || in.Location.Border != "UA" || *km < 1050 || *km > 1075 {
		t.Errorf("computed to %s: %v", in.Location.Border, km)
	}
}
