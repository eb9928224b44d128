package catalog

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
)

// An Engagement is a paid partner activity as one edition of a catalog
// describes it. It says who may be nominated and by which ID, which clocks run,
// which evidence is submitted and how the engagement pays. It is immutable, and
// only [Read] makes it.
type Engagement struct {
	edition      *Edition
	id           mci.EngagementID
	name         string
	variant      string
	description  string
	solutionArea string
	partnerRole  string
	links        []Link
	offered      mci.Period
	offeredAt    *instants     // nil if the days of the zone can come out of order
	countries    []mci.Country // if empty, it is offered everywhere
	idTypes      []mci.IDType
	windows      *Windows
	evidence     EvidenceTerms
	limits       dated[ClaimLimit] // by the day of the nomination
	limit        *ClaimLimit       // nil if it depends on the day
	gates        []partnerGate
	requirements []Requirement
	bars         []segmentBar
	opportunity  OpportunityTerms
	conditional  conditional
	referral     ReferralTerms
	pay          formula
	stages       *stages // nil if everything is paid on approval
	paying       *payingCountries
	conditions   Conditions
	needsHours   bool
	source       mci.Source
	digest       Digest
}

// A Link is the address of a resource of an engagement, such as its guide or
// its template.
type Link struct {
	Title string `json:"title,omitempty"` // unique among the engagement's links
	URL   string `json:"url,omitempty"`   // begins with https://
}

// Ref returns the reference to the engagement: its edition, the revision, and
// its ID.
func (e *Engagement) Ref() mci.EngagementRef {
	return mci.EngagementRef{Edition: e.edition.id, Revision: e.edition.revision, Engagement: e.id}
}

// Edition returns the edition that describes the engagement.
func (e *Engagement) Edition() *Edition { return e.edition }

// Title returns the engagement's name. If it has a variant, the variant follows
// in parentheses, such as "Secure Multi-Cloud Environments (Sales)".
func (e *Engagement) Title() string {
	if e.variant == "" {
		return e.name
	}
	return e.name + " (" + e.variant + ")"
}

// Description returns the catalog's description of the engagement. It is empty
// if the catalog has none.
func (e *Engagement) Description() string { return e.description }

// Links returns the resources of the engagement. The slice is a copy.
func (e *Engagement) Links() []Link { return slices.Clone(e.links) }

// SolutionArea returns the area under which the portal groups the engagement.
func (e *Engagement) SolutionArea() string { return e.solutionArea }

// PartnerRole returns the role in which the partner earns, such as "Build
// Intent".
func (e *Engagement) PartnerRole() string { return e.partnerRole }

// Offered returns the days on which customers can be nominated. If a claim is
// open at the end of this period, it runs on.
func (e *Engagement) Offered() mci.Period { return e.offered }

// OfferedAt answers whether the engagement is offered at an instant: whether
// Offered includes its day, in the edition's calendar.
func (e *Engagement) OfferedAt(at time.Time) mci.Outcome {
	if e.offeredAt != nil {
		return e.offeredAt.include(at)
	}
	return e.offered.Includes(e.edition.calendar.Day(at))
}

// OfferedIn reports whether the engagement is offered in a country. Most
// engagements list no countries and are offered wherever a market has a rate;
// for these, OfferedIn is always true.
func (e *Engagement) OfferedIn(country mci.Country) bool {
	return len(e.countries) == 0 || slices.Contains(e.countries, country)
}

// Takes reports whether a customer can be nominated by a kind of ID.
func (e *Engagement) Takes(kind mci.IDType) bool { return slices.Contains(e.idTypes, kind) }

// IDTypes returns the kinds of ID by which a customer can be nominated. The
// slice is a copy.
func (e *Engagement) IDTypes() []mci.IDType { return slices.Clone(e.idTypes) }

// Windows returns the lengths of the engagement's clocks.
func (e *Engagement) Windows() Windows { return *e.windows }

// Window returns the window in which a clock runs from the instant of its
// trigger, in the calendar of the edition. If the trigger is the zero time, the
// window is closed. A clock that is zero or undeclared runs for 0 days.
func (e *Engagement) Window(clock mci.Clock, trigger time.Time) mci.Window {
	return e.edition.calendar.Window(trigger, e.windows.Days(clock))
}

// WindowEnd returns the end of [Engagement.Window] without its last day.
func (e *Engagement) WindowEnd(clock mci.Clock, trigger time.Time) time.Time {
	return e.edition.calendar.WindowEnd(trigger, e.windows.Days(clock))
}

// Evidence returns the engagement's requirements for a submission.
func (e *Engagement) Evidence() *EvidenceTerms { return &e.evidence }

// OpportunityTerms returns the conditions that an opportunity and its hours
// must meet to be nominated.
func (e *Engagement) OpportunityTerms() OpportunityTerms { return e.opportunity }

// ReferralTerms returns the conditions under which a claim makes a referral.
// The slices are copies.
func (e *Engagement) ReferralTerms() ReferralTerms {
	return ReferralTerms{e.referral.Mode, slices.Clone(e.referral.Create), slices.Clone(e.referral.Upgrade), e.referral.Source}
}

// PayKind returns the kind of the engagement's pay, fixed or variable.
func (e *Engagement) PayKind() PayKind { return e.pay.kind() }

// PaysInStages reports whether the approval pays only a share, and the rest is
// paid if a target is reached later. A [Worksheet] has the stages of a payout.
func (e *Engagement) PaysInStages() bool { return e.stages != nil }

// Source returns the document that describes the engagement.
func (e *Engagement) Source() mci.Source { return e.source }
