package draft

import (
	"embed"
	"fmt"
	"strings"
	"unicode/utf8"
)

//go:embed words/*.txt
var wordFiles embed.FS

// lexicon finds the phrases of a language's word list in tokens. A list is lines of
// "[tag value]" and, below it, phrases parted by commas. A word ending in "*" stands for
// all words that begin so. Of phrases that begin at one token the longest counts.
type lexicon struct {
	root node
}

// node is one word of phrases.
type node struct {
	exact map[string]*node
	stems map[string]*node // by beginning of the word, in letters without "*"
	tags  []tag            // of the phrases that end here
}

// tag is what a phrase means: a name and, for some, a value: {"target", "refinery"}.
type tag struct{ name, value string }

// match is a phrase found, over a half-open range of tokens.
type match struct {
	tag
	from, to int
}

// newLexicon reads the word list of a language.
func newLexicon(language string) (*lexicon, error) {
	list, err := wordFiles.ReadFile("words/" + language + ".txt")
	if err != nil {
		return nil, err
	}
	l := &lexicon{}
	var current tag
	for number, line := range strings.Split(string(list), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			name, value, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			current = tag{name, value}
		case current.name == "":
			return nil, fmt.Errorf("words/%s.txt:%d: a phrase before the first tag", language, number+1)
		default:
			for phrase := range strings.SplitSeq(line, ",") {
				l.add(phrase, current)
			}
		}
	}
	return l, nil
}

// add enters a phrase.
func (l *lexicon) add(phrase string, t tag) {
	n := &l.root
	for _, word := range strings.Fields(phrase) {
		for _, part := range phraseTokens(word) {
			n = n.child(part)
		}
	}
	if n != &l.root {
		n.tags = append(n.tags, t)
	}
}

// phraseTokens cuts a word of a phrase as a text would be cut, its "*" kept.
func phraseTokens(word string) []string {
	stem := strings.HasSuffix(word, "*")
	var parts []string
	for _, t := range appendTokens(nil, strings.TrimSuffix(word, "*"), 0) {
		parts = append(parts, t.low)
	}
	if stem && len(parts) > 0 {
		parts[len(parts)-1] += "*"
	}
	return parts
}

func (n *node) child(word string) *node {
	under := &n.exact
	if stem, ok := strings.CutSuffix(word, "*"); ok {
		under, word = &n.stems, stem
	}
	if *under == nil {
		*under = map[string]*node{}
	}
	if (*under)[word] == nil {
		(*under)[word] = &node{}
	}
	return (*under)[word]
}

// find returns the phrases in a half-open range of tokens, in order.
func (l *lexicon) find(tokens []token, from, to int) []match {
	var found []match
	for i := from; i < to; {
		end, tags := l.root.longest(tokens, i, to)
		for _, t := range tags {
			found = append(found, match{t, i, end})
		}
		i = max(i+1, end)
	}
	return found
}

// longest returns the end and the tags of the longest phrase that begins at i.
func (n *node) longest(tokens []token, i, to int) (end int, tags []tag) {
	if len(n.tags) > 0 {
		end, tags = i, n.tags
	}
	if i >= to {
		return end, tags
	}
	for _, next := range n.next(tokens[i].low) {
		switch e, t := next.longest(tokens, i+1, to); {
		case len(t) == 0:
		case e > end:
			end, tags = e, t
		case e == end: // the same words, once whole and once by their beginning
			tags = append(tags[:len(tags):len(tags)], t...)
		}
	}
	return end, tags
}

// next returns the nodes a word leads to: the word itself first, then its beginnings
// from the longest on.
func (n *node) next(word string) []*node {
	var nodes []*node
	if exact := n.exact[word]; exact != nil {
		nodes = append(nodes, exact)
	}
	for end := len(word); end > 0 && len(n.stems) > 0; {
		if stem := n.stems[word[:end]]; stem != nil {
			nodes = append(nodes, stem)
		}
		_, size := utf8.DecodeLastRuneInString(word[:end])
		end -= size
	}
	return nodes
}
