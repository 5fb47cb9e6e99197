package site

import (
	"encoding/json"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"strikemap/static"
)

// performanceFile is what cmd/bench writes, below the templates.
const performanceFile = "docs/performance.json"

// Performance is the last result of the bench, with the machine it ran on.
type Performance struct {
	Machine struct {
		Processor string `json:"processor"`
		Cores     int    `json:"cores"`
		Memory    int64  `json:"memory"` // bytes
		Kernel    string `json:"kernel"`
		Go        string `json:"go"`
		Nginx     string `json:"nginx"`
	} `json:"machine"`
	Date    time.Time `json:"date"`
	Commit  string    `json:"commit"`
	Count   int       `json:"count"` // public incidents
	Seed    uint64    `json:"seed"`
	Clients int       `json:"clients"` // connections at the same time
	Seconds float64   `json:"seconds"` // of one measurement
	Rounds  int       `json:"rounds"`
	Ceiling struct {
		Small float64 `json:"small"` // answers a second of 200 bytes
		Large float64 `json:"large"` // and of 1 MiB
	} `json:"ceiling"`
	Results []PerformanceResult `json:"results"`
}

// PerformanceResult is one line. Zero is what does not apply.
type PerformanceResult struct {
	Key        string  `json:"key"`
	Work       string  `json:"work"`
	Figure     float64 `json:"figure"` // what the target speaks of
	Unit       string  `json:"unit"`
	Target     string  `json:"target"`
	Outcome    string  `json:"outcome"`
	Note       string  `json:"note"`
	Requests   int     `json:"requests"`      // different ones
	Rate       float64 `json:"rate"`          // answers a second
	NginxRate  float64 `json:"nginx_rate"`    //
	P50        float64 `json:"p50_ms"`        //
	P99        float64 `json:"p99_ms"`        //
	CPU        float64 `json:"cpu_us"`        // processor time an answer
	NginxCPU   float64 `json:"nginx_cpu_us"`  //
	ClientCPU  float64 `json:"client_cpu_us"` // of the load generator
	AnswerSize float64 `json:"answer_bytes"`  // mean
}

// Paired reports whether nginx sent the same bytes in turns.
func (r PerformanceResult) Paired() bool { return r.NginxRate > 0 }

// Share is the target of a paired line without its unit, which the column names.
func (r PerformanceResult) Share() string { return strings.TrimSuffix(r.Target, " of nginx") }

// lastPerformance is what came with the build; nil if nothing was measured.
var lastPerformance = sync.OnceValue(func() *Performance { return readPerformance(static.Templates()) })

// readPerformance returns nil if there is no file, or none that can be read: the
// manual then says so.
func readPerformance(files fs.FS) *Performance {
	raw, err := fs.ReadFile(files, performanceFile)
	if err != nil {
		return nil
	}
	var p Performance
	if json.Unmarshal(raw, &p) != nil {
		return nil
	}
	return &p
}

// Figure writes a number of the table: about three digits, and nothing for zero.
func (d *Docs) Figure(v float64) string {
	switch {
	case v == 0:
		return ""
	case math.Abs(v) >= 100:
		return d.words.Number(int(math.Round(v)))
	case math.Abs(v) >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case math.Abs(v) >= 0.1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'f', 3, 64)
}

// Gigabytes writes a size of memory.
func (d *Docs) Gigabytes(bytes int64) string {
	return strconv.FormatFloat(float64(bytes)/(1<<30), 'f', 1, 64)
}

// Whole writes a count with its thousands apart.
func (d *Docs) Whole(n int) string { return d.words.Number(n) }
