package play

import (
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
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

// associationDetails shows the findings that matter later for a new
// association, the faults that a reviewer names, and the evidence that is
// missing before the submission.
func (s *story) associationDetails(l *line) {
	noProof := l.step.Proof.IsZero()
	for _, finding := range l.Ahead {
		if noProof && strings.HasPrefix(finding.Path, "proof") {
			continue // the missing evidence already has a line
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

// endOfAssociations shows the associations with the days on which each holds,
// as package recognition knows them on the day of the last step. It also shows
// the associations that contradict each other.
func (s *story) endOfAssociations(all []register.Item) {
	var held []*association.Claim
	for i := range all {
		if all[i].Association != nil {
			held = append(held, all[i].Association)
		}
	}
	if len(held) == 0 {
		return
	}
	last := mci.DateOf(s.book.plays[len(s.book.plays)-1].step.At)
	s.printf("\n%s\n", bold("The associations at the end"))
	s.printf("  %-18s %-30s %-12s %-26s %s\n", "claim", "status", "location", "holds", "workloads")
	for _, claim := range held {
		record := claim.Record()
		s.printf("  %-18s %-30s %-12s %-26s %s\n", record.ID, record.State(), record.Location, holds(claim, last), list(record.Workloads))
	}
	for _, conflict := range credit.Conflicts(held...) {
		s.printf("  %s approved for the same, so one is out of date: %s\n", yellow("!"), strings.Join(idsOf(conflict.Claims), ", "))
	}
}

// holds says on which days an association holds, as far as that is known on a
// day.
func holds(claim *association.Claim, day mci.Date) string {
	period := credit.Associations(day, claim)[0].Held
	switch {
	case period.From.IsZero():
		return "-"
	case period.Until.IsZero():
		return "from " + period.From.String() + " on"
	default:
		return period.From.String() + " to " + period.Until.String()
	}
}

func idsOf(ids []claims.ID) (texts []string) {
	for _, id := range ids {
		texts = append(texts, string(id))
	}
	return texts
}

// list joins the names of workloads.
func list(workloads []cpor.Workload) string {
	texts := make([]string, len(workloads))
	for i, w := range workloads {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
