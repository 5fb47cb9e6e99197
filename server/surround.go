package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"strikemap/server/web"
)

// surround puts around the router what every request has: an id, a line in the log,
// a measurement, a deadline, limits, and an answer even if a handler panics.
//
// The log has the path and never the query, which may name persons, nor the
// address of the client.
func surround(router http.Handler, frame *web.Frame, linker *web.Linker, m *meter, logger *slog.Logger) http.Handler {
	encoded := web.Compress(web.NewBodies(encodedBodies), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := admissible(r); err != nil {
			frame.Fail(w, r, err, !forPrograms(r.URL.Path))
			return
		}
		r.URL.RawPath = "" // the path is clean: the router may read it as it is
		router.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := newRequestID()
		out := &recorder{ResponseWriter: w}
		h := out.Header()
		web.Secure(h, web.APIPolicy)
		h.Set("X-Request-Id", id)

		found := &matched{}
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), matchedKey{}, found), requestTimeout)
		defer cancel()
		r = linker.Strip(web.WithRequestID(r.WithContext(ctx), id))
		r.Body = http.MaxBytesReader(out, r.Body, maxBodyBytes)
		defer func() {
			taken := time.Since(start)
			m.observe(found.route, r.Method, out.status(), taken)
			logger.LogAttrs(ctx, slog.LevelInfo, "request",
				slog.String("id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.String("route", found.route),
				slog.Int("status", out.status()), slog.Int64("bytes", out.bytes), slog.Duration("taken", taken))
		}()
		defer rescue(out, r, frame, logger)
		encoded.ServeHTTP(out, r)
	})
}

// rescue answers for a handler that panicked. If it had begun to answer, the
// connection is cut, so that the client sees that something is missing.
func rescue(w *recorder, r *http.Request, frame *web.Frame, logger *slog.Logger) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	logger.ErrorContext(r.Context(), "panic", "id", web.RequestID(r), "reason", fmt.Sprint(reason), "stack", string(debug.Stack()))
	if w.code != 0 {
		panic(http.ErrAbortHandler)
	}
	frame.Fail(w, r, &web.Error{Status: http.StatusInternalServerError}, !forPrograms(r.URL.Path))
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// matched is the route a request led to, for log and metrics.
type matched struct{ route string }

type matchedKey struct{}

func noteRoute(r *http.Request, route string) {
	if m, ok := r.Context().Value(matchedKey{}).(*matched); ok {
		m.route = route
	}
}

// recorder remembers what was sent.
type recorder struct {
	http.ResponseWriter
	code  int
	bytes int64
}

func (w *recorder) WriteHeader(code int) {
	if w.code == 0 && code >= 200 {
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.code == 0 {
		w.code = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// status returns the status sent; nothing sent is what a client that went away got,
// which proxies write as 499.
func (w *recorder) status() int {
	if w.code == 0 {
		return 499
	}
	return w.code
}
