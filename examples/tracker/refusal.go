package main

import (
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A refusal is an error in JSON. If the rules did not cause the error, all
// fields except Error are empty.
type refusal struct {
	Error     string           `json:"error"`
	Rule      mci.RuleID       `json:"rule,omitempty"`
	Source    *mci.Source      `json:"source,omitempty"`
	Gaps      []claims.Gap     `json:"gaps,omitempty"`
	Permitted *claims.EventSet `json:"permitted,omitempty"`
	Due       *claims.Deadline `json:"due,omitempty"`
	Findings  []mci.Finding    `json:"findings,omitempty"` // findings of a nomination
}

func refusalOf(err error) refusal {
	told := refusal{Error: err.Error()}
	var refused *claims.Refusal
	if errors.As(err, &refused) {
		told.Rule, told.Source, told.Gaps, told.Permitted, told.Due = refused.Rule, &refused.Source, refused.Gaps, &refused.Permitted, refused.Due
	}
	var declined *declined
	if errors.As(err, &declined) {
		told.Findings = declined.findings
	}
	return told
}
