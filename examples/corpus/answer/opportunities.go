package answer

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/mci-go/incentives/eligibility/opportunities"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Opportunities is the question of a case of the kind "opportunities": which of
// some engagements take each of a list of opportunities. Of the question, the
// engagement, the customer, the opportunity and the hours are not read.
type Opportunities struct {
	Catalog       string                      `json:"catalog"`
	Question      json.RawMessage             `json:"question"`
	Engagements   []mci.EngagementRef         `json:"engagements"`
	Opportunities []opportunities.Opportunity `json:"opportunities"`
}

// matched is the answer to a question about opportunities.
type matched struct {
	Result  string        `json:"result"`
	Answers []opportunity `json:"answers"`
}

// An opportunity is the answer for one opportunity: its lines, or its fields if
// some are malformed.
type opportunity struct {
	Opportunity mci.CustomerID    `json:"opportunity"`
	Lines       []opportunityLine `json:"lines,omitzero"`
	Fields      []string          `json:"fields,omitempty"`
}

type opportunityLine struct {
	Engagement mci.EngagementRef `json:"engagement"`
	Outcome    mci.Outcome       `json:"outcome"`
	Against    []found           `json:"against,omitempty"`
	Missing    []found           `json:"missing,omitempty"`
	HoursAsked string            `json:"hoursAsked,omitempty"`
	Pay        hourlyPay         `json:"pay"`
	Payout     proposedPayout    `json:"payout"`
	Estimated  bool              `json:"estimated,omitempty"`
}

// An hourlyPay has the stages as the kind "payout" has them.
type hourlyPay struct {
	catalog.HourlyPay

	Stages []any `json:"stages,omitempty"`
}

// A proposedPayout is a calculation without its lines, which the kind "payout"
// has.
type proposedPayout struct {
	Rule    mci.RuleID  `json:"rule"`
	Outcome mci.Outcome `json:"outcome"`
	Amount  mci.Money   `json:"amount"`
	Needs   []string    `json:"needs,omitempty"`
	Reason  string      `json:"reason,omitempty"`
}

func answerOpportunities(c Catalogs, in json.RawMessage) (any, error) {
	var q Opportunities
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	question, card, err := c.question(q.Catalog, q.Question)
	if err != nil {
		return nil, err
	}
	engagements, err := engagementsIn(card, q.Engagements)
	if err != nil {
		return nil, err
	}
	answers, err := opportunities.Match(question, q.Opportunities, slices.Values(engagements))
	if err != nil {
		return nil, err
	}
	out := matched{answered, make([]opportunity, len(answers))}
	for i := range answers {
		if out.Answers[i], err = plainOpportunity(&answers[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func plainOpportunity(a *opportunities.Answer) (opportunity, error) {
	out := opportunity{Opportunity: a.Opportunity}
	if a.Err != nil {
		var field *mci.FieldError
		if !errors.As(a.Err, &field) {
			return out, a.Err
		}
		out.Fields = []string{field.Path}
		return out, nil
	}
	out.Lines = make([]opportunityLine, len(a.Lines))
	for i := range a.Lines {
		l := &a.Lines[i]
		stages, err := plainStages(l.Pay.Stages)
		if err != nil {
			return out, err
		}
		out.Lines[i] = opportunityLine{
			l.Engagement, l.Outcome, foundAll(l.Against), foundAll(l.Missing), l.HoursAsked,
			hourlyPay{l.Pay, stages},
			proposedPayout{l.Payout.Rule, l.Payout.Outcome, l.Payout.Amount, l.Payout.Needs, l.Payout.Reason},
			l.Estimated,
		}
	}
	return out, nil
}
