package answer

import (
	"encoding/json"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Eligibility is the question of a case of the kind "eligibility".
type Eligibility struct {
	Catalog  string          `json:"catalog"`
	Question json.RawMessage `json:"question"`
}

// decided is the answer to a question about eligibility.
type decided struct {
	Result   string       `json:"result"`
	Outcome  mci.Outcome  `json:"outcome"`
	Findings []found      `json:"findings"`
	Waived   []mci.RuleID `json:"waived,omitempty"`
}

func answerEligibility(c Catalogs, in json.RawMessage) (any, error) {
	var q Eligibility
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	question, _, err := c.question(q.Catalog, q.Question)
	if err != nil {
		return nil, err
	}
	decision, err := eligibility.Decide(&question)
	if err != nil {
		return nil, err
	}
	return decided{answered, decision.Outcome(), foundAll(decision.Findings()), rulesOf(decision.Waived())}, nil
}

// A Tab is the question of a case of the kind "tab": one customer on an
// engagement's Customers page.
type Tab struct {
	Catalog  string                  `json:"catalog"`
	Name     string                  `json:"name"`
	Question json.RawMessage         `json:"question"`
	Open     []customers.OpenClaim   `json:"open,omitempty"`
	Closed   []customers.ClosedClaim `json:"closed,omitempty"`
}

// placed is the answer to a question about tabs.
type placed struct {
	Result string           `json:"result"`
	Lines  []map[string]any `json:"lines"`
}

func answerTab(c Catalogs, in json.RawMessage) (any, error) {
	var q Tab
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	question, _, err := c.question(q.Catalog, q.Question)
	if err != nil {
		return nil, err
	}
	entry := customers.Entry{Name: q.Name, Question: question, Open: q.Open, Closed: q.Closed}
	out := placed{answered, []map[string]any{}}
	for line := range customers.Page(func(yield func(customers.Entry) bool) { yield(entry) }) {
		plain, err := without(line, "source", "want", "found", "version")
		if err != nil {
			return nil, err
		}
		out.Lines = append(out.Lines, plain)
	}
	return out, nil
}

// question reads a question about a catalog, and returns the catalog, too.
func (c Catalogs) question(name string, text json.RawMessage) (eligibility.Question, *catalog.Catalog, error) {
	card, err := c.find(name)
	if err != nil {
		return eligibility.Question{}, nil, err
	}
	question, err := eligibility.ReadQuestion(text, card)
	return question, card, err
}
