package site

import (
	"context"
	"strings"
	"time"

	"strikemap/geo"
)

const (
	// changesRead is how many changes after the instant an embed is pinned to are looked
	// at, changesPage of them at a time.
	changesRead, changesPage = 20_000, 1000
	// changesShown is how many of those that matter are named.
	changesShown = 5
)

// since finds what a reader of a pinned embed must know: which of the incidents it
// shows were corrected or withdrawn after that instant. New facts and changes of
// wording are no reason to doubt what was shown.
func (p *Embeds) since(ctx context.Context, read reader, e *Embed) error {
	shown := make(map[string]Mark, len(e.Marks))
	for _, m := range e.Marks {
		shown[m.ID] = m
	}
	after, last, looked := e.Selection.KnownAt, "", 0
	for {
		var found []geo.Changed
		err := p.Reader.Changed(ctx, after, last, changesPage, func(_ geo.Edition, changed []geo.Changed) error {
			for _, c := range changed {
				found = append(found, geo.Changed{ItemBody: geo.ItemBody{ID: strings.Clone(c.ID)}, At: c.At, Withdrawn: c.Withdrawn})
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, c := range found {
			if m, ok := shown[c.ID]; ok {
				if err := p.addChange(ctx, read, e, m, c); err != nil {
					return err
				}
			}
		}
		if looked += len(found); len(found) < changesPage {
			return nil
		}
		if looked >= changesRead || len(e.Since) >= changesShown {
			e.SinceMore = true
			return nil
		}
		after, last = found[len(found)-1].At, found[len(found)-1].ID
	}
}

// addChange notes a change if it is a correction or a withdrawal.
func (p *Embeds) addChange(ctx context.Context, read reader, e *Embed, m Mark, c geo.Changed) error {
	change := Change{Withdrawn: c.Withdrawn, Path: "/incidents/" + m.ID, Title: m.Title, At: read.Instant(c.At)}
	if p.History != nil {
		revisions, err := p.History.Revisions(ctx, m.ID)
		if err != nil && geo.ErrorCode(err) != geo.ENOTFOUND {
			return err
		}
		if note, at, ok := correctedAfter(revisions, e.Selection.KnownAt); ok {
			change.Note, change.At = note, read.Instant(at)
		} else if !c.Withdrawn {
			return nil
		}
	} else if !c.Withdrawn {
		return nil
	}
	if len(e.Since) == changesShown {
		e.SinceMore = true
		return nil
	}
	e.Since = append(e.Since, change)
	return nil
}

// correctedAfter finds the last correction or withdrawal that became public after an
// instant.
func correctedAfter(revisions []*geo.Revision, pinned time.Time) (note string, at time.Time, ok bool) {
	for _, r := range revisions {
		if (r.Change == "correction" || r.Change == "withdrawal") && r.PublicFrom.After(pinned) {
			note, at, ok = r.Note, r.PublicFrom, true
		}
	}
	return note, at, ok
}
