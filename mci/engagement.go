package mci

import "slices"

// An EditionID names an edition of a catalog.
type EditionID string

// An EngagementID names an engagement within an edition. It is a stable code of the catalog's, not
// Partner Center's ID.
type EngagementID string

// An EngagementRef names one engagement of one edition. Whoever stores a claim stores this, so that the
// claim can be recomputed for ever.
type EngagementRef struct {
	Edition    EditionID    `json:"edition"`
	Engagement EngagementID `json:"engagement"`
}

// An Engagement is a paid partner activity as one edition of a catalog describes it: who may be
// nominated by which ID, which clocks run, what is submitted and what it pays. It is immutable, and made
// by [ReadCatalog] alone.
type Engagement struct {
	edition      *Edition
	id           EngagementID
	name         string
	variant      string
	solutionArea string
	partnerRole  string
	offered      Period
	countries    []Country // where it is offered; everywhere if empty
	idTypes      []IDType
	windows      *Windows
	evidence     EvidenceTerms
	limit        ClaimLimit
	opportunity  OpportunityTerms
	referral     ReferralTerms
	pay          formula
	source       Source
}

// Ref returns the edition and ID of the engagement.
func (e *Engagement) Ref() EngagementRef { return EngagementRef{e.edition.id, e.id} }

// Edition returns the edition that describes the engagement.
func (e *Engagement) Edition() *Edition { return e.edition }

// Title returns the name, with the variant in parentheses if there is one: "Secure Multi-Cloud
// Environments (Sales)".
func (e *Engagement) Title() string {
	if e.variant == "" {
		return e.name
	}
	return e.name + " (" + e.variant + ")"
}

// SolutionArea returns the area under which the portal groups the engagement.
func (e *Engagement) SolutionArea() string { return e.solutionArea }

// PartnerRole returns the role in which the partner earns, such as "Build Intent".
func (e *Engagement) PartnerRole() string { return e.partnerRole }

// Offered returns the days on which customers can be nominated. Claims that are open at its end run on.
func (e *Engagement) Offered() Period { return e.offered }

// OfferedIn reports whether the engagement is offered to a country. Most are offered wherever a market has
// a rate.
func (e *Engagement) OfferedIn(country Country) bool {
	return len(e.countries) == 0 || slices.Contains(e.countries, country)
}

// Takes reports whether a customer can be nominated by a kind of ID.
func (e *Engagement) Takes(kind IDType) bool { return slices.Contains(e.idTypes, kind) }

// IDTypes returns the kinds of ID by which a customer can be nominated. The slice is a copy.
func (e *Engagement) IDTypes() []IDType { return slices.Clone(e.idTypes) }

// Windows returns the lengths of the engagement's clocks.
func (e *Engagement) Windows() Windows { return *e.windows }

// Evidence returns what a submission must hold.
func (e *Engagement) Evidence() *EvidenceTerms { return &e.evidence }

// ClaimLimit returns how many claims one customer ID may have.
func (e *Engagement) ClaimLimit() ClaimLimit { return e.limit }

// OpportunityTerms returns what an opportunity must have to be nominated.
func (e *Engagement) OpportunityTerms() OpportunityTerms {
	return e.opportunity
}

// ReferralTerms returns the conditions under which a claim makes a referral.
func (e *Engagement) ReferralTerms() ReferralTerms {
	return ReferralTerms{slices.Clone(e.referral.Create), slices.Clone(e.referral.Upgrade), e.referral.Source}
}

// PayKind returns whether the engagement pays a fixed or a variable amount.
func (e *Engagement) PayKind() PayKind { return e.pay.kind() }

// Source returns the document that describes the engagement.
func (e *Engagement) Source() Source { return e.source }

// A ClaimLimit is the most claims, open or approved, that one customer ID may have for an engagement,
// whichever partner holds them. The zero ClaimLimit says that no limit is known.
type ClaimLimit struct {
	Claims int // 1 or more; 0 for no known limit
	Source Source
}

// OpportunityTerms say what an opportunity must have before it can be nominated for variable pay. A zero
// field asks for nothing.
type OpportunityTerms struct {
	MinimumHours         Hours
	MinimumContractValue Money
	Status               string
	Source               Source
	stages               []string
}

// Stages returns the sales stages of which the opportunity must be in one; none if any will do. The slice
// is a copy.
func (t OpportunityTerms) Stages() []string { return slices.Clone(t.stages) }

// TakesStage answers whether an opportunity in a sales stage can be nominated. It is unknown for the empty
// stage where stages are asked for.
func (t OpportunityTerms) TakesStage(stage string) Outcome {
	switch {
	case len(t.stages) == 0:
		return Pass
	case stage == "":
		return Unknown
	default:
		return FactOf(slices.Contains(t.stages, stage)).Outcome()
	}
}

// A ReferralCondition is one condition for a referral or its upgrade. Microsoft does not publish its
// own; a catalog declares them, and a host may replace them.
type ReferralCondition struct {
	Fact    ReferralFact
	AtLeast Money // for DealSizeAtLeast
}

// ReferralTerms are the conditions under which a claim makes a partner-led referral and under which the
// customer's consent makes that a co-sell referral. All conditions of a list must hold. An empty list
// means that it never happens.
type ReferralTerms struct {
	Create  []ReferralCondition
	Upgrade []ReferralCondition
	Source  Source
}

// A ReferralFact is what a [ReferralCondition] asks about. The zero ReferralFact is none.
type ReferralFact uint8

// The facts that a condition can ask about.
const (
	DealSizeAtLeast    ReferralFact = iota + 1 // the deal size stated at the request for consent
	ManagedByMicrosoft                         // a Microsoft seller manages the customer
)

var referralFactNames = Names[ReferralFact]{What: "referral condition", Texts: []string{
	"", "deal size at least", "customer managed by Microsoft",
}}

// String returns the fact in words.
func (f ReferralFact) String() string { return referralFactNames.Text(f) }

// MarshalText returns the fact in words.
func (f ReferralFact) MarshalText() ([]byte, error) { return referralFactNames.Marshal(f) }

// UnmarshalText reads a fact. Any other text is a [FieldError].
func (f *ReferralFact) UnmarshalText(text []byte) error { return referralFactNames.Unmarshal(f, text) }
