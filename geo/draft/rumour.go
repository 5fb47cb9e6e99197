package draft

import (
	"slices"
)

// debunkReach is for how many sentences beyond its paragraph a denial of a rumour goes:
// the rumour is told before or after it.
const debunkReach = 2

// doubt marks the sentences that tell of a rumour the text itself calls untrue. Such a
// denial in the first sentences is what the whole text is about; a later one speaks for
// its paragraph and its neighbours.
func doubt(list []*reading) {
	for i, r := range list {
		if !r.debunks() {
			continue
		}
		r.untrue = true
		for j, other := range list {
			near := other.paragraph == r.paragraph || j >= i-debunkReach && j <= i+debunkReach
			if i < debunkReach && !other.official() || near && (other.has("rumour") || i < debunkReach+1 && !other.official()) {
				other.untrue = true
			}
		}
	}
}

// debunks reports a sentence that calls a rumour untrue: "the clip is a fake", "dismissed
// reports that ...", "сообщения не соответствуют действительности".
func (r *reading) debunks() bool {
	return r.has("hoax") || r.has("rumour") && r.has("false", "deny") && !r.armedDenial()
}

// armedDenial reports a belligerent that denies what others say it did: that is its word
// against theirs, and no rumour.
func (r *reading) armedDenial() bool {
	return slices.ContainsFunc(r.all("nation", "capital"), func(n match) bool {
		says, gap := nearest(r.all("deny", "false"), n.to)
		return (n.value == "RU" || n.value == "BY") && gap <= 3 && says.from >= n.to
	})
}

// official reports words of an office that says something itself, not of a rumour.
func (r *reading) official() bool {
	if r.has("rumour", "hoax", "false") {
		return false
	}
	for _, say := range r.all("say") {
		for _, office := range r.all("body", "party") {
			if office.value != "media" && office.value != "local-telegram-channels" && office.to <= say.from+reach && say.from <= office.to+reach {
				return true
			}
		}
	}
	return false
}

// tried marks the sentences of a paragraph that tells of a trial: what it says of attacks is
// the matter of the case, not news. Likewise those that tell of repairs, for which a runway
// closes too.
func tried(list []*reading) {
	court, works := -1, -1
	for _, r := range list {
		if r.has("court") {
			court = r.paragraph
		}
		if r.has("repair") {
			works = r.paragraph
		}
		r.court, r.works = court == r.paragraph, works == r.paragraph
	}
}
