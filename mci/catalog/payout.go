package catalog

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Payout says what a claim pays, and on demand how that is calculated, step
// by step. The zero Payout is of no engagement and unknown.
type Payout struct {
	// Outcome is pass when Amount holds, fail when there is no rate and so no
	// eligibility, and unknown when something is missing, which Worksheet
	// names.
	Outcome mci.Outcome
	// Amount is all that the claim pays; no amount unless Outcome is pass.
	Amount mci.Money
	// OnApproval is what the approval alone makes payable, where that is known:
	// all of it, or the first share of pay in two stages.
	OnApproval mci.Money

	engagement *Engagement
	inputs     PayInputs
}

// A Worksheet is the calculation of a payout, for a person to check by hand.
// Equal inputs give equal bytes of JSON. The zero Worksheet is empty.
type Worksheet struct {
	// of the pay shape, such as "pay.fixed-by-market"
	Rule       mci.RuleID        `json:"rule"`
	Engagement mci.EngagementRef `json:"engagement"`
	Kind       PayKind           `json:"kind"`
	Inputs     PayInputs         `json:"inputs"`
	Steps      []PayoutStep      `json:"steps"`
	Rounding   mci.Rounding      `json:"rounding"`
	Outcome    mci.Outcome       `json:"outcome"`
	// no amount unless Outcome is pass
	Amount mci.Money `json:"amount"`
	// what is missing, in words
	Needs  []string `json:"needs,omitempty"`
	Reason string   `json:"reason,omitempty"`
	// of pay in two stages
	Stages []Stage `json:"stages,omitempty"`
}

// A PayoutStep is one line of a calculation.
type PayoutStep struct {
	Name     string     `json:"name"`
	Detail   string     `json:"detail"` // the arithmetic or the look-up
	Value    string     `json:"value"`
	Limiting bool       `json:"limiting,omitempty"` // the term that decides the amount
	Source   mci.Source `json:"source"`
}

// Worksheet returns the calculation. It is made anew for each call.
func (p Payout) Worksheet() Worksheet {
	if p.engagement == nil {
		return Worksheet{}
	}
	sheet := Worksheet{
		Rule: p.engagement.pay.rule(), Engagement: p.engagement.Ref(), Kind: p.engagement.PayKind(),
		Inputs: p.inputs.clone(), Rounding: p.engagement.edition.rounding,
	}
	c := calculation{engagement: p.engagement, inputs: p.inputs, sheet: &sheet}
	again := c.calculate()
	sheet.Outcome, sheet.Amount = again.Outcome, again.Amount
	return sheet
}

// String returns the worksheet, one step a line.
func (p Payout) String() string { return p.Worksheet().String() }

// Summary returns the result in one line: the amount, or what is missing, or
// why there is none.
func (p Payout) Summary() string {
	if p.Outcome == mci.Pass {
		return p.Amount.String()
	}
	return p.Worksheet().Summary()
}

// MarshalJSON returns the worksheet.
func (p Payout) MarshalJSON() ([]byte, error) { return json.Marshal(p.Worksheet()) }

// String returns the calculation, one step a line.
func (w Worksheet) String() string {
	const last = "payout"
	name, detail, value := len(last), 0, 0
	for _, step := range w.Steps {
		name, detail, value = max(name, len(step.Name)), max(detail, len(step.Detail)), max(value, len(step.Value))
	}
	var b strings.Builder
	for _, step := range w.Steps {
		mark := ""
		if step.Limiting {
			mark = "  <- decides"
		}
		fmt.Fprintf(&b, "%-*s  %-*s  %*s%s\n", name, step.Name, detail, step.Detail, value, step.Value, mark)
	}
	fmt.Fprintf(&b, "%-*s  %s", name, last, w.Summary())
	return b.String()
}

// Summary returns the result in one line: the amount, or what is missing, or
// why there is none.
func (w Worksheet) Summary() string {
	switch w.Outcome {
	case mci.Pass:
		return w.Amount.String()
	case mci.Fail:
		return "not eligible: " + w.Reason
	case mci.Unknown:
	}
	if len(w.Needs) == 0 {
		return mci.Unknown.String() // of no engagement
	}
	needs := "unknown: needs " + strings.Join(w.Needs, ", ")
	if len(w.Stages) > 0 && !w.Stages[0].Amount.IsNone() {
		return w.Stages[0].Amount.String() + " on approval, the rest " + needs
	}
	return needs
}
