package claims

import (
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// UnmarshalJSON reads the JSON of an Entry, strictly. If this version of the
// library does not know a field, if a field appears twice, or if its name
// differs in upper and lower case, it returns [mci.Problems] with the path of
// each problem. The same holds inside the command and the opening, and for the
// command of an event that has none. If a newer library wrote the entry, the
// error is that of a newer [Format]. [Replay] checks the values.
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

func (e *Entry) bind(o document.Object) {
	e.Claim = ID(o.Field("claim").Text(mostStoredText))
	e.Number = o.Field("number").Uint64()
	e.At = o.Field("at").Time()
	e.Given = o.Optional("given").Time()
	o.Field("actor").Into(&e.Actor)
	e.User = mci.UserID(o.Optional("user").Text(mostStoredText))
	o.Optional("role").Into(&e.Role)
	o.Field("event").Into(&e.Event)
	o.Optional("from").Into(&e.From)
	o.Field("to").Into(&e.To)
	e.Rule = mci.RuleID(o.Field("rule").Text(mostStoredText))
	e.Source = e.source()
	o.Optional("source").Object(func(o document.Object) { e.Source = bound.Source(o) })
	e.Key = o.Optional("key").Text(mostStoredText)
	o.Optional("shown").Into(&e.Shown)
	e.Command = e.Event.bound(o.Optional("command"))
	e.Calculated = o.Optional("calculated").Money()
	o.Optional("opening").Object(func(o document.Object) { e.Opening = e.boundOpening(o) })
	if taken := o.Optional("takenBack"); taken.Present() {
		e.TakenBack = taken.Uint64()
	}
	o.Optional("restored").Object(func(o document.Object) {
		newFormat().Bind(o) // the same as that of the entry
		e.Restored = &Record{}
		e.Restored.bind(o)
	})
	e.Findings = boundFindings(o.Optional("findings"))
}

// boundOpening reads an [openingForm].
func (e *Entry) boundOpening(o document.Object) *Record {
	r := &Record{ID: e.Claim, Version: e.Number, Status: e.To, Created: e.At, Updated: e.At}
	r.bindBody(o)
	if created := o.Optional("created"); created.Present() {
		r.Created = created.Time()
	}
	if estimated := o.Optional("estimated"); estimated.Present() {
		r.Amounts.Estimated = Amount{Money: estimated.Money(), At: r.Created}
	}
	r.CheckedID = r.CustomerID
	if checked := o.Optional("checkedId"); checked.Present() {
		r.CheckedID = checked.CustomerID()
	}
	if !o.Has("keys") {
		r.Keys = e.openingKeys(r)
	}
	return r
}

// bound reads the command of the event, and reports one of an event that has
// none.
func (e Event) bound(f document.Field) (command Command) {
	bind := e.command().Bind
	switch {
	case !f.Present() || e == 0: // an unknown event is reported already
	case bind == nil:
		f.Report("a command", e.withoutCommand().Want)
	default:
		f.Object(func(o document.Object) { command = bind(o) })
	}
	return command
}
