package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// cyrillic spells Cyrillic letters in the letters of a skeleton, from а on. Soft and
// hard signs have no sound of their own.
var cyrillic = func() (letters ['ґ' - 'а' + 1]string) {
	for r, s := range map[rune]string{
		'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'ё': "e", 'є': "e", 'ж': "ž", 'з': "z",
		'и': "i", 'і': "i", 'ї': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r",
		'с': "s", 'т': "t", 'у': "u", 'ў': "u", 'ф': "f", 'х': "h", 'ц': "c", 'ч': "č", 'ш': "š", 'щ': "šč",
		'ы': "i", 'э': "e", 'ю': "iu", 'я': "ia", 'ѣ': "e",
	} {
		letters[r-'а'] = s
	}
	return letters
}()

// english and polish are the letter groups of the two ways to read Latin letters, longest
// first: "Dzhankoi" and "Dżankoj", "Novoshakhtinsk" and "Nowoszachtinsk".
var (
	english = strings.NewReplacer(
		"shch", "šč", "sh", "š", "ch", "č", "zh", "ž", "kh", "h", "ts", "c", "w", "v", "y", "i", "j", "i", "x", "ks", "ph", "f",
	)
	polish = strings.NewReplacer(
		"szcz", "šč", "sz", "š", "cz", "č", "ch", "h", "rz", "ž", "ż", "ž", "ść", "sc", "w", "v", "y", "i", "j", "i", "x", "ks",
	)
)

// skeleton returns a word in letters that stay the same from one script and
// transliteration to another: Maikop, Maykop, Majkop and Майкоп are one. Letters may be
// of any case. The second reading, for Latin letters as Polish uses them, is "" where
// it is the same.
func skeleton(word string) (reading, second string) {
	word = strings.ToLower(word)
	if !latin(word) {
		return squeeze(romanise(norm.NFC.String(word))), ""
	}
	reading = squeeze(plain(english.Replace(strip(word))))
	second = squeeze(plain(polish.Replace(norm.NFC.String(word))))
	if second == reading {
		second = ""
	}
	return reading, second
}

func latin(word string) bool {
	for _, r := range word {
		if r >= 0x80 && unicode.Is(unicode.Cyrillic, r) {
			return false
		}
	}
	return true
}

// romanise spells a word with Cyrillic letters, lower case.
func romanise(word string) string {
	b := make([]byte, 0, len(word))
	for _, r := range word {
		switch at := r - 'а'; {
		case 0 <= at && int(at) < len(cyrillic):
			b = append(b, cyrillic[at]...)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// bare are Latin letters that Unicode does not take apart, as written without marks.
var bare = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d")

// strip drops all marks.
func strip(word string) string {
	if ascii(word) {
		return word
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(bare.Replace(word)))
}

func ascii(word string) bool {
	for i := range len(word) {
		if word[i] >= 0x80 {
			return false
		}
	}
	return true
}

// plain drops all marks but those of the letters of skeletons, and what is no letter.
func plain(word string) string {
	var b strings.Builder
	for _, r := range bare.Replace(word) {
		switch {
		case r == 'š', r == 'č', r == 'ž', r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case r >= 0x80:
			b.WriteString(strip(string(r)))
		}
	}
	return b.String()
}

// squeeze leaves one of letters that follow themselves, and e of ie: Odessa is Odesa,
// Kiev is Kijew.
func squeeze(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for i, r := range s {
		if r == 'i' && i+1 < len(s) && s[i+1] == 'e' || r == last && !unicode.IsDigit(r) {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}
