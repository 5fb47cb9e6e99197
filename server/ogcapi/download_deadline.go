package ogcapi

import (
	"io"
	"net/http"
	"time"
)

// deadlines returns a function that puts deadlines around the writer of a body: every
// piece that is written to it has some time to go out, and all of it some more. They
// hold instead of the server's own, which is for answers of a usual size. Where the
// connection knows no deadlines there are none.
func deadlines(w http.ResponseWriter, piece, whole time.Duration) func(io.Writer) io.Writer {
	end := time.Now().Add(whole)
	control := http.NewResponseController(w)
	return func(body io.Writer) io.Writer {
		return writerFunc(func(p []byte) (int, error) {
			deadline := time.Now().Add(piece)
			if deadline.After(end) {
				deadline = end
			}
			_ = control.SetWriteDeadline(deadline) // not supported is no fault
			return body.Write(p)
		})
	}
}

type writerFunc func([]byte) (int, error)

// Write calls the function.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
