package gazetteer

import (
	"regexp"
	"strings"

	"strikemap/geo"
)

// Words that tell what a named place is besides a scene, in the four languages.
var (
	saying = set(`said says say told tells reported reports confirmed confirms denied denies claimed claims announced warned warns
		added adds stated insists insisted accused accuses blamed blames condemned summoned vowed rejected urged called demanded
		has have had did does will wants
		заявил заявила заявили сообщил сообщила сообщили подтвердил подтвердила подтвердили отрицает опроверг опровергла опровергли обвинила обвинил
		утверждает утверждают назвала считает рассказали заявляют
		заявив повідомив повідомила повідомили підтвердив підтвердила підтвердили заперечує заперечила спростувала звинуватила звинуватив
		стверджує стверджують називає заявили заявила заявляють кажуть
		poinformował poinformowała poinformowały podał podała oświadczył oświadczyła potwierdził potwierdziła zaprzeczył zaprzeczyła oskarżyła twierdzi podano poinformowano przekazano ogłoszono podały podało`)
	officials = set(`governor governors mayor head authorities officials official president spokesman spokeswoman spokesperson
		prosecutors prosecutor police commander leader chief residents minister sources source negotiators negotiator delegation diplomats envoy envoys lawmakers
		губернатор губернатора глава главы мэр мэра власти властей министр президент начальник источник источники делегация переговорщики
		губернатору мер мера голова голови влада влади міністр начальник очільник очільника джерело джерела делегація перемовники
		gubernator burmistrz prezydent władze minister wojewoda wojewody starosta źródła delegacja`)
	bodies = set(`administration headquarters ministry government army military troops general intelligence parliament embassy council
		администрация администрации оперштаб оперштаба оперативный штаб министерство мчс прокуратура военные правительство
		адміністрація адміністрації ова міноборони міністерство прокуратура військові уряд
		administracja ministerstwo rząd armia wojsko dowództwo dowództwa sztab command командование командования командування`)
	titled = set(`regional regional's state city local s defence defense foreign interior prime armed forces emergency services operational
		областной областная областные региональный региональные местные обласної обласний обласна місцева місцеві регіональний
		області области края республики regionalny lokalne regionu region oblast district of the krai kray republic province`)
	origins = set("from из с со з із зі od z ze znad")
	acting  = set(`attacked attacks launched launches fired fires struck strikes hit hits shelled bombed targeted used sent
		атаковала атаковал нанесла нанёс запустила выпустила ударила обстреляла атакувала вдарила завдала запустила випустила обстріляла
		zaatakowała wystrzeliła uderzyła ostrzelała`)
	heading    = set("toward towards heading")
	directions = phrases(
		"in the direction of", "heading for", "bound for", "en route to", "on the way to", "on course for", "flying to", "headed to", "headed for", "diverted to",
		"в сторону", "в направлении", "летевших на", "летевшие на", "летевший на", "летят на", "летели на", "летел на", "летіли на", "летять на", "летів на", "по направлению к", "курсом на", "в бік", "у бік", "у напрямку", "в напрямку", "у напрямі", "курс на",
		"w kierunku", "w stronę",
	)
	making = set(`made built produced manufactured assembled designed произведённые произведенные сделано собранные вироблені виготовлені
		wyprodukowane zbudowane`)
	hyphened = set("made built produced based backed led born controlled registered")
	lengths  = set("km kilometres kilometers kilometre kilometer miles mile км километров километрах километра кілометрів кілометрах кілометра миль km kilometrów kilometrach mil")
	compass  = set("north south east west northwest northeast southwest southeast севернее южнее восточнее западнее северо юго северу югу востоку западу к от the of from від од od на северо на північ південь схід захід north-west away")
	meetings = set(`talks summit embassy embassies meeting negotiations conference consulate ambassador court
		переговоры переговорах переговоров саммит саммите встреча встрече посольство посольстве
		переговори переговорах саміт саміті зустріч зустрічі посольство посольстві
		rozmowy rozmowach szczyt szczycie spotkanie spotkaniu ambasada ambasadzie`)
	over       = set("over for by against into к над по через nad przez")
	perceiving = set("heard hear saw see felt feel woke awoke reported report")
	inside     = set("в во у w we")
	beside     = set("near outside под під pod біля возле koło поблизу вблизи неподалёку неподалік niedaleko")
	units      = set(`fleet flotilla brigade regiment battalion division corps флот флота флоту флоте флотом флотилия флотилии бригада бригады бригаду
		полк полка батальон батальона дивизия дивизии корпус флоті бригади батальйон батальйону дивізія дивізії flota floty flocie brygada brygady pułk`)
	called   = set("time times post independent university agreement agreements protocol protocols memorandum format accords")
	quarters = set("district districts suburb suburbs outskirts centre center north south east west northern southern eastern western main airport airports")
	domains  = strings.Fields("airspace territor waters coast skies soil воздушн территор повітрян територі przestrze terytori")
	borders  = set("border borders frontier граница границы границе границей границу кордон кордону кордоні кордоном granica granicy granicą granicę")
	dating   = regexp.MustCompile(`^\s*(,\s*[^,.()\n]{2,16})?\s*(,\s*[^,.()\n]{2,16}\s*)?(\((Reuters|AP|AFP|Interfax|UNIAN|PAP|dpa|BNS|LETA|TASS)[^)\n]{0,20}\)|[—–])\s`)
)

func phrases(texts ...string) [][]string {
	out := make([][]string, len(texts))
	for i, t := range texts {
		out[i] = strings.Fields(t)
	}
	return out
}

// role tells what a mention is if it is no scene: one of geo.Reason..., or "". From and
// to are the words of the whole mention, text is the text the words are of.
func (g *Gazetteer) role(s *sentence, n *span, from, to int, text string) string {
	area := n.isArea()
	switch {
	case n.bound == nil && (units[s.word(to)] || called[s.word(to)]) && s.linked(to), units[s.word(from-1)] && s.linked(from):
		return geo.ReasonName
	case s.distanceBefore(from):
		return geo.ReasonDistance
	case s.directionBefore(g, from, area):
		return geo.ReasonDirection
	case s.borderOf(from, to):
		return geo.ReasonBorder
	case s.dateline(from, to, text):
		return geo.ReasonDateline
	case s.meetingBefore(g, from):
		return geo.ReasonTalks
	case s.madeBefore(from) || s.hyphened(to):
		return geo.ReasonMaker
	case n.bound == nil && (s.speaks(g, n, from, to) || s.toldThere(n, from, to)):
		return geo.ReasonSpeaker
	case area && acting[s.word(to)] && s.linked(to) && s.word(to+1) != "by" && s.subject(from):
		return geo.ReasonActor
	case s.originBefore(g, from):
		return geo.ReasonOrigin
	case (area || n.speaker()) && s.owns(n, to):
		for i := to; i < to+5; i++ {
			if saying[s.word(i)] { // "Ukraine's SBU said"
				return geo.ReasonSpeaker
			}
		}
		return geo.ReasonMaker
	}
	return ""
}

// isArea reports whether a span names nothing smaller than a region.
func (n *span) isArea() bool {
	for _, name := range n.names {
		c := name.e.place.Class
		if name.sense == full && c != geo.PlaceCountry && c != geo.PlaceRegion {
			return false
		}
	}
	return n.has(full)
}

// word returns the lower-case word at i, or "" beyond the sentence.
func (s *sentence) word(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i].low
}

// linked reports whether the words i-1 and i stand in one phrase.
func (s *sentence) linked(i int) bool {
	return i > 0 && i < len(s.words) && joins(s.words[i].gap)
}

// back steps from a word over filler, prepositions among it.
func (s *sentence) back(g *Gazetteer, i int) int {
	for i > 0 && s.linked(i) && g.filler(s.words[i-1]) {
		i--
	}
	return i
}

// distanceBefore: "40 km from", "170 km west of", "в 40 км от".
func (s *sentence) distanceBefore(i int) bool {
	for k := 1; k <= 6 && s.linked(i-k+1); k++ {
		w := s.word(i - k)
		if lengths[w] || strings.HasSuffix(w, "km") && len(w) > 2 && w[0] <= '9' {
			return k > 1
		}
		if !compass[w] && !origins[w] && !articles[w] {
			return false
		}
	}
	return false
}

// directionBefore: "towards", "in the direction of"; before a region or country also
// "to", as in "flows to Hungary".
func (s *sentence) directionBefore(g *Gazetteer, i int, area bool) bool {
	for _, at := range []int{i, s.back(g, i)} {
		if at == 0 {
			continue
		}
		if heading[s.word(at-1)] || area && s.word(at-1) == "to" {
			return true
		}
	}
	for _, words := range directions {
		for _, at := range []int{i, s.over(g, i)} {
			if at >= len(words) && s.reads(at-len(words), words) {
				return true
			}
		}
	}
	return false
}

// over steps from a word over filler but prepositions.
func (s *sentence) over(g *Gazetteer, i int) int {
	for i > 0 && s.linked(i) && !prepositions[s.word(i-1)] && g.filler(s.words[i-1]) {
		i--
	}
	return i
}

func (s *sentence) reads(at int, words []string) bool {
	for k, w := range words {
		if s.word(at+k) != w {
			return false
		}
	}
	return true
}

// borderOf: "the border with Belarus", "Poland's border", "the Belarus border".
func (s *sentence) borderOf(from, to int) bool {
	for k := 1; k <= 2; k++ {
		if borders[s.word(from-k)] && s.linked(from) {
			w := s.word(from - 1)
			return k == 1 || w == "with" || w == "of" || w == "с" || w == "со" || w == "з" || w == "із" || w == "z" || w == "ze"
		}
	}
	return s.linked(to) && borders[s.word(to)]
}

// dateline: a place at the head of a report, before its agency; or, in capitals, before a
// dash.
func (s *sentence) dateline(from, to int, text string) bool {
	if from != 0 || to == 0 || to > len(s.words) {
		return false
	}
	rest := text[s.words[to-1].to:]
	found := dating.FindString(rest[:min(len(rest), 80)])
	return strings.Contains(found, "(") || found != "" && s.words[0].text == strings.ToUpper(s.words[0].text)
}

// meetingBefore: "talks in Istanbul".
func (s *sentence) meetingBefore(g *Gazetteer, i int) bool {
	at := s.back(g, i)
	return at < i && at > 0 && s.linked(at) && meetings[s.word(at-1)]
}

// madeBefore: "made in Iran".
func (s *sentence) madeBefore(i int) bool {
	w := s.word(i - 1)
	return (w == "in" || w == "by" || w == "в" || w == "у" || w == "w") && making[s.word(i-2)]
}

// hyphened: "Saratov-made drones", "a Moscow-based company".
func (s *sentence) hyphened(to int) bool {
	return to < len(s.words) && strings.Trim(s.words[to].gap, "-‑–") == "" && s.words[to].gap != "" && hyphened[s.word(to)]
}

// toldThere: "said in Kyiv"; in the Slavic languages, where a place so named may be both,
// only as a clause of its own, ", сообщили в Саратове.", or of a capital.
func (s *sentence) toldThere(n *span, from, to int) bool {
	verb := from - 2
	if bodies[s.word(verb)] {
		verb--
	}
	if verb < 0 || !s.linked(from) || !saying[s.word(verb)] {
		return false
	}
	if s.word(from-1) == "in" {
		return true
	}
	own := verb == 0 || n.speaker() || strings.ContainsAny(s.words[verb].gap, ",–—-:")
	over := to >= len(s.words) || strings.ContainsAny(s.words[to].gap, ",.;–—")
	return inside[s.word(from-1)] && own && over
}

// originBefore: "from Belarus", "из Крыма", "from the Engels air base".
func (s *sentence) originBefore(g *Gazetteer, i int) bool {
	at := s.over(g, i)
	return at > 0 && s.linked(at) && origins[s.word(at-1)]
}

// owns: "Russia's drones", but not "Russia's Rostov region" or "Estonia's airspace".
func (s *sentence) owns(n *span, to int) bool {
	if !s.words[to-1].owner || to >= len(s.words) || domain(s.word(to)) || s.words[to].upper || quarters[s.word(to)] {
		return false
	}
	for _, other := range s.spans {
		if other != n && other.from >= to && other.from-to <= 1 {
			return false
		}
	}
	return true
}

// domain reports whether a word is one for what belongs to a state and can be entered.
func domain(low string) bool {
	for _, stem := range domains {
		if strings.HasPrefix(low, stem) {
			return true
		}
	}
	return false
}

// speaks: "Moscow said", "the governor of Rostov region", "the Kursk governor",
// "authorities in Odesa"; but a "headquarters in Sevastopol" may have been hit.
func (s *sentence) speaks(g *Gazetteer, n *span, from, to int) bool {
	if saying[s.word(to)] && s.linked(to) && n.speaker() && s.subject(from) {
		return true
	}
	if n.metonymous() && saying[s.word(to)] {
		return true
	}
	for i := to; i <= to+3 && s.linked(i); i++ { // "Rostov regional governor"
		if officials[s.word(i)] || bodies[s.word(i)] {
			return true
		}
		if !titled[s.word(i)] {
			break
		}
	}
	for i := from - 1; i >= 0 && i >= from-5 && s.linked(i+1); i-- { // "the head of the Rostov region"
		if officials[s.word(i)] {
			return s.word(i) != "residents" || !perceiving[s.word(to)] // "residents of Engels heard explosions"
		}
		if !titled[s.word(i)] && !g.filler(s.words[i]) {
			break
		}
	}
	return false
}

// subject reports whether no preposition stands before a name: "Moscow has said", not
// "drones over Moscow have".
func (s *sentence) subject(from int) bool {
	w := s.word(from - 1)
	return !prepositions[w] && !origins[w] && !over[w]
}

// speaker reports whether a name may stand for a government: countries and capitals.
func (n *span) speaker() bool {
	for _, name := range n.names {
		if name.e.place.Class == geo.PlaceCountry || name.e.place.Class == geo.PlaceCity && name.e.place.Rank >= 8 || name.e.metonym {
			return true
		}
	}
	return false
}

func (n *span) metonymous() bool {
	for _, name := range n.names {
		if name.e.metonym {
			return true
		}
	}
	return false
}
