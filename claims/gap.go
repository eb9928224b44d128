package claims

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Gap is one thing that is missing or that blocks a step. A page shows it
// beside a field or in a list of open tasks. The zero Gap is none.
type Gap struct {
	// Rule is the ID of the rule that is not met.
	Rule mci.RuleID `json:"rule"`
	// Guard is the guard of that rule. It is zero if the rule is not a guard's.
	Guard Guard `json:"guard,omitempty"`
	// Path names the field: for example "status" or "evidence[invoice]" of the
	// record, "command.dealSize" of the command to come, or "meta.at" of its
	// Meta.
	Path string `json:"path"`
	// Part is the part of the submission that is missing or wrong. It is zero
	// if the gap is about something else.
	Part mci.EvidencePart `json:"part,omitempty"`
	// Why is the reason for a person to read, in one sentence without a period.
	Why string `json:"why"`
	// Source is the document that the rule comes from.
	Source mci.Source `json:"source"`
}

// String returns the reason for a person to read.
func (g Gap) String() string { return g.Why }

// sentence joins the reasons of the gaps.
func sentence(gaps []Gap) string {
	texts := make([]string, len(gaps))
	for i := range gaps {
		texts[i] = gaps[i].Why
	}
	return strings.Join(texts, "; ")
}
