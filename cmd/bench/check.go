package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/paulmach/orb/encoding/mvt"
)

// checkPage compares an answer with the one the catalogue gives: how many match, and
// which the page holds, in their order.
func (c *catalogue) checkPage(q question, body []byte) error {
	page, err := readPage(body)
	if err != nil {
		return err
	}
	want, matched := c.answer(q)
	if page.NumberMatched != matched {
		return fmt.Errorf("%d match; looking at every incident finds %d", page.NumberMatched, matched)
	}
	if len(page.Features) != len(want) {
		return fmt.Errorf("the page holds %d incidents instead of %d", len(page.Features), len(want))
	}
	for i := range page.Features {
		e := c.entry(&page.Features[i])
		if e.id != want[i] {
			return fmt.Errorf("incident %d of the page is %s instead of %s", i+1, e.id, want[i])
		}
		if !q.matches(&e) {
			return fmt.Errorf("%s does not answer the question as it is shown", e.id)
		}
	}
	return nil
}

// checkOlder checks an answer as known at an instant by what it says of itself: the
// catalogue knows the present only.
func (c *catalogue) checkOlder(q question, body []byte) error {
	page, err := readPage(body)
	if err != nil {
		return err
	}
	if len(page.Features) != min(q.limit, page.NumberMatched) {
		return fmt.Errorf("the page holds %d of %d", len(page.Features), page.NumberMatched)
	}
	var last entry
	for i := range page.Features {
		f := &page.Features[i]
		e := c.entry(f)
		switch {
		case !q.matches(&e):
			return fmt.Errorf("%s does not answer the question", e.id)
		case f.Properties.Updated.After(q.knownAt):
			return fmt.Errorf("%s was not known so yet", e.id)
		case i > 0 && newestFirst(last, e) >= 0:
			return fmt.Errorf("%s does not come after %s", e.id, last.id)
		}
		last = e
	}
	return nil
}

// checkText checks that each incident of an answer has the words in it.
func checkText(q question, body []byte) error {
	page, err := readPage(body)
	if err != nil {
		return err
	}
	var raw struct{ Features []json.RawMessage }
	if err := json.Unmarshal(body, &raw); err != nil {
		return err
	}
	if page.NumberMatched == 0 || len(raw.Features) != min(q.limit, page.NumberMatched) {
		return fmt.Errorf("the page holds %d of %d", len(raw.Features), page.NumberMatched)
	}
	for _, f := range raw.Features {
		for word := range strings.FieldsSeq(q.text) {
			if !bytes.Contains(bytes.ToLower(f), []byte(word)) {
				return fmt.Errorf("an incident has no %q: %s", word, f)
			}
		}
	}
	return nil
}

func readPage(body []byte) (collection, error) {
	var page collection
	if err := json.Unmarshal(body, &page); err != nil {
		return page, err
	}
	if page.NumberReturned != len(page.Features) {
		return page, fmt.Errorf("numberReturned is %d of %d", page.NumberReturned, len(page.Features))
	}
	return page, nil
}

// checkItem compares one incident with what the catalogue knows of it.
func (c *catalogue) checkItem(want entry, body []byte) error {
	var f feature
	if err := json.Unmarshal(body, &f); err != nil {
		return err
	}
	if got := c.entry(&f); got != want {
		return fmt.Errorf("the incident is %+v instead of %+v", got, want)
	}
	return nil
}

// checkTile compares how many incidents a tile shows with what the catalogue has in
// it: its points, and the counts of its cells.
func (c *catalogue) checkTile(t tile, q question, body []byte) error {
	shown, err := shownIn(body)
	if err != nil {
		return err
	}
	if want := c.inTile(q, t); shown != want {
		return fmt.Errorf("the tile shows %d incidents; looking at every one finds %d", shown, want)
	}
	return nil
}

// shownIn returns how many incidents a tile shows.
func shownIn(body []byte) (int, error) {
	layers, err := mvt.Unmarshal(body)
	if err != nil {
		return 0, err
	}
	shown := 0
	for _, l := range layers {
		switch l.Name {
		case "incidents":
			shown += len(l.Features)
		case "cells":
			for _, f := range l.Features {
				count, ok := f.Properties["count"].(float64)
				if !ok {
					return 0, errors.New("a cell has no count")
				}
				shown += int(count)
			}
		}
	}
	return shown, nil
}
