package ogcapi

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"strikemap/geo"
)

// slow is a build that goes on until it is let go or its context ends.
type slow struct {
	begun, ended chan string
	letGo        chan error
}

func newSlow() *slow {
	return &slow{begun: make(chan string, 10), ended: make(chan string, 10), letGo: make(chan error, 10)}
}

func (s *slow) build(ctx context.Context, path string) (geo.Edition, error) {
	s.begun <- path
	defer func() { s.ended <- path }()
	select {
	case err := <-s.letGo:
		if err != nil {
			return geo.Edition{}, err
		}
		return geo.Edition{Number: 7}, os.WriteFile(path, nil, 0o600)
	case <-ctx.Done():
		return geo.Edition{}, ctx.Err()
	}
}

type got struct {
	file *file
	err  error
}

// wanted asks for a file in the background.
func wanted(ctx context.Context, f *files, key string, s *slow) chan got {
	out := make(chan got, 1)
	go func() {
		one, err := f.get(ctx, key, s.build)
		out <- got{one, err}
	}()
	return out
}

// within returns what comes within ten seconds.
func within[T any](t *testing.T, c chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("it takes too long")
		panic("unreachable")
	}
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestEqualRequestsWaitForOneFileAndTwoAreMadeAtATime(t *testing.T) {
	f, s := newFiles(t.TempDir()), newSlow()
	first := wanted(t.Context(), f, "a", s)
	within(t, s.begun)
	second := wanted(t.Context(), f, "a", s)
	other := wanted(t.Context(), f, "b", s)
	within(t, s.begun)
	if _, err := f.get(t.Context(), "c", s.build); geo.ErrorCode(err) != geo.EUNAVAILABLE {
		t.Errorf("a third one: %v", err)
	}
	s.letGo <- nil
	s.letGo <- nil
	a, b, c := within(t, first), within(t, second), within(t, other)
	if a.err != nil || b.err != nil || c.err != nil || a.file != b.file || a.file == c.file || a.file.edition.Number != 7 {
		t.Errorf("got %+v, %+v and %+v", a, b, c)
	}
	if len(s.begun) > 0 {
		t.Error("more than two were made")
	}
}

func TestAFileIsRemovedSomeTimeAfterItWasSent(t *testing.T) {
	f, s := newFiles(t.TempDir()), newSlow()
	f.keep = 20 * time.Millisecond
	s.letGo <- nil
	one, err := f.get(t.Context(), "a", s.build)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * f.keep)
	if !there(one.path) {
		t.Fatal("it was removed while it was sent")
	}
	f.release(one)
	if !there(one.path) {
		t.Error("it was removed at once")
	}
	for deadline := time.Now().Add(10 * time.Second); there(one.path); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it is never removed")
		}
	}
}

func TestAFileThatNobodyWaitsForIsNotMade(t *testing.T) {
	f, s := newFiles(t.TempDir()), newSlow()
	ctx, leave := context.WithCancel(t.Context())
	left := wanted(ctx, f, "a", s)
	path := within(t, s.begun)
	leave()
	if r := within(t, left); !errors.Is(r.err, context.Canceled) {
		t.Errorf("who left got %v", r.err)
	}
	within(t, s.ended)
	if there(path) {
		t.Error("there is a file")
	}
	s.letGo <- nil
	if _, err := f.get(t.Context(), "a", s.build); err != nil {
		t.Errorf("the next one who asks for it got %v", err)
	}
}

func TestTheDeadlineOfARequestDoesNotEndTheWaiting(t *testing.T) {
	f, s := newFiles(t.TempDir()), newSlow()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	waiting := wanted(ctx, f, "a", s)
	<-ctx.Done()
	time.Sleep(10 * time.Millisecond)
	s.letGo <- nil
	if r := within(t, waiting); r.err != nil {
		t.Errorf("got %v", r.err)
	}
}

func TestAFailureIsToldAndNotKept(t *testing.T) {
	f, s := newFiles(t.TempDir()), newSlow()
	s.letGo <- geo.Errorf(geo.EFULL, "full")
	if _, err := f.get(t.Context(), "a", s.build); geo.ErrorCode(err) != geo.EFULL {
		t.Errorf("the error is %v", err)
	}
	panicking := func(context.Context, string) (geo.Edition, error) { panic("oh") }
	if _, err := f.get(t.Context(), "a", panicking); err == nil {
		t.Error("a panic is no error")
	}
	s.letGo <- nil
	if _, err := f.get(t.Context(), "a", s.build); err != nil {
		t.Errorf("the next time: %v", err)
	}
}

func TestTheOldestUnusedFileMakesRoom(t *testing.T) {
	f, s := newFiles(t.TempDir()), newSlow()
	var all []*file
	for _, key := range []string{"a", "b", "c", "d"} {
		s.letGo <- nil
		one, err := f.get(t.Context(), key, s.build)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if _, err := f.get(t.Context(), "e", s.build); geo.ErrorCode(err) != geo.EUNAVAILABLE {
		t.Errorf("with all in use the error is %v", err)
	}
	f.release(all[2])
	time.Sleep(time.Millisecond)
	f.release(all[0])
	s.letGo <- nil
	if _, err := f.get(t.Context(), "e", s.build); err != nil {
		t.Fatal(err)
	}
	if there(all[2].path) || !there(all[0].path) {
		t.Error("another one than the oldest unused was removed")
	}
}
