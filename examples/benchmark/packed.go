package main

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// packedFacts are the facts of a question in a form that is made only for
// speed: small numbers and bits, which are compared with compiled terms.
type packedFacts struct {
	terms *terms
	// at is the instant in Unix seconds. It is 0 if there is none.
	at int64
	// hours is the number of hours in hundredths. It is 0 if there is none.
	hours int64
	// value is the contract value in cents. It is -1 if it cannot be compared.
	value int64
	// claims is the number of claims. It is -1 if it is unknown.
	claims                                      int32
	country                                     uint16
	way                                         eligibility.Way
	enrollment                                  mci.Enrollment
	kind                                        mci.IDType
	partnerEligible, locationEligible, criteria mci.Fact
	consented, mailMatches, resolved            mci.Fact
	// status and stage are compared with the terms when the facts are packed.
	status, stage mci.Outcome
	role          mci.Outcome
	explained     bool
}

// packed packs the facts of a question. Packing is not measured.
func packed(q *eligibility.Question, t *terms) *packedFacts {
	f := &packedFacts{
		terms: t, at: secondsOf(q.At), value: -1, claims: -1, country: countryNumber(q.Customer.Country), way: q.Way,
		enrollment: q.Location.Enrollment, kind: q.Customer.ID.Type(),
		partnerEligible: q.PartnerEligible, locationEligible: q.LocationEligible, criteria: q.Customer.MeetsCriteria,
		consented: q.Customer.ConsentedBefore, mailMatches: q.Customer.MailMatches, resolved: resolved(q.Customer.Resolution),
		role: roleAt(q), explained: q.Customer.MismatchReason != "",
		status: wantedText(q.Opportunity.Status, t.statusName), stage: wantedText(q.Opportunity.Stage, t.stageNames...),
	}
	if number, known := q.Customer.Claims.Value(); known {
		f.claims = int32(number)
	}
	// An amount of the library always has a valid text.
	f.hours, _ = hundredths(q.Hours.String())
	if q.Opportunity.ContractValue.Currency() == mci.USD {
		f.value, _ = hundredths(q.Opportunity.ContractValue.Amount())
	}
	return f
}

// secondsOf returns an instant in Unix seconds, or 0 for the zero instant.
func secondsOf(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

// userKnown reports whether the host supplied the roles of the user.
func userKnown(q *eligibility.Question) bool { return q.User.Grants != nil }

// roleAt returns pass if the user has a role at the location.
func roleAt(q *eligibility.Question) mci.Outcome {
	return orUnknown(!userKnown(q), q.User.RoleAt(q.Location.ID) != 0)
}

// resolved returns yes if the tenant of a domain was found.
func resolved(r eligibility.Resolution) mci.Fact {
	if r == (eligibility.Resolution{}) {
		return mci.NotSupplied
	}
	return mci.FactOf(r.Failure == nil && r.Tenant.Type() == mci.TenantID)
}

// wantedText returns pass if text is one of the wanted texts, or if there are
// none.
func wantedText(text string, wanted ...string) mci.Outcome {
	switch {
	case len(wanted) == 0, len(wanted) == 1 && wanted[0] == "":
		return mci.Pass
	case text == "":
		return mci.Unknown
	default:
		return passIf(slices.Contains(wanted, text))
	}
}

func passIf(ok bool) mci.Outcome {
	if ok {
		return mci.Pass
	}
	return mci.Fail
}

// orUnknown returns unknown if a fact is missing. Otherwise it returns pass if
// ok is true, and fail if not.
func orUnknown(missing, ok bool) mci.Outcome {
	if missing {
		return mci.Unknown
	}
	return passIf(ok)
}

// unlessFree returns pass if there is no condition. Otherwise it returns the
// answer.
func unlessFree(free bool, answer mci.Outcome) mci.Outcome {
	if free {
		return mci.Pass
	}
	return answer
}

// decide applies every rule.
func (f *packedFacts) decide() outcomes {
	t, o := f.terms, outcomes(0)
	eligible := f.partnerEligible
	if f.way == eligibility.Claim {
		eligible = f.locationEligible
	}
	o = o.with(0, f.role)
	o = o.with(1, orUnknown(f.enrollment == mci.EnrollmentUnknown, f.enrollment == mci.Enrolled))
	o = o.with(2, eligible.Outcome())
	o = o.with(3, unlessFree(!t.gated, mci.Unknown))
	o = o.with(4, t.offered(f.at))
	o = o.with(5, orUnknown(f.kind == 0, t.takes[f.kind]))
	o = o.with(6, domainResolved(f.kind, f.resolved))
	o = o.with(7, f.criteria.Outcome())
	o = o.with(8, orUnknown(f.country == 0, t.paying[f.country]))
	o = o.with(9, unlessFree(!t.barring, mci.Unknown))
	o = o.with(10, unlessFree(!t.sized, mci.Unknown))
	o = o.with(11, unlessFree(!t.demanding, mci.Unknown))
	o = o.with(12, unlessFree(t.limit == 0, orUnknown(f.claims < 0, f.claims < t.limit)))
	o = o.with(13, unlessFree(!t.openLimited, mci.Unknown))
	o = o.with(14, unlessFree(!t.locking, mci.Unknown))
	o = o.with(15, rightWay(f.way, f.consented))
	o = o.with(16, mailMatches(f.kind, f.mailMatches, f.explained))
	o = o.with(17, passIf((f.hours == 0) != t.variable))
	o = o.with(18, orUnknown(t.hours != 0 && f.hours == 0, f.hours >= t.hours))
	o = o.with(19, unlessFree(t.value == 0, orUnknown(f.value < 0, f.value >= t.value)))
	o = o.with(20, f.status)
	o = o.with(21, f.stage)
	o = o.with(22, unlessFree(!t.regional, mci.Unknown))
	return o
}

// offered returns pass if the engagement is offered at an instant.
func (t *terms) offered(at int64) mci.Outcome {
	switch {
	case at == 0:
		return mci.Unknown
	case at < t.offeredFrom, t.offeredEnd != 0 && at >= t.offeredEnd:
		return mci.Fail
	case t.knownEnd != 0 && at >= t.knownEnd:
		return mci.Unknown
	default:
		return mci.Pass
	}
}

// domainResolved requires a tenant for a domain name.
func domainResolved(kind mci.IDType, found mci.Fact) mci.Outcome {
	if kind == mci.DomainName {
		return found.Outcome()
	}
	return orUnknown(kind == 0, true)
}

// mailMatches requires that the contact's mail domain belong to the tenant, or
// that a reason be given if it does not.
func mailMatches(kind mci.IDType, matches mci.Fact, explained bool) mci.Outcome {
	switch {
	case explained:
		return mci.Pass
	case kind == 0:
		return mci.Unknown
	case kind == mci.TenantID:
		return matches.Outcome()
	default:
		return mci.Pass
	}
}

// rightWay requires that a new customer be added and a known one be claimed.
func rightWay(way eligibility.Way, consented mci.Fact) mci.Outcome {
	switch {
	case way == eligibility.Claim:
		return consented.Outcome()
	case way != eligibility.Add:
		return mci.Fail
	default:
		return orUnknown(consented == mci.NotSupplied, consented == mci.No)
	}
}
