package claims

import (
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/mci/document"
)

// ReadCommand reads the command of an event from the JSON form to which the
// command marshals, as a client sends it. It is strict: a field that the
// command does not have, one that stands twice or one in other letters is an
// error. The error is [mci.Problems], each with its path. If no command asks
// for the event, as with the events that open a claim, the error is a
// [mci.FieldError]. [Apply] checks the values.
func ReadCommand(event Event, text []byte) (command Command, err error) {
	bind := event.command().Bind
	if bind == nil {
		return nil, event.withoutCommand()
	}
	err = document.Read(text, document.Limits{}, func(o document.Object) { command = bind(o) })
	if err != nil {
		return nil, err
	}
	return command, nil
}

// A binder is a command that reads its own fields.
type binder[C Command] interface {
	*C
	bind(document.Object)
}

func (c *SendConsent) bind(o document.Object) {
	c.DealSize = boundMoney(o.Optional("dealSize"))
	o.Optional("customerContact").Object(func(o document.Object) { c.CustomerContact = bound.Contact(o) })
	o.Optional("partnerContact").Object(func(o document.Object) { c.PartnerContact = bound.Contact(o) })
	c.Language = boundLanguage(o)
}

func (*ResendConsent) bind(document.Object) {}

func (*Accept) bind(document.Object) {}

func (*Decline) bind(document.Object) {}

func (c *Cancel) bind(o document.Object) { c.Comment = boundComment(o) }

func (c *GiveEvidence) bind(o document.Object) {
	o.Field("part").Into(&c.Part)
	c.SurveySent = o.Optional("surveySent").Bool()
	o.Optional("template").Into(&c.Template)
	c.Reference = o.Optional("reference").Text(mostStoredText)
}

func (c *UpdateContact) bind(o document.Object) {
	c.Side = Side(o.Field("side").Text(mostStoredText))
	o.Field("contact").Object(func(o document.Object) { c.Contact = bound.Contact(o) })
}

func (c *AddComment) bind(o document.Object) { c.Comment = o.Field("comment").Text(mostStoredText) }

func (c *Submit) bind(o document.Object) {
	c.Requested = boundMoney(o.Optional("requested"))
	c.Comment = boundComment(o)
}

func (*BeginReview) bind(document.Object) {}

func (c *RequestAction) bind(o document.Object) { c.Comment = boundComment(o) }

func (c *Approve) bind(o document.Object) { c.Amount = boundMoney(o.Optional("amount")) }

func (c *Reject) bind(o document.Object) { c.Comment = boundComment(o) }

func (c *Dispute) bind(o document.Object) { c.Comment = boundComment(o) }

func (*Expire) bind(document.Object) {}

func (c *RecordPayment) bind(o document.Object) {
	c.Amount = boundMoney(o.Field("amount"))
	c.Reference = o.Optional("reference").Text(mostStoredText)
	c.Earning = o.Optional("earning").Text(mostStoredText)
	c.EarningType = o.Optional("earningType").Text(mostStoredText)
	o.Optional("month").Into(&c.Month)
}

func (c *Resolve) bind(o document.Object) {
	o.Optional("take").Into(&c.Take)
	c.Comment = boundComment(o)
}

func (c *RecordFacts) bind(o document.Object) {
	c.Number = o.Optional("number").Text(mostStoredText)
	c.Approved = boundMoney(o.Optional("approved"))
	c.Comment = boundComment(o)
}

func (c *AcceptTerms) bind(o document.Object) {
	o.Optional("revision").JSON(&c.Revision)
	o.Optional("terms").Into(&c.Terms)
	c.Comment = boundComment(o)
}

func boundComment(o document.Object) string { return o.Optional("comment").Text(mostStoredText) }
