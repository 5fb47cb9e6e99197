package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary is the built program that the tests of this package drive.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "strikemap")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(folder, "strikemap")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Stderr = os.Stderr
	code := 1
	if err := build.Run(); err == nil {
		code = m.Run()
	}
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// command runs the binary to its end and returns what it printed and its exit
// status.
func command(t *testing.T, args ...string) (out, errs string, status int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c := exec.Command(binary, args...)
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		if _, ok := err.(*exec.ExitError); !ok {
			t.Fatal(err)
		}
	}
	return stdout.String(), stderr.String(), c.ProcessState.ExitCode()
}

// mustRun is command for one that has to succeed; it returns standard output.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, status := command(t, args...)
	if status != 0 {
		t.Fatalf("strikemap %s: status %d\n%s%s", strings.Join(args, " "), status, out, errs)
	}
	return out
}

// instance is a running server.
type instance struct {
	URL   string
	DB    string
	cmd   *exec.Cmd
	log   *bytes.Buffer
	ended chan struct{}
}

// serve starts the binary on a free port and waits until it is ready.
func serve(t *testing.T, db string, args ...string) *instance {
	t.Helper()
	address := freeAddress(t)
	in := &instance{URL: "http://" + address, DB: db, log: &bytes.Buffer{}, ended: make(chan struct{})}
	args = append([]string{"serve", "--db", db, "--listen", address, "--admin-listen", freeAddress(t)}, args...)
	in.cmd = exec.Command(binary, args...)
	pipe, err := in.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := in.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			in.log.WriteString(lines.Text() + "\n")
		}
		_ = in.cmd.Wait()
		close(in.ended)
	}()
	t.Cleanup(in.stop)
	in.waitReady(t)
	return in
}

func (in *instance) waitReady(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		select {
		case <-in.ended:
			t.Fatalf("the server ended before it was ready:\n%s", in.log)
		default:
		}
		response, err := http.Get(in.URL + "/readyz")
		if err != nil {
			continue
		}
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatal("the server was not ready within 30 s")
}

// stop ends the server and waits for it.
func (in *instance) stop() {
	_ = in.cmd.Process.Signal(os.Interrupt)
	select {
	case <-in.ended:
	case <-time.After(20 * time.Second):
		_ = in.cmd.Process.Kill()
		<-in.ended
	}
}

// kill ends the server as a power switch would.
func (in *instance) kill() {
	_ = in.cmd.Process.Kill()
	<-in.ended
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// answer is one HTTP response, read whole.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

func get(t *testing.T, url string, header ...string) answer {
	t.Helper()
	a, err := tryGet(url, header...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func tryGet(url string, header ...string) (answer, error) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, body}, err
}

// feature is a GeoJSON feature as a client sees it.
type feature struct {
	ID       string `json:"id"`
	Geometry *struct {
		Coordinates [2]float64 `json:"coordinates"`
	} `json:"geometry"`
	Properties map[string]any `json:"properties"`
	Ledger     struct {
		Claims []struct {
			Party, Role, Stance, Proposition, Detail string
		} `json:"claims"`
	} `json:"ledger"`
}

func (f feature) text(column string) string {
	text, _ := f.Properties[column].(string)
	return text
}

type collection struct {
	NumberMatched  int       `json:"numberMatched"`
	NumberReturned int       `json:"numberReturned"`
	Features       []feature `json:"features"`
	Links          []struct{ Rel, Href, Type string }
}

func (c collection) link(rel string) string {
	for _, l := range c.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

func getJSON[T any](t *testing.T, url string) T {
	t.Helper()
	var value T
	a := get(t, url)
	if a.Status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", url, a.Status, a.Body)
	}
	if err := json.Unmarshal(a.Body, &value); err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	return value
}

func (in *instance) items(t *testing.T, query string) collection {
	t.Helper()
	return getJSON[collection](t, in.URL+"/api/v1/collections/incidents/items?"+query)
}

// walk follows the cursor to the end and returns all features.
func (in *instance) walk(t *testing.T, query string) []feature {
	t.Helper()
	var all []feature
	next := in.URL + "/api/v1/collections/incidents/items?" + query
	for next != "" {
		page := getJSON[collection](t, next)
		all = append(all, page.Features...)
		next = page.link("next")
		if len(all) > 1_000_000 {
			t.Fatal("the cursor does not end")
		}
	}
	return all
}

// eventually tries until what is wanted holds, or fails after the time given.
func eventually(t *testing.T, within time.Duration, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
	}
}

// tool skips the test where a program of the system is not there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if path = "/usr/sbin/" + name; exec.Command("test", "-x", path).Run() == nil {
			return path
		}
		t.Skipf("%s is not installed; make test installs it", name)
	}
	return path
}

// output runs a program of the system and returns what it printed.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(tool(t, name), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func tempDB(t *testing.T) string { return filepath.Join(t.TempDir(), "strikemap.gpkg") }
