package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A Source yields the entries of an outbox as events. A [Relay] reads it from
// one goroutine at a time.
type Source interface {
	// Events yields the events after a position, in the order of the outbox,
	// and ends after the latest one. The empty position is before the first. If
	// an entry cannot be read, its event has the reason and no body, and Events
	// goes on with the next. Any error is the last that it yields.
	Events(ctx context.Context, after string) iter.Seq2[Event, error]
}

// Claims returns the source of a store's entries. The name of the host's system
// becomes the source of each event; see [claims.CloudEvent]. If it is
// malformed, the error is a [mci.FieldError].
func Claims(tail store.Tail, system string) (Source, error) {
	var field *mci.FieldError
	_, err := json.Marshal(claims.CloudEvent{Source: system})
	if errors.As(err, &field) && field.Path == "source" {
		return nil, field
	}
	return claimSource{tail, system}, nil
}

type claimSource struct {
	tail   store.Tail
	system string
}

func (s claimSource) Events(ctx context.Context, after string) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		last := after
		for delivery, err := range s.tail.Tail(ctx, store.Position(after)) {
			event := Event{Position: string(delivery.Position), After: last, Subject: string(delivery.Entry.Claim), Err: err}
			if unread, ok := errors.AsType[*store.ClaimError](err); ok && event.Position != "" {
				event.Subject = string(unread.ID)
			} else if err != nil {
				yield(Event{}, err)
				return
			}
			if err == nil {
				sent := claims.CloudEvent{Source: s.system, Entry: delivery.Entry}
				event.ID = sent.ID()
				event.Body, event.Err = json.Marshal(sent)
			}
			if !yield(event, nil) {
				return
			}
			last = event.Position
		}
	}
}
