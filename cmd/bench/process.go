package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that runs beside the bench. What it writes goes to a file.
type process struct {
	command *exec.Cmd
	log     string
	ended   chan struct{}
}

// start runs a program until stop or until the context ends.
func start(ctx context.Context, log, program string, args ...string) (*process, error) {
	// Appended to, so that it can be emptied while the program writes.
	out, err := os.OpenFile(log, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	p := &process{command: exec.CommandContext(ctx, program, args...), log: log, ended: make(chan struct{})}
	p.command.Stdout, p.command.Stderr = out, out
	p.command.Cancel = func() error { return p.command.Process.Signal(syscall.SIGTERM) }
	p.command.WaitDelay = 20 * time.Second
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.command.Wait() // why it ended is in its log
		close(p.ended)
	}()
	return p, nil
}

// stop ends the program and waits for it.
func (p *process) stop() {
	if p == nil {
		return
	}
	_ = p.command.Process.Signal(syscall.SIGTERM)
	<-p.ended
}

func (p *process) pid() int { return p.command.Process.Pid }

// await calls ready every millisecond until it holds, and fails when the program
// has ended or the time is over.
func (p *process) await(ctx context.Context, limit time.Duration, ready func() bool) error {
	for deadline := time.Now().Add(limit); ; {
		if ready() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.ended:
			said, _ := os.ReadFile(p.log)
			return fmt.Errorf("%s ended: %s", filepath.Base(p.command.Path), strings.TrimSpace(string(said)))
		case <-time.After(time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s was not ready within %v", filepath.Base(p.command.Path), limit)
		}
	}
}

// complaints returns the warnings and errors the program has logged since the last
// call, at most some of them, and empties its log: with a line for each request it
// would fill the disk.
func (p *process) complaints() ([]string, error) {
	log, err := os.Open(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	var found []string
	lines := bufio.NewScanner(log)
	for lines.Scan() && len(found) < 10 {
		if line := lines.Text(); strings.Contains(line, "level=WARN") || strings.Contains(line, "level=ERROR") {
			found = append(found, line)
		}
	}
	return found, errors.Join(lines.Err(), os.Truncate(p.log, 0))
}

// freeAddress returns a loopback address where nobody listens now.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// tick is the unit of the times in /proc: Linux shows 100 a second on every machine.
const tick = 10 * time.Millisecond

// processorTime returns how long a process and its children have run so far, in
// user and system mode together.
func processorTime(pid int) (time.Duration, error) {
	stat, err := readStat(pid)
	if err != nil {
		return 0, err
	}
	sum := stat.ran
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		child, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if s, err := readStat(child); err == nil && s.parent == pid { // it may have ended meanwhile
			sum += s.ran
		}
	}
	return sum, nil
}

// ownTime returns how long this process has run so far.
func ownTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

type stat struct {
	parent int
	ran    time.Duration
}

func readStat(pid int) (stat, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	return parseStat(string(text))
}

// parseStat reads /proc/PID/stat (proc(5)). The name in brackets may hold anything,
// brackets too.
func parseStat(text string) (stat, error) {
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 13 {
		return stat{}, fmt.Errorf("/proc/PID/stat reads %q", text)
	}
	parent, err := strconv.Atoi(fields[1])
	user, userErr := strconv.ParseInt(fields[11], 10, 64)
	system, systemErr := strconv.ParseInt(fields[12], 10, 64)
	return stat{parent, time.Duration(user+system) * tick}, errors.Join(err, userErr, systemErr)
}

// memory returns a field of /proc/PID/status, such as VmRSS, in bytes.
func memory(pid int, name string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	return kilobytes(string(text), name)
}

// kilobytes reads a line such as "VmRSS:  1234 kB", and returns bytes.
func kilobytes(text, name string) (int64, error) {
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			return n << 10, err
		}
	}
	return 0, fmt.Errorf("there is no %s", name)
}
