package cpor

import (
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Terms are the figures and readings by which claims are judged. A host that
// reads a document otherwise, or has a guide behind the sign-in, makes terms of
// its own. Terms are immutable and safe to share. A nil pointer to Terms and
// the zero Terms are the public terms.
type Terms struct {
	options TermsOptions
	days    [clockCount]int
}

// TermsOptions are the parts of [Terms] that a host can choose. The zero
// TermsOptions are the public terms.
type TermsOptions struct {
	// Days is the calendar of business days, with the host's holidays.
	Days BusinessDays
	// Lengths replace the lengths of clocks. For example, an older page gives a
	// partner 5 business days to answer a reviewer instead of 14.
	Lengths []ClockLength
	// ToldAtApproval is whether the customer is told of the association when
	// the claim is approved. If it is false, the customer is told at the first
	// submission. The page mci.CreateAssociation says the latter, and the page
	// mci.ManageAssociations the former.
	ToldAtApproval bool
	// ProofMonths is the most months that the date of a proof may lie before
	// the day on which it is judged; 0 means 12. Microsoft speaks of old dates
	// and publishes no figure; the 12 months are from mci.AssociationAnswer.
	ProofMonths int
}

// A ClockLength is the length of one clock: in calendar days for the dispute
// clock, in business days for every other.
type ClockLength struct {
	Clock Clock `json:"clock,omitzero"` // the clock
	Days  int   `json:"days,omitzero"`  // 1 to 366
}

// mostDays bounds the length of a clock.
const mostDays = 366

// The public figures that no clock has.
const (
	proofMonths = 12
	mostMonths  = 1200
	// settlingDays is the number of days in which a provisioned subscription
	// becomes available to claim. Source: [mci.AssociationIssues].
	settlingDays = 7
)

var publicTerms = Terms{}

// PublicTerms returns the terms that public documents know, with business days
// from Monday to Friday in UTC and no holidays.
func PublicTerms() *Terms { return &publicTerms }

// NewTerms returns terms with a host's own choices. If a clock is not declared
// or given twice, or if a figure is out of its bounds, the error is a
// [mci.FieldError].
func NewTerms(options TermsOptions) (*Terms, error) {
	options.Lengths = slices.Clone(options.Lengths)
	t := &Terms{options: options}
	for i, length := range options.Lengths {
		at := "lengths[" + strconv.Itoa(i) + "]"
		switch {
		case length.Clock == 0 || length.Clock >= clockCount:
			return nil, mci.Invalid(at+".clock", length.Clock.String(), clockNames.Allowed())
		case t.days[length.Clock] != 0:
			return nil, mci.Invalid(at+".clock", length.Clock.String(), "a clock that is given once")
		case length.Days < 1 || length.Days > mostDays:
			return nil, mci.Invalid(at+".days", strconv.Itoa(length.Days), "1 to "+strconv.Itoa(mostDays))
		}
		t.days[length.Clock] = length.Days
	}
	if options.ProofMonths < 0 || options.ProofMonths > mostMonths {
		return nil, mci.Invalid("proofMonths", strconv.Itoa(options.ProofMonths), "0 to "+strconv.Itoa(mostMonths))
	}
	return t, nil
}

func orPublic(t *Terms) *Terms {
	if t == nil {
		return &publicTerms
	}
	return t
}

// Length returns the length that the host chose for a clock, in days. It is 0
// if the clock has its public length.
func (t *Terms) Length(clock Clock) int {
	if clock >= clockCount {
		return 0
	}
	return orPublic(t).days[clock]
}

// BusinessDays returns the calendar of business days.
func (t *Terms) BusinessDays() BusinessDays { return orPublic(t).options.Days }

// ProofMonths returns the most months that the date of a proof may lie back.
func (t *Terms) ProofMonths() int {
	if months := orPublic(t).options.ProofMonths; months != 0 {
		return months
	}
	return proofMonths
}

// oldestProof returns the earliest date that a proof can have on a day. The day
// must not be zero.
func (t *Terms) oldestProof(day mci.Date) mci.Date {
	return mci.DateOf(day.Start(time.UTC).AddDate(0, -t.ProofMonths(), 0))
}

// ToldAtApproval reports whether the customer is told of the association when
// the claim is approved, not when it is submitted.
func (t *Terms) ToldAtApproval() bool { return orPublic(t).options.ToldAtApproval }
