// Package draft reads a news text and proposes the incidents it tells of, each value
// tied to the words it came from.
//
// It works by rules over word lists, one file a language, and needs no model: the text
// is cut into sentences, words are looked up, each sentence is asked what happened and
// where, the day follows from the date of publication, and mentions of one event become
// one proposal. What is no event of its own (totals, habits, conditions, exercises,
// talks, denials that anything happened) gives none. The same text gives the same
// proposals. Nothing is kept and nothing is fetched.
package draft
