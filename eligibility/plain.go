package eligibility

import (
	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
)

// isPlain reports whether every field is empty or plain, so that no inspection
// can find anything malformed. If it is false, an inspection decides. Most
// questions are plain, and every decision checks its question, so this is
// written for speed.
func (q *Question) isPlain() bool {
	at := q.At.Unix()
	return q.Way <= Claim && at >= firstSecond && at <= lastSecond &&
		len(q.Qualifications) == 0 && len(q.Waivers) == 0 &&
		max(q.PartnerEligible, q.LocationEligible) <= mci.No &&
		hasPlainGrants(&q.User) && q.User.Name == "" &&
		isPlainLocation(&q.Location) && q.Customer.isPlain() && isPlainOpportunity(&q.Opportunity)
}

func hasPlainGrants(u *mci.User) bool {
	for i := range u.Grants {
		if g := &u.Grants[i]; g.Role > mci.IncentivesAdmin || !isShort(string(g.Location)) {
			return false
		}
	}
	return isShort(string(u.ID))
}

func isPlainLocation(l *mci.Location) bool {
	return isShort(string(l.ID)) && l.Name == "" && (l.Country == "" || fact.IsCountry(l.Country)) &&
		l.Enrollment <= mci.Discontinued && l.PayeeProfile <= mci.No
}

func (c *Customer) isPlain() bool {
	return (c.Country == "" || fact.IsCountry(c.Country)) && c.Resolution.Failure == nil && c.Resolution.Tenant.IsZero() &&
		max(c.MeetsCriteria, c.ConsentedBefore, c.Nominated, c.MailMatches) <= mci.No &&
		min(c.Claims.number, c.OpenClaims.number) >= 0 && !contradictory(c.Claims, c.OpenClaims) &&
		c.Segment == "" && len(c.Requirements) == 0 && c.MismatchReason == ""
}

func isPlainOpportunity(o *mci.Opportunity) bool {
	return o.ContractValue.Sign() >= 0 && isShort(o.Status) && isShort(o.Stage)
}

// isShort reports whether a text is plain and shorter than any bound of one.
func isShort(text string) bool { return len(text) <= anID.most && isPlain(text) }
