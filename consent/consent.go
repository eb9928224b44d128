package consent

import (
	"errors"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Errors of a consent that is moved out of turn, or asked for without what the edition requires. The
// claims package never meets them, because its machine and its guards refuse first.
var (
	// ErrDealSizeMissing is returned by Consent.Ask when the edition requires a deal size and none is given.
	ErrDealSizeMissing = errors.New("the request for consent needs a deal size")
	// ErrFrozen is returned by Consent.Ask when consent was asked for already.
	ErrFrozen = errors.New("consent was asked for already: the deal size is frozen")
	// ErrNotAsked is returned by Consent.Resend, Consent.Accept and Consent.Decline.
	ErrNotAsked = errors.New("consent has not been asked for")
	// ErrAnswered is returned by the same three once the customer has answered.
	ErrAnswered = errors.New("the customer has answered already")
)

// An Answer is what the customer said. The zero Answer is none yet.
type Answer uint8

// The answers.
const (
	NoAnswer Answer = iota
	Accepted
	Declined
)

var answerNames = mci.Names[Answer]{What: "answer", Texts: []string{"none", "accepted", "declined"}}

// String returns "none", "accepted" or "declined".
func (a Answer) String() string { return answerNames.Text(a) }

// MarshalText returns the answer's name; a value that is not declared is a [mci.FieldError].
func (a Answer) MarshalText() ([]byte, error) { return answerNames.Marshal(a) }

// UnmarshalText reads an answer's name. Any other text is a [mci.FieldError].
func (a *Answer) UnmarshalText(text []byte) error { return answerNames.Unmarshal(a, text) }

// A Consent is the state of one request for consent. The zero Consent has not been asked for. Its fields
// are exported so that a host can store them; they change through the methods alone.
type Consent struct {
	Asked    time.Time `json:"asked,omitzero"`
	Resent   int       `json:"resent,omitempty"`  // how many times the mail was sent again
	DealSize mci.Money `json:"dealSize,omitzero"` // frozen by asking
	Answer   Answer    `json:"answer,omitempty"`  // see NoAnswer
	Answered time.Time `json:"answered,omitzero"` // anchor of the rate and of two clocks
}

// A Request is what the partner sends for consent.
type Request struct {
	// DealSize is the expected license, seat or consumption revenue of the first 12 months that is tied
	// to the incentive, in USD equivalent, above zero. It helps co-selling and touches neither
	// eligibility nor pay. Source: mci.PartnerGuide; that zero is refused is mci.LibraryReading.
	DealSize mci.Money
}

// Ask sends the request and freezes its deal size. It returns [ErrFrozen] if it was sent before,
// [ErrDealSizeMissing] if the rule requires a deal size and there is none, and a [mci.FieldError] with
// the path "dealSize" for one that is not above zero or not in USD.
func (c Consent) Ask(request Request, rule mci.DealSizeRule, at time.Time) (Consent, error) {
	size := request.DealSize
	switch {
	case !c.Asked.IsZero():
		return c, ErrFrozen
	case at.IsZero():
		return c, mci.Invalid("at", "", "the instant of the request")
	case size.IsNone() && rule == mci.DealSizeRequired:
		return c, ErrDealSizeMissing
	case !size.IsNone() && (size.Currency() != mci.USD || size.Sign() <= 0):
		return c, mci.Invalid("dealSize", size.String(), "an amount above zero in USD")
	}
	c.Asked, c.DealSize = at, size
	return c, nil
}

// Resend counts one more mail. It restarts nothing and has no limit; none is published. It returns
// [ErrNotAsked] or [ErrAnswered] when there is nothing to remind of.
func (c Consent) Resend() (Consent, error) {
	if err := c.awaiting(); err != nil {
		return c, err
	}
	c.Resent++
	return c, nil
}

// Accept records that the customer agreed. It returns [ErrNotAsked] or [ErrAnswered] out of turn.
func (c Consent) Accept(at time.Time) (Consent, error) { return c.answer(Accepted, at) }

// Decline records that the customer refused. It returns [ErrNotAsked] or [ErrAnswered] out of turn.
func (c Consent) Decline(at time.Time) (Consent, error) { return c.answer(Declined, at) }

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
