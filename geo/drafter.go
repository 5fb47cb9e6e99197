package geo

import (
	"context"
	"time"
)

// Drafter proposes incidents from a news text. It decides nothing and keeps nothing:
// an editor accepts, corrects or rejects each proposal. Implementations are
// deterministic, make no connection and are safe for concurrent use.
type Drafter interface {
	// Draft reads an article and returns what it proposes, in the order of the
	// text. A text without an incident, or in a language it does not read, gives no
	// proposals and a notice that says so. It is EINVALID for a text that is empty,
	// too long or not UTF-8, and for a missing date of publication.
	Draft(ctx context.Context, a Article) (Proposals, error)
}

// Article is a text as an editor pastes it.
type Article struct {
	Text      string
	Published time.Time // of the text; only its calendar day counts, in its own zone
	Publisher string    // as it will stand in the report; empty is "unnamed publisher"
	Title     string    // of the text, optional
	URL       string    // of the text, optional; never fetched
	Language  string    // BCP 47; empty lets the drafter find out
}

// Proposals is what a Drafter makes of one article.
type Proposals struct {
	Method   string // rules and version, "draft/rules@1"
	Language string // BCP 47 of the text as read
	Notice   string // why there is no proposal, or empty
	List     []Proposal
	Parties  Parties // those named in claims that the registry does not have yet
}

// Proposal is one incident as a text tells it, not yet accepted by anybody.
type Proposal struct {
	Incident   Incident    // state review; the same draft of the same text has the same id
	Earlier    bool        // told in retrospect: not the news of this text
	Confidence string      // "high", "medium" or "low"
	Reasons    []string    // what the confidence rests on
	Evidence   []Evidence  // the words each value came from
	RunnersUp  []Candidate // other places the words could mean, best first
}

// Evidence ties one value of a proposal to the words of the text it came from. The
// offsets count characters (Unicode code points) of the text as given, the end not
// included, and Text is exactly what stands there.
type Evidence struct {
	Field string `json:"field"` // a flat column, or a path into the ledger: "claims[0]", "quantities[1]"
	Span
}
