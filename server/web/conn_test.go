package web

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// connected returns both ends of a connection, the near one as Listener gives it.
func connected(t *testing.T) (near *Conn, far net.Conn) {
	t.Helper()
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := Listener{plain}
	if far, err = net.Dial("tcp", listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(accepted.Close(), far.Close(), listener.Close()) })
	return accepted.(*Conn), far
}

func TestWhatAConnectionHoldsBackGoesOutInOrder(t *testing.T) {
	near, far := connected(t)
	write := func(text string) {
		t.Helper()
		if n, err := near.Write([]byte(text)); err != nil || n != len(text) {
			t.Fatalf("%d of %d bytes: %v", n, len(text), err)
		}
	}
	large := strings.Repeat("0123456789", gathered/10)
	near.hold()
	write("head ")
	write("small ")
	_ = far.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if n, err := far.Read(make([]byte, 1)); n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%d bytes came early: %v", n, err)
	}
	write(large)
	write("rest ")
	if err := near.release(); err != nil {
		t.Fatal(err)
	}
	write("at once ")
	near.hold()
	if err := near.release(); err != nil { // with nothing held
		t.Fatal(err)
	}
	write("end")
	_ = near.CloseWrite()
	_ = far.SetReadDeadline(time.Now().Add(5 * time.Second))
	got, err := io.ReadAll(far)
	if want := "head small " + large + "rest at once end"; err != nil || string(got) != want {
		t.Errorf("%d bytes of %d: %v", len(got), len(want), err)
	}
}

func TestAnswersOfEverySizeComeWholeOverOneConnection(t *testing.T) {
	sender := NewSender(nil)
	server := &http.Server{ConnContext: ConnContext, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := sender.Reply(w, r)
		defer reply.Close()
		n, _ := strconv.Atoi(r.URL.Path[1:])
		_ = Body(reply, "text/plain", bytes.Repeat([]byte{'x'}, n))
	})}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(Listener{plain}) }()
	defer server.Close()
	client, err := net.Dial("tcp", plain.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_ = client.SetDeadline(time.Now().Add(20 * time.Second))
	reading := bufio.NewReader(client)
	for _, n := range []int{0, 1, 2000, 2047, 2048, 3500, 3900, 4000, 4095, 4096, 4097, 8191, 8192, 8193, 100_000, 3_000_000} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			request, err := http.NewRequest(method, "http://x/"+strconv.Itoa(n), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := request.Write(client); err != nil {
				t.Fatal(err)
			}
			response, err := http.ReadResponse(reading, request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			want := n
			if method == http.MethodHead {
				want = 0
			}
			if err != nil || len(body) != want || response.ContentLength != int64(n) || strings.Trim(string(body), "x") != "" {
				t.Errorf("%s %d: %d bytes of %d: %v", method, n, len(body), response.ContentLength, err)
			}
		}
	}
}
