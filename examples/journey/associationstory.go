package main

import (
	"strings"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
)

func (s *story) associationOutcome(state lifecycle.State) string {
	switch {
	case state.Status == recognition.Approved:
		return green(state.String())
	case state.Terminal():
		return yellow(state.String())
	default:
		return state.String()
	}
}

// associationDetails shows what is ahead of a new association, the faults that
// a reviewer names, and what is missing before it can be submitted.
func (s *story) associationDetails(l *line) {
	noProof := l.step.Proof.IsZero()
	for _, finding := range l.Ahead {
		if noProof && strings.HasPrefix(finding.Path, "proof") {
			continue // the missing evidence says it in one line
		}
		s.printf("       ahead: wants %s, found %s\n", finding.Want, finding.Found)
		s.printf("         %s\n", cite(finding.Rule, finding.Source))
	}
	for _, fault := range l.step.Faults {
		s.printf("       %s: %s\n", yellow("fault"), fault)
	}
	if len(l.Missing) > 0 {
		s.printf("       before it can be submitted: %s\n", strings.Join(l.Missing, ", "))
	}
}

func (s *story) endOfAssociations(all []register.Item) {
	header := true
	for i := range all {
		a := all[i].Association
		if a == nil {
			continue
		}
		if header {
			s.printf("\n%s\n", bold("The associations at the end"))
			s.printf("  %-18s %-30s %-12s %s\n", "claim", "status", "location", "workloads")
			header = false
		}
		record := a.Record()
		s.printf("  %-18s %-30s %-12s %s\n", record.ID, record.State(), record.Location, list(record.Workloads))
	}
}

// list joins the names of workloads.
func list(workloads []cpor.Workload) string {
	texts := make([]string, len(workloads))
	for i, w := range workloads {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
