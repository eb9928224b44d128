package outbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// An Event is an entry of an outbox, ready to be sent. The zero Event is none.
type Event struct {
	// Position is the place of the entry in its outbox. After is the place
	// before it. If a source starts there, this entry is the first one.
	Position, After string
	// Subject is the ID of the claim. Events of one subject keep their order.
	Subject string
	// ID identifies the event, so that a receiver can recognize an event that
	// it has handled already. It is empty if Err is set.
	ID string
	// Body is the CloudEvent in the structured mode of its JSON format.
	Body []byte
	// Err is the reason why the entry cannot be read. It is nil if there is a
	// Body.
	Err error
}

// A Mode is a way to write a CloudEvent into an HTTP request. The zero Mode is
// Structured. Source: HTTP Protocol Binding for CloudEvents 1.0.2, sections 3.1
// and 3.2.
type Mode uint8

const (
	// Structured puts the whole event into the body.
	Structured Mode = iota
	// Binary puts the attributes into headers, and only the data into the body.
	Binary
)

// structuredContent is the content type of a CloudEvent as one JSON object.
const structuredContent = "application/cloudevents+json"

// request returns the headers and the body of an event in a mode.
func (e *Event) request(mode Mode) (http.Header, []byte, error) {
	if mode == Structured {
		return http.Header{"Content-Type": {structuredContent}}, e.Body, nil
	}
	var attributes map[string]json.RawMessage
	if err := json.Unmarshal(e.Body, &attributes); err != nil {
		return nil, nil, err
	}
	header := http.Header{}
	for name, raw := range attributes {
		if name == "data" {
			continue
		}
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, nil, fmt.Errorf("attribute %s: %w", name, err)
		}
		if name == "datacontenttype" {
			header.Set("Content-Type", text)
			continue
		}
		header.Set("ce-"+name, headerValue(text))
	}
	return header, bytes.TrimSpace(attributes["data"]), nil
}

// headerValue returns a text as the value of a header. Source: HTTP Protocol
// Binding for CloudEvents 1.0.2, section 3.1.3.2.
func headerValue(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '%' {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
