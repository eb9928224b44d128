package change

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// ErrRefused is matched by every [Refusal], and by a gateway's error if Partner
// Center refuses a referral or a patch.
var ErrRefused = errors.New("refused by the rules")

// A Refusal is the error for a creation or an edit that the rules do not allow.
// Nothing was sent. It matches [ErrRefused].
type Refusal struct {
	// the referral's ID; empty for a new referral
	Referral string `json:"referral,omitempty"`
	// at least one that fails
	Findings []mci.Finding `json:"findings,omitempty"`
}

// Error lists the wanted and the found value of each finding.
func (r *Refusal) Error() string {
	texts := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		texts[i] = vocabulary.Visible(fmt.Sprintf("%s: found %s, want %s (%s)", f.Path, f.Found, f.Want, f.Rule))
	}
	return "refused by the rules: " + strings.Join(texts, "; ")
}

// Is reports whether target is [ErrRefused].
func (r *Refusal) Is(target error) bool { return target == ErrRefused }
