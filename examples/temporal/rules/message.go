package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/mci"
)

// Command returns the message of a command. Meta.Key is required, because a
// repetition is recognized by it.
func Command(command claims.Command, meta claims.Meta) (follow.Message, error) {
	if command == nil {
		return follow.Message{}, mci.Invalid("command", "", "a command")
	}
	body, err := json.Marshal(command)
	if err != nil {
		return follow.Message{}, err
	}
	return withMeta(follow.Message{Kind: follow.Command, Event: command.Event().String(), Body: body}, meta)
}

// Observation returns the message for a status in Partner Center. The meta's
// actor must be [claims.PartnerCenter]. Its key is required.
func Observation(shown claims.PortalStatus, meta claims.Meta) (follow.Message, error) {
	return withMeta(follow.Message{Kind: follow.Observation, Shown: shown.String()}, meta)
}

func withMeta(message follow.Message, meta claims.Meta) (follow.Message, error) {
	message.Key, meta.Key = meta.Key, ""
	if message.Key == "" {
		return follow.Message{}, errNoKey()
	}
	var err error
	message.Meta, err = json.Marshal(meta)
	if size := message.Size(); err == nil && size > follow.MostMessage {
		err = mci.Invalid("message", fmt.Sprint(size, " bytes"), fmt.Sprintf("at most %d bytes", follow.MostMessage))
	}
	if err != nil {
		return follow.Message{}, err
	}
	return message, nil
}

func errNoKey() error {
	return mci.Invalid("key", "", "an idempotency key, because a signal can arrive twice")
}

// mostMeta is the largest length of a meta. If it is longer, it cannot be well
// formed.
const mostMeta = 4096

// metaOf returns the meta of a message that arrived at an instant.
func metaOf(message *follow.Message, at time.Time) (claims.Meta, error) {
	if message.Key == "" {
		return claims.Meta{}, errNoKey()
	}
	if len(message.Meta) > mostMeta {
		return claims.Meta{}, mci.Invalid("meta", "a long text", "a meta of at most 4096 bytes")
	}
	var meta claims.Meta
	decoder := json.NewDecoder(bytes.NewReader(message.Meta))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&meta); err != nil {
		return claims.Meta{}, mci.Invalid("meta", err.Error(), "the JSON form of a meta")
	}
	meta.Key = message.Key
	if meta.Received.IsZero() {
		meta.Received = at
	}
	return meta, nil
}
