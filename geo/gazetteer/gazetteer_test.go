package gazetteer

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"strikemap/geo"
)

func TestEveryNameFindsItsPlace(t *testing.T) {
	g := shippedGazetteer(t)
	names, best := 0, 0
	for _, p := range g.Places() {
		for _, n := range p.Names {
			names++
			found := g.Geocode(n.Text, 10)
			at := slices.IndexFunc(found, func(c geo.Candidate) bool { return c.Place == p })
			if at < 0 {
				t.Errorf("%q does not find %s", n.Text, p.ID)
			}
			if at == 0 {
				best++
			}
		}
	}
	// Towns of one name and countries called like their capital cannot all be first.
	if names-best > 25 {
		t.Errorf("of %d names %d find another place first", names, names-best)
	}
}

func TestNamesAreFoundInEveryCase(t *testing.T) {
	g := shippedGazetteer(t)
	for _, c := range []struct{ id, words string }{
		{"ru-maykop", "Maikop Maykop Majkop Майкоп Майкопа Майкопу Майкопом Майкопе Майкопі Majkopie Majkopem"},
		{"ru-novoshakhtinsk", "Novoshakhtinsk Новошахтинск Новошахтинске Новошахтинском Новошахтинську Новошахтинськом Nowoszachtinsk Nowoszachtinska Nowoszachtinsku"},
		{"ru-ust-luga", "Ust-Luga Усть-Луга Усть-Луге Усть-Лугу Усть-Лугой Усть-Луги Усть-Лузі Усть-Лугою Ust-Ługa Ust-Łudze"},
		{"ru-temryuk", "Temryuk Темрюк Темрюка Темрюке Темрюком Темрюку Темрюці"},
		{"ru-ryazan", "Ryazan Рязань Рязани Рязанью Рязані Рязанню"},
		{"ru-oryol", "Oryol Orel Орёл Орла Орле Орлом"},
		{"ru-yelets", "Yelets Елец Ельца Ельце Ельцом"},
		{"ru-shakhty", "Shakhty Шахты Шахтах Шахтами Шахт"},
		{"ru-kirishi", "Kirishi Кириши Киришей Киришах Киришам"},
		{"ru-grozny", "Grozny Грозный Грозного Грозном Грозному"},
		{"ru-kushchyovskaya", "Kushchyovskaya Kushchevskaya Кущёвская Кущевской Кущёвскую"},
		{"ru-ilsky", "Ilsky Ilskiy Ильский Ильского Ильском"},
		{"ru-yeysk", "Yeysk Eysk Ейск Ейска Ейске Ейском"},
		{"ru-moscow", "Moscow Москва Москвы Москве Москву Москвой Москві Москвою Moskwa Moskwy Moskwie Moskwę"},
		{"ua-kyiv", "Kyiv Kiev Київ Києва Києву Києві Києвом Киев Киева Киеве Киевом Kijów Kijowa Kijowie Kijowem"},
		{"ua-kharkiv", "Kharkiv Kharkov Харків Харкова Харкові Харковом Харьков Харькове Charków Charkowa Charkowie"},
		{"ua-odesa", "Odesa Odessa Одеса Одеси Одесі Одесу Одесою Одессе Одессу Odessie"},
		{"ua-zaporizhzhia", "Zaporizhzhia Zaporizhia Zaporozhye Запоріжжя Запоріжжі Запоріжжю Запорожье Запорожья"},
		{"ua-kremenchuk", "Kremenchuk Кременчук Кременчука Кременчуці Кременчуку Кременчуге Кременчугом"},
		{"ua-izmail", "Izmail Ізмаїл Ізмаїла Ізмаїлі Измаил Измаиле Измаилом"},
		{"ua-sumy", "Sumy Суми Сум Сумах Сумам Сумами Сумы"},
		{"ua-chernivtsi", "Chernivtsi Чернівці Чернівців Чернівцях Чернівцям"},
		{"ua-ternopil", "Ternopil Тернопіль Тернополя Тернополі Тернополем Тернополю"},
		{"ua-boryspil", "Boryspil Бориспіль Борисполя Борисполі"},
		{"ru-nizhny-tagil", "Нижний_Тагил Нижнем_Тагиле Нижнего_Тагила"},
		{"ua-rivne", "Rivne Рівне Рівного Рівному Рівним"},
		{"ua-vinnytsia", "Vinnytsia Вінниця Вінниці Вінницю Вінницею Виннице"},
		{"ua-trostianets", "Trostianets Тростянець Тростянця Тростянці Тростянце"},
		{"ua-dzhankoi", "Dzhankoi Джанкой Джанкоя Джанкої Джанкое"},
		{"pl-rzeszow", "Rzeszów Rzeszow Rzeszowa Rzeszowie Rzeszowem Жешув Жешуве Ряшева"},
		{"pl-lublin", "Lublin Lublina Lublinie Lublinem Люблин Люблине Люблін Любліні"},
		{"pl-gdansk", "Gdańsk Gdansk Gdańska Gdańsku Gdańskiem Гданьске"},
		{"pl-suwalki", "Suwałki Suwałk Suwałkach Suwałkami"},
		{"pl-biala-podlaska", "Biała_Podlaska Białej_Podlaskiej Białą_Podlaską"},
		{"lt-vilnius", "Vilnius Wilno Wilna Wilnie Wilnem Вильнюс Вильнюсе Вільнюсі"},
		{"lt-kaunas", "Kaunas Kauno Kaunui Kauną Kaunu Kaune"},
		{"lt-vilnius", "Vilniaus Vilniui Vilnių Vilniumi Vilniuje"},
		{"lt-klaipeda", "Klaipėda Klaipėdos Klaipėdai Klaipėdą Klaipėdoje Klaipedoje"},
		{"lt-siauliai", "Šiauliai Šiaulių Šiauliams Šiaulius Šiauliais Šiauliuose"},
		{"lt-panevezys", "Panevėžys Panevėžio Panevėžiui Panevėžį Panevėžyje"},
		{"lt-marijampole", "Marijampolė Marijampolės Marijampolei Marijampolę Marijampolėje"},
		{"lt-druskininkai", "Druskininkai Druskininkų Druskininkuose Druskininkams"},
		{"lv-riga", "Rīga Rīgas Rīgai Rīgu Rīgā Riga"},
		{"lv-rezekne", "Rēzekne Rēzeknes Rēzeknei Rēzekni Rēzeknē"},
		{"lv-daugavpils", "Daugavpils Daugavpilij Daugavpili Daugavpilī"},
		{"ee-tallinn", "Tallinn Tallinna Tallinnas Tallinnasse Tallinnast Tallinnaga"},
		{"ee-narva", "Narva Narvas Narvasse Narvast Narvani"},
		{"ee-saaremaa", "Saaremaa Saaremaal Saaremaale Saaremaalt"},
		{"fi-helsinki", "Helsinki Helsingin Helsingissä Helsingistä Helsinkiin Helsinkiä"},
		{"fi-turku", "Turku Turun Turussa Turusta Turkuun Turkua"},
		{"fi-hanko", "Hanko Hangon Hangossa Hankoon"},
		{"fi-tampere", "Tampere Tampereen Tampereella Tampereelta"},
		{"fi-rovaniemi", "Rovaniemi Rovaniemen Rovaniemellä Rovaniemelle"},
		{"fi-virolahti", "Virolahti Virolahden Virolahdella"},
		{"fi-lappeenranta", "Lappeenranta Lappeenrannan Lappeenrannassa Lappeenrantaan"},
		{"ro-constanta", "Constanța Constanței Constanta"},
		{"ro-tulcea", "Tulcea Tulcei"},
		{"ro-galati", "Galați Galațiului Galațiul"},
		{"ro-iasi", "Iași Iașului Iașiul Iașilor"},
		{"ro-bucharest", "București Bucureștiului Bucureștiul"},
		{"md-chisinau", "Chișinău Chișinăul Chișinăului"},
		{"ua-kryvyi-rih", "Kryvyi_Rih Кривий_Ріг Кривого_Рогу Кривому_Розі Кривом_Роге"},
		{"ru-nizhny-novgorod", "Nizhny_Novgorod Нижний_Новгород Нижнего_Новгорода Нижнем_Новгороде Нижньому_Новгороді"},
		{"ru-rostov-on-don", "Rostov-on-Don Ростов-на-Дону Ростове-на-Дону Ростова-на-Дону Ростові-на-Дону"},
		{"ru-kda", "Krasnodar_Krai Краснодарский_край Краснодарского_края Краснодарском_крае Краснодарському_краї Кубани"},
		{"ru-ros", "Rostov_region Rostov_oblast Ростовская_область Ростовской_области Ростовскую_область Ростовській_області"},
		{"ua-51", "Odesa_region Одеська_область Одеській_області Одеської_області Одещині Одещини Одесской_области"},
		{"pl-06", "Lublin_Voivodeship województwie_lubelskim województwa_lubelskiego Lubelszczyźnie Люблинском_воеводстве Люблінському_воєводстві"},
		{"ua-63", "Kharkiv_region Харківщині Харківщина Харьковской_области obwodzie_charkowskim"},
		{"ua-43", "Crimea Крим Криму Крыма Крыму Krym Krymu Krymie"},
		{"black-sea", "Black_Sea Чёрном_море Чорному_морі Черного_моря Morzu_Czarnym Morza_Czarnego"},
		{"ua-snake-island", "Snake_Island Зміїний Зміїному острів_Зміїний острове_Змеином Wyspie_Węży"},
		{"ua-crimean-bridge", "Crimean_Bridge Крымского_моста Крымскому_мосту Кримський_міст"},
		{"ru-engels-2-air-base", "Engels-2 Энгельс-2 Энгельсе-2 Енгельсі-2"},
		{"ru-sheskharis-oil-terminal", "Sheskharis Шесхарис Шесхарисе Шесхарісі"},
	} {
		if _, ok := g.Place(c.id); !ok {
			t.Errorf("no place %s", c.id)
			continue
		}
		for _, word := range strings.Fields(c.words) {
			word = strings.ReplaceAll(word, "_", " ")
			text := "«" + word + "»"
			if found := g.Geocode(word, 5); len(found) == 0 || !slices.ContainsFunc(found, is(c.id)) {
				t.Errorf("%q does not find %s: %s", word, c.id, ids(found))
			}
			if m := g.Mentions("Debris fell, " + text); len(m) != 1 || !slices.ContainsFunc(m[0].Candidates, is(c.id)) {
				t.Errorf("%q in a sentence does not find %s", word, c.id)
			}
		}
	}
}

func is(id string) func(geo.Candidate) bool {
	return func(c geo.Candidate) bool { return c.Place.ID == id }
}

func ids(list []geo.Candidate) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Place.ID)
	}
	return strings.Join(out, " ")
}

func TestDescriptionsFindTheirPlace(t *testing.T) {
	g := shippedGazetteer(t)
	for _, c := range []struct{ text, id, precision string }{
		{"НПЗ в Новошахтинске", "ru-novoshakhtinsk-refinery", geo.Settlement},
		{"Новошахтинский завод нефтепродуктов", "ru-novoshakhtinsk-refinery", geo.Settlement},
		{"нпз в новошахтинске", "ru-novoshakhtinsk-refinery", geo.Settlement},
		{"port of Temryuk in the Krasnodar region", "ru-temryuk-port", geo.Settlement},
		{"порт Темрюка", "ru-temryuk-port", geo.Settlement},
		{"military airfield in the Russian city of Maikop", "ru-khanskaya-military-airfield", geo.Site},
		{"військовий аеродром у Майкопі", "ru-khanskaya-military-airfield", geo.Site},
		{"lotnisko wojskowe w Majkopie", "ru-khanskaya-military-airfield", geo.Site},
		{"gas processing plant in Orenburg", "ru-orenburg-gas-plant", geo.Settlement},
		{"нафтобаза у Феодосії", "ua-feodosia-oil-terminal", geo.Settlement},
		{"rafineria w Riazaniu", "ru-ryazan-refinery", geo.Settlement},
		{"Рязанский НПЗ", "ru-ryazan-refinery", geo.Settlement},
		{"Рязанського нафтопереробного заводу", "ru-ryazan-refinery", geo.Settlement},
		{"Afipsky refinery", "ru-afipsky-refinery", geo.Settlement},
		{"Афипского НПЗ", "ru-afipsky-refinery", geo.Settlement},
		{"nuclear power plant in Enerhodar", "ua-zaporizhzhia-nuclear-power-plant", geo.Site},
		{"thermal power plant in Enerhodar", "ua-zaporizhzhia-thermal-power-plant", geo.Settlement},
		{"ЗАЭС", "ua-zaporizhzhia-nuclear-power-plant", geo.Site},
		{"аэропорт Внуково", "ru-vnukovo-airport", geo.Settlement},
		{"Vilnius airport", "lt-vilnius-airport", geo.Site},
		{"oil terminal in Primorsk", "ru-primorsk-oil-port", geo.Settlement},

		// Coarser, never the point of another facility.
		{"oil depot in Kursk", "ru-kursk", geo.Settlement},
		{"refinery in the Bryansk region", "ru-bry", geo.Region},
		{"refinery in Rostov region", "ru-ros", geo.Region},
		{"НПЗ в Уфе", "ru-ufa", geo.Settlement},
		{"airport in Moscow", "ru-moscow", geo.Settlement},
		{"аеродром у Криму", "ua-43", geo.Region},

		// Places of one name.
		{"Primorsk", "ru-primorsk", geo.Settlement},
		{"Prymorsk in Zaporizhzhia region", "ua-prymorsk", geo.Settlement},
		{"Donetsk", "ua-donetsk", geo.Settlement},
		{"Donetsk in Rostov region", "ru-donetsk-rostov-oblast", geo.Settlement},
		{"Sloviansk", "ua-sloviansk", geo.Settlement},
		{"Slavyansk-na-Kubani", "ru-slavyansk-na-kubani", geo.Settlement},
		{"Krymsk", "ru-krymsk", geo.Settlement},
		{"Minsk", "by-minsk", geo.Settlement},
		{"Mińsk Mazowiecki", "pl-minsk-mazowiecki", geo.Settlement},
		{"Rostov nuclear power plant", "ru-rostov-nuclear-power-plant", geo.Settlement},
		{"Rostov", "ru-rostov-on-don", geo.Settlement},
		{"DniproHES", "ua-dnipro-hydroelectric-plant", geo.Site},
		{"Dnipro", "ua-dnipro", geo.Settlement},
		{"Orsk", "ru-orsk", geo.Settlement},
		{"Ivanovo-Severny air base", "ru-ivanovo-severny-air-base", geo.Settlement},
		{"Taganrog-Yuzhny", "ru-taganrog-yuzhny-airfield", geo.Settlement},
		{"порт Южный", "ua-pivdennyi-port", geo.Settlement},
		{"Ильичёвск", "ua-chornomorsk", geo.Settlement},
		{"Ust-Luga", "ru-ust-luga", geo.Settlement},
		{"port of Ust-Luga", "ru-ust-luga-port", geo.Settlement},
		{"Azov", "ru-azov", geo.Settlement},
		{"Sea of Azov", "sea-of-azov", geo.SeaArea},

		// Misspelt.
		{"Novoshakhtynks refinery", "", ""},
		{"Novoshakhtnsk", "ru-novoshakhtinsk", geo.Settlement},
		{"Atlantis", "", ""},
		{"", "", ""},
	} {
		found := g.Geocode(c.text, 5)
		switch {
		case c.id == "" && len(found) > 0:
			t.Errorf("%q finds %s", c.text, ids(found))
		case c.id != "" && (len(found) == 0 || found[0].Place.ID != c.id || found[0].Precision != c.precision):
			t.Errorf("%q: %+v, want %s %s", c.text, found, c.id, c.precision)
		}
	}
}

func TestBeginningsOfNamesAreGuesses(t *testing.T) {
	g := shippedGazetteer(t)
	for text, id := range map[string]string{"Novosh": "ru-novoshakhtinsk", "Новошах": "ru-novoshakhtinsk", "Ryazan oil ref": "ru-ryazan-refinery"} {
		found := g.Geocode(text, 20)
		if i := slices.IndexFunc(found, is(id)); i < 0 || strings.Count(text, " ") == 0 && found[i].Score >= 0.5 {
			t.Errorf("%q: %s", text, ids(found))
		}
	}
	if found := g.Geocode("No", 5); len(found) > 0 && found[0].Place.ID != "no" {
		t.Errorf("two letters find %s", ids(found))
	}
}

func TestUnknownFacilitiesAreNoFindOfOthers(t *testing.T) {
	g := shippedGazetteer(t)
	for _, text := range []string{"oil depot in Kursk", "refinery in the Bryansk region", "НПЗ в Уфе", "аеродром у Криму", "rafineria w obwodzie rostowskim"} {
		for _, c := range g.Geocode(text, 10) {
			if c.Place.Facility() && c.Score >= 0.5 {
				t.Errorf("%q finds the facility %s at %v", text, c.Place.ID, c.Score)
			}
		}
	}
}

// scene is what a mention must be: the id of the best candidate, with a "!" and a
// reason where it is no scene.
type scene struct{ text, want string }

func TestMentionsTellScenesFromSpeakersAndOthers(t *testing.T) {
	g := shippedGazetteer(t)
	for _, s := range []scene{
		{"The governor of Rostov region said debris fell in Taganrog.", "ru-ros!speaks ru-taganrog"},
		{"Rostov regional governor Yuri Slyusar reported a fire in Kamensk-Shakhtinsky.", "ru-rostov-on-don!speaks ru-kamensk-shakhtinsky"},
		{"Moscow said it shot down drones over Belgorod.", "ru-moscow!speaks ru-belgorod"},
		{"В Кремле заявили, что атака на Новороссийск не останется без ответа.", "ru-moscow-kremlin!speaks ru-novorossiysk"},
		{"Губернатор Самарской области сообщил о пожаре в Сызрани.", "ru-sam!speaks ru-syzran"},
		{"Голова Одеської ОВА повідомив про удар по порту в Ізмаїлі.", "ua-izmail-port"},
		{"Dron spadł w Wyrykach, poinformowały władze w Warszawie.", "pl-wyryki pl-warsaw!speaks"},
		{"Dozens of objects entered from Belarus over Podlaskie.", "by!came from pl-20"},
		{"Балони прилетіли з Білорусі до Вільнюса.", "by!came from lt-vilnius"},
		{"Беспилотники запустили с аэродрома Ейск.", "ru-yeysk-airfield!came from"},
		{"It lies 40 km from Moscow and 170 km west of Saratov.", "ru-moscow!distance ru-saratov!distance"},
		{"Беспилотник упал в 15 км от Курска.", "ru-kursk!distance"},
		{"БпЛА у напрямку Полтави.", "ua-poltava!heading"},
		{"The drones flew towards Kyiv and fell near Poltava.", "ua-kyiv!heading ua-poltava"},
		{"The plant halted flows to Hungary.", "hu!heading"},
		{"KYIV, Dec 25 (Reuters) - Drones hit Ryazan overnight.", "ua-kyiv!reported ru-ryazan"},
		{"WARSAW — A drone fell near Lublin.", "pl-warsaw!reported pl-lublin"},
		{"The embassy in Warsaw did not respond.", "pl-warsaw!met"},
		{"Talks in Istanbul ended.", "tr-istanbul!met"},
		{"Missiles made in Iran hit Odesa.", "ir!made ua-odesa"},
		{"Ukraine's drones hit Ryazan.", "ua!made ru-ryazan"},
		{"Ukraine has hit refineries to cut Moscow's revenues.", "ua!speaks ru-moscow!made"},
		{"Russia attacked Odesa's port.", "ru!acted ua-odesa-port"},
		{"Troops patrol the border with Belarus.", "by!border"},
		{"Jets violated Estonia's airspace near Vaindloo island.", "ee!holds ee-vaindloo"},
		{"A drone entered Polish airspace near Terespol.", "pl!holds pl-terespol"},
		{"Drones hit the port of Temryuk in the Krasnodar region.", "ru-temryuk-port ru-kda!holds"},
		{"In Adygea, drones hit a military airfield in the Russian city of Maikop.", "ru-ad!holds ru-khanskaya-military-airfield"},
		{"Drones set a refinery in Ryazan and an oil depot in Azov on fire.", "ru-ryazan-refinery ru-azov-oil-depot"},
		{"In Ryazan, drones set the refinery on fire.", "ru-ryazan-refinery"},
		{"Дрони атакували порти Ізмаїл і Рені на Одещині.", "ua-izmail-port ua-reni-port ua-51!holds"},
		{"Drones attacked airfields in Engels and Morozovsk.", "ru-engels-2-air-base ru-morozovsk-airfield"},
		{"Drones fell over Bryansk, Kursk, Rostov and Moscow regions.", "ru-bry ru-krs ru-ros ru-mos"},
		{"Над Тульской, Калужской и Нижегородской областями сбиты беспилотники.", "ru-tul ru-klu ru-niz"},
		{"Вибухи у Сумській та Одеській областях.", "ua-59 ua-51"},
		{"Explosions in Sumy, Kharkiv and Odesa.", "ua-sumy ua-kharkiv ua-odesa"},
		{"Drones hit a terminal of the Caspian Pipeline Consortium.", "ru-caspian-pipeline-consortium-marine-terminal"},
		{"Russia's Black Sea Fleet left Novorossiysk.", "ru!holds black-sea!another ru-novorossiysk"},
		{"The Azov brigade fired from Kharkiv.", "ru-azov!another ua-kharkiv!came from"},
		{"Корабль Черноморского флота вышел из Новороссийска.", "ua-chornomorske!another ru-novorossiysk!came from"},
		{"Бригада «Азов» воює під Покровськом.", "ru-azov!another ua-pokrovsk"},
		{"It was about 01:35 Moscow time in Rostov-on-Don.", "ru-moscow!another ru-rostov-on-don"},
		{"A missile hit the headquarters of the Black Sea Fleet in Sevastopol.", "ua-black-sea-fleet-headquarters ua-sevastopol!holds"},
		{"A missile hit a government building in Sumy.", "ua-sumy"},
		{"The Krasnodar operational headquarters reported a fire in Temryuk.", "ru-krasnodar!speaks ru-temryuk"},
		{"Odesa – a town – was hit.", "ua-odesa"},
		{"Drones over Moscow have become usual.", "ru-moscow"},
		{"Us and them.", ""},
		{"US forces left.", "us"},
		{"Oral hearings began.", ""},
		{"Vladimir Putin spoke.", ""},
		{"Владимир Зеленский выступил.", ""},
		{"Anna Petrova was hurt.", ""},
		{"Anna was hurt.", ""},
		{"British-made missiles and Russian drones were used.", ""},
		{"Most people in the area of the plant heard an explosion over the port.", ""},
		{"Жители улицы Кирова слышали взрывы.", ""},
		{"Most of Odesa was dark.", "ua-odesa"},
		{"", ""},
	} {
		var got []string
		mentions := g.Mentions(s.text)
		for _, m := range mentions {
			got = append(got, m.Candidates[0].Place.ID)
		}
		var want []string
		for i, w := range wanted(s.want) {
			id, role, marked := strings.Cut(w, "!")
			want = append(want, id)
			if i >= len(mentions) {
				continue
			}
			c := mentions[i].Candidates[0]
			if c.NotScene() != marked || marked && !strings.Contains(strings.Join(c.Reasons, " "), role) {
				t.Errorf("%q: %s is there for %q, want %q", s.text, id, c.Reasons, role)
			}
			if (c.Score < 0.5) != marked {
				t.Errorf("%q: %s has the score %v", s.text, id, c.Score)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", s.text, got, want)
		}
	}
}

// wanted parts a list of ids with roles: a word without a hyphen, capital or digit right
// after a role belongs to the role.
func wanted(text string) []string {
	var out []string
	for _, w := range strings.Fields(text) {
		if w == "from" && len(out) > 0 {
			out[len(out)-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

func TestMentionsCoverTheWordsTheyRestOn(t *testing.T) {
	g := shippedGazetteer(t)
	for text, want := range map[string]string{
		"Drones hit the refinery in Ryazan overnight.":        "refinery in Ryazan",
		"Drones hit Ryazan’s main oil refinery.":              "Ryazan’s main oil refinery",
		"Уражено НПЗ «Афіпський» уночі.":                      "НПЗ «Афіпський",
		"Ночью атакован Саратовский НПЗ.":                     "Саратовский НПЗ",
		"A fire in Slavyansk-na-Kubani is out.":               "Slavyansk-na-Kubani",
		"Two drones fell near Kyiv’s outskirts, police said.": "Kyiv",
	} {
		m := g.Mentions(text)
		if len(m) != 1 || text[m[0].From:m[0].To] != want {
			t.Errorf("%q: %v, want %q", text, m, want)
		}
	}
}

func TestAnswersAreTheSameEachTime(t *testing.T) {
	text := "The governor of Rostov region said drones hit the Novoshakhtinsk refinery, a depot in Azov, Primorsk and Donetsk; НПЗ в Уфе горит."
	first := shippedGazetteer(t).Mentions(text)
	if len(first) < 5 {
		t.Fatalf("%d mentions", len(first))
	}
	other, err := New(shippedFiles(t)...)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again := other.Mentions(text)
		if len(again) != len(first) {
			t.Fatalf("%d mentions, then %d", len(first), len(again))
		}
		for i := range again {
			if got, want := ids(again[i].Candidates), ids(first[i].Candidates); got != want {
				t.Fatalf("%s, then %s", want, got)
			}
		}
	}
}

func TestMentionsAreInOrderAndWhole(t *testing.T) {
	g := shippedGazetteer(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	pieces := strings.Fields("drones hit the refinery in of Ryazan Рязани НПЗ « » , . - Odesa Одесі порт Crimea from towards Moscow said ’s \u00ad й\u0306 Łódź km 40 (Reuters) — Anna\n")
	for range 500 {
		var b strings.Builder
		for range r.IntN(30) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			if r.IntN(6) > 0 {
				b.WriteByte(' ')
			}
		}
		checkMentions(t, b.String(), g.Mentions(b.String()))
	}
}

// checkMentions checks what must hold for every text.
func checkMentions(t *testing.T, text string, list []geo.Mention) {
	t.Helper()
	last := 0
	for _, m := range list {
		if m.From < last || m.To <= m.From || m.To > len(text) {
			t.Fatalf("%q: a mention from %d to %d after %d", text, m.From, m.To, last)
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[m.From:m.To]) {
			t.Fatalf("%q: a mention cuts a letter", text)
		}
		last = m.To
		if n := len(m.Candidates); n < 1 || n > most {
			t.Fatalf("%q: %d candidates", text, n)
		}
		for _, c := range m.Candidates {
			if c.Place == nil || c.Score < 0 || c.Score > 1 || c.RadiusM <= 0 || len(c.Reasons) == 0 || !geo.Precisions.Has(c.Precision) ||
				c.NotScene() && c.Score >= 0.5 {
				t.Fatalf("%q: %+v", text, c)
			}
		}
	}
}

func FuzzMentions(f *testing.F) {
	for _, s := range []string{"", "Debris fell in Ryazan.", "НПЗ в Новошахтинске", "\xff\xfeKyiv", "Odesa’s port", "Усть-Лузі", "'s", "K.", "\u0301\u0301"} {
		f.Add(s)
	}
	g := shippedGazetteer(f)
	f.Fuzz(func(t *testing.T, text string) {
		checkMentions(t, text, g.Mentions(text))
		if n := len(g.Geocode(text, 3)); n > 3 {
			t.Fatalf("%d candidates", n)
		}
	})
}

func TestFaultyRowsAreRefused(t *testing.T) {
	good := `{"id":"xx-a","class":"city","country":"XX","lon":1,"lat":2,"accuracy_m":100,"radius_m":100,"names":{"en":["A"]}}`
	if _, err := New([]byte(good + "\n\n")); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		good + "\n" + good:                                                 "there twice",
		strings.Replace(good, "xx-a", "XX a", 1):                           "lower-case",
		strings.Replace(good, "city", "town", 1):                           "no class",
		strings.Replace(good, `"lat":2`, `"lat":92`, 1):                    "no point",
		strings.Replace(good, `"accuracy_m":100,`, "", 1):                  "accuracy_m",
		strings.Replace(good, `"en"`, `"uk"`, 1):                           "no English name",
		strings.Replace(good, `["A"]`, `["A "]`, 1):                        "no name",
		strings.Replace(good, `"lon"`, `"long"`, 1):                        "unknown field",
		strings.Replace(good, `"lon"`, `"parent":"b","lon"`, 1):            "no place",
		strings.Replace(good, `"lon"`, `"parent":"xx-a","lon"`, 1):         "within itself",
		strings.Replace(good, `"lon"`, `"outline":[[1,2],[2,3]],"lon"`, 1): "outline",
		good + good: "more than one value",
		"{":         "line 1",
	} {
		if _, err := New([]byte(line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}

func TestLaterFilesReplaceAndAddPlaces(t *testing.T) {
	row := func(id, name string) []byte {
		return []byte(`{"id":"` + id + `","class":"city","country":"XX","lon":1,"lat":2,"accuracy_m":100,"radius_m":100,"names":{"en":["` + name + `"]}}`)
	}
	g, err := New(row("xx-a", "Aville"), row("xx-b", "Beville"), row("xx-a", "Newtown"))
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := g.Place("xx-a"); p.Name != "Newtown" || len(g.Places()) != 2 {
		t.Errorf("%+v of %d", p, len(g.Places()))
	}
	if found := g.Geocode("Aville", 5); len(found) > 0 {
		t.Errorf("the name that was replaced finds %s", ids(found))
	}
}

func TestSkeletonsAreOneForAllScripts(t *testing.T) {
	for _, list := range [][]string{
		{"Maikop", "Maykop", "Майкоп", "MAIKOP"},
		{"Novoshakhtinsk", "Новошахтинск", "Новошахтинськ", "Nowoszachtinsk"},
		{"Odesa", "Odessa", "Одеса", "Одесса"},
		{"Yeysk", "Eysk", "Ейск"},
		{"Dzhankoi", "Dzhankoy", "Джанкой"},
		{"Zaporizhzhia", "Zaporizhia", "Запоріжжя"},
		{"Ilsky", "Ilskiy", "Ильский"},

		{"Łódź", "Lodz", "ŁÓDŹ"},
	} {
		for _, w := range list[1:] {
			if a, b := readings(list[0]), readings(w); !slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) }) {
				t.Errorf("%s is %v, %s is %v", list[0], a, w, b)
			}
		}
	}
	for _, pair := range [][2]string{{"Orsk", "Omsk"}, {"Minsk", "Pinsk"}, {"Krymsk", "Kursk"}} {
		if a, b := readings(pair[0]), readings(pair[1]); reflect.DeepEqual(a, b) {
			t.Errorf("%s and %s are both %v", pair[0], pair[1], a)
		}
	}
}

func TestManyMayAskAtOnce(t *testing.T) {
	g := shippedGazetteer(t)
	text := "Drones hit the Novoshakhtinsk refinery, ports of Izmail and Reni, and Bryansk and Kursk regions."
	want := len(g.Mentions(text))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if got := len(g.Mentions(text)); got != want {
					t.Errorf("%d mentions, want %d", got, want)
				}
				g.Geocode("oil depot in Kursk", 5)
			}
		})
	}
	all.Wait()
}
