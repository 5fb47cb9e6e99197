package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const draftText = `Drones hit the Ryazan oil refinery overnight, Ukraine's General Staff said. The governor of Bryansk region said nothing.
A tank caught fire at the port of Temryuk after a drone attack, the governor of Bryansk region said.`

func TestDraftPrintsFeaturesThatImportTakes(t *testing.T) {
	var out, errors bytes.Buffer
	if code := run(context.Background(), []string{"draft", "--published", "2025-12-25", "--publisher", "A paper"}, streams{strings.NewReader(draftText), &out, &errors}); code != 0 {
		t.Fatalf("exit %d: %s", code, errors.String())
	}
	var collection struct {
		Type, Method string
		Parties      []struct{ Code string }
		Features     []struct {
			Properties map[string]any
			Draft      struct {
				Confidence string
				Evidence   []struct {
					From, To int
					Text     string
				}
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &collection); err != nil {
		t.Fatal(err)
	}
	if collection.Type != "FeatureCollection" || collection.Method != "draft/rules@2" || len(collection.Features) != 2 {
		t.Fatalf("%s, %s, %d features", collection.Type, collection.Method, len(collection.Features))
	}
	if len(collection.Parties) != 1 || collection.Parties[0].Code != "ru-governor-bryansk" {
		t.Errorf("parties to register: %v", collection.Parties)
	}
	for _, f := range collection.Features {
		if f.Properties["kind"] != "strike" || f.Draft.Confidence == "" || len(f.Draft.Evidence) == 0 {
			t.Errorf("%v", f)
		}
		for _, v := range f.Draft.Evidence {
			if draftText[v.From:v.To] != v.Text { // the text is ASCII: characters are bytes
				t.Errorf("%d to %d is not %q", v.From, v.To, v.Text)
			}
		}
	}

	file := filepath.Join(t.TempDir(), "drafts.geojson")
	first := strings.Replace(out.String(), `"ru-governor-bryansk"`, `"ru-governor-rostov"`, -1) // one that is registered
	if err := os.WriteFile(file, []byte(first), 0o600); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if code := run(context.Background(), []string{"import", "--dry-run", "--db", filepath.Join(t.TempDir(), "none.gpkg"), file}, streams{nil, &out, &errors}); code != 0 {
		t.Errorf("import: exit %d: %s", code, errors.String())
	}
}

func TestDraftTellsWrongUseFromATextItRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		text string
		code int
	}{
		{[]string{"draft"}, draftText, 2},
		{[]string{"draft", "--published", "yesterday"}, draftText, 2},
		{[]string{"draft", "--published", "2025-12-25"}, "  ", 1},
		{[]string{"draft", "--published", "2025-12-25"}, "Guten Morgen, liebe Leser und Leserinnen.", 0},
	} {
		var out, errors bytes.Buffer
		if code := run(context.Background(), c.args, streams{strings.NewReader(c.text), &out, &errors}); code != c.code {
			t.Errorf("%v: exit %d, not %d: %s", c.args, code, c.code, errors.String())
		}
	}
}
