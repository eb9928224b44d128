package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/workbook/requests"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A requestOutcome says what became of a row.
type requestOutcome string

const (
	opened       requestOutcome = "opened"
	openedBefore requestOutcome = "opened before"
	existing     requestOutcome = "exists already"
	wouldOpen    requestOutcome = "would be opened"
	malformed    requestOutcome = "malformed"
	notEligible  requestOutcome = "cannot be nominated"
	notOpened    requestOutcome = "not opened"
)

// requestOutcomes are the outcomes in the order of the totals.
var requestOutcomes = []requestOutcome{opened, openedBefore, existing, wouldOpen, malformed, notEligible, notOpened}

// A requestRow is the result of one row.
type requestRow struct {
	Row     int            `json:"row,omitempty"`
	Claim   claims.ID      `json:"claim,omitempty"`
	Outcome requestOutcome `json:"outcome"`
	State   *claims.State  `json:"state,omitempty"`
	// Problems are the malformed cells.
	Problems []*requests.CellError `json:"problems,omitempty"`
	Findings []mci.Finding         `json:"findings,omitempty"` // against the nomination
	Why      string                `json:"why,omitempty"`
}

// text prints the result for a person.
func (r *requestRow) text(w io.Writer) error {
	var lines []string
	for _, problem := range r.Problems {
		lines = append(lines, problem.Error())
	}
	switch {
	case r.Problems != nil:
	case r.Outcome == notEligible:
		lines = append(lines, fmt.Sprintf("row %d: %s: %s", r.Row, r.Claim, (&declined{findings: r.Findings}).Error()))
	case r.Why != "":
		lines = append(lines, fmt.Sprintf("row %d: %s: %s: %s", r.Row, r.Claim, r.Outcome, r.Why))
	case r.State != nil:
		lines = append(lines, fmt.Sprintf("row %d: %s: %s, %s", r.Row, r.Claim, r.Outcome, r.State))
	default:
		lines = append(lines, fmt.Sprintf("row %d: %s: %s", r.Row, r.Claim, r.Outcome))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, visibleLines(line)); err != nil {
			return err
		}
	}
	return nil
}

// visibleLines is vocabulary.Visible for a text of several lines.
func visibleLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = vocabulary.Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}
