package outboxtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/mci-go/incentives/claims"
)

// A Receiver is an http.Handler that accepts events in both modes, and records
// them. The zero Receiver accepts every event. It is safe for concurrent use.
type Receiver struct {
	// Answer is called before an event is recorded. If it returns false, it has
	// answered the request itself, and the event is not recorded. It may be
	// nil.
	Answer func(w http.ResponseWriter, r *http.Request, event claims.CloudEvent) bool

	mu     sync.Mutex
	events []delivered
	faults []error
}

// delivered is the part of an event that a receiver keeps.
type delivered struct {
	claim  claims.ID
	number uint64
}

// mostEvent is the largest size of a request's body.
const mostEvent = 1 << 20

// ServeHTTP implements [http.Handler].
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	event, err := read(request)
	if err != nil {
		r.mu.Lock()
		r.faults = append(r.faults, err)
		r.mu.Unlock()
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if r.Answer != nil && !r.Answer(w, request, event) {
		return
	}
	r.Note(event)
	w.WriteHeader(http.StatusNoContent)
}

// Note records an event as delivered.
func (r *Receiver) Note(event claims.CloudEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, delivered{event.Entry.Claim, event.Entry.Number})
}

// read reads an event in either mode. Source: HTTP Protocol Binding for
// CloudEvents 1.0.2, section 3.
func read(request *http.Request) (event claims.CloudEvent, err error) {
	body, err := io.ReadAll(io.LimitReader(request.Body, mostEvent))
	if err != nil {
		return event, err
	}
	switch content := request.Header.Get("Content-Type"); content {
	case "application/cloudevents+json":
	case "application/json":
		if body, err = structured(request.Header, body); err != nil {
			return event, err
		}
	default:
		return event, fmt.Errorf("the content type is %q", content)
	}
	return event, json.Unmarshal(body, &event)
}

// structured returns an event of binary mode in structured mode.
func structured(header http.Header, data []byte) ([]byte, error) {
	attributes := map[string]any{"datacontenttype": header.Get("Content-Type"), "data": json.RawMessage(data)}
	for name, values := range header {
		attribute, found := strings.CutPrefix(strings.ToLower(name), "ce-")
		if !found {
			continue
		}
		text, err := url.PathUnescape(values[0])
		if err != nil || len(values) != 1 {
			return nil, fmt.Errorf("header %s is %q", name, values)
		}
		attributes[attribute] = text
	}
	return json.Marshal(attributes)
}

// Events returns the IDs of all delivered events, in the order of their
// arrival.
func (r *Receiver) Events() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for _, event := range r.events {
		ids = append(ids, fmt.Sprint(event.claim, "/", event.number))
	}
	return ids
}

// A Count describes how the events arrived.
type Count struct {
	// Distinct is the number of different events. Doubled is the number of
	// repeated deliveries.
	Distinct, Doubled int
}

// Count counts the events. It returns an error if a request contained no event,
// or if the first delivery of an event came before the first delivery of an
// earlier event of the same claim.
func (r *Receiver) Count() (c Count, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.faults) > 0 {
		return c, fmt.Errorf("%d requests held no event, such as: %w", len(r.faults), r.faults[0])
	}
	last := map[claims.ID]uint64{}
	for _, event := range r.events {
		switch {
		case event.number <= last[event.claim]:
			c.Doubled++
		case event.number == last[event.claim]+1:
			c.Distinct++
			last[event.claim] = event.number
		default:
			return c, fmt.Errorf("claim %s: entry %d came first, after entry %d", event.claim, event.number, last[event.claim])
		}
	}
	return c, nil
}
