package credit

import (
	"slices"

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// Own answers whether one of the partner's own claims, open or approved, is for
// a workload of the question or for its subscription. A rejected claim that can
// still be disputed counts. If a claim was adopted without its workloads or its
// subscription, and is for the same tenant, the answer is unknown. It sets
// nothing; the caller sets Question.Own.
func Own(q *cpor.Question, own ...*association.Claim) mci.Fact {
	answer := mci.No
	asked := cpor.Association{Kind: q.Kind, Tenant: q.Tenant, Workloads: q.Workloads, Subscription: q.Subscription.ID}
	wanted := asked.Subjects()
	for _, claim := range own {
		r := claim.Record()
		if claim.State().Terminal() || r.Tenant != q.Tenant || r.Kind.Terms().Scope != q.Kind.Terms().Scope {
			continue
		}
		held := claim.Subjects()
		if held == nil {
			answer = mci.NotSupplied
			continue
		}
		for _, subject := range held {
			if slices.Contains(wanted, subject) {
				return mci.Yes
			}
		}
	}
	return answer
}

// Associations returns the associations of claims as package recognition knows
// them on a day, one for each subject of a claim: the claim's location as the
// partner, its role, its status, and the days on which it holds. They go into
// [recognition.Case.Associations], beside those of other mechanisms. If a
// claim's subjects are unknown, its one association has none, and recognition
// answers unknown.
//
// An association holds from the day of the approval. It holds until the day
// before the customer opted out or the partner disassociated, or the last day
// of the subscription; else it is known to hold until the day that is given. If
// the approval was only observed, the association is known to hold from the day
// of the observation on, and before that day it is unknown whether it did. An
// approved claim is one whose customer has not opted out, since the claim would
// be rejected if it had.
func Associations(day mci.Date, claims ...*association.Claim) []recognition.Association {
	var all []recognition.Association
	for _, claim := range claims {
		held := claim.Subjects()
		if held == nil {
			held = []recognition.Subject{""}
		}
		for _, subject := range held {
			all = append(all, of(claim, subject, day))
		}
	}
	return all
}

// of returns the association of a claim with one subject.
func of(c *association.Claim, subject recognition.Subject, day mci.Date) recognition.Association {
	r := c.Record()
	a := recognition.Association{
		Partner: recognition.PartnerID(r.Location), Mechanism: recognition.CPOR, Subject: subject,
		PartnerRole: r.Kind.Terms().Role, Status: r.Status, Held: held(c, &r, day),
		OptedOut: optedOut(c), PayDeclined: r.PayDeclined,
	}
	if r.Location == "" {
		a.Partner = unknownPartner
	}
	if !r.Kind.Terms().Declinable {
		a.PayDeclined = mci.No
	}
	return a
}

// optedOut answers whether the customer opted out. It is unknown of a rejection
// that was only observed, since Partner Center shows an opt-out as Rejected.
func optedOut(c *association.Claim) mci.Fact {
	switch {
	case c.State().Ending == lifecycle.OptedOut:
		return mci.Yes
	case c.State() == lifecycle.State{Status: recognition.Rejected} && c.Assumed().Has("rejectedAt"):
		return mci.NotSupplied
	default:
		return mci.No
	}
}

// unknownPartner stands for the location of a claim that was adopted without
// one.
const unknownPartner recognition.PartnerID = "unknown location"

// held returns the days on which the association holds, as known on a day.
func held(c *association.Claim, r *association.Record, day mci.Date) mci.Period {
	if r.ApprovedAt.IsZero() {
		return mci.Period{}
	}
	days := c.Terms().BusinessDays()
	held := mci.Period{From: days.Day(r.ApprovedAt)}
	if c.Assumed().Has("approvedAt") && day.Compare(held.From) < 0 {
		held.From = mci.Date{} // it can have been approved before it was observed
	}
	switch {
	case c.State().Terminal():
		held.Until = days.Day(r.Since).AddDays(-1)
	case !r.SubscriptionEnds.IsZero():
		held.Until = r.SubscriptionEnds
	default:
		held.KnownUntil = day
	}
	switch {
	case held.From.IsZero():
	case !held.Until.IsZero() && held.Until.Compare(held.From) < 0:
		held.From = mci.Date{} // it ended on the day on which it began, or before
	case !held.KnownUntil.IsZero() && held.KnownUntil.Compare(held.From) < 0:
		held.KnownUntil = held.From
	}
	return held
}
