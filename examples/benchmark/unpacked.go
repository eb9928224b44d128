package main

import (
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// decideUnpacked applies every rule to the library's own question, with
// compiled terms. It shows the shortest time for a decision on such a question.
// The rest of the library's time is the cost of its table.
func decideUnpacked(q *eligibility.Question, t *terms) outcomes {
	o, c, kind := outcomes(0), &q.Customer, q.Customer.ID.Type()
	eligible := q.PartnerEligible
	if q.Way == eligibility.Claim {
		eligible = q.LocationEligible
	}
	o = o.with(0, roleAt(q))
	o = o.with(1, orUnknown(q.Location.Enrollment == mci.EnrollmentUnknown, q.Location.Enrollment == mci.Enrolled))
	o = o.with(2, eligible.Outcome())
	o = o.with(3, unlessFree(!t.gated, mci.Unknown))
	o = o.with(4, t.offered(secondsOf(q.At)))
	o = o.with(5, orUnknown(kind == 0, t.takes[kind]))
	o = o.with(6, domainResolved(kind, resolvedOf(c)))
	o = o.with(7, c.MeetsCriteria.Outcome())
	country := countryNumber(c.Country)
	o = o.with(8, orUnknown(country == 0, t.paying[country]))
	number, known := c.Claims.Value()
	o = o.with(9, unlessFree(!t.barring, mci.Unknown))
	o = o.with(10, unlessFree(!t.sized, mci.Unknown))
	o = o.with(11, unlessFree(!t.demanding, mci.Unknown))
	o = o.with(12, unlessFree(t.limit == 0, orUnknown(!known, number < int(t.limit))))
	o = o.with(13, unlessFree(!t.openLimited, mci.Unknown))
	o = o.with(14, unlessFree(!t.locking, mci.Unknown))
	o = o.with(15, rightWay(q.Way, c.ConsentedBefore))
	o = o.with(16, mailMatches(kind, c.MailMatches, c.MismatchReason != ""))
	o = o.with(17, passIf(q.Hours.IsNone() != t.variable))
	o = o.with(18, orUnknown(t.hours != 0 && q.Hours.IsNone(), q.Hours.Compare(t.leastHours) >= 0))
	o = o.with(19, atLeast(q.Opportunity.ContractValue, t.leastValue))
	o = o.with(20, wantedText(q.Opportunity.Status, t.statusName))
	o = o.with(21, wantedText(q.Opportunity.Stage, t.stageNames...))
	o = o.with(22, unlessFree(!t.regional, mci.Unknown))
	return o
}

// resolvedOf is like resolved, but only for a domain name.
func resolvedOf(c *eligibility.Customer) mci.Fact {
	if c.ID.Type() != mci.DomainName {
		return mci.NotSupplied
	}
	return resolved(c.Resolution)
}

// atLeast returns pass if no minimum is required. Otherwise it compares the
// amounts.
func atLeast(amount, least mci.Money) mci.Outcome {
	if least.IsNone() {
		return mci.Pass
	}
	order, err := amount.Compare(least)
	return orUnknown(err != nil, order >= 0)
}
