package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// answer is the head of one HTTP answer, and its body if it was wanted.
type answer struct {
	status int
	size   int64 // of the body, in bytes
	head   []byte
	body   []byte
}

// header returns a field of the head, or nothing.
func (a answer) header(name string) string {
	value, _ := field(a.head, name)
	return string(value)
}

// wire is one kept-alive connection that sends prepared requests, one at a time.
// It knows as much of HTTP/1.1 as servers send to a plain GET, so that measuring
// costs little: no request is built and no header is stored. It goes through Go's
// poller: threads that block cost both ends more, since nothing is done in one go.
type wire struct {
	conn net.Conn
	buf  []byte // bytes read
	from int    // first byte of buf that is not used up
	to   int    // end of the bytes read
}

// wireBuffer holds the whole head of an answer and takes large bodies in few reads.
const wireBuffer = 256 << 10

// wireTimeout ends a connection whose server answers no more.
const wireTimeout = 2 * time.Minute

func dial(address string) (*wire, error) {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	w := &wire{conn: conn, buf: make([]byte, wireBuffer)}
	return w, nil
}

func (w *wire) close() { _ = w.conn.Close() }

// do sends a request and reads its answer to the end without keeping it: head and
// body of the result are nil.
func (w *wire) do(request []byte) (answer, error) {
	if _, err := w.conn.Write(request); err != nil {
		return answer{}, err
	}
	return w.read(nil)
}

// fetch sends a request and returns its answer with head and body.
func (w *wire) fetch(request []byte) (answer, error) {
	if err := w.conn.SetDeadline(time.Now().Add(wireTimeout)); err != nil {
		return answer{}, err
	}
	if _, err := w.conn.Write(request); err != nil {
		return answer{}, err
	}
	var body bytes.Buffer
	a, err := w.read(&body)
	a.body = body.Bytes()
	return a, err
}

// read takes one answer from the connection. It keeps head and body if there is
// something to keep the body in.
func (w *wire) read(body *bytes.Buffer) (answer, error) {
	var a answer
	head, err := w.head()
	if err != nil {
		return a, err
	}
	if a.status, err = statusOf(head); err != nil {
		return a, err
	}
	if body != nil {
		a.head = bytes.Clone(head) // the body moves the buffer
	}
	switch length, chunked, err := framing(head, a.status); {
	case err != nil:
		return a, err
	case chunked:
		a.size, err = w.chunks(body)
		return a, err
	default:
		a.size = length
		return a, w.take(length, body)
	}
}

// head returns the status line and the fields with the empty line that ends them.
func (w *wire) head() ([]byte, error) {
	for searched := w.from; ; {
		if i := bytes.Index(w.buf[searched:w.to], []byte("\r\n\r\n")); i >= 0 {
			head := w.buf[w.from : searched+i+4]
			w.from = searched + i + 4
			return head, nil
		}
		searched = max(w.from, w.to-3)
		moved, err := w.fill()
		if err != nil {
			return nil, err
		}
		searched -= moved
	}
}

// line returns one line without its end.
func (w *wire) line() ([]byte, error) {
	for {
		if i := bytes.Index(w.buf[w.from:w.to], []byte("\r\n")); i >= 0 {
			line := w.buf[w.from : w.from+i]
			w.from += i + 2
			return line, nil
		}
		if _, err := w.fill(); err != nil {
			return nil, err
		}
	}
}

// fill reads more, and returns by how much it moved what was there to the front.
func (w *wire) fill() (moved int, err error) {
	if w.from > 0 && (w.from == w.to || w.to == len(w.buf)) {
		moved = w.from
		w.to = copy(w.buf, w.buf[w.from:w.to])
		w.from = 0
	}
	if w.to == len(w.buf) {
		return moved, errors.New("a head or a line of an answer is too long")
	}
	n, err := w.conn.Read(w.buf[w.to:])
	w.to += n
	if n > 0 {
		return moved, nil
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return moved, err
}

// take uses up n bytes of a body.
func (w *wire) take(n int64, body *bytes.Buffer) error {
	for n > 0 {
		if w.from == w.to {
			if _, err := w.fill(); err != nil {
				return err
			}
		}
		part := min(n, int64(w.to-w.from))
		if body != nil {
			body.Write(w.buf[w.from : w.from+int(part)])
		}
		w.from += int(part)
		n -= part
	}
	return nil
}

// chunks reads a body in chunked coding (RFC 9112 section 7.1) and returns its size.
func (w *wire) chunks(body *bytes.Buffer) (size int64, err error) {
	for {
		line, err := w.line()
		if err != nil {
			return size, err
		}
		digits, _, _ := bytes.Cut(line, []byte(";"))
		n, err := strconv.ParseInt(string(bytes.TrimSpace(digits)), 16, 64)
		if err != nil || n < 0 {
			return size, fmt.Errorf("a chunk begins with %q", line)
		}
		if n == 0 {
			return size, w.trailer()
		}
		if err := w.take(n, body); err != nil {
			return size, err
		}
		size += n
		if end, err := w.line(); err != nil || len(end) > 0 {
			return size, errors.Join(err, fmt.Errorf("a chunk of %d bytes does not end after them", n))
		}
	}
}

// trailer uses up the fields after the last chunk and the empty line.
func (w *wire) trailer() error {
	for {
		line, err := w.line()
		if err != nil || len(line) == 0 {
			return err
		}
	}
}

func statusOf(head []byte) (int, error) {
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 ")) || len(head) < len("HTTP/1.1 200\r\n") {
		line, _, _ := bytes.Cut(head, []byte("\r\n"))
		return 0, fmt.Errorf("an answer begins with %q", line)
	}
	status, err := strconv.Atoi(string(head[9:12]))
	if err != nil || status < 200 {
		return 0, fmt.Errorf("an answer has the status %q", head[9:12])
	}
	return status, nil
}

// framing returns how the body of an answer to a GET ends (RFC 9112 section 6.3).
func framing(head []byte, status int) (length int64, chunked bool, err error) {
	if status == 204 || status == 304 {
		return 0, false, nil
	}
	if coding, ok := field(head, "Transfer-Encoding"); ok {
		if !bytes.EqualFold(coding, []byte("chunked")) {
			return 0, false, fmt.Errorf("the transfer coding %q is not known", coding)
		}
		return 0, true, nil
	}
	value, ok := field(head, "Content-Length")
	if !ok {
		return 0, false, errors.New("an answer without length would end the connection")
	}
	length, err = strconv.ParseInt(string(value), 10, 64)
	if err != nil || length < 0 {
		return 0, false, fmt.Errorf("the length of an answer is %q", value)
	}
	return length, false, nil
}

// field returns the first field of a head by its name, in any case.
func field(head []byte, name string) ([]byte, bool) {
	for rest := head; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return nil, false
		}
		rest = rest[i+1:]
		if len(rest) > len(name) && rest[len(name)] == ':' && bytes.EqualFold(rest[:len(name)], []byte(name)) {
			value, _, _ := bytes.Cut(rest[len(name)+1:], []byte("\r\n"))
			return bytes.TrimSpace(value), true
		}
	}
}

// get prepares a request for a path on a host, with fields as "Name: value".
func get(host, path string, fields ...string) []byte {
	request := "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
	for _, f := range fields {
		request += f + "\r\n"
	}
	return []byte(request + "\r\n")
}
