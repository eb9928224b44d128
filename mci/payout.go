package mci

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// A Payout is the calculation of what a claim pays, step by step, so that a person can check it by hand.
type Payout struct {
	Engagement EngagementRef `json:"engagement"`
	Kind       PayKind       `json:"kind"`
	// Outcome is pass when Amount holds, fail when there is no rate and so no eligibility, and unknown
	// when Needs says what is missing.
	Outcome  Outcome      `json:"outcome"`
	Amount   Money        `json:"amount"`          // no amount unless Outcome is pass
	Needs    []string     `json:"needs,omitempty"` // what is missing, in words
	Reason   string       `json:"reason,omitempty"`
	Steps    []PayoutStep `json:"steps"`
	Rounding Rounding     `json:"rounding"`
}

// A PayoutStep is one line of a calculation.
type PayoutStep struct {
	Name     string `json:"name"`
	Detail   string `json:"detail"` // the arithmetic or the look-up
	Value    string `json:"value"`
	Limiting bool   `json:"limiting,omitempty"` // the term that decides the amount
	Source   Source `json:"source"`
}

// String returns the calculation as a worksheet, one step a line.
func (p Payout) String() string {
	const last = "payout"
	name, detail, value := len(last), 0, 0
	for _, step := range p.Steps {
		name, detail, value = max(name, len(step.Name)), max(detail, len(step.Detail)), max(value, len(step.Value))
	}
	var b strings.Builder
	for _, step := range p.Steps {
		mark := ""
		if step.Limiting {
			mark = "  <- decides"
		}
		fmt.Fprintf(&b, "%-*s  %-*s  %*s%s\n", name, step.Name, detail, step.Detail, value, step.Value, mark)
	}
	fmt.Fprintf(&b, "%-*s  %s", name, last, p.Summary())
	return b.String()
}

// Summary returns the result in one line: the amount, or what is missing, or why there is none.
func (p Payout) Summary() string {
	switch p.Outcome {
	case Pass:
		return p.Amount.String()
	case Fail:
		return "not eligible: " + p.Reason
	case Unknown:
	}
	return "unknown: needs " + strings.Join(p.Needs, ", ")
}

// calculation is a payout in the making.
type calculation struct {
	inputs PayInputs
	whose  MarketCountry
	payout Payout
}

func (c *calculation) step(name, detail, value string, source Source) {
	c.payout.Steps = append(c.payout.Steps, PayoutStep{Name: name, Detail: detail, Value: value, Source: source})
}

// needs records an input that is missing.
func (c *calculation) needs(what string) { c.payout.Needs = append(c.payout.Needs, what) }

// ineligible ends the calculation without an amount: no rate is never a rate of zero.
func (c *calculation) ineligible(reason string) {
	c.payout.Outcome, c.payout.Reason, c.payout.Needs = Fail, reason, nil
}

// market finds the market of the country that decides, and reports whether the calculation can go on.
func (c *calculation) market(list *MarketList) (string, bool) {
	country := c.inputs.country(c.whose)
	if country == "" {
		c.needs("the " + c.whose.String() + "'s country")
		return "", false
	}
	market, ok := list.Market(country)
	if !ok {
		c.ineligible("market list " + list.id + " has no market for " + string(country))
		return "", false
	}
	c.step("market", fmt.Sprintf("%s's country %s on list %s", c.whose, country, list.id), market, list.source)
	return market, true
}

// finish rounds once, at the end, and gives the amount.
func (c *calculation) finish(amount decimal.Decimal, currency Currency) {
	rounded := Money{c.payout.Rounding.round(amount, currency), currency}
	c.step("rounding", c.payout.Rounding.Mode.String()+", once, to the minor unit", rounded.String(), LibraryReading.Source())
	c.payout.Outcome, c.payout.Amount = Pass, rounded
}
