package outbox

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// connecting holds the progress of a request's connection. open says that the
// request still waits for the connection to the receiver or a proxy, or for the
// TLS handshake. untried says that its connection is a new one with TLS. The
// zero value has asked for no connection yet.
type connecting struct{ open, untried atomic.Bool }

// trace returns the hooks that a transport calls. A request can ask more than
// once, because a kept connection may be dead.
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

// failed reports whether an error means that no part of the event reached the
// receiver. In TLS 1.3, a server checks the client's certificate only after the
// client has its connection. If the server closes that connection while the
// event is being written, its alert may be lost, and the error comes from
// writing.
func (c *connecting) failed(err error) bool {
	if c.open.Load() {
		return true
	}
	failed, known := errors.AsType[*net.OpError](err)
	return known && (failed.Op == "dial" || failed.Op == "remote error" || failed.Op == "write" && c.untried.Load())
}
