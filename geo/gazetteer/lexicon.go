package gazetteer

import "strings"

// meaning is what a class word tells of the place it stands beside.
type meaning struct {
	classes []string // in order of likelihood, of geo.PlaceClasses
	sub     string   // of power plants
	weak    bool     // so general that it alone tells little: plant, terminal, base
}

// fits tells how well a place agrees with a class word: 2 its first class, 1 another, 0
// not at all.
func (m meaning) fits(e *entry) int {
	if m.sub != "" && e.sub != "" && m.sub != e.sub {
		return 0
	}
	for i, c := range m.classes {
		if c == e.place.Class {
			if i == 0 {
				return 2
			}
			return 1
		}
	}
	return 0
}

// lexicon are the class words by language: a line is classes, an optional subclass
// after a colon, "~" for weak, then phrases parted by commas.
var lexicon = map[string]string{
	"en": `
refinery = oil refinery, refinery, oil refineries, refineries, oil processing plant, oil products plant
oil-depot oil-terminal = oil depot, fuel depot, oil depots, fuel depots, oil storage facility, fuel storage facility, oil storage site, oil storage, fuel storage, oil base, tank farm, oil reservoir, fuel tanks, oil storage depot, petroleum depot
oil-terminal port oil-depot = oil terminal, oil terminals, marine oil terminal, oil loading terminal, oil export terminal, fuel terminal
oil-terminal port oil-depot gas-plant ~ = terminal
oil-platform = oil platform, oil platforms, drilling platform, drilling rig, oil rig, gas platform, offshore platform
pipeline = oil pumping station, pumping station, compressor station, metering station, gas metering station, pump station
gas-plant = gas processing plant, gas plant, gas condensate plant, gas processing facility, gas processing complex
gas-infrastructure = gas storage, underground gas storage, gas storage facility, gas facility, gas field, lng terminal, lng plant
port oil-terminal = port, seaport, sea port, harbour, harbor, ports, seaports, oil port, commercial port, cargo port, port facilities, port infrastructure
airfield airport = airfield, airfields, aerodrome
airfield = military airfield, air base, airbase, air bases, airbases, air force base, military airfields, military airport, military air base, air station, naval air station
airport airfield = airport, airports, international airport
power = power plant, power station, power plants, substation, electrical substation
power:nuclear = nuclear power plant, nuclear plant, nuclear power station, npp, nuclear station
power:hydro = hydroelectric plant, hydroelectric power plant, hydropower plant, hydroelectric dam, hydroelectric station, hpp, dam
power:thermal = thermal power plant, thermal power station, tpp, chp, combined heat and power plant, heat and power plant, coal power plant, gres
arms-depot = ammunition depot, arsenal, arms depot, ammunition warehouse, ammunition store, munitions depot, weapons depot, missile arsenal, ammo depot
military-base = naval base, military base, training ground, training centre, training center, barracks, naval port
industry refinery = petrochemical plant, petrochemical complex, petrochemical works
industry = chemical plant, aircraft plant, steel plant, steelworks, shipyard, gunpowder plant, machine-building plant, explosives plant, defence plant, defense plant, coke plant, metallurgical plant, fertiliser plant, fertilizer plant
industry refinery gas-plant power ~ = plant, factory
infrastructure = bridge, railway bridge, road bridge, міст, мосту, мостом, мості`,
	"ru": `
refinery = НПЗ, нефтеперерабатывающий завод, нефтезавод, завод нефтепродуктов, нефтепереработка
oil-depot oil-terminal = нефтебаза, нефтехранилище, склад ГСМ, база ГСМ, топливный склад, топливохранилище, хранилище ГСМ, склад топлива, нефтяная база
oil-terminal port oil-depot = нефтяной терминал, нефтетерминал, нефтеналивной терминал, морской терминал
oil-terminal port oil-depot gas-plant ~ = терминал
oil-platform = нефтяная платформа, буровая платформа, буровая
pipeline = НПС, нефтеперекачивающая станция, компрессорная станция, насосная станция, перекачивающая станция, газоизмерительная станция
gas-plant = ГПЗ, газоперерабатывающий завод, газовый завод, газоперерабатывающий комплекс
gas-infrastructure = газохранилище, подземное хранилище газа, ПХГ, хранилище газа, месторождение, газовая инфраструктура
port oil-terminal = порт, морской порт, морпорт, нефтепорт, портовая инфраструктура, гавань
airfield airport = аэродром
airfield = военный аэродром, авиабаза, авиационная база, военная авиабаза
airport airfield = аэропорт
power = электростанция, подстанция, энергообъект
power:nuclear = АЭС, атомная электростанция, атомная станция
power:hydro = ГЭС, гидроэлектростанция, плотина
power:thermal = ТЭЦ, ТЭС, ГРЭС, теплоэлектростанция, тепловая электростанция, теплоэлектроцентраль
arms-depot = арсенал, склад боеприпасов, хранилище боеприпасов, склад вооружения
military-base = военно морская база, ВМБ, полигон, воинская часть, военная база, военный городок
industry refinery = нефтехимический комбинат, нефтехимический завод, нефтехимкомбинат
industry = химический завод, авиазавод, авиационный завод, пороховой завод, металлургический комбинат, химкомбинат, судостроительный завод, судоремонтный завод, оборонный завод, машиностроительный завод
industry refinery gas-plant ~ = завод, комбинат, предприятие
infrastructure = мост, железнодорожный мост`,
	"uk": `
refinery = НПЗ, нафтопереробний завод, завод нафтопродуктів, нафтозавод
oil-depot oil-terminal = нафтобаза, нафтосховище, склад ПММ, склад пального, база ПММ, сховище пального, паливосховище
oil-terminal port oil-depot = нафтовий термінал, морський термінал, нафтотермінал
oil-terminal port oil-depot gas-plant ~ = термінал
oil-platform = нафтова платформа, бурова платформа, бурова
pipeline = НПС, нафтоперекачувальна станція, компресорна станція, насосна станція, газовимірювальна станція
gas-plant = ГПЗ, газопереробний завод, газовий завод
gas-infrastructure = газосховище, підземне сховище газу, ПСГ, родовище
port oil-terminal = порт, морський порт, морпорт, нафтопорт, портова інфраструктура, гавань
airfield airport = аеродром, летовище
airfield = військовий аеродром, авіабаза, авіаційна база
airport airfield = аеропорт
power = електростанція, підстанція
power:nuclear = АЕС, атомна електростанція, атомна станція
power:hydro = ГЕС, гідроелектростанція, гребля
power:thermal = ТЕЦ, ТЕС, ГРЕС, ДРЕС, теплоелектростанція, теплова електростанція, теплоелектроцентраль
arms-depot = арсенал, склад боєприпасів, склад озброєння
military-base = військово морська база, ВМБ, полігон, військова частина, військова база
industry refinery = нафтохімічний комбінат, нафтохімічний завод, нафтохімкомбінат
industry = хімічний завод, авіазавод, авіаційний завод, пороховий завод, металургійний комбінат, суднобудівний завод, судноремонтний завод, хімкомбінат
industry refinery gas-plant ~ = завод, комбінат, підприємство`,
	"pl": `
refinery = rafineria, rafineria ropy naftowej
oil-depot oil-terminal = baza paliw, skład paliw, magazyn ropy, skład paliwa, magazyn paliw, zbiorniki paliwa
oil-terminal port oil-depot = terminal naftowy, terminal paliwowy
oil-terminal port oil-depot gas-plant ~ = terminal
oil-platform = platforma wiertnicza
pipeline = stacja pomp, tłocznia gazu, tłocznia, przepompownia
gas-plant = zakład przetwarzania gazu, zakłady gazowe, zakład przetwórstwa gazu, gazownia
gas-infrastructure = magazyn gazu, terminal lng, gazoport
port oil-terminal = port, port morski
airfield = lotnisko wojskowe, baza lotnicza
airport airfield = lotnisko, port lotniczy
power = elektrownia, stacja transformatorowa
power:nuclear = elektrownia jądrowa, elektrownia atomowa
power:hydro = elektrownia wodna, tama, zapora
power:thermal = elektrociepłownia, elektrownia cieplna, elektrownia węglowa
arms-depot = skład amunicji, arsenał, magazyn amunicji
military-base = baza morska, baza wojskowa, poligon, koszary
industry refinery = zakłady petrochemiczne, zakład petrochemiczny
industry = stocznia, zakłady chemiczne, zakłady lotnicze, huta, koksownia
industry refinery gas-plant ~ = fabryka, zakład, zakłady
infrastructure = mostu, mostem, moście`,
}

// eachClassPhrase calls f for every class phrase with its language.
func eachClassPhrase(f func(lang, phrase string, m meaning)) {
	for _, lang := range []string{"en", "ru", "uk", "pl"} {
		for line := range strings.Lines(strings.TrimSpace(lexicon[lang])) {
			head, phrases, _ := strings.Cut(line, "=")
			var m meaning
			for _, c := range strings.Fields(head) {
				class, sub, _ := strings.Cut(c, ":")
				if c == "~" {
					m.weak = true
					continue
				}
				m.classes = append(m.classes, class)
				if sub != "" {
					m.sub = sub
				}
			}
			for phrase := range strings.SplitSeq(phrases, ",") {
				f(lang, strings.TrimSpace(phrase), m)
			}
		}
	}
}

// filler are words that may stand between a class word and the name it belongs to: "the
// refinery in the Russian city of Ryazan". Names of nations are added from the table.
var filler = set(`the a an in of at near on outside inside around city cities town village settlement district port oil fuel
	military main large local nearby southern northern western eastern central southwestern northwestern southeastern
	northeastern black sea azov baltic occupied annexed temporarily region named
	в во на у под около возле вблизи близ г город города городе городу село села селе посёлок поселок посёлка поселка посёлке поселке
	станица станицы станице районе района район им имени оккупированном оккупированного южном северном российском российский российского
	окупованому окупованого окупованій тимчасово
	біля поблизу поруч коло під міста місті місто м смт селища селищі селище села селі районі російському російського російській
	w we koło pod przy na mieście miasta miasto pobliżu okolicach niedaleko okupowanym rosyjskim rosyjskiego miejscowości`)
