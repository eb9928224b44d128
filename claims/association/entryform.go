package association

import (
	"encoding/json"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/claims/internal/finding"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// entryForm is the JSON form of an entry. The source is left out if it is the
// one that the tables have for the rule, and so are the index keys of the
// opening, which follow from the rest; [Replay] sets them.
type entryForm struct {
	plainEntry
	Source   *mci.Source  `json:"source,omitempty"`
	Opening  *openingForm `json:"opening,omitempty"`
	Findings findingsForm `json:"findings,omitempty"`
}

type openingForm struct {
	plainRecord
	Format omitted `json:"format,omitzero"`
	Index  omitted `json:"index,omitzero"`
}

type (
	plainEntry  Entry
	plainRecord Record
)

// omitted stands before a field of the same name, so that it is not written.
type omitted struct{}

type findingsForm []mci.Finding

// MarshalJSON returns the findings in groups; see [finding.Marshal].
func (s findingsForm) MarshalJSON() ([]byte, error) { return finding.Marshal(s, pathOf) }

// pathOf returns the path that the rule tables have for a version of a rule, or
// the empty text if they do not know it.
func pathOf(rule mci.RuleID, version int) string {
	return cpor.Explain(&cpor.Question{}, []mci.Finding{{Rule: rule, Version: version}})[0].Path
}

// MarshalJSON returns the form that a store keeps and a relay sends.
func (e Entry) MarshalJSON() ([]byte, error) {
	form := entryForm{plainEntry: plainEntry(e), Findings: findingsForm(e.Findings)}
	if source := e.Source; source != e.source() {
		form.Source = &source
	}
	if e.Opening != nil {
		if e.Opening.Index != (claims.Index{}) {
			return nil, mci.Invalid("opening.index", "index keys", "none, since they follow from the rest")
		}
		form.Opening = &openingForm{plainRecord: plainRecord(*e.Opening)}
	}
	return json.Marshal(&form)
}

// UnmarshalJSON reads the JSON of an Entry, strictly. If this version of the
// library does not know a field, if a field appears twice, or if its name
// differs in upper and lower case, it returns [mci.Problems] with the path of
// each problem. The same holds inside the command and the opening, and for the
// command of an event that has none. If a newer library wrote the entry, the
// error matches [claims.ErrUnreadable]. [Replay] checks the values.
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
	e.Claim = claims.ID(o.Field("claim").Text(bound.Text))
	e.Number = o.Field("number").Uint64()
	e.At = o.Field("at").Time()
	e.Given = o.Optional("given").Time()
	e.Due = o.Optional("due").Time()
	o.Field("actor").Into(&e.Actor)
	e.User = mci.UserID(o.Optional("user").Text(bound.Text))
	o.Optional("role").Into(&e.Role)
	o.Field("event").Into(&e.Event)
	e.From, e.To = boundState(o.Optional("from")), boundState(o.Field("to"))
	e.Rule = mci.RuleID(o.Field("rule").Text(bound.Text))
	e.Source = e.source()
	o.Optional("source").Object(func(o document.Object) { e.Source = bound.Source(o) })
	e.Key = o.Optional("key").Text(bound.Text)
	o.Optional("shown").Into(&e.Shown)
	e.Command = boundCommand(e.Event, o.Optional("command"))
	o.Optional("opening").Object(func(o document.Object) {
		e.Opening = &Record{}
		e.Opening.bind(o)
	})
	if taken := o.Optional("takenBack"); taken.Present() {
		e.TakenBack = taken.Uint64()
	}
	o.Optional("restored").Object(func(o document.Object) {
		format().Bind(o) // the same as that of the entry
		e.Restored = &Record{}
		e.Restored.bind(o)
	})
	e.Findings = finding.Bound(o.Optional("findings"), pathOf)
}

// boundCommand reads the command of the event, and reports one of an event that
// has none.
func boundCommand(e lifecycle.Event, f document.Field) (command Command) {
	bind := commandFor(e).Bind
	switch {
	case !f.Present() || e == 0: // an unknown event is reported already
	case bind == nil:
		f.Report("a command", withoutCommand(e).Want)
	default:
		f.Object(func(o document.Object) { command = bind(o) })
	}
	return command
}
