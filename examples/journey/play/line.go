package play

import (
	"encoding/json"
	"io"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/progress"
)

// A line is the result of one step. If a field does not apply, it is null.
type line struct {
	Step      int            `json:"step"` // from 1
	At        instant        `json:"at"`
	By        string         `json:"by"`
	Claim     claimName      `json:"claim"`
	Kind      *string        `json:"kind"` // of the claim
	Do        string         `json:"do"`
	Outcome   outcome        `json:"outcome"`
	Status    *string        `json:"status"`
	Ending    *string        `json:"ending"` // of an association that has ended
	Shown     *string        `json:"shown"`  // in Partner Center, if it differs
	Deadlines []deadlineLine `json:"deadlines"`
	Refusal   *refusalLine   `json:"refusal"`
	Payout    *payoutLine    `json:"payout"`
	Amounts   *amountsLine   `json:"amounts"`
	Referral  *referralLine  `json:"referral"`
	Missing   []string       `json:"missingEvidence"`
	Ahead     []mci.Finding  `json:"ahead"` // of a proposal that passes
	Swept     []sweptLine    `json:"swept"` // by a sweep
	Warnings  []string       `json:"warnings"`
	Problems  mci.Problems   `json:"problems"`

	step        *step              // for the story
	claim       *claims.Claim      // after the step, if there is one
	association *association.Claim // likewise
}

// A claimName is null if the step is not about one claim.
type claimName claims.ID

// MarshalJSON returns the name, or null.
func (n claimName) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(n))
}

// An instant is null if the book's instant could not be decoded.
type instant struct{ time.Time }

// MarshalJSON returns the instant in RFC 3339, or null.
func (i instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return i.Time.MarshalJSON()
}

type outcome string

const (
	applied   outcome = "applied"
	refused   outcome = "refused"
	malformed outcome = "invalid"
)

type deadlineLine struct {
	Kind string `json:"kind"`
	// At is the last instant at which the action is accepted.
	At       time.Time `json:"at"`
	LastDay  mci.Date  `json:"lastDay"`
	DaysLeft int       `json:"daysLeft"`
	Days     int       `json:"days"`
	// Business says that Days counts business days.
	Business bool `json:"business,omitempty"`
	Expires  bool `json:"expires"`
	// Then is the state of an association after the end.
	Then   string     `json:"then,omitempty"`
	Rule   mci.RuleID `json:"rule"`
	Source mci.Source `json:"source"`
}

type refusalLine struct {
	Rule      mci.RuleID    `json:"rule"`
	Message   string        `json:"message"`
	Permitted []string      `json:"permitted"`
	Findings  []mci.Finding `json:"findings"`
	Source    mci.Source    `json:"source"`
}

type payoutLine struct {
	// Basis is "estimated" or "calculated". An estimate assumes today for each
	// date that has not happened yet.
	Basis    string               `json:"basis"`
	Outcome  mci.Outcome          `json:"outcome"`
	Amount   *string              `json:"amount"`
	Currency *mci.Currency        `json:"currency"`
	Needs    []string             `json:"needs"`
	Reason   string               `json:"reason"`
	Steps    []catalog.PayoutStep `json:"steps"`
	// Stages is set if the pay has two stages.
	Stages []catalog.Stage `json:"stages"`

	sheet catalog.Worksheet
	money mci.Money // the amount, if the outcome is pass
}

type amountsLine struct {
	Estimated mci.Money   `json:"estimated"`
	Requested mci.Money   `json:"requested"`
	Approved  mci.Money   `json:"approved"`
	Paid      []mci.Money `json:"paid"`
}

type referralLine struct {
	DealType cosell.DealType `json:"dealType"`
	Findings []mci.Finding   `json:"findings"`
	// PartnerCenter is the referral's ID in Partner Center.
	PartnerCenter string `json:"partnerCenter,omitempty"`
	// Linked is true if Partner Center made the referral.
	Linked bool `json:"linked,omitempty"`
	// Sellers is how much Microsoft's field sellers see of a linked referral.
	Sellers cosell.Visibility `json:"sellers,omitempty"`
	// Differences are the contradictions between the claim and its referral.
	Differences []differenceLine `json:"differences,omitempty"`
	changed     bool
	// state is the referral's state in Partner Center.
	state progress.State
}

type differenceLine struct {
	mci.Finding
	Remedy string `json:"remedy"`
}

type sweptLine struct {
	Claim  claims.ID `json:"claim"`
	Kind   string    `json:"kind"`
	Status string    `json:"status"` // and how an association ended
}

// describe fills in the state of the claim at the instant of the step.
func (l *line) describe(claim *claims.Claim) {
	l.claim = claim
	record := claim.Record()
	l.describeItem(register.Activity(claim), claim.State().Status.String())
	if !claim.State().Terminal() && !claim.OverdueAtMicrosoft(l.At.Time) {
		for _, gap := range claim.MissingEvidence(l.At.Time) {
			l.Missing = append(l.Missing, gap.Why)
		}
	}
	if claim.OverdueAtMicrosoft(l.At.Time) {
		l.Warnings = append(l.Warnings, "the review window is over while Microsoft holds the claim; it does not expire")
	}
	l.Amounts = &amountsLine{
		Estimated: record.Amounts.Estimated.Money,
		Requested: record.Amounts.Requested.Money,
		Approved:  record.Amounts.Approved.Money,
	}
	for payment := range record.Amounts.Paid() {
		l.Amounts.Paid = append(l.Amounts.Paid, payment.Money)
	}
	basis, payout := "calculated", claim.Payout()
	if record.FirstSubmitted.IsZero() {
		basis, payout = "estimated", claim.Estimate(l.At.Time)
	}
	l.Payout = newPayoutLine(basis, payout)
}

// describeItem fills in the fields that both kinds of claims have.
func (l *line) describeItem(item register.Item, status string) {
	l.Status = &status
	if item.Shown != "" {
		l.Shown = &item.Shown
	}
	for _, d := range item.Deadlines() {
		l.Deadlines = append(l.Deadlines, deadlineLine{
			Kind: d.Clock, At: d.Window.End.Add(-time.Nanosecond), LastDay: d.Window.LastDay, DaysLeft: d.DaysLeft(l.At.Time),
			Days: d.Days, Business: d.Business, Expires: d.Expires, Rule: d.Rule, Source: d.Source,
		})
	}
}

// describeAssociation fills in the state of an association at the instant of
// the step. The missing evidence is the evidence that blocks the submission.
func (l *line) describeAssociation(claim *association.Claim) {
	l.association = claim
	l.describeItem(register.Association(claim), claim.State().Status.String())
	if ending := claim.State().Ending.String(); ending != "" {
		l.Ending = &ending
	}
	next := claim.NextSteps(l.At.Time)
	for i := range min(len(l.Deadlines), len(next.Deadlines)) { // both list the running clocks
		l.Deadlines[i].Then = next.Deadlines[i].Then.String()
	}
	for _, step := range next.Steps {
		if step.Event == lifecycle.PartnerSubmits {
			for _, gap := range step.Blocked {
				l.Missing = append(l.Missing, gap.Why)
			}
		}
	}
	for _, warning := range next.Warnings {
		l.Warnings = append(l.Warnings, warning.Why)
	}
}

func newPayoutLine(basis string, p catalog.Payout) *payoutLine {
	sheet := p.Worksheet()
	l := &payoutLine{Basis: basis, Outcome: p.Outcome, Needs: sheet.Needs, Reason: sheet.Reason, Steps: sheet.Steps, Stages: sheet.Stages, sheet: sheet}
	if p.Outcome == mci.Pass {
		amount, currency := p.Amount.Amount(), p.Amount.Currency()
		l.Amount, l.Currency, l.money = &amount, &currency, p.Amount
	}
	return l
}

// A Printer prints a play as it runs. [NewStory], [NewLines] and [NewChecker]
// return one, and [Together] makes one of several.
type Printer interface {
	begin(*player) error
	page(*page) error
	line(*line) error
	end([]register.Item) error
}

// NewLines returns a Printer that prints one line of JSON for each step.
func NewLines(out io.Writer) Printer { return &jsonLines{out: out} }

// jsonLines prints one JSON object for each step.
type jsonLines struct{ out io.Writer }

func (*jsonLines) begin(*player) error       { return nil }
func (*jsonLines) page(*page) error          { return nil }
func (*jsonLines) end([]register.Item) error { return nil }

func (j *jsonLines) line(l *line) error { return json.NewEncoder(j.out).Encode(l) }
