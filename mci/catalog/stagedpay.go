package catalog

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

// stages divide what an engagement pays: a share on approval, the rest if a
// measure reaches a target in a later window. The whole follows from what was
// known at nomination, where the size is locked.
type stages struct {
	onApproval mci.Percent
	measure    mci.MeasureID
	target     bound[mci.Quantity]
	anchor     mci.Anchor // of the window
	first      int        // day of the window after the anchor
	last       int        // day of the window after the anchor
	source     mci.Source
}

// A Stage is one part of a pay in two stages. The zero Stage is none.
type Stage struct {
	// "on approval" or "on target"
	Name      string `json:"name"`
	Share     string `json:"share"`
	Condition string `json:"condition"`
	// whether it is paid; of the first, given the approval
	Outcome mci.Outcome `json:"outcome"`
	// what it is worth if it is paid
	Amount mci.Money `json:"amount"`
	// first day of its window, if that is known
	From mci.Date `json:"from,omitzero"`
	// last day of its window, if that is known
	Until  mci.Date   `json:"until,omitzero"`
	Source mci.Source `json:"source"`
}

// divide gives the payout of an amount in stages. The parts sum to the whole.
func (s *stages) divide(c *calculation, whole mci.Money) Payout {
	// The parts make a whole and the amount is rounded, so that nothing is in
	// the way.
	parts, _ := whole.Split(c.engagement.edition.rounding, s.onApproval, s.onApproval.Rest())
	reached, from, until := s.reached(c)
	if c.sheet != nil {
		c.sheet.Stages = []Stage{
			{Name: "on approval", Share: s.onApproval.String(), Condition: "the claim is approved", Outcome: mci.Pass, Amount: parts[0], Source: s.source},
			{
				Name: "on target", Share: s.onApproval.Rest().String(), Condition: s.condition(), Outcome: reached, Amount: parts[1],
				From: from, Until: until, Source: s.source,
			},
		}
		for i, stage := range c.sheet.Stages {
			c.step(stage.Name, s.source, func() (string, string) {
				return stage.Share + " if " + stage.Condition + ": " + stage.Outcome.String(), parts[i].String()
			})
		}
	}
	switch reached {
	case mci.Pass:
		return Payout{Outcome: mci.Pass, Amount: whole, OnApproval: parts[0]}
	case mci.Fail:
		return Payout{Outcome: mci.Pass, Amount: parts[0], OnApproval: parts[0]}
	case mci.Unknown:
	}
	c.needs("a measurement of %s", s.condition())
	return Payout{OnApproval: parts[0]}
}

func (s *stages) condition() string {
	return fmt.Sprintf("%s: %s between day %d and day %d after the %s", s.measure, s.target.least(s.target.at.String()), s.first, s.last, s.anchor)
}

// reached answers whether the target was reached in its window. A measurement
// below it is final only on the last day; one that was taken outside of the
// window says nothing.
func (s *stages) reached(c *calculation) (reached mci.Outcome, from, until mci.Date) {
	start, measured := c.inputs.Dates.On(s.anchor), c.inputs.Target
	from, until = start.AddDays(s.first), start.AddDays(s.last)
	switch {
	case from.IsZero() || until.IsZero() || measured.On.Compare(from) < 0 || measured.On.Compare(until) > 0:
	case s.target.admits(measured.Quantity):
		reached = mci.Pass
	case measured.On == until:
		reached = mci.Fail
	}
	return reached, from, until
}

func (s *stages) aspects(l *aspectList) {
	l.addPay(Scope{}, s.source, "share on approval", s.onApproval.String())
	l.addPay(Scope{}, s.source, "target of the second stage", s.condition())
}
