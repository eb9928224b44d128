package referral

import "github.com/mci-go/incentives/mci"

// A DealType is how much Microsoft sees of a deal. It only ever goes up. Source: [mci.CoSellOpportunities].
type DealType uint8

// The deal types. The zero DealType is none: there is no referral.
const (
	NoDeal     DealType = iota
	Private             // Microsoft does not see it
	PartnerLed          // Microsoft sees it and does not take part
	CoSell              // Microsoft's field sellers take part
)

var dealTypeNames = mci.Names[DealType]{What: "deal type", Texts: []string{"none", "private", "partner-led", "co-sell"}}

// String returns the type's name, such as "partner-led".
func (t DealType) String() string { return dealTypeNames.Text(t) }

// MarshalText returns the type's name; a value that is not declared is a [mci.FieldError].
func (t DealType) MarshalText() ([]byte, error) { return dealTypeNames.Marshal(t) }

// UnmarshalText reads a type's name. Any other text is a [mci.FieldError].
func (t *DealType) UnmarshalText(text []byte) error { return dealTypeNames.Unmarshal(t, text) }

// MayBecome reports whether a deal of this type may be given the next one: only a private deal and a
// partner-led one may, and only upward. Source: [mci.CoSellOpportunities] and Microsoft's page on bulk operations.
func (t DealType) MayBecome(next DealType) bool {
	return t != NoDeal && t < next && next <= CoSell
}

// dealRow says how a deal of a type looks on the wire. Zero fields ask for nothing.
type dealRow struct {
	name   string
	deal   DealType
	kind   Type
	share  mci.Fact // consent to share the referral with Microsoft's sellers
	target target   // one of the targets is such
	help   bool     // help was asked for
	source mci.Source
}

// dealRows are read from the top; the first that fits counts. A shared referral with another partner, without
// Microsoft, is none of the three types.
var dealRows = []dealRow{
	{name: "deal.private", deal: Private, kind: Independent, share: mci.No, source: createReferralNew},
	{name: "deal.partner-led", deal: PartnerLed, kind: Independent, share: mci.Yes, source: reading},
	{name: "deal.co-sell.help", deal: CoSell, kind: Shared, help: true, source: coSell},
	{name: "deal.co-sell.microsoft", deal: CoSell, kind: Shared, target: microsoftTarget, source: createReferralNew},
	{name: "deal.co-sell.solution", deal: CoSell, kind: Shared, target: ownTarget, source: createReferralNew},
}

// DealType returns the deal type of a referral as Partner Center has it, and [NoDeal] for what is none of the
// three, such as a referral to another partner, or where the referral does not say who may see it. That an
// independent referral which is shared with Microsoft's sellers is partner-led is inferred.
func (r *Resource) DealType() DealType { return r.dealType(dealRows) }

func (r *Resource) dealType(rows []dealRow) DealType {
	help := r.InviteContext.AssistanceRequestCode != "" && r.InviteContext.AssistanceRequestCode != HelpUnknown
	for _, row := range rows {
		if row.kind == r.Type &&
			(row.share == mci.NotSupplied || row.share == r.Consent.ShareReferralWithMicrosoftSellers) &&
			(row.target == anyTarget || r.reaches(row.target)) && (!row.help || help) {
			return row.deal
		}
	}
	return NoDeal
}

// target is whom a referral is addressed to.
type target uint8

const (
	anyTarget       target = iota
	microsoftTarget        // the business profile location "msft"
	ownTarget              // a solution profile
	partnerTarget          // a business profile location other than Microsoft's
	noTarget               // there is none
)

// reaches reports whether one of the referral's targets is such.
func (r *Resource) reaches(wanted target) bool {
	any := false
	for _, t := range r.Target {
		of := t.of()
		if of == wanted {
			return true
		}
		any = any || of != noTarget
	}
	return wanted == noTarget && !any
}

// microsoft is the ID of the target that stands for Microsoft.
const microsoft = "msft"

func (t Target) of() target {
	switch {
	case t.Type == SolutionProfile:
		return ownTarget
	case t.Type != BusinessProfileLocation:
		return noTarget
	case t.ID == microsoft:
		return microsoftTarget
	default:
		return partnerTarget
	}
}
