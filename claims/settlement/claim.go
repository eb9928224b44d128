package settlement

import (
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A Claim holds the facts of one claim that a settlement needs. [Of] and
// [OfAssociation] take them from a claim, and a host may add those that these
// cannot know. The zero Claim
// has no ID, which [Settle] does not accept.
type Claim struct {
	// ID is the host's ID of the claim.
	ID claims.ID `json:"id"`
	// Kind is the kind of the claim. The zero Kind counts as a partner
	// activity. The approval of an association is not an approval of
	// incentives, so no payment is expected for it: it is in the settlement
	// only if a report names it. Source: mci.CreateAssociation.
	Kind store.Kind `json:"kind,omitempty"`
	// Number is the claim's number in Partner Center, or empty if it is not
	// known. Reports name claims by this number.
	Number string `json:"number,omitempty"`
	// Customer is the ID of the customer by which eligibility was checked. It
	// serves to find earnings that name no claim.
	Customer mci.CustomerID `json:"customer,omitzero"`
	// CustomerCountry is the customer's country, or empty. It can decide
	// whether the partner can act on a reason.
	CustomerCountry mci.Country `json:"customerCountry,omitempty"`
	// Engagement is the ID of the engagement.
	Engagement mci.EngagementID `json:"engagement,omitempty"`
	// Title is the title of the engagement, as reports name it.
	Title string `json:"title,omitempty"`

	// Created is the day on which the claim was created, or zero if it is not
	// known. Of and OfAssociation leave it zero if the creation of an adopted
	// claim is assumed.
	Created mci.Date `json:"created,omitzero"`
	// ApprovedOn is the day of the approval, or zero if the claim is not
	// approved.
	ApprovedOn mci.Date `json:"approvedOn,omitzero"`
	// ExpectedBy is the last day on which a payment is in time, or zero if the
	// claim is not approved.
	ExpectedBy mci.Date `json:"expectedBy,omitzero"`
	// ApprovalAssumed is true if the day of the approval was not recorded, and
	// an observation of the status stands in for it. The approval then happened
	// no later.
	ApprovalAssumed bool `json:"approvalAssumed,omitempty"`
	// Updated is the instant of the claim's latest entry, or zero if it is not
	// known. No payment is recorded as of a day before it.
	Updated time.Time `json:"updated,omitzero"`
	// Closed is true if the claim has ended without an approval. It is then in
	// the settlement only if a report names it.
	Closed bool `json:"closed,omitempty"`

	// Estimated is the amount that approval would pay, as calculated when the
	// customer was nominated, or no amount.
	Estimated earnings.Amount `json:"estimated,omitzero"`
	// Requested is the amount that was requested by a submission, or no amount.
	Requested earnings.Amount `json:"requested,omitzero"`
	// Approved is the approved amount, or no amount if it is not known.
	Approved earnings.Amount `json:"approved,omitzero"`
	// FirstStage is the share that the approval alone makes payable if the
	// engagement pays in two stages. It is no amount otherwise.
	FirstStage earnings.Amount `json:"firstStage,omitzero"`

	// ParticipantID is the ID of the enrollment that is paid, or empty if the
	// host does not know it. Of leaves it empty.
	ParticipantID string `json:"participantId,omitempty"`
	// ProgramName is the name of the program in reports, or empty if the host
	// does not know it. Of leaves it empty.
	ProgramName string `json:"programName,omitempty"`

	// Area is the solution area, for sums.
	Area string `json:"area,omitempty"`
	// Location is the partner's location, for sums.
	Location string `json:"location,omitempty"`
	// Owner is the person or team that the host makes responsible, for sums. Of
	// leaves it empty.
	Owner string `json:"owner,omitempty"`
}

// Of returns the facts of a claim. If an adopted claim has no recorded number,
// its ID is the number, because an import adopts claims under their numbers.
func Of(claim *claims.Claim) Claim {
	record, engagement := claim.Record(), claim.Engagement()
	calendar := engagement.Edition().Calendar()
	facts := Claim{
		ID: record.ID, Kind: store.PartnerActivity, Number: record.PortalNumber.Number,
		Customer: record.CheckedID, CustomerCountry: record.CustomerCountry,
		Engagement: record.Engagement.Engagement, Title: engagement.Title(),
		ExpectedBy: claim.ExpectedPayment(),
		Updated:    record.Updated,
		Closed:     record.Status != claims.Approved && claim.State().Terminal(),
		Estimated:  earnings.AmountOf(record.Amounts.Estimated.Money), Requested: earnings.AmountOf(record.Amounts.Requested.Money),
		Approved: earnings.AmountOf(record.Amounts.Approved.Money), FirstStage: earnings.AmountOf(claim.Payout().OnApproval),
		Area: engagement.SolutionArea(), Location: string(record.Location),
	}
	if !claim.Assumed().Has("created") {
		facts.Created = calendar.Day(record.Created)
	}
	if !record.ApprovedAt.IsZero() {
		facts.ApprovedOn, facts.ApprovalAssumed = calendar.Day(record.ApprovedAt), claim.Assumed().Has("approvedAt")
	}
	if facts.Number == "" && claim.Adopted() {
		facts.Number = string(record.ID)
	}
	return facts
}

// OfAssociation returns the facts of an association: earnings of a CPOR claim
// name it by its number. If an adopted claim has no recorded number, its ID is
// the number, as for [Of].
func OfAssociation(claim *association.Claim) Claim {
	record, days := claim.Record(), claim.Terms().BusinessDays()
	facts := Claim{
		ID: record.ID, Kind: store.PartnerAssociation, Number: record.PortalNumber.Number, Customer: record.Tenant,
		Engagement: mci.EngagementID(record.Kind.String()), Title: record.Kind.Terms().Engagement,
		Closed: claim.State().Terminal(),
		Area:   record.Kind.Terms().Area, Location: string(record.Location),
	}
	if !claim.Assumed().Has("created") {
		facts.Created = days.Day(record.Created)
	}
	if !record.ApprovedAt.IsZero() {
		facts.ApprovedOn, facts.ApprovalAssumed = days.Day(record.ApprovedAt), claim.Assumed().Has("approvedAt")
	}
	if facts.Number == "" && claim.Adopted() {
		facts.Number = string(record.ID)
	}
	return facts
}

// Facts returns the facts of the claims of a list of both kinds, such as
// [register.List] yields it. Errors are passed on.
func Facts(list iter.Seq2[register.Item, error]) iter.Seq2[Claim, error] {
	return func(yield func(Claim, error) bool) {
		for item, err := range list {
			var facts Claim
			switch {
			case err != nil:
			case item.Association != nil:
				facts = OfAssociation(item.Association)
			default:
				facts = Of(item.Claim)
			}
			if !yield(facts, err) {
				return
			}
		}
	}
}

// expects reports whether the claim is in a settlement even if no report names
// it.
func (c *Claim) expects() bool { return !c.Closed && c.Kind != store.PartnerAssociation }
