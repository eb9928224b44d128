package pages

import (
	"context"
	"crypto/rand"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// requestHeader is the header that holds the ID of a request.
const requestHeader = "X-Request-Id"

// A trace holds the values that the log has for a request. It has no personal
// data: neither the user nor the client, and only the pattern of the address.
type trace struct {
	id      string
	pattern string
}

type traceKey struct{}

// traceOf returns the trace of a request. Outside of a request it is empty.
func traceOf(ctx context.Context) *trace {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t
	}
	return &trace{}
}

// A recorder records the status and the size of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader records the first status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap returns the writer below, for [http.ResponseController].
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// traced gives each request an ID. The answer has it in a header, and a page
// that reports a failure shows it. If a request panics, only that request
// fails.
func (s *site) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &trace{id: rand.Text()[:16]}
		r = r.WithContext(context.WithValue(r.Context(), traceKey{}, t))
		w.Header().Set(requestHeader, t.id)
		out, began := &recorder{ResponseWriter: w}, time.Now()
		defer func() {
			failure := recover()
			if failure != nil && failure != http.ErrAbortHandler { //nolint:errorlint // because a panic has this very value
				s.log.ErrorContext(r.Context(), "a request panicked", "request", t.id, "pattern", t.pattern, "panic", failure, "stack", string(debug.Stack()))
				if out.status == 0 {
					s.failed(out, r)
					failure = nil
				}
			}
			s.note(r, out, time.Since(began))
			if failure != nil {
				panic(http.ErrAbortHandler) // so that no client believes that the answer is complete
			}
		}()
		next.ServeHTTP(out, r)
	})
}

// failed answers a request that panicked.
func (s *site) failed(w http.ResponseWriter, r *http.Request) {
	p := problemOf(errFailed)
	p.Request = traceOf(r.Context()).id
	p.page().serve(&site{application: s.application}, w, r)
}

// note counts the request. If requests are logged, it logs it, too.
func (s *site) note(r *http.Request, out *recorder, took time.Duration) {
	t := traceOf(r.Context())
	s.meter.request(r.Method, t.pattern, out.status, took)
	if s.requests == nil {
		return
	}
	s.requests.InfoContext(r.Context(), "request", "request", t.id, "method", r.Method, "pattern", t.pattern, "status", out.status, "bytes", out.bytes, "milliseconds", took.Milliseconds())
}

// errFailed is the error of a request that panicked.
var errFailed = errors.New("the page failed")

// connectionLog returns the log for failed connections, without the addresses
// of the clients.
func connectionLog(to *slog.Logger) *log.Logger {
	return log.New(addressless{to}, "", 0)
}

type addressless struct{ to *slog.Logger }

// Write logs a line up to the address in it.
func (a addressless) Write(line []byte) (int, error) {
	text, _, _ := strings.Cut(string(line), " from ")
	if serving, _, ok := strings.Cut(text, "panic serving "); ok {
		text = serving + "panic"
	}
	a.to.Warn("a connection failed", "reason", strings.TrimSpace(text))
	return len(line), nil
}
