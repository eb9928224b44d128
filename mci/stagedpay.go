package mci

import "fmt"

// stages divide what an engagement pays: a share on approval, the rest if a measure reaches a target in a
// later window. The whole follows from what was known at nomination, where the size is locked.
type stages struct {
	onApproval Percent
	measure    MeasureID
	target     bound[Quantity]
	anchor     Anchor // of the window
	first      int    // day of the window after the anchor
	last       int    // day of the window after the anchor
	source     Source
}

// A Stage is one part of a pay in two stages. The zero Stage is none.
type Stage struct {
	Name      string  `json:"name"` // "on approval" or "on target"
	Share     string  `json:"share"`
	Condition string  `json:"condition"`
	Outcome   Outcome `json:"outcome"`        // whether it is paid; of the first, given the approval
	Amount    Money   `json:"amount"`         // what it is worth if it is paid
	From      Date    `json:"from,omitzero"`  // first day of its window, if that is known
	Until     Date    `json:"until,omitzero"` // last day of its window, if that is known
	Source    Source  `json:"source"`
}

// divide gives the payout of an amount in stages. The parts sum to the whole.
func (s *stages) divide(c *calculation, whole Money) Payout {
	parts := whole.split(c.engagement.edition.rounding, []Percent{s.onApproval, s.onApproval.rest()})
	reached, from, until := s.reached(c)
	if c.sheet != nil {
		c.sheet.Stages = []Stage{
			{Name: "on approval", Share: s.onApproval.String(), Condition: "the claim is approved", Outcome: Pass, Amount: parts[0], Source: s.source},
			{
				Name: "on target", Share: s.onApproval.rest().String(), Condition: s.condition(), Outcome: reached, Amount: parts[1],
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
	case Pass:
		return Payout{Outcome: Pass, Amount: whole, OnApproval: parts[0]}
	case Fail:
		return Payout{Outcome: Pass, Amount: parts[0], OnApproval: parts[0]}
	case Unknown:
	}
	c.needs("a measurement of %s", s.condition())
	return Payout{OnApproval: parts[0]}
}

func (s *stages) condition() string {
	return fmt.Sprintf("%s: %s between day %d and day %d after the %s", s.measure, s.target.least(s.target.at.String()), s.first, s.last, s.anchor)
}

// reached answers whether the target was reached in its window. A measurement below it is final only on the last day; one
// that was taken outside of the window says nothing.
func (s *stages) reached(c *calculation) (reached Outcome, from, until Date) {
	start, measured := c.inputs.Dates.On(s.anchor), c.inputs.Target
	from, until = start.AddDays(s.first), start.AddDays(s.last)
	switch {
	case from.IsZero() || until.IsZero() || measured.On.Compare(from) < 0 || measured.On.Compare(until) > 0:
	case s.target.admits(measured.Quantity):
		reached = Pass
	case measured.On == until:
		reached = Fail
	}
	return reached, from, until
}

func (s *stages) aspects(l *aspectList) {
	l.addPay(scope{}, s.source, "share on approval", s.onApproval.String())
	l.addPay(scope{}, s.source, "target of the second stage", s.condition())
}
