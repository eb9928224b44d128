package pages

import (
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
)

// A contradiction is a pair of rows in one export that show one claim in
// different statuses. The claim follows both rows, so it ends in the later
// status.
type contradiction struct {
	Claim claims.ID `json:"claim"`
	// Lines are the line numbers of the two rows, and Shown their statuses.
	Lines [2]int    `json:"lines"`
	Shown [2]string `json:"shown"`
}

// contradict records a row if an earlier row shows its claim in another status.
// One export shows each claim once, so a contradiction means that two files
// were joined.
func (m *importModel) contradict(result *portal.Result) {
	if result.Claim == "" {
		return
	}
	row := &result.Row
	before, again := m.seen[result.Claim]
	if again && before.Status != row.Status && len(m.Contradictions) < mostRows {
		m.Contradictions = append(m.Contradictions, contradiction{
			Claim: result.Claim, Lines: [2]int{before.Line, row.Line}, Shown: [2]string{before.Status.String(), row.Status.String()},
		})
	}
	if m.seen == nil {
		m.seen = map[claims.ID]shownStatus{}
	}
	m.seen[result.Claim] = shownStatus{row.Line, row.Status}
}

// A shownStatus is the status in a line of an export.
type shownStatus struct {
	Line   int
	Status claims.PortalStatus
}

// Word returns the effect of a row as a word. A row can change a claim even if
// the claim stays in its state.
func (*importModel) Word(result *portal.Result) string {
	switch {
	case result.Outcome != portal.Moved || result.Before != result.Status:
		return result.Outcome.String()
	case result.Agreed:
		return "a difference ended"
	default:
		return "facts recorded"
	}
}
