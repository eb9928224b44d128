package consent

import (
	"math"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Consent is the state of one request for consent. The zero Consent has not
// been asked for. Its fields are exported so that a host can store them; they
// change through the methods alone.
type Consent struct {
	// instant of the request; zero if nobody was asked
	Asked time.Time `json:"asked,omitzero"`
	// how many reminders were sent, to all addresses together
	Resent int `json:"resent,omitempty"`
	// frozen by asking
	DealSize mci.Money `json:"dealSize,omitzero"`
	// frozen by asking, so that a reminder speaks as the first mail did
	Language Language `json:"language,omitempty"`
	// see NoAnswer
	Answer Answer `json:"answer,omitempty"`
	// Generation counts the corrections of the customer's address since the
	// request: 0 for the address that was first asked. A link of an earlier
	// generation went to a wrong address and is refused.
	Generation uint16 `json:"generation,omitempty"`
	// Earlier is the part of Resent that went to the addresses before the last
	// correction. 0 if none was corrected.
	Earlier uint32 `json:"earlier,omitempty"`
	// anchor of the rate and of two clocks
	Answered time.Time `json:"answered,omitzero"`
}

// Ask sends the request and freezes its deal size and its language. It returns
// [ErrFrozen] if it was sent before, what [Request.Check] returns, and a
// [mci.FieldError] with the path "at" without an instant.
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

// Resend counts one more mail. It restarts nothing and has no limit; none is
// published. It returns [ErrNotAsked] or [ErrAnswered] if there is nothing to
// remind of.
func (c Consent) Resend() (Consent, error) {
	if err := c.awaiting(); err != nil {
		return c, err
	}
	c.Resent++
	return c, nil
}

// Readdress begins the next generation, because the address that was asked is
// not the customer's. The links of the mails before are refused from then on,
// and a first mail to the right address is due. The window is not moved. It
// returns [ErrNotAsked] or [ErrAnswered] out of turn, and a [mci.FieldError]
// with the path "generation" after 65,535 corrections. Source:
// [mci.LibraryReading]; no document says whether a wrong address can be
// corrected at this stage.
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

// Accept records that the customer agreed. It returns [ErrNotAsked] or
// [ErrAnswered] out of turn.
func (c Consent) Accept(at time.Time) (Consent, error) { return c.answer(Accepted, at) }

// Decline records that the customer refused. It returns [ErrNotAsked] or
// [ErrAnswered] out of turn.
//
// A customer who was newly added for this engagement leaves its Customers page
// by this, as by silence: the function Page of package eligibility leaves out
// who has no open claim and did not consent to an earlier one, and keeps the
// claim on the Complete tab. Source: [mci.CustomersPage].
func (c Consent) Decline(at time.Time) (Consent, error) { return c.answer(Declined, at) }

// Silent reports whether the window ended without an answer, be it that nobody
// was asked: the claim is then due to expire. Source:
// [mci.EngagementsOverview]; that a request which was never sent ends in the
// same way is [mci.LibraryReading].
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
