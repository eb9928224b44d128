package cosell

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/resource"
)

// A Category is the kind of business that a listed referral is. The zero
// Category means that the documents have no category for the referral, for
// example because it is a private deal. Source: Microsoft Learn, "Referrals API
// introduction".
type Category uint8

// The categories.
const (
	Unclassified      Category = iota
	MarketplaceLead            // a customer came through the marketplace
	QualifiedLead              // Microsoft found the customer
	CoSellOpportunity          // a deal that partners or Microsoft sell together
)

var categoryNames = vocabulary.Names[Category]{What: "category", Texts: []string{
	"not classified", "marketplace lead", "qualified lead", "co-sell opportunity",
}}

// String returns the category in words.
func (c Category) String() string { return categoryNames.Text(c) }

// MarshalText returns the category in words. A value that is not declared is a
// [mci.FieldError].
func (c Category) MarshalText() ([]byte, error) { return categoryNames.Marshal(c) }

// UnmarshalText reads a category. Any other text is a [mci.FieldError].
func (c *Category) UnmarshalText(text []byte) error { return categoryNames.Unmarshal(c, text) }

// A Classification is the category of a referral, with the row of the
// documents' table that gives it. The zero Classification means that no row has
// the combination.
type Classification struct {
	// Category is Unclassified if no row has the combination.
	Category Category `json:"category"`
	// Rule is the stable ID of the row.
	Rule mci.RuleID `json:"rule,omitempty"`
	// Source is the document that has the row. Its grade is Inferred if this
	// library read the row from a sample.
	Source mci.Source `json:"source,omitzero"`
}

// Inferred reports whether this library read the row from a sample, because no
// document has it.
func (c Classification) Inferred() bool { return c.Source.Grade == mci.Inferred }

// An inviter is the kind of organization that a referral's invite context
// names.
type inviter uint8

const (
	// It names no organization.
	nobody inviter = iota + 1
	// The ID is "msft".
	microsoft
	// The ID is any other one: the partner's own or the inviting partner's.
	partner
)

// classRow is a row of the documents' table. Each list holds the values that
// the row allows in a column.
type classRow struct {
	rule           mci.RuleID
	types          []resource.Type
	qualifications []resource.Qualification
	invitedBy      []inviter
	category       Category
	source         mci.Source
}

// classRows are the rows of the documents' table for listed referrals, and one
// row that was read from a sample. No combination is in two rows.
var classRows = []classRow{
	{
		rule:           "class.marketplace",
		types:          []resource.Type{resource.Independent},
		qualifications: []resource.Qualification{resource.DirectlyQualified},
		invitedBy:      []inviter{microsoft, nobody},
		category:       MarketplaceLead,
		source:         referralsIntroduction,
	},
	{
		rule:           "class.qualified",
		types:          []resource.Type{resource.Independent},
		qualifications: []resource.Qualification{resource.SalesQualified, resource.MarketingQualified},
		invitedBy:      []inviter{microsoft},
		category:       QualifiedLead,
		source:         referralsIntroduction,
	},
	{
		rule:           "class.co-sell",
		types:          []resource.Type{resource.Independent, resource.Shared},
		qualifications: []resource.Qualification{resource.SalesQualified, resource.NotQualified},
		invitedBy:      []inviter{partner},
		category:       CoSellOpportunity,
		source:         referralsIntroduction,
	},
	{
		// Microsoft's sample of a shared referral has this combination, and its
		// table does not.
		rule:           "class.co-sell.microsoft",
		types:          []resource.Type{resource.Shared},
		qualifications: []resource.Qualification{resource.SalesQualified},
		invitedBy:      []inviter{microsoft},
		category:       CoSellOpportunity,
		source:         reading,
	},
}

// Classify looks up a listed referral in the documents' table. The lookup uses
// its type, its qualification, and the organization that its invite context
// names as the inviting one. The result is the zero Classification if the table
// does not have the combination, or if one of the three members could not be
// read. How much Microsoft sees of a deal is a different question; see
// [DealTypeOf].
func Classify(r *resource.Referral) Classification { return classify(classRows, r) }

func classify(rows []classRow, r *resource.Referral) Classification {
	if r.Unread("/type", "/qualification", "/inviteContext") {
		return Classification{}
	}
	for _, row := range rows {
		if slices.Contains(row.types, r.Type) && slices.Contains(row.qualifications, r.Qualification) &&
			slices.Contains(row.invitedBy, inviterOf(&r.InviteContext.InvitedBy)) {
			return Classification{row.category, row.rule, row.source}
		}
	}
	return Classification{}
}

func inviterOf(o *resource.Organization) inviter {
	switch {
	case o.OrganizationID == "":
		return nobody
	case o.IsMicrosoft():
		return microsoft
	default:
		return partner
	}
}
