package answer

import (
	"encoding/json"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// An AssociationLife is the question of a case of the kind "associationLife".
type AssociationLife struct {
	Terms Terms                `json:"terms,omitzero"`
	Steps []OneAssociationStep `json:"steps"`
}

// OneAssociationStep is one step of the life of a CPOR claim.
type OneAssociationStep struct {
	Do   AssociationAction `json:"do"`
	Meta claims.Meta       `json:"meta"`
}

// associationLived is the answer to a question about the life of a CPOR claim.
type associationLived struct {
	Result string                 `json:"result"`
	Steps  []associationLivedStep `json:"steps"`
	Record json.RawMessage        `json:"record,omitempty"`
}

type associationLivedStep struct {
	taken
	Status  string    `json:"status,omitempty"`
	Ending  string    `json:"ending,omitempty"`
	Version uint64    `json:"version,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

func answerAssociationLife(_ Catalogs, in json.RawMessage) (any, error) {
	var q AssociationLife
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	terms, err := q.Terms.Read()
	if err != nil {
		return nil, err
	}
	out := associationLived{Result: answered, Steps: []associationLivedStep{}}
	l := AssociationLiving{Terms: terms}
	for i := range q.Steps {
		step, err := l.take(&q.Steps[i])
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

// AssociationLiving is the CPOR claim of a life after some steps, with its
// terms and its history. Without a claim it is before the first step.
type AssociationLiving struct {
	Terms   *cpor.Terms
	Claim   *association.Claim
	History []association.Entry
}

// Take takes a step. If the rules do not allow it, the claim stays as it is,
// and there is no error.
func (l *AssociationLiving) Take(step *OneAssociationStep) error {
	_, err := l.take(step)
	return err
}

func (l *AssociationLiving) take(step *OneAssociationStep) (associationLivedStep, error) {
	change, answer, err := step.Do.take(l.Claim, l.History, l.Terms, step.Meta)
	if err == nil && answer == nil && len(change.Entries) > 0 {
		l.Claim, l.History = change.Claim, append(l.History, change.Entries...)
	}
	var rules []mci.RuleID
	for i := range change.Entries {
		rules = append(rules, change.Entries[i].Rule)
	}
	result, err := livedBy(rules, answer, err, associationRefusedBy)
	out := associationLivedStep{taken: result}
	if err == nil && l.Claim != nil {
		state := l.Claim.State()
		out.Status, out.Ending, out.Version, out.Expires = state.Status.String(), state.Ending.String(), l.Claim.Version(), l.Claim.Index().Expires
	}
	return out, err
}
