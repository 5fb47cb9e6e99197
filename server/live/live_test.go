package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// record is a reader of a few incidents that can be changed.
type record struct {
	geo.Reader

	mu      sync.Mutex
	edition geo.Edition
	ledgers map[string]string // JSON by id; "" for one that was withdrawn
	notify  func(geo.Change)
}

var raised = time.Date(2026, 1, 10, 12, 0, 30, 0, time.UTC)

func newRecord() *record {
	return &record{edition: geo.Edition{Epoch: "f39d", Number: 7, Changed: raised}, ledgers: map[string]string{}}
}

func (r *record) Edition() geo.Edition {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.edition
}

func (r *record) ItemBody(_ context.Context, id string, _ time.Time, use func(geo.ItemBody) error) error {
	r.mu.Lock()
	ledger, ok := r.ledgers[id]
	r.mu.Unlock()
	switch {
	case !ok:
		return geo.Errorf(geo.ENOTFOUND, "there is no incident %s", id)
	case ledger == "":
		return geo.Errorf(geo.EGONE, "incident %s was withdrawn", id)
	}
	return use(geo.ItemBody{ID: id, Ledger: []byte(ledger)})
}

func (r *record) Subscribe(notify func(geo.Change)) func() {
	r.notify = notify
	return func() {}
}

// change raises the edition, with incidents as they are from then on; nil ids for any.
func (r *record) change(ids []string, ledgers map[string]string) {
	r.mu.Lock()
	for id, ledger := range ledgers {
		r.ledgers[id] = ledger
	}
	r.edition.Number++
	e := r.edition
	r.mu.Unlock()
	r.notify(geo.Change{Edition: e, Incidents: ids})
}

// heard is one event as a client reads it.
type heard struct{ id, name, data string }

// site serves a hub the way the server does.
func site(t *testing.T, h *Hub) *httptest.Server {
	t.Helper()
	handler := (&web.Frame{}).Handler(h.Routes()[0])
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := web.NewSender(nil).Reply(w, r)
		handler.ServeHTTP(out, r)
		out.Close()
	}))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
	s.Start()
	t.Cleanup(func() {
		h.Close()
		s.Close()
	})
	return s
}

// listener is a client that is connected.
type listener struct {
	lines *bufio.Scanner
	close func()
}

// listen connects and reads up to the greeting, unless something was missed before it.
func listen(t *testing.T, address, lastEventID string) *listener {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Second)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	if lastEventID != "" {
		r.Header.Set("Last-Event-ID", lastEventID)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("answered %d with %s", answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	l := &listener{bufio.NewScanner(answer.Body), func() {
		cancel()
		_ = answer.Body.Close()
	}}
	t.Cleanup(l.close)
	return l
}

// next reads one block of lines. Comments are told by the name ":".
func (l *listener) next(t *testing.T) heard {
	t.Helper()
	var h heard
	for l.lines.Scan() {
		line := l.lines.Text()
		name, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "":
			return h
		case strings.HasPrefix(line, ":"):
			h.name = ":"
		case name == "id":
			h.id = value
		case name == "event":
			h.name = value
		case name == "data":
			h.data = value
		case name == "retry":
			h.name = "greeting"
		default:
			t.Fatalf("a line %q", line)
		}
	}
	return heard{name: "end"}
}

// event reads on to the next event that is no comment.
func (l *listener) event(t *testing.T) heard {
	t.Helper()
	for {
		if h := l.next(t); h.name != ":" {
			return h
		}
	}
}

const first = `{"revisions":[{"number":1}]}`

func revised(change string) string {
	return fmt.Sprintf(`{"revisions":[{"number":1},{"number":2,"change":%q}]}`, change)
}

func TestAListenerIsToldWhatChangedInTheWordsOfTheAPI(t *testing.T) {
	r := newRecord()
	s := site(t, New(r, r, 10))
	l := listen(t, s.URL+Path, "")
	if got := l.event(t); got != (heard{id: "f39d-7", name: "greeting"}) {
		t.Fatalf("greeted by %+v", got)
	}
	r.change([]string{"A", "B", "C", "D"}, map[string]string{"A": first, "B": revised("correction"), "C": ""})
	got := l.event(t)
	want := `{"edition":8,"timeStamp":"2026-01-10T12:00:30Z","all":false,"changes":[{"id":"A","change":"publication","revision":1},{"id":"B","change":"correction","revision":2},{"id":"C","change":"withdrawal"},{"id":"D","change":"removal"}]}`
	if got != (heard{"f39d-8", "change", want}) {
		t.Errorf("got  %+v\nwant %s", got, want)
	}
	r.change(nil, nil)
	if got := l.event(t); got.id != "f39d-9" || !strings.Contains(got.data, `"all":true,"changes":[]`) {
		t.Errorf("a change of anything is told as %+v", got)
	}
	r.change(make([]string, mostNamed+1), nil)
	if got := l.event(t); !strings.Contains(got.data, `"all":true,"changes":[]`) {
		t.Errorf("a change of very many is told as %+v", got)
	}
}

func TestWhatWasMissedIsToldFirst(t *testing.T) {
	r := newRecord()
	h := New(r, r, 10)
	s := site(t, h)
	for i := range mostKept + 5 {
		id := fmt.Sprint(i)
		r.change([]string{id}, map[string]string{id: first})
	}
	last := r.Edition().Number // 7 was the first, 12 is the oldest that events lead on from
	for _, test := range []struct {
		name, query, header string
		want                []string // names and ids of events before the greeting
	}{
		{"nothing is known", "", "", nil},
		{"the present is known", "", fmt.Sprintf("f39d-%d", last), nil},
		{"two were missed", "", fmt.Sprintf("f39d-%d", last-2), []string{fmt.Sprintf("change f39d-%d", last-1), fmt.Sprintf("change f39d-%d", last)}},
		{"one was missed, by the address", fmt.Sprintf("?after=f39d-%d", last-1), "", []string{fmt.Sprintf("change f39d-%d", last)}},
		{"the header beats the address", "?after=f39d-8", fmt.Sprintf("f39d-%d", last), nil},
		{"too long ago", "", "f39d-11", []string{fmt.Sprintf("reset f39d-%d", last)}},
		{"another database", "", fmt.Sprintf("0000-%d", last), []string{fmt.Sprintf("reset f39d-%d", last)}},
		{"the future", "", fmt.Sprintf("f39d-%d", last+1), []string{fmt.Sprintf("reset f39d-%d", last)}},
		{"no id of ours", "", "hello", []string{fmt.Sprintf("reset f39d-%d", last)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t, s.URL+Path+test.query, test.header)
			var got []string
			for {
				e := l.event(t)
				if e.name == "greeting" || e.name == "end" {
					if want := fmt.Sprintf("f39d-%d", last); e.id != want {
						t.Errorf("the greeting is of %q, not %q", e.id, want)
					}
					break
				}
				got = append(got, e.name+" "+e.id)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	l := listen(t, s.URL+Path, "f39d-12")
	for i := range mostKept {
		if got, want := l.event(t).id, fmt.Sprintf("f39d-%d", 13+i); got != want {
			t.Fatalf("event %d of all that are kept is %s, not %s", i, got, want)
		}
	}
}

func TestAChangeThatRaisesNoEditionIsNotTold(t *testing.T) {
	r := newRecord()
	s := site(t, New(r, r, 10))
	l := listen(t, s.URL+Path, "")
	l.event(t)
	r.notify(geo.Change{Edition: r.Edition(), Incidents: []string{"A"}})
	r.change([]string{"B"}, map[string]string{"B": first})
	if got := l.event(t); got.id != "f39d-8" || !strings.Contains(got.data, `"B"`) {
		t.Errorf("told %+v", got)
	}
}

func TestManyListenersAreToldTheSame(t *testing.T) {
	const many, changes = 60, 20
	r := newRecord()
	h := New(r, r, many)
	s := site(t, h)
	var all sync.WaitGroup
	listeners := make([]*listener, many)
	for i := range listeners {
		listeners[i] = listen(t, s.URL+Path, "")
		listeners[i].event(t)
	}
	if h.Listeners() != many {
		t.Errorf("%d listeners are counted, not %d", h.Listeners(), many)
	}
	faults := make(chan string, many)
	for i, l := range listeners {
		all.Go(func() {
			for n := range changes {
				if got, want := l.event(t).id, fmt.Sprintf("f39d-%d", 8+n); got != want {
					faults <- fmt.Sprintf("listener %d heard %q, not %q", i, got, want)
					return
				}
			}
		})
	}
	for n := range changes {
		id := fmt.Sprint(n)
		r.change([]string{id}, map[string]string{id: first})
	}
	all.Wait()
	close(faults)
	for fault := range faults {
		t.Error(fault)
	}
}

func TestAFullHouseIsAProblemAndWhoLeavesMakesRoom(t *testing.T) {
	r := newRecord()
	h := New(r, r, 1)
	s := site(t, h)
	l := listen(t, s.URL+Path, "")
	l.event(t)
	answer, err := http.Get(s.URL + Path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var p web.Problem
	if err := json.NewDecoder(answer.Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" || p.Status != http.StatusServiceUnavailable {
		t.Errorf("answered %d, Retry-After %q, %+v", answer.StatusCode, answer.Header.Get("Retry-After"), p)
	}
	l.close()
	eventually(t, "the place is free", func() bool { return h.Listeners() == 0 })
	listen(t, s.URL+Path, "").event(t)
}

func TestWhoDoesNotListenIsDroppedAndHoldsUpNobody(t *testing.T) {
	r := newRecord()
	h := New(r, r, 2)
	h.within = 100 * time.Millisecond
	s := site(t, h)
	deaf, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	_ = deaf.(*net.TCPConn).SetReadBuffer(4 << 10)
	fmt.Fprintf(deaf, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", Path)
	eventually(t, "it is let in", func() bool { return h.Listeners() == 1 })
	l := listen(t, s.URL+Path, "")
	l.event(t)
	ids := make([]string, mostNamed)
	for i := range ids {
		ids[i] = fmt.Sprintf("01JABCDEFGHJKMNPQRSTVW%04d", i)
	}
	heardAll := make(chan int, 1)
	go func() {
		last := 0
		for {
			e := l.event(t)
			if e.name == "end" {
				heardAll <- last
				return
			}
			last++
		}
	}()
	for end := time.Now().Add(5 * time.Second); h.Listeners() == 2; {
		if time.Now().After(end) {
			t.Fatal("the deaf one is still told everything")
		}
		r.change(ids, nil)
		time.Sleep(time.Millisecond)
	}
	if h.Listeners() != 1 {
		t.Fatalf("%d listeners are left, not the one that listens", h.Listeners())
	}
	h.Close()
	if <-heardAll == 0 {
		t.Error("the one that listens heard nothing")
	}
}

func TestSignsOfLifeKeepAStreamOpenBeyondTheServersOwnDeadlines(t *testing.T) {
	r := newRecord()
	h := New(r, r, 10)
	h.beat = 100 * time.Millisecond
	s := site(t, h) // whose deadlines are 300 ms
	l := listen(t, s.URL+Path, "")
	l.event(t)
	for range 6 {
		if got := l.next(t); got.name != ":" {
			t.Fatalf("heard %+v", got)
		}
	}
	r.change([]string{"A"}, map[string]string{"A": first})
	if got := l.event(t); got.id != "f39d-8" {
		t.Errorf("heard %+v", got)
	}
}

func TestClosingEndsAllStreamsAndLeavesNothingRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	r := newRecord()
	h := New(r, r, 100)
	s := site(t, h)
	var listeners []*listener
	for range 20 {
		l := listen(t, s.URL+Path, "")
		l.event(t)
		listeners = append(listeners, l)
	}
	began := time.Now()
	h.Close()
	h.Close() // twice is no harm
	for _, l := range listeners {
		if got := l.event(t); got.name != "end" {
			t.Errorf("heard %+v after the end", got)
		}
		l.close()
	}
	if taken := time.Since(began); taken > time.Second {
		t.Errorf("it took %s", taken)
	}
	answer, err := http.Get(s.URL + Path)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a new listener is answered %d", answer.StatusCode)
	}
	s.Close()
	http.DefaultClient.CloseIdleConnections()
	eventually(t, "all goroutines have ended", func() bool { return runtime.NumGoroutine() <= before })
}

func TestQuestionsAreReadStrictly(t *testing.T) {
	r := newRecord()
	s := site(t, New(r, r, 10))
	for _, test := range []struct {
		method, query, accept string
		status                int
		says                  string
	}{
		{http.MethodHead, "", "", 200, ""},
		{http.MethodGet, "?aftr=f39d-7", "", 400, `"nearest":"after"`},
		{http.MethodGet, "?after=f39d-7&after=f39d-8", "", 400, "more than once"},
		{http.MethodGet, "?after=7", "", 400, "no id of an event"},
		{http.MethodGet, "?after=f39d--7", "", 400, "no id of an event"},
		{http.MethodGet, "", "application/json", 406, "not-acceptable"},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		q, err := http.NewRequestWithContext(ctx, test.method, s.URL+Path+test.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if test.accept != "" {
			q.Header.Set("Accept", test.accept)
		}
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		cancel()
		if err != nil || answer.StatusCode != test.status || !strings.Contains(string(body), test.says) {
			t.Errorf("%s %s, Accept %q: %d %s %v", test.method, test.query, test.accept, answer.StatusCode, body, err)
		}
		h := answer.Header
		if test.status == 200 && (h.Get("Content-Type") != mediaType || h.Get("X-Accel-Buffering") != "no" || h.Get("Cache-Control") != "no-store" || h.Get("Access-Control-Allow-Origin") != "*") {
			t.Errorf("%s has the header %v", test.method, h)
		}
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not so in time: %s", what)
		}
	}
}
