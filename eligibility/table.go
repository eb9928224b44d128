package eligibility

import (
	"fmt"
	"iter"
	"strings"

	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
)

// asked is a question, with methods for facts that several rules need.
type asked struct{ *Question }

// day returns the day on which the question is asked, in the edition's
// calendar. Few engagements depend on it, so it is found only when needed.
func (q asked) day() mci.Date { return q.Engagement.Edition().Calendar().Day(q.At) }

// limit returns the claim limit of the day, and whether it is known to be in
// force.
func (q asked) limit() (catalog.ClaimLimit, mci.Outcome) { return q.Engagement.ClaimLimit(q.day()) }

// rule is one row of the table of a decision.
type rule = ruling.Row[asked, traits]

// traits are the parts of a rule that only a decision needs.
type traits struct {
	// binding is whether no claim can be without the fact that the rule asks
	// for, so that the rule cannot be waived.
	binding bool
	// asks is the condition of the engagement that the rule asks about. If the
	// engagement does not set it, the rule passes without being asked. Zero
	// means that the rule is asked for every engagement.
	asks catalog.Conditions
	// reason is the one of the Ineligible tab, for a rule that is about the
	// customer alone.
	reason Reason
	// reads names the facts that a rule with a reason depends on, so that a
	// roster of package customers can tabulate it. If a rule names none, it is
	// evaluated again for each customer and each engagement for which it is
	// unknown without facts. That is slower but never wrong.
	reads fact.Set
}

func limitSource(q asked) mci.Source {
	limit, _ := q.limit()
	return limit.Source
}

func engagementSource(q asked) mci.Source { return q.Engagement.Source() }

// If there are several gates or requirements, the source is that of the first
// one that does not pass.
func gateSource(q asked) mci.Source {
	return decisive(q.gates(), func(g catalog.PartnerGate) mci.Outcome { return g.Admits(q.Qualifications) }).Source
}

func requirementSource(q asked) mci.Source {
	return decisive(q.Engagement.Requirements(), func(r catalog.Requirement) mci.Outcome {
		return r.Met(q.Customer.Quantities, q.Customer.Requirements)
	}).Source
}

// decisive returns the first of several things that fails, else the first that
// is unknown, else the first.
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

// The rules, in the order in which findings are listed. A rule's place is its
// bit in a decision.
var rules = [...]rule{
	{
		ID:      userRoleRule,
		Version: 1,
		Path:    "user",
		Source:  mci.CustomersPage.Source(),
		Own:     traits{binding: true},
		Means:   "the user holds a role at the location",
		Check:   func(q asked) mci.Outcome { return holds(&q.User, q.Location.ID, actions[StartClaims].role) },
		Want:    func(asked) string { return wantedRole(actions[StartClaims].role) },
		Found:   func(q asked) string { return roleFound(&q.User, q.Location.ID) },
	},
	{
		ID:      enrolledRule,
		Version: 1,
		Path:    "location.enrollment",
		Source:  mci.CustomersPage.Source(),
		Means:   "the location is enrolled in the program",
		Check:   func(q asked) mci.Outcome { return q.Location.Enrollment.Outcome() },
		Want:    text(wantedEnrollment),
		Found:   func(q asked) string { return q.Location.Enrollment.String() },
	},
	{
		// For adding, the earlier wording of the page asked for an eligible
		// location too; the current one asks only that the partner be eligible.
		// The current one is taken.
		ID:      "partner.eligible",
		Version: 1,
		Path:    "partnerEligible",
		Source:  mci.EngagementsOverview.Source(),
		Means:   "to add a customer, a location of the partner is eligible for the engagement; to claim one, this location is",
		Check:   func(q asked) mci.Outcome { return q.partnerEligible().Outcome() },
		Want: func(q asked) string {
			if q.Way == Claim {
				return "a location that is eligible for the engagement"
			}
			return "at least one location of the partner that is eligible for the engagement"
		},
		Found: func(q asked) string { return q.partnerEligible().String() },
	},
	{
		ID:       "partner.gate",
		Version:  1,
		Path:     "qualifications",
		Source:   mci.EngagementsOverview.Source(),
		SourceOf: gateSource,
		Own:      traits{asks: catalog.GatesPartners},
		Means:    "the partner holds the designations and specializations that the catalog asks for on the day",
		Check: func(q asked) mci.Outcome {
			return q.Engagement.AdmitsPartner(q.Qualifications, q.dates())
		},
		Want:  func(q asked) string { return orNone(all(q.gates()), "no qualification") },
		Found: func(q asked) string { return listed(q.Qualifications, q.Qualifications != nil) },
	},
	{
		ID:      "engagement.offered",
		Version: 1,
		Path:    "at",
		Source:  mci.LibraryReading.Source(),
		Means:   "the engagement is offered on the day of the nomination",
		Check:   func(q asked) mci.Outcome { return q.Engagement.OfferedAt(q.At) },
		Want:    func(q asked) string { return "a day on which it is offered, " + q.Engagement.Offered().String() },
		Found:   func(q asked) string { return orNone(q.day().String(), "no day") },
	},
	{
		ID:      "customer.id-type",
		Version: 1,
		Path:    "customer.id.type",
		Source:  mci.CustomersPage.Source(),
		Own:     traits{binding: true, reason: CriteriaNotMet, reads: fact.ID},
		Means:   "the engagement accepts this kind of ID: with fixed pay some of four kinds, with variable pay only the MSX opportunity ID",
		Check: func(q asked) mci.Outcome {
			return unlessZero(q.Customer.ID.IsZero(), q.Engagement.Takes(q.Customer.ID.Type()))
		},
		Want:  func(q asked) string { return q.Engagement.PayKind().String() + " pay by " + idTypes(q.Engagement) },
		Found: func(q asked) string { return orNone(q.Customer.ID.Type().String(), "no ID") },
	},
	{
		ID:      "customer.domain-resolved",
		Version: 1,
		Path:    "customer.id.value",
		Source:  mci.CustomersPage.Source(),
		Own:     traits{binding: true, reason: CriteriaNotMet, reads: fact.ID},
		Means:   "one tenant can be derived from a domain name, and that tenant is checked",
		Check:   func(q asked) mci.Outcome { return q.Customer.resolved() },
		Want:    text("a domain name from which one tenant can be derived"),
		Found:   func(q asked) string { return q.Customer.resolution() },
	},
	{
		ID:      "customer.criteria",
		Version: 1,
		Path:    "customer.meetsCriteria",
		Source:  mci.CustomersPage.Source(),
		Own:     traits{reason: CriteriaNotMet, reads: fact.Criteria},
		Means:   "the portal shows that this ID meets the engagement's criteria; it says nothing about another ID",
		Check:   func(q asked) mci.Outcome { return q.Customer.MeetsCriteria.Outcome() },
		Want:    text("the customer's ID meets the criteria of the engagement, as the portal shows"),
		Found: func(q asked) string {
			return q.Customer.MeetsCriteria.String() + " for this " + orNone(q.Customer.ID.Type().String(), "customer")
		},
	},
	{
		ID:      "customer.market",
		Version: 1,
		Path:    "customer.country",
		Source:  mci.EngagementsOverview.Source(),
		Own:     traits{reason: CriteriaNotMet, reads: fact.Country | fact.Segment | fact.Quantities},
		Means:   "the engagement is offered in the country that decides, and has a rate there",
		Check:   func(q asked) mci.Outcome { return q.pays() },
		Want:    text("a country in which it is offered and whose market has a rate"),
		Found: func(q asked) string {
			return fmt.Sprintf("customer in %s, location in %s", orNone(string(q.Customer.Country), "an unknown country"), orNone(string(q.Location.Country), "an unknown country"))
		},
	},
	{
		ID:       "customer.segment",
		Version:  1,
		Path:     "customer.segment",
		Source:   mci.EngagementsOverview.Source(),
		SourceOf: engagementSource,
		Own:      traits{asks: catalog.BarsSegments, reason: CriteriaNotMet, reads: fact.Segment},
		Means:    "the customer's segment is not barred from the engagement",
		Check:    func(q asked) mci.Outcome { return q.Engagement.Bars(q.Customer.Segment, "") },
		Want:     text("a customer of a segment that is not barred"),
		Found:    func(q asked) string { return orNone(string(q.Customer.Segment), "unknown") },
	},
	{
		ID:       "customer.size",
		Version:  2,
		Path:     "customer.quantities",
		Source:   mci.EngagementsOverview.Source(),
		SourceOf: engagementSource,
		Own:      traits{asks: catalog.PaysBySize, reason: CriteriaNotMet, reads: fact.Segment | fact.Quantities},
		Means:    "the customer has a size that is paid, and is not barred from it; a difference of two measures that is below zero has none",
		Check: func(q asked) mci.Outcome {
			_, outcome := q.Engagement.SizeOf(q.payInputs())
			return outcome
		},
		Want: text("a customer of a size that is paid, and not barred from it"),
		Found: func(q asked) string {
			size, _ := q.Engagement.SizeOf(q.payInputs())
			return orNone(size, "no size") + " by " + q.counted()
		},
	},
	{
		ID:       "customer.requirements",
		Version:  1,
		Path:     "customer.requirements",
		Source:   mci.EngagementsOverview.Source(),
		SourceOf: requirementSource,
		Own:      traits{asks: catalog.AsksMore, reason: CriteriaNotMet, reads: fact.Quantities | fact.Requirements},
		Means:    "the customer meets the requirements of the catalog",
		Check: func(q asked) mci.Outcome {
			return q.Engagement.MeetsRequirements(q.Customer.Quantities, q.Customer.Requirements)
		},
		Want: func(q asked) string { return orNone(all(q.Engagement.Requirements()), "nothing more") },
		Found: func(q asked) string {
			var unmet []string
			for r := range q.Engagement.Requirements() {
				if outcome := r.Met(q.Customer.Quantities, q.Customer.Requirements); outcome != mci.Pass {
					unmet = append(unmet, string(r.ID)+": "+outcome.String())
				}
			}
			return orNone(strings.Join(unmet, ", "), "all met")
		},
	},
	{
		ID:       "customer.claim-limit",
		Version:  1,
		Path:     "customer.claims",
		Source:   mci.CustomersPage.Source(),
		SourceOf: limitSource,
		Own:      traits{asks: catalog.LimitsClaims, reason: LimitReached, reads: fact.Claims},
		Means:    "the ID has fewer open or approved claims than are allowed, with all partners together",
		Check: func(q asked) mci.Outcome {
			claims, _, inForce := q.Engagement.ClaimNumbersAt(q.At)
			return whereKnown(inForce, below(q.Customer.Claims, claims))
		},
		Want: func(q asked) string {
			limit, inForce := q.limit()
			return limitText(limit.Claims, inForce, "open or approved claims")
		},
		Found: func(q asked) string { return q.Customer.Claims.String() },
	},
	{
		ID:       "customer.open-claims",
		Version:  1,
		Path:     "customer.openClaims",
		Source:   mci.CustomersPage.Source(),
		SourceOf: limitSource,
		Own:      traits{asks: catalog.LimitsOpenClaims, reason: LimitReached, reads: fact.OpenClaims},
		Means:    "the ID has fewer open claims than are allowed at a time",
		Check: func(q asked) mci.Outcome {
			_, open, inForce := q.Engagement.ClaimNumbersAt(q.At)
			return whereKnown(inForce, below(q.Customer.OpenClaims, open))
		},
		Want: func(q asked) string {
			limit, inForce := q.limit()
			return limitText(limit.Open, inForce, "open claims at a time")
		},
		Found: func(q asked) string { return q.Customer.OpenClaims.String() },
	},
	{
		ID:       "customer.lock",
		Version:  1,
		Path:     "customer.nominated",
		Source:   mci.LibraryReading.Source(),
		SourceOf: limitSource,
		Own:      traits{asks: catalog.LocksCustomers, reason: LimitReached, reads: fact.Nominated},
		Means:    "if the catalog has a lock, no partner has nominated the customer in the program year",
		Check: func(q asked) mci.Outcome {
			limit, inForce := q.limit()
			if !limit.Locked {
				return inForce
			}
			return whereKnown(inForce, notFact(q.Customer.Nominated))
		},
		Want: func(q asked) string {
			switch limit, inForce := q.limit(); {
			case inForce != mci.Pass:
				return "a customer who is not locked; it is not known whether this day has a lock"
			case !limit.Locked:
				return "any customer: there is no lock"
			}
			return "a customer whom no partner has nominated in " + q.Engagement.Edition().ProgramYear().String()
		},
		Found: func(q asked) string { return "nominated: " + q.Customer.Nominated.String() },
	},
	{
		ID:      "customer.add-or-claim",
		Version: 1,
		Path:    "way",
		Source:  mci.CustomersPage.Source(),
		Own:     traits{binding: true},
		Means:   "a new customer is added, a customer known by an earlier consent is claimed, never both",
		Check:   func(q asked) mci.Outcome { return q.rightWay() },
		Want:    text("add for a new customer, claim for a customer known by an earlier consent"),
		Found: func(q asked) string {
			return fmt.Sprintf("%s, consent to an earlier claim: %s", orNone(q.Way.String(), "no way"), q.Customer.ConsentedBefore)
		},
	},
	{
		ID:      "customer.tenant-mismatch",
		Version: 1,
		Path:    "customer.mismatchReason",
		Source:  mci.CustomersPage.Source(),
		Means:   "the contact's mail domain belongs to the given tenant, or the partner gives a reason",
		Check:   func(q asked) mci.Outcome { return q.Customer.mismatchExplained() },
		Want:    text("a contact whose mail domain belongs to the tenant, or a reason why not"),
		Found: func(q asked) string {
			return fmt.Sprintf("mail domain in the tenant: %s, reason: %s", q.Customer.MailMatches, orNone(q.Customer.MismatchReason, "none"))
		},
	},
	{
		ID:      "pay.hours",
		Version: 2,
		Path:    "hours",
		Source:  mci.CustomersPage.Source(),
		Own:     traits{binding: true},
		Means:   "variable pay, pay by the hour, and pay on the condition of hours have the hours needed, which are then frozen; other pay has none",
		Check:   func(q asked) mci.Outcome { return passIf(q.Hours.IsNone() != q.Engagement.NeedsHours()) },
		Want: func(q asked) string {
			if q.Engagement.NeedsHours() {
				return "the hours needed, which cannot change later"
			}
			return "no hours, because the pay is fixed"
		},
		Found: func(q asked) string { return orNone(q.Hours.String(), "none") },
	},
	{
		ID:       "opportunity.hours",
		Version:  2,
		Path:     "hours",
		Source:   mci.BusinessApplicationsAssistant.Source(),
		SourceOf: opportunitySource,
		Own:      traits{asks: catalog.AsksHours},
		Means:    "the hours are within the catalog's least and most",
		Check:    func(q asked) mci.Outcome { return q.Engagement.TakesHours(q.Hours) },
		Want: func(q asked) string {
			wanted := q.Engagement.OpportunityTerms().HoursAsked()
			if wanted == "" {
				return "any number of hours, or none"
			}
			return wanted + " hours"
		},
		Found: func(q asked) string { return orNone(q.Hours.String(), "none") },
	},
	{
		ID:       "opportunity.contract-value",
		Version:  2,
		Path:     "opportunity.contractValue",
		Source:   mci.BusinessApplicationsAssistant.Source(),
		SourceOf: opportunitySource,
		Own:      traits{asks: catalog.AsksContractValue, reason: CriteriaNotMet, reads: fact.Opportunity},
		Means:    "the contract value is within the catalog's least and most",
		Check: func(q asked) mci.Outcome {
			return q.Engagement.TakesContractValue(q.Opportunity.ContractValue)
		},
		Want: func(q asked) string {
			wanted := q.Engagement.OpportunityTerms().ContractValueAsked()
			if wanted == "" {
				return "any contract value, or none"
			}
			return "a contract value of " + wanted
		},
		Found: func(q asked) string { return q.Opportunity.ContractValue.String() },
	},
	{
		ID:       "opportunity.status",
		Version:  1,
		Path:     "opportunity.status",
		Source:   mci.BusinessApplicationsAssistant.Source(),
		SourceOf: opportunitySource,
		Own:      traits{asks: catalog.AsksOpportunityStatus, reason: CriteriaNotMet, reads: fact.Opportunity},
		Means:    "the opportunity has the status that the catalog asks for",
		Check: func(q asked) mci.Outcome {
			return q.Engagement.TakesStatus(q.Opportunity.Status)
		},
		Want: func(q asked) string {
			return "status " + orNone(q.Engagement.OpportunityTerms().Status, "of any kind")
		},
		Found: func(q asked) string { return orNone(q.Opportunity.Status, "unknown") },
	},
	{
		ID:       "opportunity.stage",
		Version:  1,
		Path:     "opportunity.stage",
		Source:   mci.BusinessApplicationsAssistant.Source(),
		SourceOf: opportunitySource,
		Own:      traits{asks: catalog.AsksOpportunityStage, reason: CriteriaNotMet, reads: fact.Opportunity},
		Means:    "the opportunity is in a sales stage that the catalog asks for",
		Check: func(q asked) mci.Outcome {
			return q.Engagement.TakesStage(q.Opportunity.Stage)
		},
		Want: func(q asked) string {
			return "stage " + orNone(strings.Join(q.Engagement.OpportunityTerms().Stages(), " or "), "of any kind")
		},
		Found: func(q asked) string { return orNone(q.Opportunity.Stage, "unknown") },
	},
	{
		ID:       "customer.region",
		Version:  1,
		Path:     "customer.country",
		Source:   mci.LibraryReading.Source(),
		SourceOf: func(q asked) mci.Source { return q.Engagement.SharedRegion().Source },
		Own:      traits{asks: catalog.SharesRegion, reason: CriteriaNotMet, reads: fact.Country},
		Means:    "the customer and the partner's location are in one region, if the catalog asks for that",
		Check: func(q asked) mci.Outcome {
			return q.Engagement.SharedRegion().Holds(q.Customer.Country, q.Location.Country, q.day())
		},
		Want: func(q asked) string {
			if regions := q.Engagement.SharedRegion().Regions; regions != nil {
				return "a customer and a location in one region of the list " + regions.ID()
			}
			return "a customer and a location in any regions"
		},
		Found: func(q asked) string {
			if q.Engagement.SharedRegion().Regions == nil {
				return "not asked" // short, because every opening stores it
			}
			return "customer in " + q.region(q.Customer.Country) + ", location in " + q.region(q.Location.Country)
		},
	},
}

func (q asked) partnerEligible() mci.Fact {
	if q.Way == Claim {
		return q.LocationEligible
	}
	return q.PartnerEligible
}

// dates are known on the day of the nomination, which is also that of the
// claim's creation.
func (q asked) dates() mci.AnchorDates {
	day := q.day()
	return mci.AnchorDates{Nomination: day, Creation: day}
}

func (q asked) payInputs() catalog.PayInputs {
	return catalog.PayInputs{
		Dates:           q.dates(),
		CustomerCountry: q.Customer.Country,
		PartnerCountry:  q.Location.Country,
		Segment:         q.Customer.Segment,
		Quantities:      q.Customer.Quantities,
		Hours:           q.Hours,
		ContractValue:   q.Opportunity.ContractValue,
	}
}

// pays answers by the table of the engagement if the countries alone decide.
func (q asked) pays() mci.Outcome {
	if answer, decided := q.Engagement.PaysAtNomination(q.Customer.Country, q.Location.Country); decided {
		return answer
	}
	return q.Engagement.PaysIn(q.payInputs())
}

// region returns a country with its region in words.
func (q asked) region(country mci.Country) string {
	if country == "" {
		return "an unknown country"
	}
	region, _ := q.Engagement.SharedRegion().Regions.Market(country, q.day())
	return string(country) + " (" + orNone(region, "no region") + ")"
}

func (q asked) gates() iter.Seq[catalog.PartnerGate] {
	return q.Engagement.PartnerGates(q.dates())
}

// counted returns the known values of the measures that the engagement asks
// for.
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

func (c *Customer) resolved() mci.Outcome {
	switch {
	case c.ID.IsZero(), c.ID.Type() == mci.DomainName && c.Resolution == Resolution{}:
		return mci.Unknown
	case c.ID.Type() != mci.DomainName:
		return mci.Pass
	default:
		return passIf(c.Resolution.Failure == nil && c.Resolution.Tenant.Type() == mci.TenantID)
	}
}

func (c *Customer) resolution() string {
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

func (c *Customer) mismatchExplained() mci.Outcome {
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

// whereKnown is the answer of a rule whose terms are known to be in force; else
// it is unknown.
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

func text(s string) func(asked) string { return func(asked) string { return s } }

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

func idTypes(e *catalog.Engagement) string {
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
		return "fewer " + what + " than the limit of this day, which is not known"
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
