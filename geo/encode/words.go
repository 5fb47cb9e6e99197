package encode

import (
	"bytes"
	"strconv"
	"time"

	"strikemap/geo"
)

// wording says in English what the columns of a feature say in codes, for files that
// people read as they are: who says so, where, when, how well that is known.
type wording struct{ parties geo.Parties }

// appendStatus appends how sure it is, and who denies it or was silent: "Said by
// Harbour Office. No other side has confirmed it."
func (w wording) appendStatus(dst []byte, f *flatText) []byte {
	status := string(f.text(statusAt))
	switch {
	case status == geo.Verified && f.has(confirmedAt):
		dst = w.appendNames(append(dst, "Independently verified by "...), f, confirmedAt)
	case status == geo.Verified:
		dst = append(dst, "Independently verified"...)
	case status == geo.Confirmed && f.has(confirmedAt):
		dst = w.appendNames(append(dst, "Confirmed by "...), f, confirmedAt)
	case status == geo.Confirmed:
		dst = append(dst, "Confirmed"...)
	case status == geo.Claimed && f.has(claimedAt):
		dst = append(w.appendNames(append(dst, "Said by "...), f, claimedAt), ". No other side has confirmed it"...)
	case status == geo.Claimed && f.has(confirmedAt): // what nobody else says is said, not confirmed
		dst = append(w.appendNames(append(dst, "Said by "...), f, confirmedAt), ". No other side has confirmed it"...)
	case status == geo.Claimed:
		dst = append(dst, "Said by one side. No other side has confirmed it"...)
	case status == geo.Reported:
		dst = append(dst, "Reported by media only"...)
	case status == geo.Disputed:
		dst = w.appendDispute(dst, f)
	default:
		dst = append(dst, status...)
	}
	dst = append(dst, '.')
	if status != geo.Disputed && f.has(deniedAt) {
		dst = append(w.appendNames(append(dst, " It, or responsibility for it, is denied by "...), f, deniedAt), '.')
	}
	if f.has(silentAt) { // silence is no denial
		dst = append(w.appendNames(append(dst, " Asked without an answer: "...), f, silentAt), '.')
	}
	return dst
}

func (w wording) appendDispute(dst []byte, f *flatText) []byte {
	dst = append(dst, "Disputed"...)
	mark := ": "
	if f.has(claimedAt) {
		dst = w.appendNames(append(append(dst, mark...), "said by "...), f, claimedAt)
		mark = ", "
	}
	if f.has(deniedAt) {
		dst = w.appendNames(append(append(dst, mark...), "denied by "...), f, deniedAt)
	}
	return dst
}

// appendNames appends the parties of a list column: "A, B and C". A party that is not
// registered stands by its code.
func (w wording) appendNames(dst []byte, f *flatText, column int) []byte {
	codes := f.text(column)
	for i, n := 0, bytes.Count(codes, []byte(",")); ; i++ {
		code, rest, more := bytes.Cut(codes, []byte(","))
		switch {
		case i > 0 && i == n:
			dst = append(dst, " and "...)
		case i > 0:
			dst = append(dst, ", "...)
		}
		if party, ok := w.parties[string(code)]; ok && party.Name != "" {
			dst = append(dst, party.Name...)
		} else {
			dst = append(dst, code...)
		}
		if !more {
			return dst
		}
		codes = rest
	}
}

// appendPlace appends where: "Temryuk, Krasnodar Krai, RU; town or surroundings,
// within 3 km".
func appendPlace(dst []byte, f *flatText) []byte {
	start := len(dst)
	for _, column := range []int{placeAt, admin1At, countryAt} {
		part := f.text(column)
		if len(part) == 0 || column == admin1At && bytes.Contains(dst[start:], part) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ", "...)
		}
		dst = append(dst, part...)
	}
	within := false
	switch string(f.text(precisionAt)) {
	case geo.Site:
		dst, within = append(dst, "; named site"...), true
	case geo.Settlement:
		dst, within = append(dst, "; town or surroundings"...), true
	case geo.District:
		dst, within = append(dst, "; district"...), true
	case geo.Region:
		dst = append(dst, "; somewhere in the region"...)
	case geo.SeaArea:
		dst, within = append(dst, "; stretch of sea"...), true
	case geo.CountryWide:
		dst = append(dst, "; somewhere in the country"...)
	case geo.UnknownPlace:
		dst = append(dst, "; place not known"...)
	}
	if metres, ok := f.number(uncertaintyAt); within && ok && metres > 0 {
		dst = appendDistance(append(dst, ", within "...), metres)
	}
	return dst
}

// number returns the value of a number column, and false where there is none.
func (f *flatText) number(column int) (float64, bool) {
	v, err := strconv.ParseFloat(string(f.text(column)), 64)
	return v, err == nil
}

// appendDistance appends metres, from one kilometre on as kilometres with at most one
// decimal.
func appendDistance(dst []byte, metres float64) []byte {
	if metres < 1000 {
		return append(strconv.AppendFloat(dst, metres, 'f', 0, 64), " m"...)
	}
	dst = strconv.AppendFloat(dst, metres/1000, 'f', 1, 64)
	return append(bytes.TrimSuffix(dst, []byte(".0")), " km"...)
}

const clock = "2 Jan 2006 15:04"

// appendWhen appends the span in UTC and the words of the report: "between 24 Dec
// 2025 22:00 and 25 Dec 2025 06:00 UTC (as reported: overnight)".
func appendWhen(dst []byte, f *flatText) []byte {
	from, errFrom := time.Parse(time.RFC3339, string(f.text(fromAt)))
	to, errTo := time.Parse(time.RFC3339, string(f.text(toAt)))
	if errFrom != nil || errTo != nil {
		return append(dst, "time not known"...)
	}
	dst = from.AppendFormat(append(dst, "between "...), clock)
	dst = to.AppendFormat(append(dst, " and "...), clock)
	dst = append(dst, " UTC"...)
	if f.has(phraseAt) {
		dst = append(dst, " (as reported: "...)
		dst = append(append(dst, f.text(phraseAt)...), ')')
	}
	return dst
}

// appendAccount appends everything a reader must know beside the title, a paragraph a
// line.
func (w wording) appendAccount(dst []byte, f *flatText) []byte {
	dst = append(w.appendStatus(dst, f), '\n')
	if f.has(summaryAt) {
		dst = append(append(dst, f.text(summaryAt)...), '\n')
	}
	dst = append(appendPlace(append(dst, "Where: "...), f), '\n')
	dst = appendWhen(append(dst, "When: "...), f)
	if f.has(correctionAt) {
		dst = append(append(dst, "\nCorrection: "...), f.text(correctionAt)...)
	}
	return dst
}
