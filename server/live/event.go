package live

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// mostNamed is how many incidents one event names; a change of more is one of all.
const mostNamed = 100

// The changes that are no geo.ChangeClasses.
const (
	publication = "publication" // a first public revision
	withdrawal  = "withdrawal"
	removal     = "removal" // for good, with its history
)

// change is the data of an event of that name.
type change struct {
	Edition   int64      `json:"edition"`
	TimeStamp time.Time  `json:"timeStamp"` // when the edition was raised
	All       bool       `json:"all"`       // any incident may differ
	Changes   []incident `json:"changes"`   // by id
}

// incident is what changed about one.
type incident struct {
	ID       string `json:"id"`
	Change   string `json:"change"`
	Revision int    `json:"revision,omitempty"` // public now
}

// reset is the data of an event of that name.
type reset struct {
	Edition   int64     `json:"edition"`
	TimeStamp time.Time `json:"timeStamp"`
}

// event writes an event of the HTML standard (section 9.2.6). JSON has no line breaks.
func event(e geo.Edition, name string, data any) []byte {
	body, err := json.Marshal(data)
	if err != nil { // structs of texts, numbers and times always encode
		panic(err)
	}
	return fmt.Appendf(nil, "id: %s\nevent: %s\ndata: %s\n\n", web.EditionID(e), name, body)
}

// describe says what readers get otherwise since a change.
func describe(reader geo.Reader, c geo.Change) change {
	out := change{Edition: c.Edition.Number, TimeStamp: c.Edition.Changed, Changes: []incident{}}
	if c.Incidents == nil || len(c.Incidents) > mostNamed {
		out.All = true
		return out
	}
	for _, id := range c.Incidents {
		one, err := whatChanged(reader, id)
		if err != nil { // the reader could not say: better all than too little
			return change{Edition: out.Edition, TimeStamp: out.TimeStamp, All: true, Changes: []incident{}}
		}
		out.Changes = append(out.Changes, one)
	}
	return out
}

// whatChanged says what happened last to an incident, by what readers get of it.
func whatChanged(reader geo.Reader, id string) (incident, error) {
	out := incident{ID: id, Change: removal}
	err := reader.ItemBody(context.Background(), id, time.Time{}, func(body geo.ItemBody) error {
		if body.ID != id { // the id leads to another now
			return nil
		}
		var ledger struct {
			Revisions []struct {
				Number int
				Change string
			}
		}
		if err := json.Unmarshal(body.Ledger, &ledger); err != nil {
			return err
		}
		out.Change = publication
		if n := len(ledger.Revisions); n > 0 {
			last := ledger.Revisions[n-1]
			out.Revision = last.Number
			if n > 1 && last.Change != "" {
				out.Change = last.Change
			}
		}
		return nil
	})
	switch geo.ErrorCode(err) {
	case geo.EGONE:
		out.Change, err = withdrawal, nil
	case geo.ENOTFOUND:
		err = nil
	}
	return out, err
}
