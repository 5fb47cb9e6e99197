package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
)

func TestLinesOfRequestsWaitAndAllOthersGoAtOnce(t *testing.T) {
	for name, handler := range map[string]func(io.Writer) slog.Handler{
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	} {
		var out bytes.Buffer
		l := &logLines{out: &out, stop: make(chan struct{}), done: make(chan struct{})} // without its ticker
		close(l.done)
		logger := slog.New(handler(l))
		logger.Info("request", "path", "/a")
		if out.Len() > 0 {
			t.Errorf("%s: a request was written at once: %s", name, &out)
		}
		logger.Error("failed")
		if got := out.String(); !strings.Contains(got, "/a") || !strings.Contains(got, "failed") {
			t.Errorf("%s: after a failure there is %q", name, got)
		}
		for i := range 2000 {
			logger.Info("request", "path", fmt.Sprint("/", i))
		}
		if out.Len() < linesHeld {
			t.Errorf("%s: more than %d bytes are held", name, linesHeld)
		}
		if err := l.Close(); err != nil || strings.Count(out.String(), "\n") != 2002 {
			t.Errorf("%s: %d lines came out: %v", name, strings.Count(out.String(), "\n"), err)
		}
	}
}
