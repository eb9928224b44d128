package postgres

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// A cut is a place at which a proxy breaks a connection.
type cut uint8

const (
	noCut        cut = iota
	beforeServer     // the server never sees the statement
	afterServer      // the server sees it, and the client is cut off at once
	beforeClient     // the server has answered, and the client does not see it
)

// A proxy stands between a store and its server, and breaks connections.
type proxy struct {
	listener net.Listener
	target   string

	mu     sync.Mutex
	at     cut
	marker []byte // of the statement at which to cut
	cuts   int
	open   map[net.Conn]bool
}

// newProxy returns a proxy, and the address by which a database is reached
// through it.
func newProxy(t testing.TB, address string) (*proxy, string) {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: at.Host, open: map[net.Conn]bool{}}
	go p.serve()
	t.Cleanup(func() {
		listener.Close()
		p.cutAll()
	})
	at.Host = listener.Addr().String()
	return p, at.String()
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		p.mu.Unlock()
		hide := make(chan struct{})
		go p.requests(client, server, hide)
		go p.answers(client, server, hide)
	}
}

// arm makes the proxy cut the connection that sends a text.
func (p *proxy) arm(at cut, marker string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at, p.marker = at, []byte(marker)
}

// struck returns the place at which to cut if the data contains the text, and
// disarms the proxy.
func (p *proxy) struck(data []byte) cut {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == noCut || !bytes.Contains(data, p.marker) {
		return noCut
	}
	at := p.at
	p.at = noCut
	p.cuts++
	return at
}

// end closes connections so that the other sides see them reset.
func (p *proxy) end(connections ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range connections {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		c.Close()
		delete(p.open, c)
	}
}

// cutAll breaks all connections.
func (p *proxy) cutAll() {
	p.mu.Lock()
	var all []net.Conn
	for c := range p.open {
		all = append(all, c)
	}
	p.cuts += len(all) / 2
	p.mu.Unlock()
	p.end(all...)
}

const proxyBuffer = 1 << 16

// requests passes on the client's messages. The answers are hidden from the
// client once hide is closed.
func (p *proxy) requests(client, server net.Conn, hide chan struct{}) {
	defer p.end(client, server)
	buffer := make([]byte, proxyBuffer)
	var last []byte // a text may come in two parts
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		seen := append(last, buffer[:n]...)
		at := p.struck(seen)
		last = bytes.Clone(seen[max(len(seen)-64, 0):])
		switch at {
		case beforeServer:
			return
		case beforeClient:
			close(hide)
		case afterServer:
			client.Close() // before the server, which may answer at once
		case noCut:
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
		if at == afterServer { // the server's connection stays until it has answered
			_, _ = io.Copy(io.Discard, server)
			return
		}
	}
}

// ready ends the server's answer: it has committed, or was undone.
var ready = []byte{'Z', 0, 0, 0, 5, 'I'}

func (p *proxy) answers(client, server net.Conn, hide chan struct{}) {
	buffer := make([]byte, proxyBuffer)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			p.end(client, server)
			return
		}
		select {
		case <-hide:
			if bytes.HasSuffix(buffer[:n], ready) {
				p.end(client, server)
				return
			}
			continue
		default:
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			// The request's side ends the connections.
			continue
		}
	}
}
