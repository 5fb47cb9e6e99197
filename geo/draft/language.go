package draft

import (
	"strings"
	"unicode"
)

// languages are those with a word list, as ISO 639-1.
var languages = []string{"en", "uk", "ru"}

// languageOf tells the language of a text by its letters and, for Latin ones, by its
// most common words; empty for one that is not read.
func languageOf(t *text) string {
	var cyrillic, latin, ukrainian, russian int
	for _, r := range t.raw {
		switch {
		case strings.ContainsRune("іїєґІЇЄҐ", r):
			ukrainian++
			cyrillic++
		case strings.ContainsRune("ыэъёЫЭЪЁ", r):
			russian++
			cyrillic++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	switch {
	case cyrillic > latin && otherCyrillic(t):
		return ""
	case cyrillic > latin && ukrainian > russian:
		return "uk"
	case cyrillic > latin:
		return "ru"
	case english(t):
		return "en"
	}
	return ""
}

// otherCyrillic reports letters that neither Russian nor Ukrainian has, or too few words
// of Russian: Belarusian, Bulgarian, Serbian.
func otherCyrillic(t *text) bool {
	common, ukrainian := 0, false
	for _, token := range t.tokens {
		ukrainian = ukrainian || strings.ContainsAny(token.low, "іїєґ")
		if strings.ContainsAny(token.low, "ўјљњћђџѓќ") {
			return true
		}
		if russianWords[token.low] {
			common++
		}
	}
	return !ukrainian && len(t.tokens) >= 40 && common*50 < len(t.tokens)
}

var russianWords = set("в на и не что по с из о от за для был была были это как его но к у до при во со")

// english reports whether the share of words that only English uses is that of English.
func english(t *text) bool {
	words, common := 0, 0
	for _, token := range t.tokens {
		if token.word && unicode.IsLetter([]rune(token.low)[0]) {
			words++
			if englishWords[token.low] {
				common++
			}
		}
	}
	return common*20 >= words && common > 0
}

var englishWords = set("russian ukrainian forces troops attacked killed wounded dropped monday tuesday wednesday thursday friday saturday sunday the of and that with from were said has had been its which by near after overnight it he they hit hits struck attack attacks drones missiles")
