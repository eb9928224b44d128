package catalog

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

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
	if e.limit != nil {
		return *e.limit, mci.Pass
	}
	return e.limitOn(nomination)
}

// ClaimNumbersAt returns the two numbers of [Engagement.ClaimLimit] for the day
// of an instant, in the edition's calendar, and the same outcome. It is for
// those who ask often: if the limit holds on every day, it finds no day.
func (e *Engagement) ClaimNumbersAt(nomination time.Time) (claims, open int, inForce mci.Outcome) {
	if e.limit != nil {
		return e.limit.Claims, e.limit.Open, mci.Pass
	}
	limit, inForce := e.limitOn(e.edition.calendar.Day(nomination))
	return limit.Claims, limit.Open, inForce
}

// limitOn is ClaimLimit for a limit that depends on the day.
func (e *Engagement) limitOn(nomination mci.Date) (ClaimLimit, mci.Outcome) {
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

// constantLimit returns the limit that holds on every day, or nil if it depends
// on the day.
func (e *Engagement) constantLimit() *ClaimLimit {
	switch {
	case e.limits.dependsOnDay():
		return nil
	case len(e.limits.rows) == 0:
		return &ClaimLimit{}
	default:
		return &e.limits.rows[0].terms
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
			row.report("locked", "true", "no lock if a customer can have more than one claim")
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
	add(Scope{}, claimsCounted.name(), numberText(c.Claims))
	add(Scope{}, claimsOpen.name(), numberText(c.Open))
	add(Scope{}, claimsLocked.name(), yes(c.Locked))
}
