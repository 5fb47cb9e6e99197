package gazetteer

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// forms returns the case forms of a word of a name, lower case, itself first. Rules go by
// the ending, not by gender or stress, so that some forms are made that nobody uses;
// they harm nothing where the stem is a name. Of names in -a, forms of fewer than four
// letters are left out: "an" is none of Anna. Languages without rules have one form.
func forms(word, lang string) []string {
	word = strings.ToLower(word)
	out := []string{word}
	if utf8.RuneCountInString(word) < 3 {
		return out
	}
	switch lang {
	case "ru":
		out = append(out, russian(word)...)
	case "uk":
		out = append(out, ukrainian(word)...)
	case "pl":
		out = append(out, polishCases(word)...)
	case "lt":
		out = append(out, byEnding(word, lithuanianEndings)...)
	case "lv":
		out = append(out, byEnding(word, latvianEndings)...)
	case "et":
		out = append(out, estonian(word)...)
	case "fi":
		out = append(out, finnish(word)...)
	case "ro":
		out = append(out, romanian(word)...)
	}
	if utf8.RuneCountInString(word) < 4 || !strings.HasSuffix(word, "a") && !strings.HasSuffix(word, "а") {
		return out
	}
	return slices.DeleteFunc(out, func(f string) bool { return utf8.RuneCountInString(f) < 4 })
}

// with puts each ending of a list, parted by spaces, after a stem; "-" is no ending.
func with(stem, endings string) []string {
	var out []string
	for _, e := range strings.Fields(endings) {
		out = append(out, stem+strings.TrimPrefix(e, "-"))
	}
	return out
}

// The endings of Russian adjectives, by what they begin with in the dictionary form.
const (
	russianHard = "ый ой ий ого ому ым им ом ая ую ое ые ых ыми ие их ими"
	russianSoft = "ий его ему им ем яя ей юю ее ие их ими"
)

func russian(word string) []string {
	cut := func(ending string) (string, bool) { return strings.CutSuffix(word, ending) }
	for _, e := range []string{"ский", "цкий", "ская", "цкая", "ское", "цкое", "ские", "цкие"} {
		if stem, ok := cut(e); ok {
			r, _ := utf8.DecodeRuneInString(e)
			return with(stem+string(r)+"к", russianHard)
		}
	}
	for _, e := range []string{"ый", "ой", "ая", "ое", "ые"} {
		if stem, ok := cut(e); ok && utf8.RuneCountInString(stem) > 2 {
			return with(stem, russianHard)
		}
	}
	for _, e := range []string{"ий", "ее", "яя"} {
		if stem, ok := cut(e); ok && utf8.RuneCountInString(stem) > 2 {
			return append(with(stem, russianSoft), with(stem, russianHard)...)
		}
	}
	if stem, ok := cut("ние"); ok { // a plural adjective or a noun
		return with(stem+"н", russianSoft+" ия ию ием ии")
	}
	if stem, ok := cut("ец"); ok {
		r, _ := utf8.DecodeLastRuneInString(stem)
		if r == 'л' {
			stem += "ь"
		}
		return with(stem, "ца цу цом цем це")
	}
	if stem, ok := cut("ёл"); ok {
		return append(with(stem, "ла лу лом ле"), with(word, "а у ом е")...)
	}
	if stem, ok := cut("ок"); ok {
		return append(with(stem, "ка ку ком ке"), with(word, "а у ом е")...)
	}
	if stem, ok := cut("ия"); ok {
		return with(stem, "ии ию ией")
	}
	if stem, ok := cut("ие"); ok {
		return with(stem, "ия ию ием ии")
	}
	last, n := utf8.DecodeLastRuneInString(word)
	stem := word[:len(word)-n]
	switch last {
	case 'а':
		return with(stem, "ы и е у ой ою ам ами ах -")
	case 'я':
		return with(stem, "и е ю ей ею")
	case 'о':
		return with(stem, "а у ом е")
	case 'е':
		return with(stem, "я ю ем и а у")
	case 'и', 'ы':
		return with(stem, "- ов ев ей ам ами ах ям ями ях")
	case 'й':
		return with(stem, "я ю ем е и ю")
	case 'ь':
		return with(stem, "и ью я ю ем ём е")
	}
	return with(word, "а у ом ем е ов ы и ам ами ах ей")
}

const ukrainianAdjective = "ий ій ого ього ому ьому им ім а я у ю ою ої ьої ій е є і их іх ими іми"

// ukrainianVowels are closed last syllables that open in the other cases: Харків, Харкова.
var ukrainianVowels = []struct{ closed, open string }{
	{"їв", "єв"},
	{"ів", "ов"},
	{"ів", "ев"},
	{"іг", "ог"},
	{"ір", "ор"},
	{"іль", "оль"},
	{"ід", "од"},
	{"ін", "он"},
	{"інь", "ень"},
	{"іт", "от"},
	{"іст", "ост"},
}

func ukrainian(word string) []string {
	for _, e := range []string{"ий", "ій"} {
		if stem, ok := strings.CutSuffix(word, e); ok && utf8.RuneCountInString(stem) > 2 {
			return with(stem, ukrainianAdjective)
		}
	}
	for _, e := range []string{"ська", "цька", "зька", "ське", "цьке", "зьке", "ські"} {
		if stem, ok := strings.CutSuffix(word, e); ok {
			return with(stem+strings.TrimRight(e, "аеі"), ukrainianAdjective)
		}
	}
	if stem, ok := strings.CutSuffix(word, "ець"); ok {
		return append(with(stem, "ця цю цем ці цеві"), with(stem, "ьця ьцю ьцем ьці")...)
	}
	if stem, ok := strings.CutSuffix(word, "ок"); ok {
		return append(with(stem, "ка ку ком ці"), with(word, "а у ом")...)
	}
	var out []string
	for _, v := range ukrainianVowels {
		if stem, ok := strings.CutSuffix(word, v.closed); ok {
			stem += v.open
			if soft, ok := strings.CutSuffix(stem, "ь"); ok {
				out = append(out, with(soft, "я ю ем і еві")...)
			} else {
				out = append(out, ukrainianHard(stem)...)
			}
		}
	}
	last, n := utf8.DecodeLastRuneInString(word)
	stem := word[:len(word)-n]
	switch last {
	case 'а':
		out = append(with(stem, "и і у ою ам ами ах ій ої -"), softened(stem)...)
	case 'я':
		out = with(stem, "і ї ю ею єю й")
	case 'о':
		out = append(with(stem, "а у ом і"), softened(stem)...)
	case 'е':
		out = append(with(stem, ukrainianAdjective), with(stem, "я ю ем і")...)
	case 'и', 'і', 'ї':
		out = with(stem, "- ів ей ам ами ах ям ями ях ець")
	case 'й':
		out = with(stem, "я ю єм ї єві")
	case 'ь':
		out = append(out, with(stem, "я ю ем і еві у ом ові а")...)
	default:
		out = append(out, ukrainianHard(word)...)
	}
	return out
}

func ukrainianHard(stem string) []string {
	return append(with(stem, "а у ові ом ем і ю я ів и ам ами ах"), softened(stem)...)
}

// softened is the locative in -і after г, к and х: Рига, Ризі; Кременчук, Кременчуці.
func softened(stem string) []string {
	last, n := utf8.DecodeLastRuneInString(stem)
	if soft, ok := map[rune]string{'г': "зі", 'к': "ці", 'х': "сі"}[last]; ok {
		return []string{stem[:len(stem)-n] + soft}
	}
	return nil
}

const polishAdjective = "i y ie e iego ego iemu emu im ym a iej ej ą ich ych imi ymi"

// polishSofts are how stems end before the locative in -e: Lublin, Lublinie; Białystok aside.
var polishSofts = []struct{ hard, soft string }{
	{"sł", "śle"},
	{"st", "ście"},
	{"zd", "ździe"},
	{"t", "cie"},
	{"d", "dzie"},
	{"r", "rze"},
	{"ł", "le"},
	{"k", "ce"},
	{"g", "dze"},
	{"ch", "sze"},
	{"n", "nie"},
	{"w", "wie"},
	{"p", "pie"},
	{"b", "bie"},
	{"m", "mie"},
	{"s", "sie"},
	{"z", "zie"},
	{"f", "fie"},
	{"l", "li"},
}

// polishCompounds are adjectives that decline inside a name of one word: Białystok,
// Białegostoku; Krasnystaw, Krasnegostawu.
var polishCompounds = []string{"biały", "krasny"}

func polishCases(word string) []string {
	for _, adjective := range polishCompounds {
		if noun, ok := strings.CutPrefix(word, adjective); ok && utf8.RuneCountInString(noun) > 3 {
			var out []string
			for _, n := range polishHard(noun) {
				out = append(out, with(strings.TrimSuffix(adjective, "y"), "ego"+n+" emu"+n+" ym"+n)...)
			}
			return out
		}
	}
	for _, e := range []string{"ski", "cki", "dzki", "ska", "cka", "skie", "ckie", "dzkie"} {
		if strings.HasSuffix(word, e) {
			return with(strings.TrimRight(word, "iae"), polishAdjective)
		}
	}
	if stem, ok := strings.CutSuffix(word, "y"); ok && utf8.RuneCountInString(word) > 4 {
		return append(with(stem, "ego emu ym a ej ą e ych ymi"), with(stem, "- ów om ami ach")...)
	}
	last, n := utf8.DecodeLastRuneInString(word)
	stem := word[:len(word)-n]
	switch last {
	case 'a':
		out := with(stem, "y i ę ą o e ej - om ami ach")
		if strings.HasSuffix(stem, "i") {
			out = append(out, with(stem, "i ę ą")...)
		}
		return append(out, polishSoft(stem)...)
	case 'o':
		return append(with(stem, "a u em iem ach"), polishSoft(stem)...)
	case 'e':
		return append(with(stem, "a u em i ach om ami - y ego emu ym"), with(strings.TrimSuffix(stem, "i"), "- ego emu ym")...)
	case 'i':
		return with(stem, "- ów om ami ach i iego iemu im iom iami iach")
	case 'ń':
		return with(stem+"ni", "a u em owi e")
	case 'ź':
		return with(stem+"zi", "- a u em ą")
	case 'ć':
		return with(stem+"ci", "- a u em ą")
	}
	if open, ok := strings.CutSuffix(word, "iec"); ok {
		return with(open, "ca cu cem cowi")
	}
	out := polishHard(word)
	for _, o := range []struct{ closed, open string }{{"ów", "ow"}, {"ród", "rod"}, {"ód", "od"}, {"óg", "og"}, {"ół", "oł"}} {
		if stem, ok := strings.CutSuffix(word, o.closed); ok {
			out = append(out, polishHard(stem+o.open)...)
		}
	}
	if stem, ok := strings.CutSuffix(word, "ek"); ok {
		out = append(out, polishHard(stem+"k")...)
	}
	return out
}

func polishHard(stem string) []string {
	return append(with(stem, "a u owi em iem y i ie iu ia ów om ami ach"), polishSoft(stem)...)
}

func polishSoft(stem string) []string {
	for _, s := range polishSofts {
		if open, ok := strings.CutSuffix(stem, s.hard); ok {
			return []string{open + s.soft}
		}
	}
	return nil
}
