package answer

import (
	"encoding/json"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Payout is the question of a case of the kind "payout".
type Payout struct {
	Catalog    string            `json:"catalog"`
	Engagement mci.EngagementRef `json:"engagement"`
	Inputs     catalog.PayInputs `json:"inputs"`
}

// paid is the answer to a question about a payout.
type paid struct {
	Result     string      `json:"result"`
	Outcome    mci.Outcome `json:"outcome"`
	Amount     mci.Money   `json:"amount"`
	OnApproval mci.Money   `json:"onApproval"`
	Rule       mci.RuleID  `json:"rule"`
	Steps      []payStep   `json:"steps"`
	Rounding   any         `json:"rounding"`
	Stages     []any       `json:"stages,omitempty"`
	Needs      []string    `json:"needs,omitempty"`
	Reason     string      `json:"reason,omitempty"`
}

type payStep struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Limiting bool   `json:"limiting,omitempty"`
}

func answerPayout(c Catalogs, in json.RawMessage) (any, error) {
	var q Payout
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	card, err := c.find(q.Catalog)
	if err != nil {
		return nil, err
	}
	engagement, ok := card.Engagement(q.Engagement)
	if !ok {
		return nil, mci.Invalid("engagement", string(q.Engagement.Engagement), "an engagement of the catalog")
	}
	payout := engagement.Payout(q.Inputs)
	sheet := payout.Worksheet()
	out := paid{
		Result: answered, Outcome: payout.Outcome, Amount: payout.Amount, OnApproval: payout.OnApproval,
		Rule: sheet.Rule, Steps: []payStep{}, Rounding: sheet.Rounding, Needs: sheet.Needs, Reason: sheet.Reason,
	}
	for _, s := range sheet.Steps {
		out.Steps = append(out.Steps, payStep{s.Name, s.Value, s.Limiting})
	}
	if out.Stages, err = plainStages(sheet.Stages); err != nil {
		return nil, err
	}
	return out, nil
}

// plainStages returns stages without their sources and details, because a
// program in another language cannot know them.
func plainStages(stages []catalog.Stage) (all []any, err error) {
	for _, s := range stages {
		plain, err := without(s, "source", "detail")
		if err != nil {
			return nil, err
		}
		all = append(all, plain)
	}
	return all, nil
}
