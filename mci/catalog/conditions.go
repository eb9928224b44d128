package catalog

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
	o, set := &e.opportunity, e.limitConditions()
	for _, condition := range []struct {
		of  Conditions
		set bool
	}{
		{GatesPartners, len(e.gates) > 0},
		{BarsSegments, len(e.bars) > 0},
		{PaysBySize, bySize},
		{AsksMore, len(e.requirements) > 0},
		{AsksHours, o.asksHours()},
		{AsksContractValue, o.asksContractValue()},
		{AsksOpportunityStatus, o.Status != ""},
		{AsksOpportunityStage, len(o.stages) > 0},
		{SharesRegion, e.region.Regions != nil},
	} {
		if condition.set {
			set |= condition.of
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
