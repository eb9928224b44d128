package main

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/workbook/requests"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A requestOutcome is the outcome of a row.
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
	Findings []rowFinding          `json:"findings,omitempty"` // the findings that do not allow the nomination
	Why      string                `json:"why,omitempty"`
	// Warnings are set if a row passes but its claim pays nothing.
	Warnings []claims.Gap `json:"warnings,omitempty"`
}

// A rowFinding is a finding. If it is about a cell, it names the cell.
type rowFinding struct {
	mci.Finding

	Sheet  string `json:"sheet,omitempty"`
	Cell   string `json:"cell,omitempty"`
	Column string `json:"column,omitempty"`
}

func findingsOf(from *requests.Request, findings []mci.Finding) []rowFinding {
	placed := make([]rowFinding, len(findings))
	for i, finding := range findings {
		placed[i].Finding = finding
		placed[i].Sheet, placed[i].Cell, placed[i].Column = from.Place(finding.Path)
	}
	return placed
}

// text returns the finding in one line.
func (f *rowFinding) text() string {
	switch {
	case f.Cell != "":
		return fmt.Sprintf("%s, %s, %s: %s", f.Sheet, f.Cell, f.Column, ruleText(&f.Finding))
	case f.Column != "":
		return fmt.Sprintf("%s, no column %s: %s", f.Sheet, f.Column, ruleText(&f.Finding))
	default:
		return ruleText(&f.Finding)
	}
}

// text returns the result for a person.
func (r *requestRow) text() string {
	var lines []string
	for _, problem := range r.Problems {
		lines = append(lines, problem.Error())
	}
	switch {
	case r.Problems != nil:
	case r.Outcome == notEligible:
		lines = append(lines, fmt.Sprintf("row %d: %s: %s", r.Row, r.Claim, (&declined{}).Error()))
		for i := range r.Findings {
			lines = append(lines, "  "+r.Findings[i].text())
		}
	case r.Why != "":
		lines = append(lines, fmt.Sprintf("row %d: %s: %s: %s", r.Row, r.Claim, r.Outcome, r.Why))
	case r.State != nil:
		lines = append(lines, fmt.Sprintf("row %d: %s: %s, %s", r.Row, r.Claim, r.Outcome, r.State))
	default:
		lines = append(lines, fmt.Sprintf("row %d: %s: %s", r.Row, r.Claim, r.Outcome))
	}
	if r.Outcome == opened || r.Outcome == wouldOpen {
		for _, warning := range r.Warnings {
			lines = append(lines, fmt.Sprintf("  warning: %s (%s)", warning.Why, warning.Rule))
		}
	}
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(visibleLines(line) + "\n")
	}
	return text.String()
}

// visibleLines is [vocabulary.Visible] for a text of several lines.
func visibleLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = vocabulary.Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}
