package web

import (
	"context"
	"net"
	"net/http"
)

// gathered is how many bytes a connection holds back at most. The buffer of package
// net/http is smaller, so that a header with the beginning of a body fits.
const gathered = 8 << 10

// Conn is a connection that can hold back what is written for a moment. Package
// net/http sends the header with the beginning of a body in one write and the rest in
// another; held back, both go out in one system call and wake the client once.
//
// Only the goroutine that answers a request writes, so there is no lock.
type Conn struct {
	*net.TCPConn
	holding bool
	held    []byte
}

// Write holds back a small piece while asked to, and else writes what was held with p.
func (c *Conn) Write(p []byte) (int, error) {
	if c.holding && len(c.held)+len(p) <= gathered {
		c.held = append(c.held, p...)
		return len(p), nil
	}
	if len(c.held) == 0 {
		return c.TCPConn.Write(p)
	}
	before := int64(len(c.held))
	both := net.Buffers{c.held, p}
	n, err := both.WriteTo(c.TCPConn)
	c.held = c.held[:0]
	return int(max(n-before, 0)), err
}

// hold begins to hold back.
func (c *Conn) hold() {
	if c.held == nil {
		c.held = make([]byte, 0, gathered)
	}
	c.holding = true
}

// release ends it, and writes what is still held.
func (c *Conn) release() error {
	c.holding = false
	if len(c.held) == 0 {
		return nil
	}
	_, err := c.TCPConn.Write(c.held)
	c.held = c.held[:0]
	return err
}

// Listener accepts connections as Conn. A server that uses it needs ConnContext too.
type Listener struct{ net.Listener }

// Accept waits for the next connection.
func (l Listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &Conn{TCPConn: tcp}, err
	}
	return c, err
}

type connKey struct{}

// ConnContext lets the replies on a connection hold it back. It is for the field of
// that name of http.Server.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// writeAtOnce writes a whole body with its header in as few writes as can be.
func (w *Reply) writeAtOnce(status int, body []byte) {
	conn, _ := w.request.Context().Value(connKey{}).(*Conn)
	if conn == nil {
		w.WriteHeader(status)
		_, _ = w.Write(body) // a client that went away is no fault
		return
	}
	conn.hold()
	w.WriteHeader(status)
	_, _ = w.Write(body)
	_ = http.NewResponseController(w.ResponseWriter).Flush()
	_ = conn.release()
}
