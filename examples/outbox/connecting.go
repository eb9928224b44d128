package outbox

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// connecting says how far a request came: whether it still waits for a
// connection, to the receiver, to a proxy on the way, or for the handshake of
// TLS, and whether the connection that it has is a new one of TLS. The zero
// value has asked for none.
type connecting struct{ open, untried atomic.Bool }

// trace returns the hooks that a transport calls. A request can ask more than
// once, because a connection that was kept may be dead.
func (c *connecting) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { c.open.Store(true) },
		GotConn: func(got httptrace.GotConnInfo) {
			_, secure := got.Conn.(*tls.Conn)
			c.untried.Store(secure && !got.Reused)
			c.open.Store(false)
		},
	}
}

// failed reports whether an error says that the receiver saw nothing of the
// event. In TLS 1.3 it judges the client's certificate only after the client
// has its connection. If it ends that connection while the event is being
// written, its alert may be lost, and the error is that of writing.
func (c *connecting) failed(err error) bool {
	if c.open.Load() {
		return true
	}
	failed, known := errors.AsType[*net.OpError](err)
	return known && (failed.Op == "dial" || failed.Op == "remote error" || failed.Op == "write" && c.untried.Load())
}
