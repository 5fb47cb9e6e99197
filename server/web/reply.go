package web

import (
	"io"
	"net/http"
	"strconv"
)

// Sender makes replies. What it has encoded it keeps under a budget of bytes. It is
// safe for concurrent use.
type Sender struct {
	kept    *Bodies
	flights flights
}

// NewSender returns a Sender that keeps encoded bodies, nil for none.
func NewSender(kept *Bodies) *Sender { return &Sender{kept: kept} }

// Reply writes the answer to one request. A whole body, of Body or Send, is encoded
// by type and size as the client likes it and goes out with its length when Close is
// called, after the handler has let go of what it holds; anything else goes out as it
// is written.
type Reply struct {
	http.ResponseWriter
	sender  *Sender
	request *http.Request

	coding string // chosen for the client, once asked
	chosen bool
	forAll bool    // see ForAll
	tag    string  // of Answered
	flight *flight // that this reply leads

	whole  int // status of a body to be sent at Close; 0 for none
	body   []byte
	buffer *buffer // that the body lies in, to be released

	code int   // sent; 0 before
	sent int64 // bytes of the body
	lost bool  // the client went away
}

// Reply returns the reply to a request. Close must be called at its end.
func (s *Sender) Reply(w http.ResponseWriter, r *http.Request) *Reply {
	return &Reply{ResponseWriter: w, sender: s, request: r}
}

// Unwrap lets http.ResponseController reach the connection.
func (w *Reply) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Begun reports whether a part of the answer was sent.
func (w *Reply) Begun() bool { return w.code != 0 }

// Status returns the status sent; nothing sent is what a client that went away got,
// which proxies write as 499.
func (w *Reply) Status() int {
	if w.code == 0 {
		return 499
	}
	return w.code
}

// Sent returns how many bytes of the body were sent.
func (w *Reply) Sent() int64 { return w.sent }

// WriteHeader sends the header. A whole body that waits is dropped.
func (w *Reply) WriteHeader(status int) {
	if status >= 200 {
		w.drop()
		if w.code == 0 {
			w.code = status
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body as it is.
func (w *Reply) Write(p []byte) (int, error) {
	if w.code == 0 {
		w.WriteHeader(http.StatusOK)
	}
	n, err := w.ResponseWriter.Write(p)
	w.sent += int64(n)
	w.lost = w.lost || err != nil
	return n, err
}

// Flush sends what there is.
func (w *Reply) Flush() {
	w.sendWhole()
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// Close sends what waits to be sent.
func (w *Reply) Close() {
	w.sendWhole()
	w.land(nil)
}

// Abandon lets go of what waits to be sent, and of those who wait for it.
func (w *Reply) Abandon() {
	w.drop()
	w.land(nil)
}

func (w *Reply) drop() {
	if w.whole != 0 {
		w.buffer.release()
		w.whole, w.body, w.buffer = 0, nil, nil
	}
}

func (w *Reply) sendWhole() {
	if w.whole == 0 {
		return
	}
	status, body, buffer := w.whole, w.body, w.buffer
	w.whole, w.body, w.buffer = 0, nil, nil
	w.writeAtOnce(status, body)
	buffer.release()
}

// land ends the flight this reply leads, if there is one.
func (w *Reply) land(body func() (keptBody, bool)) (shared bool) {
	if w.flight == nil {
		return false
	}
	led := w.flight
	w.flight = nil
	return w.sender.flights.land(led, body)
}

// likes returns the content coding for the client, "" for none.
func (w *Reply) likes() string {
	if !w.chosen {
		w.coding, w.chosen = chooseCoding(w.request, anyCoding), true
	}
	return w.coding
}

// replay answers with a body kept from before, or with that of an equal request that
// is being answered now. Otherwise this reply is the one that others wait for.
func (w *Reply) replay(tag string) bool {
	w.land(nil)
	w.tag = tag
	key := bodyKey{w.request.URL.Path, tag, w.likes()}
	for range 2 { // if the first leader fails another one may try; then each for itself
		if w.coding != "" {
			if body, ok := w.sender.kept.get(key); ok {
				w.use(body)
				return true
			}
		}
		f, leads := w.sender.flights.join(key)
		if leads {
			w.flight = f
			return false
		}
		if body, ok := f.wait(w.request.Context()); ok {
			w.use(body)
			return true
		}
	}
	return false
}

// use answers with a body that was made before.
func (w *Reply) use(body keptBody) {
	h := w.Header()
	for name, values := range body.header {
		h[name] = values
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body.bytes))}
	w.whole, w.body = http.StatusOK, body.bytes
}

// take readies a whole body. It lies in the buffer, if there is one, which is the
// reply's from now on; without one nobody may change it.
func (w *Reply) take(status int, body []byte, buffer *buffer) {
	w.drop()
	if status != http.StatusOK {
		w.tag = ""
		w.land(nil)
	}
	h := w.Header()
	ours := h["Content-Encoding"] == nil
	if coding := w.codingFor(len(body)); coding != "" {
		body = encoded(body, coding, w.forAll && w.tag != "")
		buffer.release()
		buffer = nil
		w.keep(body, coding)
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if w.land(func() (keptBody, bool) { return keptBody{body, keptHeader(h)}, ours }) {
		buffer = nil // others send it too
	}
	w.whole, w.body, w.buffer = status, body, buffer
}

// codingFor returns the coding for a body of a size, "" for none.
func (w *Reply) codingFor(size int) string {
	h := w.Header()
	if size < smallest || h["Content-Encoding"] != nil || !compressible(h.Get("Content-Type")) {
		return ""
	}
	return w.likes()
}

// keep says how the body is encoded, and keeps one that has a tag.
func (w *Reply) keep(body []byte, coding string) {
	h := w.Header()
	h.Set("Content-Encoding", coding)
	if w.tag == "" {
		return
	}
	h.Set("ETag", EncodedTag(w.tag, coding))
	w.sender.kept.put(bodyKey{w.request.URL.Path, w.tag, coding}, keptBody{body, keptHeader(h)})
}

// stream sends a content that is too large for one piece. The length is known unless it
// gets encoded or the content does not know it.
func (w *Reply) stream(c Content, size int, exact bool) error {
	h := w.Header()
	if coding := w.codingFor(size); coding != "" {
		return w.streamEncoded(c, coding)
	}
	if exact {
		h["Content-Length"] = []string{strconv.Itoa(size)}
	}
	w.land(nil)
	_, err := c.WriteTo(w)
	return w.fault(err)
}

// streamEncoded makes the encoded body in memory as long as it is small enough, so that
// it can be kept and shared.
func (w *Reply) streamEncoded(c Content, coding string) error {
	out := &spill{limit: largestPiece, over: w}
	out.begin = func() {
		h := w.Header()
		h.Set("Content-Encoding", coding)
		if w.tag != "" {
			h.Set("ETag", EncodedTag(w.tag, coding))
		}
		w.land(nil)
	}
	err := encodeTo(out, coding, false, func(e io.Writer) error {
		_, err := c.WriteTo(e)
		return err
	})
	if err != nil || out.spilled {
		return w.fault(err)
	}
	h := w.Header()
	w.keep(out.held, coding)
	h["Content-Length"] = []string{strconv.Itoa(len(out.held))}
	w.land(func() (keptBody, bool) { return keptBody{out.held, keptHeader(h)}, true })
	w.whole, w.body = http.StatusOK, out.held
	return nil
}

// fault tells an error of the content from that of a client that went away, which is
// none.
func (w *Reply) fault(err error) error {
	if w.lost {
		return nil
	}
	return err
}

// spill holds bytes up to a limit, and passes on all from then on.
type spill struct {
	held    []byte
	limit   int
	begin   func() // called before the first byte is passed on
	over    io.Writer
	spilled bool
}

func (s *spill) Write(p []byte) (int, error) {
	if s.spilled {
		return s.over.Write(p)
	}
	if len(s.held)+len(p) <= s.limit {
		s.held = append(s.held, p...)
		return len(p), nil
	}
	s.spilled = true
	s.begin()
	if _, err := s.over.Write(s.held); err != nil {
		return 0, err
	}
	s.held = nil
	return s.over.Write(p)
}

// ForAll says that the answer to be written is the same for every reader, so that it
// is encoded once and sent often: it is made as small as can be.
func ForAll(w http.ResponseWriter) {
	if out, ok := w.(*Reply); ok {
		out.forAll = true
	}
}
