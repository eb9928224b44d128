package answer

import (
	"encoding/json"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Life is the question of a case of the kind "life": the steps of one claim,
// one after the other.
type Life struct {
	Catalog string    `json:"catalog"`
	Steps   []OneStep `json:"steps"`
}

// OneStep is one step of a life. A taking-back has no history, because the
// steps before it are one.
type OneStep struct {
	Do   Action      `json:"do"`
	Meta claims.Meta `json:"meta"`
}

// lived is the answer to a question about a life.
type lived struct {
	Result string          `json:"result"`
	Steps  []livedStep     `json:"steps"`
	Record json.RawMessage `json:"record,omitempty"` // at the end
}

// livedStep is the claim after one step.
type livedStep struct {
	taken
	Status   string    `json:"status,omitempty"`
	Disputed bool      `json:"disputed,omitempty"`
	Version  uint64    `json:"version,omitempty"`
	Expires  time.Time `json:"expires,omitzero"`
}

func answerLife(c Catalogs, in json.RawMessage) (any, error) {
	var q Life
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	card, err := c.find(q.Catalog)
	if err != nil {
		return nil, err
	}
	out := lived{Result: answered, Steps: []livedStep{}}
	var l Living
	for i := range q.Steps {
		step, err := l.take(&q.Steps[i], card)
		if err != nil {
			return nil, err
		}
		out.Steps = append(out.Steps, step)
	}
	if l.Claim != nil {
		record := l.Claim.Record()
		record.Index = claims.Index{}
		if out.Record, err = Marshal(record); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Living is the claim of a life after some steps, with its history. The zero
// Living is a life before its first step, when there is no claim yet.
type Living struct {
	Claim   *claims.Claim
	History []claims.Entry
}

// Take takes a step. If the rules do not allow it, the claim stays as it is,
// and there is no error.
func (l *Living) Take(step *OneStep, card *catalog.Catalog) error {
	_, err := l.take(step, card)
	return err
}

func (l *Living) take(step *OneStep, card *catalog.Catalog) (livedStep, error) {
	change, answer, err := step.Do.take(l.Claim, l.History, card, step.Meta)
	if err == nil && answer == nil && len(change.Entries) > 0 {
		l.Claim, l.History = change.Claim, append(l.History, change.Entries...)
	}
	var rules []mci.RuleID
	for i := range change.Entries {
		rules = append(rules, change.Entries[i].Rule)
	}
	result, err := livedBy(rules, answer, err, refusedBy)
	out := livedStep{taken: result}
	if err == nil && l.Claim != nil {
		state := l.Claim.State()
		out.Status, out.Disputed, out.Version, out.Expires = state.Status.String(), state.Disputed, l.Claim.Version(), l.Claim.Index().Expires
	}
	return out, err
}

// taken is the result of one step of either kind of claim.
type taken struct {
	Result string `json:"result"`
	// the rule that refused the step, or that permitted its last entry
	Rule   mci.RuleID `json:"rule,omitempty"`
	Fields []string   `json:"fields,omitempty"`
}

// livedBy returns the result of one step. The rules are those of its entries.
func livedBy(rules []mci.RuleID, answer *stepped, err error, refusedBy func(error) (any, error)) (taken, error) {
	if err != nil {
		other, err := refusedBy(err)
		if err != nil {
			other = malformedBy(err)
		}
		switch other := other.(type) {
		case stepped:
			return taken{Result: other.Result, Rule: other.Rule}, nil
		case refusedInput:
			return taken{Result: other.Result, Fields: other.Fields}, nil
		default:
			return taken{}, err
		}
	}
	switch {
	case answer != nil:
		return taken{Result: answer.Result, Rule: answer.Reasons[0].Rule}, nil
	case len(rules) == 0:
		return taken{Result: unchanged}, nil
	default:
		return taken{Result: changed, Rule: rules[len(rules)-1]}, nil
	}
}
