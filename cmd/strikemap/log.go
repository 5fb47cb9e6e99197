package main

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// logLines writes log lines. Those of requests are gathered for a moment: a system
// call for each would cost more than some answers do. All others go out at once, with
// what was gathered before them.
type logLines struct {
	mu   sync.Mutex
	out  io.Writer
	held []byte
	stop chan struct{}
	done chan struct{}
}

const (
	linesHeldFor = 200 * time.Millisecond
	linesHeld    = 64 << 10 // bytes
)

func newLogLines(out io.Writer) *logLines {
	l := &logLines{out: out, stop: make(chan struct{}), done: make(chan struct{})}
	go l.flushNowAndThen()
	return l
}

// Write takes one line, as package slog gives it.
func (l *logLines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = append(l.held, line...)
	ofRequest := bytes.Contains(line, []byte("msg=request")) || bytes.Contains(line, []byte(`"msg":"request"`))
	if ofRequest && len(l.held) < linesHeld {
		return len(line), nil
	}
	return len(line), l.flush()
}

func (l *logLines) flush() error {
	if len(l.held) == 0 {
		return nil
	}
	_, err := l.out.Write(l.held)
	l.held = l.held[:0]
	return err
}

func (l *logLines) flushNowAndThen() {
	defer close(l.done)
	tick := time.NewTicker(linesHeldFor)
	defer tick.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-tick.C:
			l.mu.Lock()
			_ = l.flush() // there is nobody to tell
			l.mu.Unlock()
		}
	}
}

// Close writes what is held.
func (l *logLines) Close() error {
	close(l.stop)
	<-l.done
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flush()
}
