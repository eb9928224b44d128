package pages

import (
	"context"
	"net"
	"net/http"
	"time"
)

// mostAnswerTime is the longest time that an answer may take.
const mostAnswerTime = 2 * time.Minute

// A patience holds the time limits for slow clients.
type patience struct {
	// header is the limit for the header of a request, request for the whole
	// request, and upload for a request that brings a file.
	header, request, upload time.Duration
	// answer is the limit until the answer is written, and idle until the next
	// request on the same connection.
	answer, idle time.Duration
	// stop is the limit for running requests when the program stops.
	stop time.Duration
}

var standardPatience = patience{
	header: 10 * time.Second, request: 30 * time.Second, upload: 5 * time.Minute, answer: mostAnswerTime, idle: 2 * time.Minute, stop: 20 * time.Second,
}

// server returns the server of the site.
func (s *site) server(handler http.Handler, p patience) *http.Server {
	return &http.Server{
		Handler: p.forUploads(handler), ReadHeaderTimeout: p.header, ReadTimeout: p.request, WriteTimeout: p.answer, IdleTimeout: p.idle,
		MaxHeaderBytes: 64 << 10, ErrorLog: connectionLog(s.log),
	}
}

// forUploads gives a request that may bring a file more time, because some
// users have a slow connection.
func (p patience) forUploads(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && takesFiles(r.URL.Path) {
			control, now := http.NewResponseController(w), time.Now()
			// ignore the error: every connection of this server supports a
			// deadline
			_ = control.SetReadDeadline(now.Add(p.upload))
			_ = control.SetWriteDeadline(now.Add(p.upload + p.answer))
		}
		next.ServeHTTP(w, r)
	})
}

// serveUntil serves on a listener until the context ends. Then it accepts no
// more requests, and lets running ones finish.
func serveUntil(ctx context.Context, server *http.Server, stop time.Duration, listen func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- listen() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stop)
	defer cancel()
	return server.Shutdown(last)
}

// serveOn serves on a listener, with TLS if there is a certificate.
func (a *access) serveOn(server *http.Server, listener net.Listener) error {
	if a.certificate != "" {
		return server.ServeTLS(listener, a.certificate, a.key)
	}
	return server.Serve(listener)
}
