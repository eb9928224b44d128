package pages

import (
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
)

// A contradiction is a pair of rows of one export that show one claim in
// different statuses. The claim follows both, so the later one counts.
type contradiction struct {
	Claim claims.ID `json:"claim"`
	// Lines are the lines of the two rows, and Shown the statuses in them.
	Lines [2]int    `json:"lines"`
	Shown [2]string `json:"shown"`
}

// contradict notes a row if an earlier one shows its claim in another status.
// The export of a moment shows each claim once, so somebody joined two files.
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

// A shownStatus is the status that a line of an export shows.
type shownStatus struct {
	Line   int
	Status claims.PortalStatus
}

// Word returns what a row does, for a person. A row that moves no claim can
// change one all the same.
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
