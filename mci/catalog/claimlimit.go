package catalog

import "github.com/mci-go/incentives/mci"

// A ClaimLimit is the number of claims that one customer ID may have for an
// engagement, counted across all partners. The zero ClaimLimit means that no
// limit is known.
type ClaimLimit struct {
	// Claims is the highest number of claims that may be open or approved, 1 or
	// more; 0 if no limit is known.
	Claims int `json:"claims"`
	// Open is the highest number of claims that may be open at a time, 1 or
	// more; 0 if no limit is known.
	Open int `json:"open"`
	// Locked reports whether a nominated customer is locked: no partner can
	// nominate the customer again in the program year.
	Locked bool `json:"locked,omitempty"`
	// Source is the document that states the limit.
	Source mci.Source `json:"source,omitzero"`
}

// ClaimLimit returns the claim limit for one customer ID, as selected by the
// day of the nomination. The outcome is unknown if the limit depends on a day
// that is not given, or if it is not known to be in force on the day. In the
// second case ClaimLimit returns the last known limit. If the catalog has no
// limit for the day, it returns the zero ClaimLimit and pass.
func (e *Engagement) ClaimLimit(nomination mci.Date) (ClaimLimit, mci.Outcome) {
	if len(e.limits.rows) == 0 {
		return ClaimLimit{}, mci.Pass
	}
	row, inForce := e.limits.on(nomination)
	switch {
	case row != nil:
		return row.terms, inForce
	case inForce == mci.Fail: // the catalog has no limit on that day
		return ClaimLimit{}, mci.Pass
	default:
		return ClaimLimit{}, mci.Unknown
	}
}
