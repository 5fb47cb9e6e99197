package site

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"testing"
	"testing/fstest"

	"strikemap/static"
)

const measured = `{
  "machine": {"processor": "A <b>processor</b>", "cores": 2, "memory": 8589934592, "kernel": "6.1", "go": "go1.26", "nginx": "nginx/1.22"},
  "date": "2026-11-24T11:00:00Z", "commit": "0123abc", "count": 1000000, "seed": 7, "clients": 8, "seconds": 3, "rounds": 3,
  "ceiling": {"small": 100000, "large": 5000},
  "results": [
    {"key": "town", "work": "box of a town", "figure": 0.456, "unit": "of nginx", "target": "≥ 0.40 of nginx", "outcome": "met",
     "rate": 12345.6, "nginx_rate": 27000, "p50_ms": 0.5, "p99_ms": 2.25, "cpu_us": 80, "nginx_cpu_us": 40, "answer_bytes": 120000, "requests": 1000},
    {"key": "tile-z5", "work": "a tile", "outcome": "not served"},
    {"key": "writes", "work": "small writes", "figure": 900, "unit": "writes/s", "target": "≥ 1,000 writes/s", "outcome": "missed", "note": "<script>alert(1)</script>"}
  ]}`

// performancePage renders the chapter with a result.
func performancePage(t *testing.T, result *Performance) string {
	t.Helper()
	l := readLanguages()["en"]
	var b bytes.Buffer
	docs := &Docs{Performance: result, words: l.Catalogue}
	if err := l.pages["docs/performance"].ExecuteTemplate(&b, "text", page{Docs: docs}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheManualShowsWhatWasMeasured(t *testing.T) {
	result := readPerformance(fstest.MapFS{performanceFile: {Data: []byte(measured)}})
	if result == nil {
		t.Fatal("the result is not read")
	}
	text := performancePage(t, result)
	must(t, text, "A &lt;b&gt;processor&lt;/b&gt;", "&lt;script&gt;", "24 November 2026", "1,000,000 made-up incidents",
		"<td>0.46</td>", "<td>≥ 0.40: met</td>", "<td>12,346</td>", "<td>0.50, 2.25</td>",
		"<td>not served</td>", "900 writes/s", "≥ 1,000 writes/s: missed")
}

func TestTheManualSaysWhenNothingWasMeasured(t *testing.T) {
	for name, files := range map[string]fs.FS{
		"no file":     fstest.MapFS{},
		"broken file": fstest.MapFS{performanceFile: {Data: []byte("{")}},
	} {
		if result := readPerformance(files); result != nil {
			t.Errorf("%s: %+v", name, result)
		}
	}
	must(t, performancePage(t, nil), "Nothing was measured with this build")
}

// The bench has the same form on its side. What is committed must be in it.
func TestTheResultOfTheBenchIsReadToTheLastMember(t *testing.T) {
	raw, err := fs.ReadFile(static.Templates(), performanceFile)
	if err != nil {
		t.Skip("nothing was measured")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	var p Performance
	if err := decoder.Decode(&p); err != nil {
		t.Fatal(err)
	}
	if len(p.Results) == 0 || p.Count == 0 || p.Machine.Cores == 0 {
		t.Errorf("%s says too little: %+v", performanceFile, p)
	}
}
