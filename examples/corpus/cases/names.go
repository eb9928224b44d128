package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/corpus/answer"
)

// aliases are the other names under which documents, older portals and programs
// show a status.
var aliases = []string{
	"Not started", "Draft", "Active", "Consent rejected", "First-submission", "First-submission expired",
	"Action required", "ActionRequired", "Post-submission", "Post-submission expired", "Completed", "Final rejected",
	"Cancelled", //nolint:misspell // because a document spells it so
	"Editing", "Expired", "Submitted / Under review", "Processing", "Closed", "On hold", "",
}

// statuses makes the cases of the kind "status".
func (m *maker) statuses() {
	names := slices.Clone(aliases)
	for _, status := range claims.Statuses() {
		names = append(names, status.String())
	}
	for _, row := range recognition.StatusTable() {
		names = append(names, row.Status.String())
	}
	for _, state := range lifecycle.States() {
		names = append(names, state.String())
	}
	slices.Sort(names)
	for _, of := range []string{"claim", "association"} {
		for _, name := range slices.Compact(names) {
			m.offer(answer.Status{Of: of, Name: name}, fmt.Sprintf("status of %s %q", of, name))
		}
		for _, name := range []string{"UNDER REVIEW", "under review", "  Under   review ", "Under\treview", "Under\u00a0review", "UnderReview", "Unter Prüfung", "Under review."} {
			m.offer(answer.Status{Of: of, Name: name}, fmt.Sprintf("spelling of %s %q", of, strings.TrimSpace(name)))
		}
	}
	m.offer(answer.Status{Of: "deal", Name: "Active"}, "malformed of")
}
