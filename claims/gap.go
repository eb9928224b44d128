package claims

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Gap is one thing that is missing or stands in the way: what a page shows
// beside a field or in a list of what is still to do. The zero Gap is none.
type Gap struct {
	// that asks for it
	Rule mci.RuleID `json:"rule"`
	// with that rule; none where it is not a guard that asks
	Guard Guard `json:"guard,omitempty"`
	// "status" or "evidence[invoice]" of the record, "command.dealSize" of the
	// command to come, "meta.at" of its Meta
	Path string `json:"path"`
	// of the submission; none where it is about something else
	Part mci.EvidencePart `json:"part,omitempty"`
	// for a person, in one sentence without a period
	Why    string     `json:"why"`
	Source mci.Source `json:"source"`
}

// String returns what is missing, for a person.
func (g Gap) String() string { return g.Why }

// sentence joins what is missing.
func sentence(gaps []Gap) string {
	texts := make([]string, len(gaps))
	for i := range gaps {
		texts[i] = gaps[i].Why
	}
	return strings.Join(texts, "; ")
}
