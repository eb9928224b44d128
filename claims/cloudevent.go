package claims

import (
	"github.com/mci-go/incentives/claims/internal/cloudevent"
	"github.com/mci-go/incentives/mci"
)

// A CloudEvent is a history entry in the envelope that event systems carry:
// CloudEvents 1.0 in the structured mode of its JSON format, that is, one JSON
// object of the content type application/cloudevents+json. A relay sends one
// for each entry of a store.Tail or of a claim's History. Marshal and unmarshal
// it as JSON. The zero CloudEvent is none, and cannot be marshaled. Contacts
// and comments are in the data, and nowhere else. Source: CloudEvents
// specification 1.0.2 of the Cloud Native Computing Foundation, and its JSON
// format.
type CloudEvent struct {
	// Source names the host's system, as a URI or a path such as
	// "/fabrikam/incentives". It has 1 to 500 characters, all of which a URI
	// can have. Together with the ID it is unique, because no two entries have
	// the same claim and number.
	Source string
	// Entry is the history entry. Its JSON form is the data of the event.
	Entry Entry
}

const cloudEventTypePrefix = "com.github.mci-go.incentives.claims."

func (e *CloudEvent) attributes() *cloudevent.Attributes {
	return &cloudevent.Attributes{
		Source: e.Source, Prefix: cloudEventTypePrefix, Claim: string(e.Entry.Claim), Number: e.Entry.Number,
		Event: e.Entry.Event.String(), At: e.Entry.At,
	}
}

// ID returns the claim's ID and the entry's number, such as "claim-1/3". If a
// receiver notes the ID, it handles an entry once, however often the entry is
// delivered.
func (e CloudEvent) ID() string { return e.attributes().ID() }

// Type returns the kind of event, such as
// "com.github.mci-go.incentives.claims.send-consent".
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

func (e CloudEvent) check() error {
	if err := e.attributes().Check(); err != nil {
		return err
	}
	if e.Entry.Actor == 0 || e.Entry.Actor > PartnerCenter {
		return mci.Invalid("data.actor", e.Entry.Actor.String(), actorNames.Allowed())
	}
	return e.checkContent()
}

// checkContent checks that an entry has the opening if it opens the claim, and
// otherwise a command. An entry that only notes a status of Partner Center has
// neither.
func (e CloudEvent) checkContent() error {
	event, command := e.Entry.Event, e.Entry.Command
	silent := event.opens() || event == StatusObserved || event == EntryTakenBack
	switch {
	case event == 0 || event >= recordedCount:
		return mci.Invalid("data.event", event.String(), eventNames.Allowed())
	case event.opens() != (e.Entry.Opening != nil):
		return mci.Invalid("data.opening", event.String(), "the claim as it was opened exactly in the entry that opens it")
	case (event == EntryTakenBack) != (e.Entry.Restored != nil && e.Entry.TakenBack > 0):
		return mci.Invalid("data.restored", event.String(), "the number that is taken back and the claim as it is then, exactly in the entry that takes another back")
	case silent != (command == nil), !silent && (!isCommand(command) || command.Event() != event):
		return mci.Invalid("data.command", event.String(), "the command of the event, and none in the entry that opens the claim")
	}
	return nil
}

// UnmarshalJSON reads the JSON form to which a CloudEvent marshals, and nothing
// else: at most 256 KiB, attributes that agree with the entry in the data, and
// no field that an entry does not have. If a relay has added attributes under
// names of their own, as CloudEvents allows, they are dropped. Anything else is
// a [mci.FieldError], unless the data are an entry of a newer [Format].
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
