package catalog

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

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

func (r *catalogReader) claimLimits(o *object) []datedRow[ClaimLimit] {
	rows := readRows(r, o, "claimLimit", func(row *object) ClaimLimit {
		limit := ClaimLimit{
			Claims: row.optionalWhole("claims", 1, mostClaims), Open: row.optionalWhole("open", 1, mostClaims), Locked: row.flag("locked"),
		}
		switch {
		case !row.has("claims") && !row.has("open") && !limit.Locked:
			row.report("", "no limit", "claims, open or locked")
		case limit.Claims != 0 && limit.Open > limit.Claims:
			row.report("open", fmt.Sprint(limit.Open), fmt.Sprintf("at most the %d that can be open or approved", limit.Claims))
		case limit.Locked && max(limit.Claims, limit.Open) > 1:
			row.report("locked", "true", "no lock where a customer can have more than one claim")
		}
		return limit
	})
	for i := range rows {
		rows[i].terms.Source = rows[i].source
	}
	return rows
}

// mostClaims bounds a limit; it is a guard against slips of the pen, not a
// rule.
const mostClaims = 1000

func (c *ClaimLimit) aspects(add addLine) {
	add(Scope{}, "open or approved claims", numberText(c.Claims))
	add(Scope{}, "claims open at a time", numberText(c.Open))
	add(Scope{}, "locked for every partner once nominated", yes(c.Locked))
}
