package claimbook

import (
	"strings"

	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

// A choice is a row of the sheet of the plan.
type choice struct {
	rank   int // among the choices of the engagement, from 1
	option *plan.Option
	plan.Choice
}

func ref(o *plan.Option) mci.EngagementRef { return o.Engagement.Ref() }

var choiceFields = joined(
	[]field[choice]{
		text("Engagement ID", nameWidth, func(c *choice) string { return string(ref(c.option).Engagement) }),
		text("Edition", 0, func(c *choice) string { return string(ref(c.option).Edition) }),
		text("Engagement", nameWidth, func(c *choice) string { return c.option.Engagement.Title() }),
		count("Rank", func(c *choice) int { return c.rank }),
		text("Can be nominated", 0, func(c *choice) string { return c.Decision().Outcome().String() }),
		text("Customer ID type", 0, func(c *choice) string { return c.ID().Type().String() }),
		text("Customer ID", idWidth, func(c *choice) string { return c.ID().Value() }),
		text("Location", shortWidth, func(c *choice) string { return string(c.Choice.Location()) }),
		text("Way", 0, func(c *choice) string { return c.Way().String() }),
		text("Location earns", 0, func(c *choice) string { return c.Earns().String() }),
	},
	money("Payout", func(c *choice) mci.Money { return c.Payout().Amount }),
	[]field[choice]{
		text("Payout is", nameWidth, func(c *choice) string { return c.Payout().Summary() }),
		day("Last day of the answer", func(c *choice) mci.Date { return c.Turn().LastDay() }),
		count("Reasons against", func(c *choice) int { return len(c.Decision().Reasons()) }),
		text("Open claims", shortWidth, func(c *choice) string {
			var ids []string
			for _, open := range c.option.Open {
				ids = append(ids, open.ID)
			}
			return strings.Join(ids, ", ")
		}),
	},
)

// A reason is a row of the sheet of reasons.
type reason struct {
	option *plan.Option
	choice plan.Choice
	mci.Finding
}

var reasonFields = []field[reason]{
	text("Engagement ID", nameWidth, func(r *reason) string { return string(ref(r.option).Engagement) }),
	text("Customer ID", idWidth, func(r *reason) string { return r.choice.ID().Value() }),
	text("Location", shortWidth, func(r *reason) string { return string(r.choice.Location()) }),
	text("Rule", nameWidth, func(r *reason) string { return string(r.Rule) }),
	text("Outcome", 0, func(r *reason) string { return r.Outcome.String() }),
	text("Wanted", proseWidth, func(r *reason) string { return r.Want }),
	text("Found", nameWidth, func(r *reason) string { return r.Found }),
	text("Source", proseWidth, func(r *reason) string { return r.Source.String() }),
}

var exclusionFields = []field[plan.Exclusion]{
	text("Engagement ID", nameWidth, func(e *plan.Exclusion) string { return string(e.Engagements[0].Engagement) }),
	text("And engagement ID", nameWidth, func(e *plan.Exclusion) string { return string(e.Engagements[1].Engagement) }),
	text("Rule", nameWidth, func(e *plan.Exclusion) string { return string(e.Rule) }),
	text("Why", proseWidth, func(e *plan.Exclusion) string { return e.Why }),
	text("Source", proseWidth, func(e *plan.Exclusion) string { return e.Source.String() }),
}

// Plan writes the engagements for which a customer can be nominated. The sheet
// "Plan" has a row for each way to nominate, with the best first. "Reasons" has
// the rules that do not pass, and "Exclusions" the engagements that cannot be
// nominated together.
func Plan(book *workbook.Book, p plan.Plan) error {
	var choices []choice
	var reasons []reason
	options := p.Options()
	for i := range options {
		for rank, c := range options[i].Choices {
			choices = append(choices, choice{rank + 1, &options[i], c})
			for _, finding := range c.Decision().Reasons() {
				reasons = append(reasons, reason{&options[i], c, finding})
			}
		}
	}
	if err := write(book, "Plan", choiceFields, choices); err != nil {
		return err
	}
	if err := write(book, "Reasons", reasonFields, reasons); err != nil {
		return err
	}
	var exclusions []plan.Exclusion
	for exclusion := range p.Exclusions() {
		exclusions = append(exclusions, exclusion)
	}
	return write(book, "Exclusions", exclusionFields, exclusions)
}
