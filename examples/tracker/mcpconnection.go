package main

import (
	"context"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// An answeringTransport ends a session only after every request that was read
// before the end of the input is answered. The server would cancel the open
// requests, so the last command would not be executed.
type answeringTransport struct{ *mcp.IOTransport }

// Connect implements [mcp.Transport].
func (t answeringTransport) Connect(ctx context.Context) (mcp.Connection, error) {
	inside, err := t.IOTransport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &answeringConnection{Connection: inside, open: map[jsonrpc.ID]bool{}, answered: make(chan struct{}, 1), closed: make(chan struct{})}, nil
}

// An answeringConnection keeps track of the requests that are not answered yet.
type answeringConnection struct {
	mcp.Connection

	mutex    sync.Mutex
	open     map[jsonrpc.ID]bool
	answered chan struct{} // has a value after each answer

	closing sync.Once
	closed  chan struct{}
}

// unending is the method of a request that is only answered when the session
// ends.
const unending = "subscriptions/listen"

// Read implements [mcp.Connection]. It returns the end of the input after all
// requests are answered.
func (c *answeringConnection) Read(ctx context.Context) (jsonrpc.Message, error) {
	message, err := c.Connection.Read(ctx)
	if err != nil {
		c.wait(ctx)
		return nil, err
	}
	if request, ok := message.(*jsonrpc.Request); ok && request.IsCall() && request.Method != unending {
		c.mutex.Lock()
		c.open[request.ID] = true
		c.mutex.Unlock()
	}
	return message, nil
}

// wait returns when no request is open. It also returns if no answer comes
// within the time of a call, or if the connection is closed.
func (c *answeringConnection) wait(ctx context.Context) {
	for {
		c.mutex.Lock()
		open := len(c.open)
		c.mutex.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-c.answered:
		case <-c.closed:
			return
		case <-ctx.Done():
			return
		case <-time.After(timeout):
			return
		}
	}
}

// Write implements [mcp.Connection].
func (c *answeringConnection) Write(ctx context.Context, message jsonrpc.Message) error {
	err := c.Connection.Write(ctx, message)
	if response, ok := message.(*jsonrpc.Response); ok {
		c.mutex.Lock()
		delete(c.open, response.ID) // even if the answer cannot be written
		c.mutex.Unlock()
		select {
		case c.answered <- struct{}{}:
		default:
		}
	}
	return err
}

// Close implements [mcp.Connection].
func (c *answeringConnection) Close() error {
	c.closing.Do(func() { close(c.closed) })
	return c.Connection.Close()
}
