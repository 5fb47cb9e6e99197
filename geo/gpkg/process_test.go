package gpkg

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// child is this test binary as another process, see TestMain.
func child(t *testing.T, job, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "GPKG_CHILD="+job, "GPKG_CHILD_FILE="+path)
	return cmd
}

// lockChild takes the lock, says so and holds it until its input ends.
func lockChild(path string) error {
	lock, err := Lock(path)
	if err != nil {
		return err
	}
	fmt.Println("locked")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return lock.Close()
}

func TestASecondProcessIsRefusedUntilTheFirstDies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.gpkg") // there is no such file yet
	cmd := child(t, "lock", path)
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	_, err = Lock(path)
	want := fmt.Sprintf("%v: process %d has %s open", ErrLocked, cmd.Process.Pid, path)
	if !errors.Is(err, ErrLocked) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	lock, err := Lock(path)
	if err != nil {
		t.Fatalf("after its death: %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Error(err)
	}
}

func TestALockHoldsWithinAProcessAndThroughLinks(t *testing.T) {
	path := closed(t)
	link := filepath.Join(t.TempDir(), "link.gpkg")
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	lock, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		if _, err := Lock(name); !errors.Is(err, ErrLocked) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := errors.Join(lock.Close(), lock.Close()); err != nil {
		t.Error(err)
	}
	again, err := Lock(link)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// writeChild writes three rows per transaction for as long as it lives and
// prints the number of each transaction that was acknowledged.
func writeChild(path string) error {
	db, err := Open(path, Options{Readers: 1})
	if err != nil {
		return err
	}
	for {
		var n int
		err := db.Write(context.Background(), func(tx *sql.Tx) error {
			if err := tx.QueryRow(`SELECT coalesce(max(CAST(name AS INTEGER)), 0) + 1 FROM points`).Scan(&n); err != nil {
				return err
			}
			for i := range 3 {
				p := Encode(orb.Point{float64(n % 180), float64(i)})
				if err := run(tx, `INSERT INTO points (geom, name) VALUES (?, ?)`, p, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func TestNoAcknowledgedRowIsLostWhenTheWriterIsKilled(t *testing.T) {
	db := create(t)
	path := db.Path()
	execute(t, db, `CREATE INDEX points_name ON points (name)`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	random := seeded(t)
	var total int
	for range 20 {
		total = max(total, killedWriter(t, path, random))
	}
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	transactions := one[int](t, db, `SELECT count(DISTINCT name) FROM points`)
	if transactions < total || total == 0 {
		t.Errorf("%d transactions were acknowledged, %d are there", total, transactions)
	}
	if partial := one[int](t, db, `SELECT count(*) FROM (SELECT 1 FROM points GROUP BY name HAVING count(*) != 3)`); partial != 0 {
		t.Errorf("%d transactions are there in part", partial)
	}
	wantSound(t, db)
	t.Logf("%d transactions, 20 kills", transactions)
}

// killedWriter runs a writer, kills it after a random time and returns the last
// transaction it acknowledged.
func killedWriter(t *testing.T, path string, random *rand.Rand) int {
	t.Helper()
	cmd := child(t, "write", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	last, err := lines.ReadString('\n') // it has begun
	if err != nil {
		t.Fatal(err)
	}
	wait := time.Duration(random.Int64N(int64(100 * time.Millisecond)))
	timer := time.AfterFunc(wait, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	for err == nil {
		var line string
		if line, err = lines.ReadString('\n'); err == nil { // a cut line was not acknowledged
			last = line
		}
	}
	var died *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &died) || died.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(last))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// readOnlyChild reads a file in a folder it cannot write.
func readOnlyChild(path string) error {
	if f, err := os.Create(path + ".probe"); err == nil {
		return errors.Join(errors.New("the folder can be written"), f.Close())
	}
	if s, err := Look(path); err != nil || s.Err() != nil {
		return fmt.Errorf("look: %w", errors.Join(err, s.Err()))
	}
	if _, err := Open(path, Options{}); err == nil {
		return errors.New("it was opened for writing")
	}
	db, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	var rows int
	err = db.Read(context.Background(), func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT count(*) FROM points JOIN rtree_points_geom ON id = fid`).Scan(&rows)
	})
	if err != nil || rows != 3 {
		return fmt.Errorf("read %d rows: %w", rows, err)
	}
	if _, err := db.DataVersion(context.Background()); err != nil {
		return err
	}
	backup := filepath.Join(os.Getenv("GPKG_CHILD_SPACE"), "backup.gpkg")
	return errors.Join(db.QuickCheck(context.Background()), Backup(context.Background(), db, backup), db.Close())
}

func TestAReadOnlyFolderIsReadWithoutAnyFileBesideIt(t *testing.T) {
	path := closed(t)
	folder, space := filepath.Dir(path), t.TempDir()
	cmd := child(t, "read", path)
	cmd.Env = append(cmd.Env, "GPKG_CHILD_SPACE="+space)
	if os.Getuid() == 0 { // permissions do not stop root: become somebody else
		const nobody = 65534
		cmd.Path = filepath.Join(space, "child")
		binary, err := os.ReadFile("/proc/self/exe")
		if err != nil {
			t.Skip("no copy of this test for another user: ", err)
		}
		if err := os.WriteFile(cmd.Path, binary, 0o755); err != nil {
			t.Fatal(err)
		}
		// The folder above is shut to others.
		if err := errors.Join(os.Chmod(filepath.Dir(space), 0o755), os.Chown(space, nobody, nobody), os.Chown(path, nobody, nobody)); err != nil {
			t.Skip("cannot change owners: ", err)
		}
		cmd.Dir = space
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(folder, 0o755)
	before := folderSum(t, path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if folderSum(t, path) != before {
		t.Error("something changed")
	}
	wantAlone(t, path)
}
