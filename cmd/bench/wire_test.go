package main

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// script is a connection that reads what was written down, in pieces of a size.
type script struct {
	net.Conn
	text  *strings.Reader
	piece int
}

func (s *script) Read(buf []byte) (int, error) { return s.text.Read(buf[:min(len(buf), s.piece)]) }

func reading(text string, piece, buffer int) *wire {
	return &wire{conn: &script{text: strings.NewReader(text), piece: piece}, buf: make([]byte, buffer)}
}

func TestAnswersAreReadOneAfterAnotherHoweverTheyCome(t *testing.T) {
	long := strings.Repeat("0123456789", 50)
	text := "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"a\"\r\n\r\nhello" +
		"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n" +
		"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n, everyone\r\n0\r\nX: y\r\n\r\n" +
		"HTTP/1.1 204 No Content\r\n\r\n" +
		"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + long +
		"HTTP/1.1 404 Not Found\r\nX-Content-Length: 7\r\nCONTENT-LENGTH:0\r\n\r\n"
	want := []struct {
		status int
		body   string
	}{{200, "hello"}, {304, ""}, {200, "hello, everyone"}, {204, ""}, {200, long}, {404, ""}}
	for _, piece := range []int{1, 2, 3, 7, 64, 4096} {
		for _, keep := range []bool{true, false} {
			w := reading(text, piece, 128)
			for i, answerWanted := range want {
				var body *bytes.Buffer
				if keep {
					body = &bytes.Buffer{}
				}
				a, err := w.read(body)
				if err != nil {
					t.Fatalf("answer %d in pieces of %d: %v", i, piece, err)
				}
				if a.status != answerWanted.status || a.size != int64(len(answerWanted.body)) {
					t.Fatalf("answer %d in pieces of %d: %d with %d bytes", i, piece, a.status, a.size)
				}
				if keep && body.String() != answerWanted.body {
					t.Fatalf("answer %d in pieces of %d: %q", i, piece, body)
				}
				if keep && i == 0 && a.header("etag") != `"a"` {
					t.Errorf("the ETag is %q", a.header("etag"))
				}
			}
			if _, err := w.read(nil); err != io.ErrUnexpectedEOF {
				t.Errorf("after the last answer: %v", err)
			}
		}
	}
}

func TestWhatIsNoAnswerIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":             "",
		"another protocol":    "SSH-2.0-x\r\n\r\n",
		"no status":           "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n",
		"interim answer":      "HTTP/1.1 100 Continue\r\n\r\n",
		"no length":           "HTTP/1.1 200 OK\r\n\r\nbody",
		"negative length":     "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"length of no number": "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
		"short body":          "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
		"unknown coding":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
		"bad chunk":           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"negative chunk":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
		"chunk without end":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
		"endless head":        "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: y\r\n", 100),
	} {
		if a, err := reading(text, 4096, 128).read(nil); err == nil {
			t.Errorf("%s: %+v without an error", name, a)
		}
	}
}

func FuzzAnswersNeverHangNorPanic(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 3)
	f.Add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 1)
	f.Add("HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 64)
	f.Fuzz(func(t *testing.T, text string, piece int) {
		w := reading(text, 1+int(uint(piece)%200), 128)
		for read := int64(0); ; {
			var body bytes.Buffer
			a, err := w.read(&body)
			if err != nil {
				return
			}
			if a.size != int64(body.Len()) {
				t.Fatalf("the size is %d, the body has %d bytes", a.size, body.Len())
			}
			if read += a.size; read > int64(len(text)) {
				t.Fatalf("%d bytes of bodies in a text of %d", read, len(text))
			}
		}
	})
}

func TestLoadCountsAnswersAndStopsAtAWrongOne(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go parrot(conn, []byte("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"))
		}
	}()
	address := listener.Addr().String()
	v, err := load(t.Context(), address, []shot{{get(address, "/"), 200, 3}, {get(address, "/x"), 200, -1}}, 2, 100*time.Millisecond, 1)
	if err != nil {
		t.Fatal(err)
	}
	if v.answers == 0 || v.bytes != 3*int64(v.answers) || len(v.taken) != v.answers || v.quantile(50) > v.quantile(99) || v.rate() <= 0 {
		t.Errorf("%d answers, %d bytes, %d times, %v a second", v.answers, v.bytes, len(v.taken), v.rate())
	}
	for name, wrong := range map[string]shot{"status": {get(address, "/"), 404, 3}, "size": {get(address, "/"), 200, 4}} {
		begin := time.Now()
		if _, err := load(t.Context(), address, []shot{wrong}, 2, time.Minute, 1); err == nil || time.Since(begin) > 30*time.Second {
			t.Errorf("another %s: %v", name, err)
		}
	}
}
