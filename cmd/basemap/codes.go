package main

import (
	"slices"
	"strings"
)

// countryOf maps Natural Earth's own three-letter units, where its two-letter
// column is empty or follows who holds the land, to the country that the United
// Nations count it to. An empty value: no country.
var countryOf = map[string]string{
	"FRA": "FR", "NOR": "NO", "KOS": "XK", "TWN": "TW", "PSX": "PS",
	"SOL": "SO", // Somaliland
	"CYN": "CY", // northern Cyprus
	"KAB": "KZ", // Baikonur, leased
	"ALD": "AX",
	"WSB": "GB", "ESB": "GB", // Sovereign Base Areas of the United Kingdom on Cyprus
	"KAS": "", // Siachen Glacier
	"USG": "US", "PGA": "", "IOA": "AU", "CSI": "AU", "ATC": "AU", "CLP": "FR",
}

// isoCode gives the present ISO 3166-2 code for codes of the source that ISO
// has changed. Where counties were merged, several rows get one code and become
// one division.
var isoCode = map[string]string{
	// Poland, changed in 2018
	"PL-DS": "PL-02", "PL-KP": "PL-04", "PL-LU": "PL-06", "PL-LB": "PL-08", "PL-LD": "PL-10", "PL-MA": "PL-12",
	"PL-MZ": "PL-14", "PL-OP": "PL-16", "PL-PK": "PL-18", "PL-PD": "PL-20", "PL-PM": "PL-22", "PL-SL": "PL-24",
	"PL-SK": "PL-26", "PL-WN": "PL-28", "PL-WP": "PL-30", "PL-ZP": "PL-32",
	// Estonia, after the reform of 2017
	"EE-44": "EE-45", "EE-49": "EE-50", "EE-51": "EE-52", "EE-57": "EE-56", "EE-59": "EE-60", "EE-65": "EE-64",
	"EE-67": "EE-68", "EE-70": "EE-71", "EE-78": "EE-79", "EE-82": "EE-81", "EE-86": "EE-87",
	// Norway, the counties of 2024
	"NO-01": "NO-31", "NO-02": "NO-32", "NO-06": "NO-33", "NO-07": "NO-39", "NO-08": "NO-40", "NO-19": "NO-55",
	"NO-20": "NO-56", "NO-09": "NO-42", "NO-10": "NO-42", "NO-12": "NO-46", "NO-14": "NO-46", "NO-16": "NO-50",
	"NO-17": "NO-50", "NO-04": "NO-34", "NO-05": "NO-34",
	// Czechia, changed in 2016
	"CZ-PR": "CZ-10", "CZ-ST": "CZ-20", "CZ-JC": "CZ-31", "CZ-PL": "CZ-32", "CZ-KA": "CZ-41", "CZ-US": "CZ-42",
	"CZ-LI": "CZ-51", "CZ-KR": "CZ-52", "CZ-PA": "CZ-53", "CZ-VY": "CZ-63", "CZ-JM": "CZ-64", "CZ-OL": "CZ-71",
	"CZ-ZL": "CZ-72", "CZ-MO": "CZ-80",
	// Kazakhstan, changed in 2022; the outlines are those of before the new regions Abai, Jetisu and Ulytau
	"KZ-AKM": "KZ-11", "KZ-AKT": "KZ-15", "KZ-ALA": "KZ-19", "KZ-ATY": "KZ-23", "KZ-ZAP": "KZ-27", "KZ-ZHA": "KZ-31",
	"KZ-KAR": "KZ-35", "KZ-KUS": "KZ-39", "KZ-KZY": "KZ-43", "KZ-MAN": "KZ-47", "KZ-PAV": "KZ-55", "KZ-SEV": "KZ-59",
	"KZ-YUZ": "KZ-61", "KZ-VOS": "KZ-63", "KZ-AST": "KZ-71",
	// Moldova: districts of the left bank of the Dniester
	"MD-CAM": "MD-SN", "MD-GRI": "MD-SN",
}

// renamed gives the English name where the source's is wrong, cut short, former,
// or one of several rows that make one division. Keys are present ISO codes.
var renamed = map[string]string{
	"DK-81": "North Jutland", "DK-82": "Central Jutland", "DK-84": "Capital Region", "HR-01": "Zagreb County", "HR-21": "Zagreb",
	"BG-22": "Sofia", "BG-23": "Sofia Province", "KZ-19": "Almaty Region", "RU-ALT": "Altai Krai", "UA-51": "Odesa Oblast", "UA-30": "Kyiv",
	"NO-42": "Agder", "NO-46": "Vestland", "NO-50": "Trøndelag", "NO-34": "Innlandet",
	"MD-SN": "Transnistria", "MD-GA": "Gagauzia", "KZ-71": "Astana", "KZ-75": "Almaty", "CZ-32": "Plzeň",
	"BY-HM": "Minsk", "BY-HR": "Grodno Region", "BY-MA": "Mogilev Region", "RU-MOW": "Moscow", "RU-MOS": "Moscow Oblast",
	"RU-SPE": "Saint Petersburg", "RU-LEN": "Leningrad Oblast", "RU-KR": "Republic of Karelia", "RU-TA": "Tatarstan",
	"RU-BA": "Bashkortostan", "RU-KB": "Kabardino-Balkaria", "RU-YEV": "Jewish Autonomous Oblast",
	"RU-ROS": "Rostov Oblast", "UA-40": "Sevastopol", "UA-43": "Autonomous Republic of Crimea",
}

// kind is the word for a plain division of a country, added to the English name
// where the name does not already end in a word of that sort.
var kind = map[string]string{
	"UA": "Oblast", "RU": "Oblast", "BY": "Region", "LT": "County", "EE": "County", "RO": "County", "SE": "County", "HU": "County",
	"LV": "Municipality",
}

// alreadyNamed ends or begins an English name that needs no kind.
var alreadyNamed = []string{
	"Republic", "Krai", "Okrug", "Oblast", "Region", "County", "Tatarstan", "Bashkortostan", "Kabardino-Balkaria",
}

// withoutKind are cities with the rank of a division, and the source's words for
// such rows.
var withoutKind = []string{
	"UA-30", "UA-40", "UA-43", "RU-MOW", "RU-SPE", "BY-HM", "RO-B", "HU-BU",
	"Republican City", "Urban county", "Capital city",
}

// latvianMunicipality gives the code of the municipality around a city whose
// code the source repeats. Latvia's rows are those of before the reform of 2021.
var latvianMunicipality = map[string]string{
	"LV-DGV": "LV-025", "LV-JEL": "LV-041", "LV-JKB": "LV-042", "LV-REZ": "LV-077", "LV-VEN": "LV-106",
}

// municipal countries have rows for towns or communes: too many lines for a
// map. They are drawn as the source's larger regions where those are known
// (true), else as one piece.
var municipal = map[string]bool{
	"LV": false, "MD": false, "SI": false, "MK": false, "MT": false, "AZ": false, "XK": false, "ME": false, "LI": false,
	"SM": false, "AD": false, "AL": false, "LU": false, "IE": false, "MC": false, "CY": false, "PS": false,
	"GB": true, "IT": true, "FR": true, "ES": true,
	"HU": false, // counties and 23 towns
}

// correct settles country, code and name of a division from the source's
// three-letter unit, its two-letter country, its code, its part of the United
// Kingdom and its word for the kind of row.
func correct(d *division, unit, alpha2, code, geounit, rowKind string) {
	d.country = alpha2
	if c, ok := countryOf[unit]; ok {
		d.country = c
	}
	if len(d.country) != 2 || strings.HasPrefix(d.country, "-") {
		d.country = ""
	}
	if unit == "GBR" {
		d.region = geounit // England, Scotland, Wales, Northern Ireland
	}
	switch code {
	case "UA-43", "UA-40": // Crimea and Sevastopol: UN General Assembly resolution 68/262
		d.country, d.region = "UA", ""
	}
	if d.code = code; strings.Contains(code, "~") || strings.HasPrefix(code, "-") {
		d.code = "" // the source's own numbers are not ISO's
	}
	switch {
	case code == "KZ-ALA" && slices.Contains(d.aliases, "Almaty City"):
		d.code = "KZ-75"
	case code == "HR-12" && strings.HasPrefix(d.name, "Po"):
		d.code = "HR-11" // Požega-Slavonia carries its neighbour's code
	case rowKind == "Municipality" && latvianMunicipality[code] != "":
		d.code = latvianMunicipality[code]
	case isoCode[code] != "":
		d.code = isoCode[code]
	}
	if d.country == "LV" && d.name == "Valmiera" && code != "LV-VMR" && len(d.aliases) > 1 {
		d.aliases = d.aliases[1:] // the source names 20 neighbours after the town
		d.name = d.aliases[0]
	}
	d.name = englishName(*d, rowKind)
	if d.name != "" && !slices.Contains(d.aliases, d.name) {
		d.aliases = append(d.aliases, d.name)
	}
}

func englishName(d division, rowKind string) string {
	if name := renamed[d.code]; name != "" {
		return name
	}
	word := kind[d.country]
	if word == "" || d.name == "" || slices.Contains(withoutKind, d.code) || slices.Contains(withoutKind, rowKind) {
		return d.name
	}
	for _, known := range alreadyNamed {
		if strings.HasPrefix(d.name, known) || strings.HasSuffix(d.name, known) {
			return d.name
		}
	}
	return d.name + " " + word
}

// repairMoscow gives the city's code to the smaller and the oblast's to the
// larger of the two rows, whichever the source holds, with their own names.
func repairMoscow(all []division) []division {
	var rows []*division
	for i := range all {
		if all[i].code == "RU-MOW" || all[i].code == "RU-MOS" {
			rows = append(rows, &all[i])
		}
	}
	if len(rows) != 2 {
		return all
	}
	slices.SortFunc(rows, func(a, b *division) int { return int(b.bounds() - a.bounds()) })
	oblast, city := rows[0], rows[1]
	oblast.code, oblast.name = "RU-MOS", renamed["RU-MOS"]
	oblast.aliases = []string{"Moscow Oblast", "Московская область", "Московська область", "Obwód moskiewski", "Moskovskaya"}
	city.code, city.name = "RU-MOW", renamed["RU-MOW"]
	city.aliases = []string{"Moscow", "Москва", "Moskwa", "Moskva"}
	return all
}

// bounds is the width of a division in grid steps.
func (d division) bounds() int32 {
	lo, hi := int32(1<<30), int32(-1<<30)
	for _, r := range d.rings {
		for _, v := range r {
			lo, hi = min(lo, v.X), max(hi, v.X)
		}
	}
	return hi - lo
}
