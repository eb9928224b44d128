package answer

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Plan is the question of a case of the kind "plan": for which of some
// engagements can a customer be nominated, by which ID and from which location.
type Plan struct {
	Catalog     string              `json:"catalog"`
	Prospect    plan.Prospect       `json:"prospect"`
	Engagements []mci.EngagementRef `json:"engagements"`
}

// planned is the answer to a question about a plan.
type planned struct {
	Result     string          `json:"result"`
	Options    []plannedOption `json:"options"`
	Exclusions []exclusion     `json:"exclusions,omitempty"`
}

type plannedOption struct {
	Engagement mci.EngagementRef     `json:"engagement"`
	Outcome    mci.Outcome           `json:"outcome"`
	Open       []customers.OpenClaim `json:"open,omitempty"`
	Choices    []choice              `json:"choices"`
}

// A choice has its reasons without their words, and its payout without its
// lines.
type choice struct {
	ID       mci.CustomerID  `json:"id"`
	Location mci.LocationID  `json:"location"`
	Way      eligibility.Way `json:"way"`
	Outcome  mci.Outcome     `json:"outcome"`
	Earns    mci.Outcome     `json:"earns"`
	Reasons  []found         `json:"reasons,omitempty"`
	Payout   proposedPayout  `json:"payout"`
	Turn     *turn           `json:"turn,omitempty"`
}

type turn struct {
	On      mci.Date    `json:"on"`
	Outcome mci.Outcome `json:"outcome"`
	Reasons []found     `json:"reasons,omitempty"`
}

type exclusion struct {
	Engagements [2]mci.EngagementRef `json:"engagements"`
	Rule        mci.RuleID           `json:"rule"`
}

func answerPlan(c Catalogs, in json.RawMessage) (any, error) {
	var q Plan
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	card, err := c.find(q.Catalog)
	if err != nil {
		return nil, err
	}
	engagements, err := engagementsIn(card, q.Engagements)
	if err != nil {
		return nil, err
	}
	made, err := plan.Make(q.Prospect, slices.Values(engagements))
	if err != nil {
		return nil, err
	}
	out := planned{Result: answered, Options: []plannedOption{}}
	for _, option := range made.Options() {
		plain := plannedOption{option.Engagement.Ref(), option.Outcome(), option.Open, []choice{}}
		for i := range option.Choices {
			plain.Choices = append(plain.Choices, plainChoice(&option.Choices[i]))
		}
		out.Options = append(out.Options, plain)
	}
	for e := range made.Exclusions() {
		out.Exclusions = append(out.Exclusions, exclusion{e.Engagements, e.Rule})
	}
	return out, nil
}

func plainChoice(c *plan.Choice) choice {
	sheet := c.Payout().Worksheet()
	plain := choice{
		ID: c.ID(), Location: c.Location(), Way: c.Way(), Outcome: c.Decision().Outcome(), Earns: c.Earns(),
		Reasons: foundAll(c.Decision().Reasons()),
		Payout:  proposedPayout{sheet.Rule, sheet.Outcome, sheet.Amount, sheet.Needs, sheet.Reason},
	}
	if t := c.Turn(); !t.On.IsZero() {
		plain.Turn = &turn{t.On, t.Outcome, foundAll(t.Reasons)}
	}
	return plain
}

// engagementsIn returns the engagements of a catalog. If there is no such
// engagement, the error names its place in the list.
func engagementsIn(card *catalog.Catalog, refs []mci.EngagementRef) (all []*catalog.Engagement, err error) {
	for i, ref := range refs {
		engagement, ok := card.Engagement(ref)
		if !ok {
			return nil, mci.Invalid(fmt.Sprintf("engagements[%d]", i), string(ref.Engagement), "an engagement of the catalog")
		}
		all = append(all, engagement)
	}
	return all, nil
}
