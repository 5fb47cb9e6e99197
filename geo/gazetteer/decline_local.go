package gazetteer

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The languages of the Baltic states, Finland and Romania: of names in those countries
// only, and by the ending as in the Slavic languages. Marks and long vowels drop out of
// skeletons, so that forms that differ in them alone count once.

// endingRule puts the endings of the other cases in the place of a dictionary ending.
type endingRule struct{ ending, cases string }

// lithuanianEndings, the longest first: Vilnius, Vilniaus; Šiauliai, Šiaulių.
var lithuanianEndings = []endingRule{
	{"ius", "iaus iui ių iumi iuje"},
	{"us", "aus ui ų umi uje"},
	{"as", "o ui ą u e"},
	{"is", "io iui į iu yje"},
	{"ys", "io iui į iu yje"},
	{"iai", "ių iams ius iais iuose"},
	{"ai", "ų ams us ais uose"},
	{"ia", "ios iai ią ioje"},
	{"a", "os ai ą oje"},
	{"ė", "ės ei ę e ėje"},
}

// latvianEndings, the longest first: Daugavpils, Daugavpilī; Rīga, Rīgā; Balvi, Balvos.
var latvianEndings = []endingRule{
	{"pils", "pilij pili pilī"},
	{"is", "a im i ī"},
	{"s", "a am u ā"},
	{"a", "as ai u ā"},
	{"e", "es ei i ē"},
	{"i", "u iem us os"},
}

// romanianEndings, the longest first: Constanța, Constanței; Iași, Iașului, Iașilor; of
// words with the article, portul, portului.
var romanianEndings = []endingRule{
	{"ul", "- ului e ele"},
	{"ia", "iei ie"},
	{"ea", "ei elei"},
	{"a", "ei ii ăi"},
	{"ă", "ei a"},
	{"i", "iul iului ul ului ilor"},
	{"u", "ul ului"},
}

// byEnding applies the first rule whose ending a word has; none gives nothing.
func byEnding(word string, rules []endingRule) []string {
	for _, r := range rules {
		if stem, ok := strings.CutSuffix(word, r.ending); ok && utf8.RuneCountInString(stem) > 1 {
			return with(stem, r.cases)
		}
	}
	return nil
}

// romanian leaves names such as Cahul alone, whose -ul is no article.
func romanian(word string) []string {
	if strings.HasSuffix(word, "ul") && utf8.RuneCountInString(word) < 6 {
		return with(word, "ul ului")
	}
	if out := byEnding(word, romanianEndings); out != nil {
		return out
	}
	return with(word, "ul ului")
}

// vowels of Estonian and Finnish.
const vowels = "aeiouyäöõü"

const estonianCases = "- s sse st l le lt ni ga"

// estonian puts the endings after the genitive: Tallinn, Tallinna, Tallinnas; Narva, Narvas.
func estonian(word string) []string {
	last, _ := utf8.DecodeLastRuneInString(word)
	if strings.ContainsRune(vowels, last) {
		return with(word, estonianCases)
	}
	return slices.Concat(with(word+"a", estonianCases), with(word+"i", estonianCases), with(word+"u", estonianCases))
}

const finnishCases = "n ssa ssä sta stä lla llä lta ltä lle na nä ksi"

// finnishGrades are how the last consonants of a stem soften before the endings:
// Helsinki, Helsingin; Turku, Turun; Hanko, Hangon. The longest first.
var finnishGrades = []struct{ strong, weak string }{
	{"nk", "ng"},
	{"nt", "nn"},
	{"lt", "ll"},
	{"rt", "rr"},
	{"mp", "mm"},
	{"kk", "k"},
	{"pp", "p"},
	{"tt", "t"},
	{"ht", "hd"},
	{"rk", "r"},
	{"lk", "l"},
	{"tk", "tk"},
	{"sk", "sk"},
	{"st", "st"},
	{"p", "v"},
	{"t", "d"},
	{"k", ""},
}

// finnishOldStems end in -e before the endings: -niemi, -niemen; -lahti, -lahden.
var finnishOldStems = []string{"lahti", "niemi", "järvi", "joki", "lampi", "saari", "salmi"}

func finnish(word string) []string {
	stem := word
	if slices.ContainsFunc(finnishOldStems, func(end string) bool { return strings.HasSuffix(word, end) }) {
		stem = strings.TrimSuffix(word, "i") + "e"
	}
	last, n := utf8.DecodeLastRuneInString(stem)
	if !strings.ContainsRune(vowels, last) {
		return with(stem+"i", finnishCases)
	}
	out := with(stem, finnishCases+" a ä")
	out = append(out, stem+string(last)+"n", stem+"seen") // into: Helsinkiin, Porvooseen
	if last == 'e' {
		out = append(out, with(stem+"e", finnishCases)...) // Tampere, Tampereen
	}
	for _, g := range finnishGrades {
		if open, ok := strings.CutSuffix(stem[:len(stem)-n], g.strong); ok {
			return append(out, with(open+g.weak+string(last), finnishCases)...)
		}
	}
	return out
}
