package server

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"time"

	"strikemap/server/web"
)

// surround puts around the router what every request has: an id, a line in the log,
// a measurement, a deadline, limits, and an answer even if a handler panics.
//
// The log has the path and never the query, which may name persons, nor the
// address of the client. A quiet one has failures of the server only.
func surround(router http.Handler, frame *web.Frame, linker *web.Linker, m *meter, logger *slog.Logger, quiet bool) http.Handler {
	sender := web.NewSender(web.NewBodies(encodedBodies))
	answer := func(w http.ResponseWriter, r *http.Request) {
		if err := admissible(r); err != nil {
			frame.Fail(w, r, err, !forPrograms(r.URL.Path))
			return
		}
		r.URL.RawPath = "" // the path is clean: the router may read it as it is
		router.ServeHTTP(w, r)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		r, exchange := web.Begin(ctx, r, newRequestID())
		r = linker.Strip(r)
		out := sender.Reply(w, r)
		out.Header()["X-Request-Id"] = []string{exchange.ID}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(out, r.Body, maxBodyBytes)
		}
		defer func() {
			taken := time.Since(start)
			m.observe(exchange.Route, r.Method, out.Status(), taken)
			if quiet && out.Status() < http.StatusInternalServerError {
				return
			}
			logger.LogAttrs(ctx, slog.LevelInfo, "request",
				slog.String("id", exchange.ID), slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.String("route", exchange.Route),
				slog.Int("status", out.Status()), slog.Int64("bytes", out.Sent()), slog.Duration("taken", taken))
		}()
		defer rescue(out, r, frame, logger)
		answer(out, r)
		out.Close()
	})
}

// rescue answers for a handler that panicked. If it had begun to answer, the
// connection is cut, so that the client sees that something is missing.
func rescue(w *web.Reply, r *http.Request, frame *web.Frame, logger *slog.Logger) {
	reason := recover()
	if reason == nil {
		return
	}
	w.Abandon()
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	logger.ErrorContext(r.Context(), "panic", "id", web.RequestID(r), "reason", fmt.Sprint(reason), "stack", string(debug.Stack()))
	if w.Begun() {
		panic(http.ErrAbortHandler)
	}
	frame.Fail(w, r, &web.Error{Status: http.StatusInternalServerError}, !forPrograms(r.URL.Path))
	w.Close()
}

// newRequestID returns an id that is unlikely to come twice; it is no secret.
func newRequestID() string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], rand.Uint64())
	return hex.EncodeToString(b[:])
}
