package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// messageLines are the lines of a client. Each line is a message. The SDK's
// connection ends if it cannot read a line. So a malformed line is answered and
// left out here, and the other lines pass through.
//
// A batch is answered like a malformed message, because the protocol has no
// batches since its version 2025-06-18. The version of the session is not
// looked at here. Source: Model Context Protocol, 2025-06-18, Key Changes and
// Transports, stdio.
type messageLines struct {
	in   *bufio.Reader
	out  io.Writer
	rest []byte // the unread rest of the present line
}

func newMessageLines(in io.Reader, out io.Writer) *messageLines {
	return &messageLines{in: bufio.NewReader(in), out: out}
}

// Read implements [io.Reader].
func (m *messageLines) Read(text []byte) (int, error) {
	for len(m.rest) == 0 {
		line, most, ended := m.line()
		if !most && len(bytes.TrimSpace(line)) == 0 {
			if ended != nil {
				return 0, ended
			}
			continue
		}
		if problem := noMessage(line, most); problem == nil {
			m.rest = append(line, '\n')
		} else if err := m.answer(line, problem); err != nil {
			return 0, err
		}
	}
	n := copy(text, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// Close implements [io.Closer]. It does not close the input, which belongs to
// the caller.
func (m *messageLines) Close() error { return nil }

// line returns the next line without its end. If the line is longer than a
// message may be, most is true, and the line was skipped. The last line may
// come together with an error.
func (m *messageLines) line() (line []byte, most bool, err error) {
	for {
		part, err := m.in.ReadSlice('\n')
		if most = most || len(line)+len(part) > mostMessageBytes; most {
			line = nil
		} else {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSuffix(line, []byte("\n")), most, err
		}
	}
}

// noMessage returns the reason why a line is no message. It is nil if the line
// is one.
func noMessage(line []byte, most bool) *jsonrpc.Error {
	if most {
		return &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: fmt.Sprintf("a message has at most %d bytes", mostMessageBytes)}
	}
	if !json.Valid(line) || !utf8.Valid(line) {
		return &jsonrpc.Error{Code: jsonrpc.CodeParseError, Message: "the line is no JSON in UTF-8; a message is one line"}
	}
	if bytes.HasPrefix(bytes.TrimSpace(line), []byte("[")) {
		return &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: "batches are not supported; send one message a line"}
	}
	if _, err := jsonrpc.DecodeMessage(line); err != nil {
		return &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: err.Error()}
	}
	return nil
}

// idOf returns the ID of a malformed request, so that its sender does not wait
// for an answer. It is nil if the request has none.
func idOf(line []byte) any {
	var request struct {
		ID any `json:"id"`
	}
	if json.Unmarshal(line, &request) != nil {
		return nil
	}
	switch request.ID.(type) {
	case string, float64:
		return request.ID
	}
	return nil
}

// answer writes an error as the answer to a malformed message.
func (m *messageLines) answer(line []byte, problem *jsonrpc.Error) error {
	text, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": idOf(line), "error": problem})
	if err != nil {
		return err
	}
	_, err = m.out.Write(append(text, '\n'))
	return err
}

// messageOutput is the output of a session, to which both the server and its
// [messageLines] write whole messages. It stays open, because it belongs to the
// caller.
type messageOutput struct {
	mutex sync.Mutex
	out   io.Writer
}

// Write implements [io.Writer].
func (o *messageOutput) Write(text []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.out.Write(text)
}

// Close implements [io.Closer].
func (*messageOutput) Close() error { return nil }
