package catalog

import "github.com/mci-go/incentives/mci"

// A ClaimLimit is how many claims one customer ID may have for an engagement,
// whichever partner holds them. The zero ClaimLimit says that no limit is
// known.
type ClaimLimit struct {
	Claims int // open or approved, 1 or more; 0 for no known limit
	Open   int // open at a time, 1 or more; 0 for no known limit
	// Locked says that a customer who was nominated cannot be nominated again
	// by any partner in the program year.
	Locked bool
	Source mci.Source
}

// ClaimLimit returns how many claims one customer ID may have, by the day of
// the nomination, which selects the limit. The outcome is unknown where the
// limit depends on a day that is not given, or on one after it is known to be
// in force; then the limit is at best the last that is known.
func (e *Engagement) ClaimLimit(nomination mci.Date) (ClaimLimit, mci.Outcome) {
	if len(e.limits.rows) == 0 {
		return ClaimLimit{}, mci.Pass
	}
	row, inForce := e.limits.on(nomination)
	switch {
	case row != nil:
		return row.terms, inForce
	case inForce == mci.Fail: // the catalog knows of none on that day
		return ClaimLimit{}, mci.Pass
	default:
		return ClaimLimit{}, mci.Unknown
	}
}
