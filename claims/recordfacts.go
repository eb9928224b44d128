package claims

import (
	"errors"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// RecordFacts records the facts that Partner Center shows about a claim in
// addition to its status. They can be recorded when they become known, even
// after the claim has ended, and again if they were wrong. The history keeps
// the earlier facts. At least one fact is required. If all facts are recorded
// already, only the key of the command is kept.
//
// The actor is [PartnerCenter], or the partner if a person types the facts in.
// Neither the machine nor a window is checked. Source: [mci.LibraryReading].
type RecordFacts struct {
	// Number is the claim's number in Partner Center, at most 200 bytes on one
	// line, or empty.
	Number string `json:"number,omitempty"`
	// Approved is the approved amount, above zero, or none. Only an approved
	// claim can have it.
	Approved mci.Money `json:"approved,omitzero"`
	// Created is the day of the claim's creation in Partner Center, in the
	// calendar of its edition, or zero. It replaces an assumed creation, which
	// is the instant of the observation, so that the windows are counted from
	// the day itself. A creation that is known is never replaced. If the terms
	// of the day require more evidence than was submitted, the evidence is
	// assumed.
	Created mci.Date `json:"created,omitzero"`
	// Comment says for a person where the facts were seen. It may be empty, and
	// has at most 4000 bytes.
	Comment string `json:"comment,omitempty"`
}

// facts is the row of entries that record facts. It is not in the machine.
var facts = Transition{Event: FactsRecorded, Actor: PartnerCenter, Rule: "claim.portal.facts", Source: mci.LibraryReading}

// factsGap returns a gap of facts that cannot be recorded.
func factsGap(path, why string) *Gap {
	return &Gap{Rule: facts.Rule, Path: path, Why: why, Source: facts.Source.Source()}
}

// Event returns [FactsRecorded].
func (RecordFacts) Event() Event { return FactsRecorded }

func (c *RecordFacts) bind(o document.Object) {
	c.Number = o.Optional("number").Text(mostStoredText)
	c.Approved = o.Optional("approved").Money()
	o.Optional("created").Into(&c.Created)
	c.Comment = boundComment(o)
}

func (c RecordFacts) check() error {
	if c.Number == "" && c.Approved.IsNone() && c.Created.IsZero() {
		return mci.Invalid("number", "", "a claim number, an approved amount or a day of creation")
	}
	if err := checkOptional(vocabulary.CheckID, "number", c.Number, mostKeyBytes); err != nil {
		return err
	}
	if err := checkAmount("approved", c.Approved); err != nil {
		return err
	}
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (c RecordFacts) apply(next *Claim, at time.Time) error {
	r := &next.record
	if c.Number != "" && c.Number != r.PortalNumber.Number {
		r.PortalNumber = PortalNumber{c.Number, at}
	}
	if !c.Approved.IsNone() && !c.Approved.Equal(r.Amounts.Approved.Money) {
		r.Amounts.Approved = Amount{Money: c.Approved, At: at}
	}
	if c.Created.IsZero() || !r.assumes(assumedCreated) {
		return nil
	}
	r.Created = next.startOf(c.Created)
	r.known(assumedCreated)
	if !r.FirstSubmitted.IsZero() {
		next.leave(assumedEvidence) // the day can require more than was given
	}
	next.record = r.Clone() // because the check can write to it
	return next.check()
}

// startOf returns the beginning of a day in the calendar of the claim's edition.
func (c *Claim) startOf(day mci.Date) time.Time {
	return utc(day.Start(c.engagement.Edition().Calendar().Zone()))
}

// applyTo applies a [RecordFacts].
func (c RecordFacts) applyTo(claim *Claim, key UsedKey, meta Meta) (Change, error) {
	row := facts
	if meta.Actor == Partner {
		row.Actor = Partner // so that a person needs a role
	}
	for _, gap := range []*Gap{row.notFor(&meta), claim.withoutApproval(c), claim.createdOtherwise(c)} {
		if gap != nil {
			return Change{}, claim.refusal(FactsRecorded, &meta, *gap)
		}
	}
	if claim.knows(c) {
		return claim.unchanged(FactsRecorded, key, &meta).of(c), nil
	}
	next, at := claim.next(key, &meta, claim.record.PortalNumber.At, claim.record.Amounts.Approved.At)
	var field *mci.FieldError
	switch err := c.apply(next, at); {
	case errors.As(err, &field):
		return Change{}, claim.refusal(FactsRecorded, &meta, *factsGap(field.Path, "the record contradicts it: "+field.Error()))
	case err != nil: // of a table that is broken
		return Change{}, err
	}
	change, entry := next.change(claim.State(), &row, &meta, at)
	entry.Command = c
	return change, nil
}

// withoutApproval refuses an approved amount of a claim that is not approved.
func (c *Claim) withoutApproval(command RecordFacts) *Gap {
	if command.Approved.IsNone() || c.record.Status == Approved {
		return nil
	}
	return factsGap("command.approved", "the claim is not approved")
}

// createdOtherwise refuses a day of creation that differs from the known one,
// or that is after the instant at which the claim was first seen.
func (c *Claim) createdOtherwise(command RecordFacts) *Gap {
	r, day := &c.record, command.Created
	var why string
	switch {
	case day.IsZero() || !r.assumes(assumedCreated) && day == c.day(r.Created):
		return nil
	case !r.assumes(assumedCreated):
		why = "the claim was created on " + c.day(r.Created).String() + ", which is known"
	case c.startOf(day).After(r.Created):
		why = "the claim was seen before, on " + c.day(r.Created).String()
	default:
		return nil
	}
	return factsGap("command.created", why)
}

// knows reports whether the facts are recorded already.
func (c *Claim) knows(command RecordFacts) bool {
	r := &c.record
	return (command.Number == "" || command.Number == r.PortalNumber.Number) &&
		(command.Approved.IsNone() || command.Approved.Equal(r.Amounts.Approved.Money)) &&
		(command.Created.IsZero() || !r.assumes(assumedCreated))
}

// PortalNumber returns the claim's number in Partner Center. It is empty if the
// number is not known.
func (c *Claim) PortalNumber() string { return c.record.PortalNumber.Number }

// hasFacts reports whether facts were recorded.
func (r *Record) hasFacts() bool {
	return r.PortalNumber.Number != "" || !r.Amounts.Approved.Money.IsNone() && !r.Amounts.Approved.At.Equal(r.ApprovedAt)
}

// updatedBeside reports whether the latest entry recorded facts or accepted
// terms. Such an entry can be after the end of any window.
func (r *Record) updatedBeside() bool {
	return r.Updated.Equal(r.acceptedAt()) || r.hasFacts() && (r.Updated.Equal(r.PortalNumber.At) || r.Updated.Equal(r.Amounts.Approved.At))
}
