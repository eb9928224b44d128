package claims

import (
	"math"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// UnmarshalJSON reads what an Entry marshals to, strictly: a field that this
// version of the library does not know, one that stands twice or one in other
// letters is an error, also inside the command and the opening. So is a command
// of an event that has none. The error is [mci.Problems], each with its path,
// or that of a newer [Format]. [Replay] checks the values.
func (e *Entry) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read Entry
	if err := readStored(data, read.bind); err != nil {
		return err
	}
	*e = read
	return nil
}

func (e *Entry) bind(o document.Object, found *formats) {
	e.Claim = ID(o.Field("claim").Text(mostStoredText))
	e.Number = o.Field("number").Uint64()
	e.At = o.Field("at").Time()
	o.Field("actor").Into(&e.Actor)
	e.User = mci.UserID(o.Optional("user").Text(mostStoredText))
	o.Optional("role").Into(&e.Role)
	o.Field("event").Into(&e.Event)
	o.Optional("from").Into(&e.From)
	o.Field("to").Into(&e.To)
	e.Rule = mci.RuleID(o.Field("rule").Text(mostStoredText))
	o.Field("source").Object(func(o document.Object) { e.Source = boundSource(o) })
	e.Key = o.Optional("key").Text(mostStoredText)
	o.Optional("shown").Into(&e.Shown)
	e.Command = e.Event.bound(o.Optional("command"))
	o.Optional("opening").Object(func(o document.Object) {
		e.Opening = &Record{}
		found.bind(o)
		e.Opening.bind(o, found)
	})
	e.Findings = document.List(o.Optional("findings"), 0, boundFinding)
}

// bound reads the command of the event, and reports one of an event that has
// none.
func (e Event) bound(f document.Field) (command Command) {
	bind := e.command().bind
	switch {
	case !f.Present() || e == 0: // an unknown event is reported already
	case bind == nil:
		f.Report("a command", e.withoutCommand().Want)
	default:
		f.Object(func(o document.Object) { command = bind(o) })
	}
	return command
}

func boundFinding(f document.Field) (found mci.Finding) {
	f.Object(func(o document.Object) {
		found.Rule = mci.RuleID(o.Field("rule").Text(mostStoredText))
		found.Version = int(o.Optional("version").Whole(0, math.MaxInt32))
		o.Field("outcome").Into(&found.Outcome)
		found.Path = o.Field("path").Text(mostStoredText)
		found.Want = o.Field("want").Text(mostStoredText)
		found.Found = o.Field("found").Text(mostStoredText)
		found.Waived = o.Optional("waived").Text(mostStoredText)
		o.Field("source").Object(func(o document.Object) { found.Source = boundSource(o) })
	})
	return found
}

func boundSource(o document.Object) (source mci.Source) {
	source.Title = o.Field("title").Text(mostStoredText)
	source.Published = o.Field("published").Text(mostStoredText)
	o.Field("grade").Into(&source.Grade)
	return source
}
