package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/draft"
	"strikemap/geo/encode"
)

type draftCommand struct {
	File      string `arg:"" optional:"" default:"-" placeholder:"FILE" help:"The text, UTF-8, at most 256 KiB; - is standard input. Default: standard input."`
	Published string `required:"" placeholder:"DATE" help:"The day the text was published, as 2025-12-25. Days in the text are counted from it."`
	Publisher string `placeholder:"NAME" help:"Who published it, for the report of each draft. Default: none."`
	URL       string `name:"url" placeholder:"URL" help:"Where it was published, for the report; it is never fetched. Default: none."`
	Language  string `enum:"auto,en,uk,ru" default:"auto" help:"Language of the text: en, uk or ru. Default: auto, by the text itself."`
	ownPlaces
}

// Run prints the incidents a text tells of as GeoJSON. It stores nothing.
func (c draftCommand) Run(ctx context.Context, s streams) error {
	published, err := time.Parse(time.DateOnly, c.Published)
	if err != nil {
		return usageError("--published must be a date such as 2025-12-25")
	}
	text, err := c.read(s)
	if err != nil {
		return err
	}
	known, err := c.table()
	if err != nil {
		return err
	}
	parties, err := starterParties()
	if err != nil {
		return err
	}
	drafter, err := draft.New(known.places, known.where, parties)
	if err != nil {
		return err
	}
	article := geo.Article{Text: text, Published: published, Publisher: c.Publisher, URL: c.URL}
	if c.Language != "auto" {
		article.Language = c.Language
	}
	proposals, err := drafter.Draft(ctx, article)
	if err != nil {
		return err
	}
	if proposals.Notice != "" {
		fmt.Fprintln(s.Err, proposals.Notice)
	}
	return encode.WriteDrafts(s.Out, proposals, published, parties, encode.Options{})
}

// read reads the text, one byte more than is taken at most, so that too long a text is
// told from one that fits.
func (c draftCommand) read(s streams) (string, error) {
	in := s.In
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, draft.MaxText+1))
	return string(text), err
}

// starterParties reads the parties that come with the binary.
func starterParties() (geo.Parties, error) {
	parties := geo.Parties{}
	lines := bufio.NewScanner(bytes.NewReader(data.StarterParties))
	for lines.Scan() {
		var p geo.Party
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, fmt.Errorf("starter parties: %w", err)
		}
		parties[p.Code] = p
	}
	return parties, lines.Err()
}
