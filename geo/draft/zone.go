package draft

// zoneOf returns the IANA time zone of a place: by country, in Russia by ISO 3166-2
// division. A control other than the country's, as in Crimea, means that one's clock.
// Unknown places and the sea take fallback.
func zoneOf(country, admin1, control, fallback string) string {
	if control == "RU" {
		return "Europe/Simferopol"
	}
	if country == "RU" {
		if zone, ok := russianZones[admin1]; ok {
			return zone
		}
		return "Europe/Moscow"
	}
	if zone, ok := zones[country]; ok {
		return zone
	}
	return fallback
}

// zones are the countries of one zone, and of others the zone of their capital.
var zones = map[string]string{
	"BE": "Europe/Brussels", "BG": "Europe/Sofia", "BY": "Europe/Minsk", "CZ": "Europe/Prague", "DE": "Europe/Berlin",
	"DK": "Europe/Copenhagen", "EE": "Europe/Tallinn", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
	"GE": "Asia/Tbilisi", "GR": "Europe/Athens", "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "IT": "Europe/Rome",
	"KZ": "Asia/Almaty", "LT": "Europe/Vilnius", "LV": "Europe/Riga", "MD": "Europe/Chisinau", "NL": "Europe/Amsterdam",
	"NO": "Europe/Oslo", "PL": "Europe/Warsaw", "RO": "Europe/Bucharest", "SE": "Europe/Stockholm", "SK": "Europe/Bratislava",
	"TR": "Europe/Istanbul", "UA": "Europe/Kyiv",
}

// russianZones are the divisions of Russia off Moscow time.
var russianZones = map[string]string{
	"RU-KGD": "Europe/Kaliningrad",
	"RU-AST": "Europe/Astrakhan", "RU-SAM": "Europe/Samara", "RU-UD": "Europe/Samara", "RU-SAR": "Europe/Saratov",
	"RU-ULY": "Europe/Ulyanovsk", "RU-VGG": "Europe/Volgograd", "RU-KIR": "Europe/Kirov",
	"RU-BA": "Asia/Yekaterinburg", "RU-CHE": "Asia/Yekaterinburg", "RU-KHM": "Asia/Yekaterinburg", "RU-KGN": "Asia/Yekaterinburg",
	"RU-ORE": "Asia/Yekaterinburg", "RU-PER": "Asia/Yekaterinburg", "RU-SVE": "Asia/Yekaterinburg", "RU-TYU": "Asia/Yekaterinburg",
	"RU-YAN": "Asia/Yekaterinburg",
	"RU-OMS": "Asia/Omsk", "RU-TOM": "Asia/Tomsk", "RU-NVS": "Asia/Novosibirsk", "RU-ALT": "Asia/Barnaul", "RU-AL": "Asia/Barnaul",
	"RU-KEM": "Asia/Novokuznetsk", "RU-KYA": "Asia/Krasnoyarsk", "RU-KK": "Asia/Krasnoyarsk", "RU-TY": "Asia/Krasnoyarsk",
	"RU-IRK": "Asia/Irkutsk", "RU-BU": "Asia/Irkutsk", "RU-ZAB": "Asia/Chita", "RU-AMU": "Asia/Yakutsk", "RU-SA": "Asia/Yakutsk",
	"RU-PRI": "Asia/Vladivostok", "RU-KHA": "Asia/Vladivostok", "RU-YEV": "Asia/Vladivostok", "RU-SAK": "Asia/Sakhalin",
	"RU-MAG": "Asia/Magadan", "RU-KAM": "Asia/Kamchatka", "RU-CHU": "Asia/Anadyr",
}

// nations are the English names of the countries the word lists know.
var nations = map[string]string{
	"AZ": "Azerbaijan", "BE": "Belgium", "BG": "Bulgaria", "BY": "Belarus", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EE": "Estonia",
	"FI": "Finland", "FR": "France", "GB": "United Kingdom", "GE": "Georgia", "HU": "Hungary", "KZ": "Kazakhstan", "LT": "Lithuania",
	"LV": "Latvia", "MD": "Moldova", "NL": "Netherlands", "NO": "Norway", "PL": "Poland", "RO": "Romania", "RU": "Russia",
	"SE": "Sweden", "SK": "Slovakia", "TR": "Turkey", "UA": "Ukraine", "US": "United States",
}
