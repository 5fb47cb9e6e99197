package draft

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"strikemap/geo"
)

// Method names these rules and their version; it goes with every draft, so that one can
// be explained later.
const Method = "draft/rules@2"

// MaxText is the longest article that is read, in bytes.
const MaxText = 256 << 10

// Drafter proposes incidents. It implements geo.Drafter.
type Drafter struct {
	places  geo.Geocoder
	where   geo.Locator
	parties geo.Parties
	words   map[string]*lexicon
}

var _ geo.Drafter = (*Drafter)(nil)

// New returns a drafter that knows these places, borders and parties. It fails only if a
// word list in the binary is broken.
func New(places geo.Geocoder, where geo.Locator, parties geo.Parties) (*Drafter, error) {
	d := &Drafter{places: places, where: where, parties: parties, words: map[string]*lexicon{}}
	for _, language := range languages {
		lex, err := newLexicon(language)
		if err != nil {
			return nil, err
		}
		d.words[language] = lex
	}
	return d, nil
}

// Draft reads an article. See geo.Drafter.
func (d *Drafter) Draft(ctx context.Context, a geo.Article) (geo.Proposals, error) {
	if err := check(a); err != nil {
		return geo.Proposals{}, err
	}
	t := newText(a.Text)
	out := geo.Proposals{Method: Method, Language: primary(a.Language), Parties: geo.Parties{}}
	if out.Language == "" {
		out.Language = languageOf(t)
	}
	lex, ok := d.words[out.Language]
	if !ok {
		out.Notice = "the text is in a language that is not read; English, Ukrainian and Russian are"
		return out, nil
	}
	year, month, day := a.Published.Date()
	published := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	list, err := d.read(ctx, t, lex, published)
	if err != nil {
		return geo.Proposals{}, err
	}
	for _, e := range list {
		out.List = append(out.List, d.propose(e, a, t, out))
	}
	if len(out.List) == 0 {
		out.Notice = "no incident was found in the text"
	}
	return out, nil
}

func check(a geo.Article) error {
	switch {
	case strings.TrimSpace(a.Text) == "":
		return geo.Invalid("text", "is empty")
	case len(a.Text) > MaxText:
		return geo.Invalid("text", "has %d bytes, at most %d are read", len(a.Text), MaxText)
	case !utf8.ValidString(a.Text):
		return geo.Invalid("text", "is not UTF-8")
	case a.Published.IsZero():
		return geo.Invalid("published", "is missing; days are counted from it")
	}
	return nil
}

// primary is the language of a tag: "en" of "en-GB".
func primary(tag string) string {
	language, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return language
}

// read goes through the sentences and gathers the events they tell of.
func (d *Drafter) read(ctx context.Context, t *text, lex *lexicon, published time.Time) ([]*event, error) {
	c := &calendar{t: t, published: published}
	before := &memory{offices: map[string]string{}, attacked: -9}
	if lex == d.words["ru"] {
		before.offices["mod"] = "RU" // in a Russian text the ministry needs no name
	}
	var list []*event
	exercise := -1 // paragraph that tells of an exercise
	for _, r := range d.readAll(t, lex) {
		if err := ctx.Err(); err != nil {
			return nil, geo.Errorf(geo.EUNAVAILABLE, "the text took too long to read")
		}
		r.standsFor(before)
		r.closing = before.event != nil && before.event.kind == geo.Closure && r.index-before.event.last <= 2
		r.moments = c.moments(r.sentence, r.matches)
		r.amounts = r.readAmounts()
		r.voices = d.readVoices(r)
		if r.has("exercise") {
			exercise = r.paragraph
		}
		if exercise == r.paragraph {
			continue
		}
		told := d.events(r, c, before)
		if len(told) == 0 {
			before.tellEntry(r)
			before.tellBackground(r, c)
			before.list(r)
		}
		c.tell(r.moments)
		for _, e := range told {
			e.resolve(t, published)
		}
		d.tellClaims(r, told, before)
		before.hear(r)
		before.recall(r, published)
		for _, e := range told {
			before.date(e)
			list, before.event = gather(list, e)
		}
		before.recent = list
		if r.attacked() {
			before.attacked, before.attackedIn = r.index, r.paragraph
		}
		before.see(r)
	}
	for _, e := range list {
		e.resolve(t, published)
	}
	return slices.DeleteFunc(settleAll(list), (*event).doubtful), nil
}
