package association

import (
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// ReadCommand reads the command of an event from the JSON form to which the
// command marshals, as a client sends it. It is strict: a field that the
// command does not have, one that stands twice or one in other letters is an
// error. The error is [mci.Problems], each with its path. If no command asks
// for the event, the error is a [mci.FieldError]. [Apply] checks the values.
func ReadCommand(event lifecycle.Event, text []byte) (Command, error) {
	row := commandFor(event)
	if row.Bind == nil {
		return nil, withoutCommand(event)
	}
	return row.Read(text)
}

// A binder is a command that reads its own fields.
type binder[C Command] interface {
	*C
	bind(document.Object)
}

func (c *GiveProof) bind(o document.Object) { c.Proof = boundProof(o.Field("proof")) }

func (c *Edit) bind(o document.Object) {
	c.Location = mci.LocationID(o.Optional("location").Text(bound.Text))
	c.Workloads = boundWorkloads(o.Optional("workloads"))
	o.Optional("customerContact").Object(func(o document.Object) { c.CustomerContact = bound.Contact(o) })
	c.CustomerTitle = o.Optional("customerTitle").Text(bound.Text)
	o.Optional("partnerContact").Object(func(o document.Object) { c.PartnerContact = bound.Contact(o) })
	c.Subscription = cpor.SubscriptionID(o.Optional("subscription").Text(bound.Text))
}

func (c *AddComment) bind(o document.Object) { c.Comment = o.Field("comment").Text(bound.Text) }

func (c *Submit) bind(o document.Object) { c.Comment = boundComment(o) }

func (*BeginReview) bind(document.Object) {}

func (c *FindCompetitor) bind(o document.Object) { c.Comment = boundComment(o) }

func (c *RequestAction) bind(o document.Object) {
	c.Faults, c.Comment = boundFaults(o), boundComment(o)
}

func (*Approve) bind(document.Object) {}

func (c *Reject) bind(o document.Object) { c.Faults, c.Comment = boundFaults(o), boundComment(o) }

func (c *Dispute) bind(o document.Object) {
	c.Justification = o.Optional("justification").Text(bound.Text)
	c.Proof = boundProof(o.Optional("proof"))
}

func (c *OptOut) bind(o document.Object) { c.Comment = boundComment(o) }

func (c *Disassociate) bind(o document.Object) { c.Reason = o.Field("reason").Text(bound.Text) }

func (c *EndSubscription) bind(o document.Object) { o.Field("lastDay").Into(&c.LastDay) }

func (*Expire) bind(document.Object) {}

func (c *Resolve) bind(o document.Object) {
	c.Take = boundState(o.Optional("take"))
	c.Comment = boundComment(o)
}

func (c *RecordFacts) bind(o document.Object) {
	c.Number = o.Optional("number").Text(bound.Text)
	c.Location = mci.LocationID(o.Optional("location").Text(bound.Text))
	c.Workloads = boundWorkloads(o.Optional("workloads"))
	c.Subscription = cpor.SubscriptionID(o.Optional("subscription").Text(bound.Text))
}

func boundComment(o document.Object) string { return o.Optional("comment").Text(bound.Text) }

func boundFaults(o document.Object) []cpor.Fault {
	return document.List(o.Optional("faults"), 0, func(f document.Field) (fault cpor.Fault) {
		f.Into(&fault)
		return fault
	})
}
