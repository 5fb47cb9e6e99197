//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The image holds the static binary and a folder for the database, nothing else, and
// runs without rights. This runs the binary in such a place.
func TestTheBinaryNeedsNothingBesideItself(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("changing the root folder needs root")
	}
	const nobody = 65532
	root := t.TempDir()
	for _, folder := range []string{root, filepath.Dir(root)} { // closed to others as they come
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(root, "strikemap"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data := filepath.Join(root, "data")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(data, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	_, port, _ := strings.Cut(address, ":")
	inside := func(args ...string) *exec.Cmd {
		c := exec.Command("/strikemap", args...)
		c.Path = "/strikemap"
		c.Dir = "/data"
		c.Env = []string{"SQLITE_TMPDIR=/data", "STRIKEMAP_LISTEN=0.0.0.0:" + port}
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return c
	}
	server := inside("serve", "--db", "/data/strikemap.gpkg", "--admin-listen", "", "--behind-proxy")
	var log strings.Builder
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Skipf("no process can be started in a folder of its own here: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	defer func() {
		_ = server.Process.Signal(os.Interrupt)
		<-ended
	}()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		out, err := inside("health").CombinedOutput()
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("health: %s\n%s", out, log.String())
		}
	}
	if out, err := inside("backup", "--db", "/data/strikemap.gpkg", "/data/copy.gpkg").CombinedOutput(); err != nil {
		t.Errorf("backup: %v: %s", err, out)
	}
}

func TestAPublicAddressNeedsAProxy(t *testing.T) {
	_, errs, status := command(t, "serve", "--db", tempDB(t), "--listen", "0.0.0.0:0", "--admin-listen", "")
	if status != 1 || !strings.Contains(errs, "--behind-proxy") {
		t.Errorf("status %d and %q, want a refusal that names --behind-proxy", status, errs)
	}
}
