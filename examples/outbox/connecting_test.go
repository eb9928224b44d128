package outbox

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http/httptrace"
	"net/url"
	"syscall"
	"testing"
)

// The refusal of a certificate in TLS 1.3 may be lost, because the receiver
// ends the connection while the event is being written.
func TestAConnectionOfTLSThatEndsBeforeTheEventIsWrittenWasNotReached(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	secure := tls.Client(near, &tls.Config{ServerName: "receiver.example"})
	broken := &url.Error{Op: "Post", Err: fmt.Errorf("connection broken: %w", &net.OpError{Op: "write", Err: syscall.EPIPE})}
	for name, c := range map[string]struct {
		got    httptrace.GotConnInfo
		err    error
		failed bool
	}{
		"a new one":                       {httptrace.GotConnInfo{Conn: secure}, broken, true},
		"one that took events before":     {httptrace.GotConnInfo{Conn: secure, Reused: true}, broken, false},
		"without TLS":                     {httptrace.GotConnInfo{Conn: near}, broken, false},
		"a new one, but while it answers": {httptrace.GotConnInfo{Conn: secure}, &net.OpError{Op: "read", Err: syscall.ECONNRESET}, false},
	} {
		var way connecting
		trace := way.trace()
		trace.GetConn("receiver.example:443")
		if !way.failed(broken) {
			t.Errorf("%s: a request without a connection was not reached", name)
		}
		trace.GotConn(c.got)
		if got := way.failed(c.err); got != c.failed {
			t.Errorf("%s: not reached %t, want %t", name, got, c.failed)
		}
	}
}
