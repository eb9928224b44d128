package catalog

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

// stages divide an engagement's pay: a share on approval, and the rest if a
// measure reaches a target in a later window. The total follows from the facts
// at nomination, when the size is locked.
type stages struct {
	onApproval mci.Percent
	measure    mci.MeasureID
	target     bound[mci.Quantity]
	anchor     mci.Anchor // date that starts the window
	first      int        // first day of the window, in days after the anchor
	last       int        // last day of the window, in days after the anchor
	source     mci.Source
}

// A Stage is one part of a pay in two stages. The zero Stage is none.
type Stage struct {
	// Name is "on approval" or "on target".
	Name string `json:"name"`
	// Share is the stage's percentage of the total, such as "60%".
	Share string `json:"share"`
	// Condition is the condition for the stage to be paid, in words.
	Condition string `json:"condition"`
	// Outcome is pass if the stage is paid, fail if it is not, and unknown if
	// that is still open. For the first stage, the approval is assumed.
	Outcome mci.Outcome `json:"outcome"`
	// Amount is the amount of the stage if it is paid.
	Amount mci.Money `json:"amount"`
	// From is the first day of the stage's window, if that is known.
	From mci.Date `json:"from,omitzero"`
	// Until is the last day of the stage's window, if that is known.
	Until mci.Date `json:"until,omitzero"`
	// Source is the document that states the division.
	Source mci.Source `json:"source"`
}

// divide returns the result of an amount in stages. The parts sum to the whole.
func (s *stages) divide(c *calculation, whole mci.Money) result {
	// Split cannot fail, because the shares add up to 100% and the amount is
	// rounded.
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
		return result{mci.Pass, whole, parts[0]}
	case mci.Fail:
		return result{mci.Pass, parts[0], parts[0]}
	case mci.Unknown:
	}
	c.needs("a measurement of %s", s.condition())
	return result{onApproval: parts[0]}
}

// statement returns the condition of the second stage.
func (s *stages) statement() statement {
	return statement{fmt.Sprintf("%s %s %d..%d %s", s.measure, s.target.canonical(s.target.at.String()), s.first, s.last, s.anchor), s.condition()}
}

func (s *stages) condition() string {
	return fmt.Sprintf("%s: %s between day %d and day %d after the %s", s.measure, s.target.least(s.target.at.String()), s.first, s.last, s.anchor)
}

// reached answers whether the measure reached the target in its window. If a
// measurement is below the target, it is final only on the last day. A
// measurement outside the window has no effect.
func (s *stages) reached(c *calculation) (reached mci.Outcome, from, until mci.Date) {
	start, measured := c.inputs.Dates.On(s.anchor), c.inputs.Target
	from, until = start.AddDays(s.first), start.AddDays(s.last)
	switch {
	case from.IsZero() || measured.On.Compare(from) < 0 || measured.On.Compare(until) > 0:
	case s.target.admits(measured.Quantity):
		reached = mci.Pass
	case measured.On == until:
		reached = mci.Fail
	}
	return reached, from, until
}

func (s *stages) aspects(l *aspectList) {
	l.addPay(Scope{}, s.source, stageShare.name(), plain(s.onApproval.String()))
	l.addPay(Scope{}, s.source, stageTarget.name(), s.statement())
}
