package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestGoalsAreMetAtTheirEdge(t *testing.T) {
	for _, c := range []struct {
		goal   goal
		figure float64
		text   string
		want   string
	}{
		{goal{unit: "of nginx", least: 0.4}, 0.4, "≥ 0.40 of nginx", met},
		{goal{unit: "of nginx", least: 0.4}, 0.3999, "≥ 0.40 of nginx", missed},
		{goal{unit: "ms", most: 5}, 5, "≤ 5 ms", met},
		{goal{unit: "ms", most: 5}, 5.01, "≤ 5 ms", missed},
		{goal{unit: "rows/s", least: 60_000}, 70_000, "≥ 60,000 rows/s", met},
		{goal{unit: "of nginx"}, 0.1, "", noTarget},
	} {
		r := result{}.judge(c.figure, c.goal)
		if r.Outcome != c.want || r.Target != c.text || r.Unit != c.goal.unit {
			t.Errorf("%v for %+v: %+v", c.figure, c.goal, r)
		}
	}
}

func TestFiguresHaveAboutThreeDigits(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 5: "5", 0.0123: "0.012", 0.456: "0.46", 1.2345: "1.23", 12.345: "12.3", 123.45: "123", 1234.5: "1,234", 1e6: "1,000,000", 123456: "123,456", -1234: "-1,234",
	} {
		if got := figure(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}

func TestARowThatIsNotServedIsNoFault(t *testing.T) {
	r := row{key: "x"}
	for _, c := range []struct {
		err     error
		outcome string
		fault   bool
	}{
		{fmt.Errorf("tile: %w", errNotServed), notServed, false},
		{errNotEnough, notMade, false},
		{fmt.Errorf("ogr2ogr: %w", errMissing), notMade, false},
		{errors.New("3 match instead of 4"), notCorrect, true},
	} {
		line, fault := r.without(c.err)
		if line.Outcome != c.outcome || (fault != nil) != c.fault {
			t.Errorf("%v: %+v, %v", c.err, line, fault)
		}
	}
}

func TestTheReportIsPrintedAndSaved(t *testing.T) {
	r := report{
		Machine: machine{Processor: "P", Cores: 2, Memory: 8 << 30, Kernel: "6.1", Go: "go1.26", Nginx: "nginx/1.22"},
		Date:    time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), Commit: "abc", Count: 1000, Seed: 1, Clients: 8, Seconds: 3, Rounds: 3,
		Results: []result{
			result{Key: "town", Work: "a town", Rate: 12345.678, NginxRate: 20000}.judge(0.617, goal{unit: "of nginx", least: 0.4}),
			{Key: "tile", Work: "a tile", Outcome: notServed},
		},
	}
	var b bytes.Buffer
	if err := r.print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"P, 2 cores, 8 GB", "0.62 of nginx", "≥ 0.40 of nginx", "met", "12,346", "not served"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, &b)
		}
	}
	path := filepath.Join(t.TempDir(), "performance.json")
	if err := r.save(path); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var back report
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if back.Results[0].Rate != 12350 || back.Results[1].Outcome != notServed || r.Results[0].Rate != 12345.678 {
		t.Errorf("saved %s, kept %+v", raw, r.Results[0])
	}
}

func TestTheSystemsFilesAreRead(t *testing.T) {
	s, err := parseStat("42 (a (b) c) S 7 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 1 0 100 0 0\n")
	if err != nil || s.parent != 7 || s.ran != 2*time.Second {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := parseStat("42 (a) S 7"); err == nil {
		t.Error("a short line is no error")
	}
	if n, err := kilobytes("VmPeak:\t 9 kB\nVmRSS:\t   1024 kB\n", "VmRSS"); n != 1<<20 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := kilobytes("VmPeak:\t 9 kB\n", "VmRSS"); err == nil {
		t.Error("a missing field is no error")
	}
	if got := modelName("processor\t: 0\nmodel name\t: Some  CPU @ 2 GHz\n"); got != "Some CPU @ 2 GHz" {
		t.Errorf("%q", got)
	}
	for text, want := range map[string]string{"6.1.0-18-amd64\n": "6.1.0", "6.1": "6.1"} {
		if got := release(text); got != want {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	if v, err := findMetric("# HELP x\nx_total 3\nx 1.5e+06\n", "x"); v != 1.5e6 || err != nil {
		t.Errorf("%v, %v", v, err)
	}
	if rates := rowRates([]byte("BenchmarkBare-2  1  9 ns/op  61234 rows/s\nBenchmarkBare-2 1 9 ns/op 6.5e+04 rows/s\n")); len(rates) != 2 || rates[1] != 65000 {
		t.Errorf("%v", rates)
	}
}

func TestComplaintsOfAProgramAreToldOnceAndItsLogIsEmptied(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	p, err := start(t.Context(), log, "/bin/sh", "-c", "echo level=INFO a; echo level=WARN b; echo level=ERROR c >&2")
	if err != nil {
		t.Fatal(err)
	}
	<-p.ended
	found, err := p.complaints()
	if err != nil || len(found) != 2 || found[0] != "level=WARN b" || found[1] != "level=ERROR c" {
		t.Errorf("%q, %v", found, err)
	}
	if info, err := os.Stat(log); err != nil || info.Size() != 0 {
		t.Errorf("the log is not empty: %v", err)
	}
	if err := p.await(t.Context(), time.Second, func() bool { return false }); err == nil {
		t.Error("a program that has ended is waited for")
	}
}

func TestTheCommandLineIsChecked(t *testing.T) {
	o, err := parse([]string{"-count", "5", "-rows", "town,week", "-seconds", "0.5", "-work", "x"})
	if err != nil || o.count != 5 || len(o.rows) != 2 || o.length != 500*time.Millisecond || !filepath.IsAbs(o.work) {
		t.Errorf("%+v, %v", o, err)
	}
	for _, args := range [][]string{{"-rows", "nonsense"}, {"-count", "0"}, {"-rounds", "0"}, {"more"}} {
		if _, err := parse(args); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}
