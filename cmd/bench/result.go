package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// result is one line of the table. Members that do not apply are left out.
type result struct {
	Key      string  `json:"key"`
	Work     string  `json:"work"`             // in words
	Figure   float64 `json:"figure"`           // what the target speaks of
	Unit     string  `json:"unit"`             // of figure
	Target   string  `json:"target,omitempty"` // in words
	Outcome  string  `json:"outcome"`          // outcomes
	Note     string  `json:"note,omitempty"`
	Requests int     `json:"requests,omitempty"` // how many different ones

	Rate       float64 `json:"rate,omitempty"`       // answers a second of strikemap
	NginxRate  float64 `json:"nginx_rate,omitempty"` // and of nginx
	P50        float64 `json:"p50_ms,omitempty"`     // of strikemap's answers
	P99        float64 `json:"p99_ms,omitempty"`
	CPU        float64 `json:"cpu_us,omitempty"` // processor time an answer
	NginxCPU   float64 `json:"nginx_cpu_us,omitempty"`
	ClientCPU  float64 `json:"client_cpu_us,omitempty"` // of the load generator, an answer of nginx
	AnswerSize float64 `json:"answer_bytes,omitempty"`  // mean
}

// outcomes of a result.
const (
	met        = "met"
	missed     = "missed"
	noTarget   = "no target"
	notServed  = "not served"   // the program has no such route
	notMade    = "not measured" // something needed for it is missing
	notCorrect = "failed"       // a wrong answer, or none
)

// goal is a target: at least or at most so much of a unit. Without either there is
// none.
type goal struct {
	unit        string
	least, most float64
}

func (g goal) text() string {
	switch {
	case g.least > 0:
		return "≥ " + figure(g.least) + " " + g.unit
	case g.most > 0:
		return "≤ " + figure(g.most) + " " + g.unit
	}
	return ""
}

func (g goal) outcome(v float64) string {
	switch {
	case g.least == 0 && g.most == 0:
		return noTarget
	case v < g.least, g.most > 0 && v > g.most:
		return missed
	}
	return met
}

// judge fills in a figure with its target and whether it is met.
func (r result) judge(v float64, g goal) result {
	r.Figure, r.Unit, r.Target, r.Outcome = v, g.unit, g.text(), g.outcome(v)
	return r
}

// figure writes a number: about three digits of it, with its thousands apart.
func figure(v float64) string {
	digits := 3
	switch size := math.Abs(v); {
	case size >= 100 || v == math.Trunc(v):
		digits = 0
	case size >= 10:
		digits = 1
	case size >= 0.1:
		digits = 2
	}
	text := strconv.FormatFloat(v, 'f', digits, 64)
	whole, rest, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// short keeps four digits of a number, which is more than a measurement is worth.
func short(v float64) float64 {
	s, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	if err != nil {
		return v
	}
	return s
}

// report is what one run of the bench found, as the manual shows it.
type report struct {
	Machine machine   `json:"machine"`
	Date    time.Time `json:"date"`
	Commit  string    `json:"commit"`
	Count   int       `json:"count"` // public incidents
	Seed    uint64    `json:"seed"`
	Clients int       `json:"clients"` // connections kept alive
	Seconds float64   `json:"seconds"` // of one measurement
	Rounds  int       `json:"rounds"`
	Ceiling ceilings  `json:"ceiling"`
	Results []result  `json:"results"`
}

// ceilings are answers a second that the load generator reaches by itself.
type ceilings struct {
	Small float64 `json:"small"` // of answers of smallAnswer bytes
	Large float64 `json:"large"` // of answers of largeAnswer bytes
}

// machine is where the bench ran.
type machine struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	Memory    int64  `json:"memory"` // bytes
	Kernel    string `json:"kernel"`
	Go        string `json:"go"`
	Nginx     string `json:"nginx"`
}

// save writes the report for the manual.
func (r *report) save(path string) error {
	kept := *r
	kept.Ceiling = ceilings{short(r.Ceiling.Small), short(r.Ceiling.Large)}
	kept.Results = nil
	for _, l := range r.Results {
		for _, v := range []*float64{&l.Figure, &l.Rate, &l.NginxRate, &l.P50, &l.P99, &l.CPU, &l.NginxCPU, &l.ClientCPU, &l.AnswerSize} {
			*v = short(*v)
		}
		kept.Results = append(kept.Results, l)
	}
	raw, err := json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), 0o644)
}

// print writes the report as a table.
func (r *report) print(w io.Writer) error {
	fmt.Fprintf(w, "\n%s, %d cores, %d GB, Linux %s, %s, %s\n", r.Machine.Processor, r.Machine.Cores, r.Machine.Memory>>30, r.Machine.Kernel, r.Machine.Go, r.Machine.Nginx)
	fmt.Fprintf(w, "commit %s, %s, %s incidents (seed %d), %d connections, medians of %d rounds of %v s\n", r.Commit, r.Date.Format(time.DateOnly), figure(float64(r.Count)), r.Seed, r.Clients, r.Rounds, r.Seconds)
	fmt.Fprintf(w, "the load generator alone: %s answers/s of %d bytes, %s of %d\n\n", figure(r.Ceiling.Small), smallAnswer, figure(r.Ceiling.Large), largeAnswer)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "work\tfigure\ttarget\t\trate/s\tnginx/s\tp50 ms\tp99 ms\tCPU µs\tnginx µs\tclient µs\tbytes\trequests\tnote")
	for _, l := range r.Results {
		value := ""
		if l.Unit != "" {
			value = figure(l.Figure) + " " + l.Unit
		}
		cells := []string{l.Work, value, l.Target, l.Outcome}
		for _, v := range []float64{l.Rate, l.NginxRate, l.P50, l.P99, l.CPU, l.NginxCPU, l.ClientCPU, l.AnswerSize, float64(l.Requests)} {
			if v == 0 {
				cells = append(cells, "")
			} else {
				cells = append(cells, figure(v))
			}
		}
		fmt.Fprintln(table, strings.Join(append(cells, l.Note), "\t"))
	}
	return table.Flush()
}
