package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The help of each command is the list of flags that a user sees; the manual must
// have them all.
func TestEveryFlagOfEveryCommandIsInTheManual(t *testing.T) {
	in := serve(t, tempDB(t), "--empty")
	page := get(t, in.URL+"/docs/operations")
	if page.Status != http.StatusOK {
		t.Fatalf("the page answers %d", page.Status)
	}
	commands := regexp.MustCompile(`(?m)^  ([a-z]+)\s`).FindAllStringSubmatch(mustRun(t, "--help"), -1)
	if len(commands) < 9 {
		t.Fatalf("only %d commands in the help", len(commands))
	}
	flags := 0
	for _, c := range commands {
		if !strings.Contains(string(page.Body), "strikemap "+c[1]+"</code>") {
			t.Errorf("the manual lacks the command %s", c[1])
		}
		for _, f := range regexp.MustCompile(`(?m)^\s+(?:-\w, )?--([a-z-]+)`).FindAllStringSubmatch(mustRun(t, c[1], "--help"), -1) {
			flags++
			if f[1] != "help" && !strings.Contains(string(page.Body), "--"+f[1]+"<") {
				t.Errorf("the manual lacks --%s of %s", f[1], c[1])
			}
		}
	}
	if flags < 30 {
		t.Errorf("only %d flags in the help", flags)
	}
}

func TestWrongUseEndsWithTwo(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {"serve", "--no-such-flag"}, {"generate", "--count", "0"}, {"remove"}} {
		if _, errs, status := command(t, args...); status != 2 || errs == "" {
			t.Errorf("%v: status %d and %q, want 2 and a line", args, status, errs)
		}
	}
}
