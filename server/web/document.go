package web

import "net/http"

// HTMLFormat is a page for people.
var HTMLFormat = Format{Name: "html", MediaType: "text/html; charset=utf-8", Also: []string{"text/html", "application/xhtml+xml"}}

// Document is the page twin of an answer for programs: what it says in a form to read.
// All of it is plain text; addresses are absolute or begin with a slash.
type Document struct {
	Title    string
	Lead     string
	Crumbs   []Anchor // from the landing page to the document above this one
	Forms    []Anchor // the same in other formats
	Sections []Section
}

// Anchor is a link with words.
type Anchor struct {
	Text, URL string
	Note      string // what it leads to, if the words do not say
}

// Section is a part of a Document. Whatever it has is shown, in this order.
type Section struct {
	Heading string
	Text    []string
	Form    *Form
	Facts   []Fact
	Links   []Anchor
	Table   *Table
	Code    string
	Pager   *Pager
}

// Fact is a term and what it is.
type Fact struct {
	Term string
	Text string
	URL  string // where the text leads; empty for nowhere
}

// Table is rows of cells.
type Table struct {
	Caption string // for those who hear it
	Head    []string
	Rows    [][]Cell
}

// Cell is one cell of a Table. The first of a row names it.
type Cell struct {
	Text  string
	URL   string // where the text leads
	Note  string // smaller, below
	Kind  string // of an incident, with Glyph
	Glyph string // id in the sprite, "strike-confirmed"
	Code  bool   // the text is typed, not read
}

// Form asks for a document with other parameters.
type Form struct {
	Action string
	Hidden []Fact // name and value of what stays as it is
	Fields []Field
	Submit string
}

// Field is one parameter of a Form: a text, or one of some options.
type Field struct {
	Name, Label, Value, Hint string
	Options                  []string
}

// Pager leads to the pages around one.
type Pager struct {
	Said       string // which part of how many this is
	Prev, Next string // addresses, empty for none
}

// DocumentPage writes a Document as a page.
type DocumentPage func(w http.ResponseWriter, r *http.Request, d Document) error
