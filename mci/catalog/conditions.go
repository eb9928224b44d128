package catalog

import "github.com/mci-go/incentives/mci"

// Conditions is a set of the conditions that an engagement can do without, one
// bit for each. If an engagement does not set a condition, every question
// passes it. The zero Conditions is empty. Sets are combined by the operators
// of Go: a & b, a | b, a &^ b.
type Conditions uint16

// The conditions. Each comment names the method that has the terms.
const (
	// qualifications of the partner, by PartnerGates
	GatesPartners Conditions = 1 << iota
	// segments that are barred from every size, by Bars
	BarsSegments
	// a size of the customer, by SizeOf
	PaysBySize
	// more of the customer, by Requirements
	AsksMore
	// open or approved claims of an ID, by ClaimLimit
	LimitsClaims
	// open claims of an ID, by ClaimLimit
	LimitsOpenClaims
	// a lock for a program year, by ClaimLimit
	LocksCustomers
	// a least or a most of hours, by OpportunityTerms
	AsksHours
	// a least or a most of contract value, by OpportunityTerms
	AsksContractValue
	// a status of the opportunity, by OpportunityTerms
	AsksOpportunityStatus
	// some sales stages, by OpportunityTerms
	AsksOpportunityStage
	// one region of customer and location, by SharedRegion
	SharesRegion
)

// optionalTerms are the terms that an engagement can do without, in the order
// in which they are read. A new term can be one row.
var optionalTerms = [...]struct {
	name    string // name in the format
	read    func(*catalogReader, *Engagement, *object)
	sets    func(*Engagement) Conditions   // nil if they set no condition
	aspects func(*Engagement, *aspectList) // nil if Engagement.aspects has them elsewhere
}{
	{name: "countries", read: (*catalogReader).countries},
	{name: "links", read: (*catalogReader).links},
	{name: "windows", read: func(r *catalogReader, e *Engagement, o *object) {
		e.windows = r.ownWindows(o.object("windows"), e.windows)
	}},
	{
		name: "claimLimit",
		read: func(r *catalogReader, e *Engagement, o *object) {
			e.limits = dated[ClaimLimit]{mci.NominationAnchor, r.claimLimits(o)}
		},
		sets: (*Engagement).limitConditions,
	},
	{
		name: "partnerGates",
		read: (*catalogReader).gates,
		sets: func(e *Engagement) Conditions { return GatesPartners.where(len(e.gates) > 0) },
	},
	{
		name: "requirements",
		read: (*catalogReader).requirements,
		sets: func(e *Engagement) Conditions { return AsksMore.where(len(e.requirements) > 0) },
	},
	{
		name: "barredSegments",
		read: (*catalogReader).bars,
		sets: func(e *Engagement) Conditions { return BarsSegments.where(len(e.bars) > 0) },
	},
	{
		name: "opportunity",
		read: func(r *catalogReader, e *Engagement, o *object) {
			e.opportunity = r.opportunity(o.object("opportunity"))
		},
		sets:    func(e *Engagement) Conditions { return e.opportunity.conditions() },
		aspects: func(e *Engagement, l *aspectList) { e.opportunity.aspects(l) },
	},
	{
		name: "sharedRegion",
		read: func(r *catalogReader, e *Engagement, o *object) {
			e.conditional.region = r.sharedRegion(o.object("sharedRegion"))
		},
		sets:    func(e *Engagement) Conditions { return SharesRegion.where(e.conditional.region.Regions != nil) },
		aspects: func(e *Engagement, l *aspectList) { e.conditional.region.aspects(l) },
	},
	{name: "referral", read: func(r *catalogReader, e *Engagement, o *object) { e.referral = r.referral(o.object("referral")) }},
}

// conditional holds terms that only a row of optionalTerms and their own file
// know.
type conditional struct {
	region SharedRegion
}

// where returns the conditions if they are set. Otherwise it returns none.
func (c Conditions) where(set bool) Conditions {
	if !set {
		return 0
	}
	return c
}

// Conditions returns the conditions that the engagement sets on some day. If a
// claim limit depends on the day, or is not known to stay in force, it includes
// all three conditions of a limit.
func (e *Engagement) Conditions() Conditions { return e.conditions }

// tabulate makes all that is known of the engagement's answers once it is read.
func (e *Engagement) tabulate() {
	e.paying = e.tabulatePay()
	e.limit = e.constantLimit()
	e.conditions = e.collectConditions()
	_, byHours := e.pay.(hourly)
	e.needsHours = e.PayKind() == VariablePay || byHours || e.opportunity.asksHours()
	e.offeredAt = instantsOf(e.offered, e.edition.calendar.Zone())
}

// collectConditions returns the conditions that the engagement sets.
func (e *Engagement) collectConditions() Conditions {
	_, bySize := e.pay.(sized)
	set := PaysBySize.where(bySize)
	for _, terms := range optionalTerms {
		if terms.sets != nil {
			set |= terms.sets(e)
		}
	}
	return set
}

// limitConditions returns the conditions of the claim limit. On some days a
// limit that depends on the day is unknown as a whole.
func (e *Engagement) limitConditions() (set Conditions) {
	if len(e.limits.rows) == 0 {
		return 0
	}
	limit := &e.limits.rows[0].terms
	if e.limits.dependsOnDay() || limit.Claims != 0 {
		set |= LimitsClaims
	}
	if e.limits.dependsOnDay() || limit.Open != 0 {
		set |= LimitsOpenClaims
	}
	if e.limits.dependsOnDay() || limit.Locked {
		set |= LocksCustomers
	}
	return set
}
