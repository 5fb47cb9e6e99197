package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// bench is what a run works with. Its servers start when they are first asked for.
type bench struct {
	options
	ctx     context.Context
	folder  string
	servers map[record]*server
}

// record is one of the records that are served.
type record string

const (
	starter record = "starter" // the incidents that come with strikemap
	large   record = "large"   // as many made-up ones as the options say
	weekly  record = "weekly"  // a few made-up ones, which a script changes
)

// server is a strikemap that runs on a record of its own.
type server struct {
	command *exec.Cmd
	ended   chan struct{}
	address string
	record  string
}

func (s *server) root() string { return "http://" + s.address + "/api/v1" }

// server returns the server of a record.
func (b *bench) server(of record) (*server, error) {
	if s := b.servers[of]; s != nil {
		return s, nil
	}
	file := b.within(string(of) + ".gpkg")
	if n := map[record]int{large: b.count, weekly: 3000}[of]; n > 0 {
		if err := b.strikemap("generate", "--db", file, "--count", strconv.Itoa(n)); err != nil {
			return nil, err
		}
	}
	s, err := b.serve(file)
	if err == nil {
		b.servers[of] = s
	}
	return s, err
}

// strikemap runs a command of the program to its end.
func (b *bench) strikemap(args ...string) error {
	out, err := exec.CommandContext(b.ctx, b.program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("strikemap %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// serve starts the program on a record, and returns when it is ready.
func (b *bench) serve(file string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(file + ".log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s := &server{address: address, record: file, ended: make(chan struct{})}
	s.command = exec.CommandContext(b.ctx, b.program, "serve", "--db", s.record, "--listen", address, "--admin-listen", "")
	s.command.Stdout, s.command.Stderr = log, log
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGTERM) }
	s.command.WaitDelay = 20 * time.Second
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = s.command.Wait() // why it ended is in its log
		close(s.ended)
	}()
	if err := s.await(b.ctx); err != nil {
		said, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("%w: %s", err, said)
	}
	return s, nil
}

// await returns when the server is ready.
func (s *server) await(ctx context.Context) error {
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ended:
			return errors.New("the server ended before it was ready")
		case <-time.After(20 * time.Millisecond):
		}
		response, err := http.Get("http://" + s.address + "/readyz")
		if err != nil {
			continue
		}
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return nil
		}
	}
	return errors.New("the server was not ready within 5 minutes")
}

// close ends the servers and waits for them.
func (b *bench) close() {
	for _, s := range b.servers {
		_ = s.command.Process.Signal(syscall.SIGTERM)
		<-s.ended
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
