package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A Source yields the entries of an outbox as events. A [Relay] reads it from
// one goroutine at a time.
type Source interface {
	// Events yields the events after a position, in the order of the outbox,
	// and ends after the latest one. The empty position is before the first. If
	// an entry cannot be read, its event has the reason and no body, and Events
	// continues with the next one. If there is an error, it is the last value.
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
				event.ID, event.Body, event.Err = s.written(delivery.Entry)
			}
			if !yield(event, nil) {
				return
			}
			last = event.Position
		}
	}
}

// written returns an entry of either kind as a CloudEvent, with its ID.
func (s claimSource) written(row store.Entry) (id string, body []byte, err error) {
	if row.Kind == store.PartnerAssociation {
		entry, err := desk.DecodeAssociationEntry(row)
		if err != nil {
			return "", nil, err
		}
		sent := association.CloudEvent{Source: s.system, Entry: entry}
		body, err := json.Marshal(sent)
		return sent.ID(), body, err
	}
	entry, err := desk.DecodeEntry(row)
	if err != nil {
		return "", nil, err
	}
	sent := claims.CloudEvent{Source: s.system, Entry: entry}
	body, err = json.Marshal(sent)
	return sent.ID(), body, err
}
