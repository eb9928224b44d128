package main

import (
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/mci"
)

// A refusal is an error in JSON. If the rules did not cause the error, all
// fields except Error are empty.
type refusal struct {
	Error  string       `json:"error"`
	Rule   mci.RuleID   `json:"rule,omitempty"`
	Source *mci.Source  `json:"source,omitempty"`
	Gaps   []claims.Gap `json:"gaps,omitempty"`
	// Permitted and Due have the types of the claim's kind.
	Permitted any `json:"permitted,omitempty"`
	Due       any `json:"due,omitempty"`
	// the findings of a nomination or a proposal
	Findings []mci.Finding `json:"findings,omitempty"`
}

func refusalOf(err error) refusal {
	told := refusal{Error: err.Error()}
	var refused *claims.Refusal
	if errors.As(err, &refused) {
		told.Rule, told.Source, told.Gaps, told.Permitted = refused.Rule, &refused.Source, refused.Gaps, refused.Permitted
		if refused.Due != nil {
			told.Due = refused.Due
		}
	}
	var associated *association.Refusal
	if errors.As(err, &associated) {
		told.Rule, told.Source, told.Gaps, told.Permitted = associated.Rule, &associated.Source, associated.Gaps, associated.Permitted
		if associated.Due != nil {
			told.Due = associated.Due
		}
	}
	var declined *declined
	if errors.As(err, &declined) {
		told.Findings = declined.findings
	}
	return told
}
