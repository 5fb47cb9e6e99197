package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// print writes the table of all suites, then every failure, or everything, and
// reports whether nothing failed unexplained.
func print(out io.Writer, results []result, verbose bool) bool {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "suite\tpassed\tfailed\tknown\tskipped\t")
	total := map[outcome]int{}
	for _, name := range suiteNames() {
		count := map[outcome]int{}
		for _, r := range results {
			if r.Suite == name {
				count[r.Outcome]++
				total[r.Outcome]++
			}
		}
		if len(count) > 0 {
			printCounts(table, name, count)
		}
	}
	printCounts(table, "all", total)
	_ = table.Flush()
	for _, r := range results {
		if r.Outcome == failed || r.Outcome == known || verbose {
			fmt.Fprintf(out, "\n%s: %s %s\n", r.Outcome, r.Suite, r.ID)
			if r.Said != "" {
				fmt.Fprintln(out, "  "+strings.ReplaceAll(r.Said, "\n", "\n  "))
			}
		}
	}
	fmt.Fprintf(out, "\n%d passed, %d failed\n", total[passed], total[failed])
	return total[failed] == 0 && total[passed] > 0
}

func printCounts(table io.Writer, name string, n map[outcome]int) {
	fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t\n", name, n[passed], n[failed], n[known], n[skipped])
}
