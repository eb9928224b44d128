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

// messageLines are the lines of a client, of which each is a message. The
// connection that reads from them ends at the first that it cannot read; here a
// malformed one is answered and left out, and the others go on.
//
// A batch is answered like a malformed message: the protocol has none since its
// version 2025-06-18, and nobody reads the version of the session here. Source:
// Model Context Protocol, 2025-06-18, Key Changes and Transports, stdio.
type messageLines struct {
	in   *bufio.Reader
	out  io.Writer
	rest []byte // of the line that is being read
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

// Close implements [io.Closer]. The input is not ours to close.
func (m *messageLines) Close() error { return nil }

// line returns the next line without its end, or true if it is longer than a
// message may be. It is then read to its end. The last line may have an error
// beside it.
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

// noMessage says why a line is no message, or nil.
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

// idOf returns the ID of a malformed request, so that whoever sent it does not
// wait, or nil.
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
// [messageLines] write whole messages. It stays open, because it is not ours to
// close.
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
