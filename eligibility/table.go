package eligibility

import (
	"fmt"
	"iter"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// asked is a question with the day on which it is asked, in the edition's calendar.
type asked struct {
	*Question
	day mci.Date
}

func ask(q *Question) asked { return asked{q, q.Engagement.Edition().Calendar().Day(q.At)} }

// rule is one row of the table. check decides; want and found are only called when somebody asks why.
type rule struct {
	id     mci.RuleID
	means  string // what passes, in words
	path   string
	check  func(asked) mci.Outcome
	want   func(asked) string
	found  func(asked) string
	source mci.Document
	// terms is the source of the figure that the catalog gives for the rule, if it gives one.
	terms func(asked) mci.Source
	// binding is set where a claim could not do without what the rule asks for, so that it cannot be waived.
	binding bool
	// reason is the one of the Ineligible tab, for a rule that is about the customer alone.
	reason Reason
	// reads names the facts that a rule with a reason depends on, so that a Roster can tabulate it. A rule that names none
	// is asked again for each customer: slower, and never wrong.
	reads facts
}

// rests returns the source of what the rule asks for.
func (r *rule) rests(q asked) mci.Source {
	if r.terms != nil {
		if source := r.terms(q); source != (mci.Source{}) {
			return source
		}
	}
	return r.source.Source()
}

func limitSource(q asked) mci.Source {
	limit, _ := q.limit()
	return limit.Source
}

func engagementSource(q asked) mci.Source { return q.Engagement.Source() }

// The source of several gates or requirements is that of the one which stands in the way.
func gateSource(q asked) mci.Source {
	return decisive(q.gates(), func(g mci.PartnerGate) mci.Outcome { return g.Admits(q.Qualifications) }).Source
}

func requirementSource(q asked) mci.Source {
	return decisive(q.Engagement.Requirements(), func(r mci.Requirement) mci.Outcome {
		return r.Met(q.Customer.Quantities, q.Customer.Requirements)
	}).Source
}

// decisive returns the first of several things that fails, else the first that is unknown, else the first.
func decisive[T any](things iter.Seq[T], answer func(T) mci.Outcome) (found T) {
	worst, none := mci.Pass, true
	for thing := range things {
		if outcome := answer(thing); none || worst.And(outcome) != worst {
			found, worst, none = thing, outcome, false
		}
	}
	return found
}

func opportunitySource(q asked) mci.Source { return q.Engagement.OpportunityTerms().Source }

// The rules, in the order in which findings are listed. A rule's place is its bit in a decision.
var rules = [...]rule{
	{
		id: userRoleRule, path: "user", binding: true, source: mci.CustomersPage,
		means: "the user holds a role at the location",
		check: func(q asked) mci.Outcome { return holds(q.User, q.Location.ID, actions[StartClaims].role) },
		want:  func(asked) string { return wantedRole(actions[StartClaims].role) },
		found: func(q asked) string { return roleFound(q.User.RoleAt(q.Location.ID), q.Location.ID) },
	},
	{
		id: enrolledRule, path: "location.enrollment", source: mci.CustomersPage,
		means: "the location is enrolled in the program",
		check: func(q asked) mci.Outcome { return q.Location.Enrollment.Outcome() },
		want:  text(wantedEnrollment),
		found: func(q asked) string { return q.Location.Enrollment.String() },
	},
	{
		// For adding, the earlier wording of the page asked for an eligible location too; the current one
		// asks only that the partner be eligible. The current one is taken.
		id: "partner.eligible", path: "partnerEligible", source: mci.EngagementsOverview,
		means: "to add a customer, a location of the partner is eligible for the engagement; to claim one, this location is",
		check: func(q asked) mci.Outcome { return q.partnerEligible().Outcome() },
		want: func(q asked) string {
			if q.Way == Claim {
				return "a location that is eligible for the engagement"
			}
			return "at least one location of the partner that is eligible for the engagement"
		},
		found: func(q asked) string { return q.partnerEligible().String() },
	},
	{
		id: "partner.gate", path: "qualifications", source: mci.EngagementsOverview, terms: gateSource,
		means: "the partner holds the designations and specializations that the catalog asks for on the day",
		check: func(q asked) mci.Outcome {
			return q.Engagement.AdmitsPartner(q.Qualifications, q.dates())
		},
		want:  func(q asked) string { return orNone(all(q.gates()), "no qualification") },
		found: func(q asked) string { return listed(q.Qualifications, q.Qualifications != nil) },
	},
	{
		id: "engagement.offered", path: "at", source: mci.LibraryReading,
		means: "the engagement is offered on the day of the nomination",
		check: func(q asked) mci.Outcome { return q.Engagement.Offered().Includes(q.day) },
		want:  func(q asked) string { return "a day on which it is offered, " + q.Engagement.Offered().String() },
		found: func(q asked) string { return orNone(q.day.String(), "no day") },
	},
	{
		id: "customer.id-type", path: "customer.id.type", binding: true, source: mci.CustomersPage, reason: CriteriaNotMet,
		means: "the engagement takes this kind of ID: fixed pay some of four kinds, variable pay the MSX opportunity ID alone",
		reads: readsID,
		check: func(q asked) mci.Outcome {
			return unlessZero(q.Customer.ID.IsZero(), q.Engagement.Takes(q.Customer.ID.Type()))
		},
		want:  func(q asked) string { return q.Engagement.PayKind().String() + " pay by " + idTypes(q.Engagement) },
		found: func(q asked) string { return orNone(q.Customer.ID.Type().String(), "no ID") },
	},
	{
		id: "customer.domain-resolved", path: "customer.id.value", binding: true, source: mci.CustomersPage, reason: CriteriaNotMet,
		means: "one tenant can be derived from a domain name; that tenant is what is checked",
		reads: readsID,
		check: func(q asked) mci.Outcome { return q.Customer.resolved() },
		want:  text("a domain name from which one tenant can be derived"),
		found: func(q asked) string { return q.Customer.resolution() },
	},
	{
		id: "customer.criteria", path: "customer.meetsCriteria", source: mci.CustomersPage, reason: CriteriaNotMet,
		means: "the portal shows that this ID meets the engagement's criteria; it says nothing about another ID",
		reads: readsCriteria,
		check: func(q asked) mci.Outcome { return q.Customer.MeetsCriteria.Outcome() },
		want:  text("the customer's ID meets the criteria of the engagement, as the portal shows"),
		found: func(q asked) string {
			return q.Customer.MeetsCriteria.String() + " for this " + orNone(q.Customer.ID.Type().String(), "customer")
		},
	},
	{
		id: "customer.market", path: "customer.country", source: mci.EngagementsOverview, reason: CriteriaNotMet,
		means: "the engagement is offered in the country that decides, and has a rate there",
		reads: readsCountry | readsSegment | readsQuantities,
		check: func(q asked) mci.Outcome { return q.Engagement.PaysIn(q.payInputs()) },
		want:  text("a country in which it is offered and whose market has a rate"),
		found: func(q asked) string {
			return fmt.Sprintf("customer in %s, location in %s", orNone(string(q.Customer.Country), "an unknown country"), orNone(string(q.Location.Country), "an unknown country"))
		},
	},
	{
		id: "customer.segment", path: "customer.segment", source: mci.EngagementsOverview, terms: engagementSource, reason: CriteriaNotMet,
		means: "the customer's segment is not barred from the engagement",
		reads: readsSegment,
		check: func(q asked) mci.Outcome { return q.Engagement.Bars(q.Customer.Segment, "") },
		want:  text("a customer of a segment that is not barred"),
		found: func(q asked) string { return orNone(string(q.Customer.Segment), "unknown") },
	},
	{
		id: "customer.size", path: "customer.quantities", source: mci.EngagementsOverview, terms: engagementSource, reason: CriteriaNotMet,
		means: "the customer has a size that is paid, and is not barred from it",
		reads: readsSegment | readsQuantities,
		check: func(q asked) mci.Outcome {
			_, outcome := q.Engagement.SizeOf(q.Customer.Segment, q.Customer.Quantities)
			return outcome
		},
		want: text("a customer of a size that is paid, and not barred from it"),
		found: func(q asked) string {
			size, _ := q.Engagement.SizeOf(q.Customer.Segment, q.Customer.Quantities)
			return orNone(size, "no size") + " by " + q.counted()
		},
	},
	{
		id: "customer.requirements", path: "customer.requirements", source: mci.EngagementsOverview, terms: requirementSource, reason: CriteriaNotMet,
		means: "what the catalog asks of the customer is met",
		reads: readsQuantities | readsRequirements,
		check: func(q asked) mci.Outcome {
			return q.Engagement.MeetsRequirements(q.Customer.Quantities, q.Customer.Requirements)
		},
		want: func(q asked) string { return orNone(all(q.Engagement.Requirements()), "nothing more") },
		found: func(q asked) string {
			var unmet []string
			for r := range q.Engagement.Requirements() {
				if outcome := r.Met(q.Customer.Quantities, q.Customer.Requirements); outcome != mci.Pass {
					unmet = append(unmet, string(r.ID)+": "+outcome.String())
				}
			}
			return orNone(strings.Join(unmet, ", "), "all of it")
		},
	},
	{
		id: "customer.claim-limit", path: "customer.claims", source: mci.CustomersPage, terms: limitSource, reason: LimitReached,
		means: "the ID has fewer open or approved claims than are allowed, whichever partner holds them",
		reads: readsClaims,
		check: func(q asked) mci.Outcome {
			limit, inForce := q.limit()
			return whereKnown(inForce, below(q.Customer.Claims, limit.Claims))
		},
		want: func(q asked) string {
			limit, inForce := q.limit()
			return limitText(limit.Claims, inForce, "open or approved claims")
		},
		found: func(q asked) string { return q.Customer.Claims.String() },
	},
	{
		id: "customer.open-claims", path: "customer.openClaims", source: mci.CustomersPage, terms: limitSource, reason: LimitReached,
		means: "the ID has fewer open claims than are allowed at a time",
		reads: readsOpenClaims,
		check: func(q asked) mci.Outcome {
			limit, inForce := q.limit()
			return whereKnown(inForce, below(q.Customer.OpenClaims, limit.Open))
		},
		want: func(q asked) string {
			limit, inForce := q.limit()
			return limitText(limit.Open, inForce, "open claims at a time")
		},
		found: func(q asked) string { return q.Customer.OpenClaims.String() },
	},
	{
		id: "customer.lock", path: "customer.nominated", source: mci.LibraryReading, terms: limitSource, reason: LimitReached,
		means: "no partner has nominated the customer in the program year, where the catalog has a lock",
		reads: readsNominated,
		check: func(q asked) mci.Outcome {
			limit, inForce := q.limit()
			if !limit.Locked {
				return inForce
			}
			return whereKnown(inForce, notFact(q.Customer.Nominated))
		},
		want: func(q asked) string {
			switch limit, inForce := q.limit(); {
			case inForce != mci.Pass:
				return "a customer who is not locked on this day, of which that is not known"
			case !limit.Locked:
				return "any customer: there is no lock"
			}
			return "a customer whom no partner has nominated in " + q.Engagement.Edition().ProgramYear().String()
		},
		found: func(q asked) string { return "nominated: " + q.Customer.Nominated.String() },
	},
	{
		id: "customer.add-or-claim", path: "way", binding: true, source: mci.CustomersPage,
		means: "a new customer is added, a customer known by an earlier consent is claimed, never both",
		check: func(q asked) mci.Outcome { return q.rightWay() },
		want:  text("a new customer to be added, a customer known by an earlier consent to be claimed"),
		found: func(q asked) string {
			return fmt.Sprintf("%s, consent to an earlier claim: %s", orNone(q.Way.String(), "no way"), q.Customer.ConsentedBefore)
		},
	},
	{
		id: "customer.tenant-mismatch", path: "customer.mismatchReason", source: mci.CustomersPage,
		means: "the contact's mail domain belongs to the tenant that was given, or there is a reason why not",
		check: func(q asked) mci.Outcome { return q.Customer.mismatchExplained() },
		want:  text("a contact whose mail domain belongs to the tenant, or a reason why not"),
		found: func(q asked) string {
			return fmt.Sprintf("mail domain in the tenant: %s, reason: %s", q.Customer.MailMatches, orNone(q.Customer.MismatchReason, "none"))
		},
	},
	{
		id: "pay.hours", path: "hours", binding: true, source: mci.CustomersPage,
		means: "variable pay comes with the hours needed, which are then frozen; fixed pay comes without",
		check: func(q asked) mci.Outcome {
			return passIf(q.Hours.IsNone() != (q.Engagement.PayKind() == mci.VariablePay))
		},
		want: func(q asked) string {
			if q.Engagement.PayKind() == mci.VariablePay {
				return "the hours needed, which cannot change later"
			}
			return "no hours, because the pay is fixed"
		},
		found: func(q asked) string { return orNone(q.Hours.String(), "none") },
	},
	{
		id: "opportunity.hours", path: "hours", source: mci.BusinessApplicationsAssistant, terms: opportunitySource,
		means: "the hours reach the least that the catalog asks for",
		check: func(q asked) mci.Outcome {
			least := q.Engagement.OpportunityTerms().MinimumHours
			return unlessZero(!least.IsNone() && q.Hours.IsNone(), q.Hours.Compare(least) >= 0)
		},
		want: func(q asked) string {
			least := q.Engagement.OpportunityTerms().MinimumHours
			if least.IsNone() {
				return "any number of hours, or none"
			}
			return "at least " + least.String() + " hours"
		},
		found: func(q asked) string { return orNone(q.Hours.String(), "none") },
	},
	{
		id: "opportunity.contract-value", path: "opportunity.contractValue", source: mci.BusinessApplicationsAssistant, terms: opportunitySource, reason: CriteriaNotMet,
		means: "the contract value reaches the least that the catalog asks for",
		reads: readsOpportunity,
		check: func(q asked) mci.Outcome {
			return atLeast(q.Opportunity.ContractValue, q.Engagement.OpportunityTerms().MinimumContractValue)
		},
		want: func(q asked) string {
			least := q.Engagement.OpportunityTerms().MinimumContractValue
			if least.IsNone() {
				return "any contract value, or none"
			}
			return "a contract value of at least " + least.String()
		},
		found: func(q asked) string { return q.Opportunity.ContractValue.String() },
	},
	{
		id: "opportunity.status", path: "opportunity.status", source: mci.BusinessApplicationsAssistant, terms: opportunitySource, reason: CriteriaNotMet,
		means: "the opportunity has the status that the catalog asks for",
		reads: readsOpportunity,
		check: func(q asked) mci.Outcome {
			return equal(q.Opportunity.Status, q.Engagement.OpportunityTerms().Status)
		},
		want: func(q asked) string {
			return "status " + orNone(q.Engagement.OpportunityTerms().Status, "of any kind")
		},
		found: func(q asked) string { return orNone(q.Opportunity.Status, "unknown") },
	},
	{
		id: "opportunity.stage", path: "opportunity.stage", source: mci.BusinessApplicationsAssistant, terms: opportunitySource, reason: CriteriaNotMet,
		means: "the opportunity is in a sales stage that the catalog asks for",
		reads: readsOpportunity,
		check: func(q asked) mci.Outcome {
			return q.Engagement.OpportunityTerms().TakesStage(q.Opportunity.Stage)
		},
		want: func(q asked) string {
			return "stage " + orNone(strings.Join(q.Engagement.OpportunityTerms().Stages(), " or "), "of any kind")
		},
		found: func(q asked) string { return orNone(q.Opportunity.Stage, "unknown") },
	},
}

func (q asked) partnerEligible() mci.Fact {
	if q.Way == Claim {
		return q.LocationEligible
	}
	return q.PartnerEligible
}

// dates are known on the day of the nomination, which is also that of the claim's creation.
func (q asked) dates() mci.AnchorDates { return mci.AnchorDates{Nomination: q.day, Creation: q.day} }

func (q asked) payInputs() mci.PayInputs {
	return mci.PayInputs{
		Dates:           q.dates(),
		CustomerCountry: q.Customer.Country,
		PartnerCountry:  q.Location.Country,
		Segment:         q.Customer.Segment,
		Quantities:      q.Customer.Quantities,
		Hours:           q.Hours,
		ContractValue:   q.Opportunity.ContractValue,
	}
}

func (q asked) limit() (mci.ClaimLimit, mci.Outcome) { return q.Engagement.ClaimLimit(q.day) }

func (q asked) gates() iter.Seq[mci.PartnerGate] {
	return q.Engagement.PartnerGates(q.dates())
}

// counted returns what is known of the measures that the engagement asks for.
func (q asked) counted() string {
	var texts []string
	for _, measure := range q.Engagement.Measures() {
		text := "unknown"
		if quantity, ok := q.Customer.Quantities[measure]; ok {
			text = quantity.String()
		}
		texts = append(texts, string(measure)+" "+text)
	}
	return orNone(strings.Join(texts, ", "), "nothing: it is not counted")
}

// below answers whether a number leaves room under a limit; 0 is none.
func below(number Count, limit int) mci.Outcome {
	if limit == 0 {
		return mci.Pass
	}
	value, known := number.Value()
	return unlessZero(!known, value < limit)
}

func (q asked) rightWay() mci.Outcome {
	switch q.Way {
	case Add:
		return notFact(q.Customer.ConsentedBefore)
	case Claim:
		return q.Customer.ConsentedBefore.Outcome()
	default:
		return mci.Fail
	}
}

func (c Customer) resolved() mci.Outcome {
	switch {
	case c.ID.IsZero(), c.ID.Type() == mci.DomainName && c.Resolution == Resolution{}:
		return mci.Unknown
	case c.ID.Type() != mci.DomainName:
		return mci.Pass
	default:
		return passIf(c.Resolution.Failure == nil && c.Resolution.Tenant.Type() == mci.TenantID)
	}
}

func (c Customer) resolution() string {
	switch {
	case c.ID.IsZero():
		return "no ID"
	case c.ID.Type() != mci.DomainName:
		return "not needed for this kind of ID"
	case c.Resolution.Failure != nil:
		return c.Resolution.Failure.Error()
	case c.Resolution.Tenant.IsZero():
		return "not looked for"
	default:
		return c.Resolution.Tenant.String()
	}
}

func (c Customer) mismatchExplained() mci.Outcome {
	switch {
	case c.MismatchReason != "":
		return mci.Pass
	case c.ID.IsZero():
		return mci.Unknown
	case c.ID.Type() != mci.TenantID:
		return mci.Pass
	default:
		return c.MailMatches.Outcome()
	}
}

func passIf(ok bool) mci.Outcome { return mci.FactOf(ok).Outcome() }

// whereKnown is the answer of a rule whose terms are known to be in force; else it is unknown.
func whereKnown(inForce, answer mci.Outcome) mci.Outcome {
	if inForce != mci.Pass {
		return mci.Unknown
	}
	return answer
}

func unlessZero(zero, ok bool) mci.Outcome {
	if zero {
		return mci.Unknown
	}
	return passIf(ok)
}

func notFact(f mci.Fact) mci.Outcome {
	switch f {
	case mci.Yes:
		return mci.Fail
	case mci.No:
		return mci.Pass
	case mci.NotSupplied:
	}
	return mci.Unknown
}

// atLeast compares only where something is asked for. An amount in another currency cannot be compared.
func atLeast(amount, least mci.Money) mci.Outcome {
	if least.IsNone() {
		return mci.Pass
	}
	order, err := amount.Compare(least)
	if err != nil {
		return mci.Unknown
	}
	return passIf(order >= 0)
}

// equal compares texts of the seller system, whatever the case of their letters,
// and only if something is asked for.
func equal(found, wanted string) mci.Outcome {
	if wanted == "" {
		return mci.Pass
	}
	return unlessZero(found == "", strings.EqualFold(found, wanted))
}

func text(s string) func(asked) string { return func(asked) string { return s } }

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

func idTypes(e *mci.Engagement) string {
	types := e.IDTypes()
	texts := make([]string, len(types))
	for i, kind := range types {
		texts[i] = kind.String()
	}
	return strings.Join(texts, ", ")
}

func limitText(limit int, inForce mci.Outcome, what string) string {
	switch {
	case inForce != mci.Pass:
		return "a number of " + what + " below the limit of this day, which is not known"
	case limit == 0:
		return "any number of " + what + ", because no limit is known"
	}
	return fmt.Sprintf("fewer than %d %s", limit, what)
}

// all returns the texts of things that must all hold.
func all[T fmt.Stringer](things iter.Seq[T]) string {
	var texts []string
	for thing := range things {
		texts = append(texts, thing.String())
	}
	return strings.Join(texts, "; ")
}

func listed(texts []string, known bool) string {
	if !known {
		return "unknown"
	}
	return orNone(strings.Join(texts, ", "), "none")
}
