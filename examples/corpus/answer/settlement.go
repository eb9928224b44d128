package answer

import (
	"encoding/json"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A Settlement is the question of a case of the kind "settlement".
type Settlement struct {
	AsOf       mci.Date              `json:"asOf"`
	Claims     []settlement.Claim    `json:"claims"`
	Earnings   []earnings.Row        `json:"earnings,omitempty"`
	Payments   []earnings.Payment    `json:"payments,omitempty"`
	Ineligible []earnings.Ineligible `json:"ineligible,omitempty"`
	Coverage   []settlement.Span     `json:"coverage,omitempty"`
}

// settled is the answer to a question about a settlement.
type settled struct {
	Result    string           `json:"result"`
	Results   []map[string]any `json:"results"`
	Unclaimed int              `json:"unclaimed"`
	Unmatched int              `json:"unmatched"`
}

func answerSettlement(_ Catalogs, in json.RawMessage) (any, error) {
	var q Settlement
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	reports, err := q.reports()
	if err != nil {
		return nil, err
	}
	list := func(yield func(settlement.Claim, error) bool) {
		for _, c := range q.Claims {
			if !yield(c, nil) {
				return
			}
		}
	}
	s, err := settlement.Settle(q.AsOf, list, reports)
	if err != nil {
		return nil, err
	}
	out := settled{answered, []map[string]any{}, len(s.Unclaimed), len(s.Unmatched)}
	for i := range s.Results {
		plain, err := without(&s.Results[i], "source", "origin", "origins", "text", "action", "where", "area", "location", "owner")
		if err != nil {
			return nil, err
		}
		out.Results = append(out.Results, plain)
	}
	return out, nil
}

func (q *Settlement) reports() (*settlement.Reports, error) {
	var all settlement.Reports
	for _, row := range q.Earnings {
		if err := all.Add(row); err != nil {
			return nil, err
		}
	}
	for _, payment := range q.Payments {
		if err := all.AddPayment(payment); err != nil {
			return nil, err
		}
	}
	for _, line := range q.Ineligible {
		if err := all.AddIneligible(line); err != nil {
			return nil, err
		}
	}
	for _, span := range q.Coverage {
		if err := all.Cover(span); err != nil {
			return nil, err
		}
	}
	return &all, nil
}
