package resource

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// ErrRefused is matched by every [Refusal], and by the error of a gateway for
// what Partner Center does not take.
var ErrRefused = errors.New("refused by the rules")

// A Refusal is a creation or an edit that the rules do not allow. Nothing was
// sent. It matches [ErrRefused].
type Refusal struct {
	Referral string        // the referral's ID; empty if it is to be created
	Findings []mci.Finding // at least one that fails
}

// Error says what was wanted and found, one finding after the other.
func (r *Refusal) Error() string {
	texts := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		texts[i] = mci.Visible(fmt.Sprintf("%s: found %s, want %s (%s)", f.Path, f.Found, f.Want, f.Rule))
	}
	return "refused by the rules: " + strings.Join(texts, "; ")
}

// Is reports whether target is [ErrRefused].
func (r *Refusal) Is(target error) bool { return target == ErrRefused }
