package association

import (
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/cloudevent"
	"github.com/mci-go/incentives/mci"
)

// A CloudEvent is a history entry in the envelope of [claims.CloudEvent]. The
// zero CloudEvent is none, and cannot be marshaled.
type CloudEvent struct {
	// Source names the host's system, as in claims.CloudEvent.
	Source string
	// Entry is the history entry. Its JSON form is the data of the event.
	Entry Entry
}

func (e *CloudEvent) attributes() *cloudevent.Attributes {
	return &cloudevent.Attributes{
		Source: e.Source, Prefix: "com.github.mci-go.incentives.association.", Claim: string(e.Entry.Claim), Number: e.Entry.Number,
		Event: e.Entry.Event.String(), At: e.Entry.At,
	}
}

// ID returns the claim's ID and the entry's number, such as "claim-1/3".
func (e CloudEvent) ID() string { return e.attributes().ID() }

// Type returns the kind of event, such as
// "com.github.mci-go.incentives.association.opt-out".
func (e CloudEvent) Type() string { return e.attributes().Type() }

// MarshalJSON returns the event in structured mode. If the source is malformed,
// or if the entry cannot come from this package, the error is a
// [mci.FieldError].
func (e CloudEvent) MarshalJSON() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	return e.attributes().Marshal(e.Entry)
}

// check also demands that an entry has the opening if it opens the claim, and
// otherwise a command. An entry that only notes a status of Partner Center has
// neither.
func (e *CloudEvent) check() error {
	if err := e.attributes().Check(); err != nil {
		return err
	}
	event, command := e.Entry.Event, e.Entry.Command
	if event == 0 || event >= recordedCount {
		return mci.Invalid("data.event", event.String(), eventNames.Allowed())
	}
	opens, takes := events[event].opens, event == lifecycle.EntryTakenBack
	silent := opens || takes || event == lifecycle.StatusObserved
	switch {
	case e.Entry.Actor == 0 || e.Entry.Actor > claims.PartnerCenter:
		return mci.Invalid("data.actor", e.Entry.Actor.String(), "an actor")
	case opens != (e.Entry.Opening != nil):
		return mci.Invalid("data.opening", event.String(), "the claim as it was created exactly in the entry that creates it")
	case takes != (e.Entry.Restored != nil && e.Entry.TakenBack > 0):
		return mci.Invalid("data.restored", event.String(), "the number that is taken back and the claim as it is then, exactly in the entry that takes another back")
	case silent != (command == nil), !silent && (!isCommand(command) || command.Event() != event):
		return mci.Invalid("data.command", event.String(), "the command of the event, and none in the entry that creates the claim")
	}
	return nil
}

// UnmarshalJSON reads the JSON form to which a CloudEvent marshals, and nothing
// else, as claims.CloudEvent does.
func (e *CloudEvent) UnmarshalJSON(data []byte) error {
	found, err := cloudevent.Read(data)
	if err != nil {
		return err
	}
	read := CloudEvent{Source: found.Source()}
	if err := read.Entry.UnmarshalJSON(found.Data()); err != nil {
		return mci.At("data", err)
	}
	if err := read.check(); err != nil {
		return err
	}
	if err := found.Agrees(read.attributes(), read.Entry); err != nil {
		return err
	}
	*e = read
	return nil
}
