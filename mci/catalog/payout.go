package catalog

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Payout is the result of calculating a claim's pay. Its Worksheet has the
// calculation step by step. The zero Payout belongs to no engagement and is
// unknown.
type Payout struct {
	// Outcome is pass if Amount holds, fail if the claim is not eligible, for
	// example because there is no rate, and unknown if something is missing.
	// Worksheet names the missing inputs.
	Outcome mci.Outcome
	// Amount is the total that the claim pays; no amount unless Outcome is
	// pass.
	Amount mci.Money
	// OnApproval is the amount that becomes payable by the approval alone, if
	// it is known: the total, or the first share of pay in two stages.
	OnApproval mci.Money

	engagement *Engagement
	inputs     PayInputs
	withheld   string // the input that is needed before anything is calculated
}

// A Worksheet is the calculation of a payout, for a person to check by hand.
// Equal inputs give equal bytes of JSON. The zero Worksheet is empty.
type Worksheet struct {
	// Rule is the ID of the pay shape's rule, such as "pay.fixed-by-market".
	Rule mci.RuleID `json:"rule"`
	// Engagement is the engagement that pays.
	Engagement mci.EngagementRef `json:"engagement"`
	// Kind is the kind of the engagement's pay.
	Kind PayKind `json:"kind"`
	// Inputs are the facts of the claim.
	Inputs PayInputs `json:"inputs"`
	// Steps are the lines of the calculation, in order.
	Steps []PayoutStep `json:"steps"`
	// Rounding is the policy by which the total is rounded.
	Rounding mci.Rounding `json:"rounding"`
	// Outcome is the outcome of the payout.
	Outcome mci.Outcome `json:"outcome"`
	// Amount is the total that the claim pays; no amount unless Outcome is
	// pass.
	Amount mci.Money `json:"amount"`
	// Needs are the missing inputs, in words.
	Needs []string `json:"needs,omitempty"`
	// Reason says why there is no amount. It is empty unless Outcome is fail.
	Reason string `json:"reason,omitempty"`
	// Stages are the parts of pay in two stages; empty for other pay.
	Stages []Stage `json:"stages,omitempty"`
}

// A PayoutStep is one line of a calculation, for people.
type PayoutStep struct {
	// Name is the name of the step, such as "cap".
	Name string `json:"name"`
	// Detail is the arithmetic or the look-up.
	Detail string `json:"detail"`
	// Value is the result of the step, such as an amount or a market.
	Value string `json:"value"`
	// Limiting reports whether this line decides the amount.
	Limiting bool `json:"limiting,omitempty"`
	// Source is the document that the step rests on.
	Source mci.Source `json:"source"`
}

// Worksheet returns the calculation step by step. Each call makes it anew.
func (p Payout) Worksheet() Worksheet {
	if p.engagement == nil {
		return Worksheet{}
	}
	sheet := Worksheet{
		Rule: p.engagement.pay.rule(), Engagement: p.engagement.Ref(), Kind: p.engagement.PayKind(),
		Inputs: p.inputs.clone(), Rounding: p.engagement.edition.rounding,
	}
	if p.withheld != "" {
		sheet.Steps, sheet.Needs = []PayoutStep{}, []string{p.withheld}
		return sheet
	}
	c := calculation{engagement: p.engagement, inputs: p.inputs, sheet: &sheet}
	again := c.calculate()
	sheet.Outcome, sheet.Amount = again.outcome, again.amount
	return sheet
}

// String returns the worksheet, one step a line.
func (p Payout) String() string { return p.Worksheet().String() }

// Summary returns the result in one line: the amount if Outcome is pass, else
// the missing inputs or the reason why there is no amount.
func (p Payout) Summary() string {
	if p.Outcome == mci.Pass {
		return p.Amount.String()
	}
	return p.Worksheet().Summary()
}

// MarshalJSON returns the JSON of the worksheet.
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

// Summary returns the result in one line: the amount if Outcome is pass, else
// the missing inputs or the reason why there is no amount.
func (w Worksheet) Summary() string {
	switch w.Outcome {
	case mci.Pass:
		return w.Amount.String()
	case mci.Fail:
		return "not eligible: " + w.Reason
	case mci.Unknown:
	}
	if len(w.Needs) == 0 {
		return mci.Unknown.String() // the zero Worksheet
	}
	needs := "unknown: needs " + strings.Join(w.Needs, ", ")
	if len(w.Stages) > 0 && !w.Stages[0].Amount.IsNone() {
		return w.Stages[0].Amount.String() + " on approval, the rest " + needs
	}
	return needs
}
