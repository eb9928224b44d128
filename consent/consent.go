package consent

import (
	"math"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Consent is the state of one request for consent. The zero Consent has not
// been asked for. Its fields are exported so that a host can store them, but
// only its methods change them.
type Consent struct {
	// Asked is the instant of the request; zero if there was none.
	Asked time.Time `json:"asked,omitzero"`
	// Resent is the number of reminders sent, to all addresses together.
	Resent int `json:"resent,omitempty"`
	// DealSize is the deal size of the request. Asking freezes it.
	DealSize mci.Money `json:"dealSize,omitzero"`
	// Language is the language of the mails. Asking freezes it, so that a
	// reminder is in the language of the first mail.
	Language Language `json:"language,omitempty"`
	// Answer is the customer's answer; NoAnswer until there is one.
	Answer Answer `json:"answer,omitempty"`
	// Generation counts the corrections of the customer's address since the
	// request: 0 for the address that was first asked. A link of an earlier
	// generation went to a wrong address and is refused.
	Generation uint16 `json:"generation,omitempty"`
	// Earlier is the part of Resent that went to the addresses before the last
	// correction. It is 0 if no address was corrected.
	Earlier uint32 `json:"earlier,omitempty"`
	// Answered is the instant of the answer. It is the anchor of the rate and
	// of two clocks.
	Answered time.Time `json:"answered,omitzero"`
}

// Ask records the request and freezes its deal size and its language. It
// returns [ErrFrozen] if consent was asked for before, the error of
// [Request.Check] if the request is refused, and a [mci.FieldError] with the
// path "at" if the instant is zero.
func (c Consent) Ask(request Request, rule mci.DealSizeRule, at time.Time) (Consent, error) {
	switch {
	case !c.Asked.IsZero():
		return c, ErrFrozen
	case at.IsZero():
		return c, mci.Invalid("at", "", "the instant of the request")
	}
	if err := request.Check(rule); err != nil {
		return c, err
	}
	c.Asked, c.DealSize, c.Language = at, request.DealSize, request.Language
	return c, nil
}

// Resend counts one more mail. It restarts no clock, and it has no limit,
// because none is published. It returns [ErrNotAsked] if consent has not been
// asked for, and [ErrAnswered] if the customer has answered.
func (c Consent) Resend() (Consent, error) {
	if err := c.awaiting(); err != nil {
		return c, err
	}
	c.Resent++
	return c, nil
}

// Readdress begins the next generation, because the customer's address was
// wrong. From then on the links of earlier mails are refused, and a first mail
// to the right address is due. The window does not move. Readdress returns
// [ErrNotAsked] if consent has not been asked for, [ErrAnswered] if the
// customer has answered, and a [mci.FieldError] with the path "generation"
// after 65,535 corrections. Source: [mci.LibraryReading]; no document says
// whether a wrong address can be corrected at this stage.
func (c Consent) Readdress() (Consent, error) {
	if err := c.awaiting(); err != nil {
		return c, err
	}
	if c.Generation == math.MaxUint16 {
		return c, mci.Invalid("generation", strconv.Itoa(math.MaxUint16), "fewer than 65536 corrections")
	}
	c.Generation++
	c.Earlier = uint32(c.Resent)
	return c, nil
}

// Accept records that the customer agreed. It returns [ErrNotAsked] if consent
// has not been asked for, [ErrAnswered] if the customer has answered, and a
// [mci.FieldError] with the path "at" if the instant is zero.
func (c Consent) Accept(at time.Time) (Consent, error) { return c.answer(Accepted, at) }

// Decline records that the customer refused. Its errors are those of
// [Consent.Accept].
//
// If the customer was newly added for this engagement, a refusal removes the
// customer from its Customers page, as silence does. The function Page of
// package customers leaves out customers who have no open claim and did not
// consent to an earlier one; the claim stays on the Complete tab. Source:
// [mci.CustomersPage].
func (c Consent) Decline(at time.Time) (Consent, error) { return c.answer(Declined, at) }

// Silent reports whether the window ended without an answer, even if consent
// was never asked for. The claim is then due to expire. Source:
// [mci.EngagementsOverview]; [mci.LibraryReading] for the case of a request
// that was never sent.
func (c Consent) Silent(window mci.Window, at time.Time) bool {
	return c.Answer == NoAnswer && !window.Open(at)
}

func (c Consent) answer(answer Answer, at time.Time) (Consent, error) {
	if err := c.awaiting(); err != nil {
		return c, err
	}
	if at.IsZero() {
		return c, mci.Invalid("at", "", "the instant of the answer")
	}
	c.Answer, c.Answered = answer, at
	return c, nil
}

func (c Consent) awaiting() error {
	switch {
	case c.Asked.IsZero():
		return ErrNotAsked
	case c.Answer != NoAnswer:
		return ErrAnswered
	default:
		return nil
	}
}
