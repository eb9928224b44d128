package resource

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Category is the kind of business that a listed referral is. The zero
// Category is none that the documents list, such as a private deal. Source:
// Microsoft Learn, "Referrals API introduction".
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

// A Classification is the category of a referral with the row of the documents'
// table that gives it. The zero Classification is none: no row has the
// combination.
type Classification struct {
	// Unclassified if no row has the combination
	Category Category `json:"category"`
	// the row
	Rule mci.RuleID `json:"rule,omitempty"`
	// of the row; its grade tells a reading from a published row
	Source mci.Source `json:"source,omitzero"`
}

// Inferred reports whether no document has the row, and this library read it
// from a sample.
func (c Classification) Inferred() bool { return c.Source.Grade == mci.Inferred }

// inviter says whose organization a referral's invite context names.
type inviter uint8

const (
	// no organization is named
	nobody inviter = iota + 1
	// the ID is "msft"
	microsoft
	// any other ID: the own organization's or the inviting partner's
	partner
)

// classRow is a row of the documents' table. The lists hold the values that may
// stand in each column.
type classRow struct {
	rule           mci.RuleID
	types          []Type
	qualifications []Qualification
	invitedBy      []inviter
	category       Category
	source         mci.Source
}

// classRows are the table that the documents give for listed referrals, and one
// reading. No combination stands in two rows.
var classRows = []classRow{
	{
		rule:           "class.marketplace",
		types:          []Type{Independent},
		qualifications: []Qualification{DirectlyQualified},
		invitedBy:      []inviter{microsoft, nobody},
		category:       MarketplaceLead,
		source:         referralsIntroduction,
	},
	{
		rule:           "class.qualified",
		types:          []Type{Independent},
		qualifications: []Qualification{SalesQualified, MarketingQualified},
		invitedBy:      []inviter{microsoft},
		category:       QualifiedLead,
		source:         referralsIntroduction,
	},
	{
		rule:           "class.co-sell",
		types:          []Type{Independent, Shared},
		qualifications: []Qualification{SalesQualified, NotQualified},
		invitedBy:      []inviter{partner},
		category:       CoSellOpportunity,
		source:         referralsIntroduction,
	},
	{
		// Microsoft's sample of a shared referral has this combination, and its
		// table does not.
		rule:           "class.co-sell.microsoft",
		types:          []Type{Shared},
		qualifications: []Qualification{SalesQualified},
		invitedBy:      []inviter{microsoft},
		category:       CoSellOpportunity,
		source:         reading,
	},
}

// Classify looks a listed referral up in the documents' table: by its type, its
// qualification, and the organization that its invite context names as the
// inviting one. A combination that the table does not have is not classified,
// and neither is a referral of which one of the three members could not be
// read. How much Microsoft sees of a deal is another question; see
// [DealTypeOf].
func (r *Referral) Classify() Classification { return r.classify(classRows) }

func (r *Referral) classify(rows []classRow) Classification {
	if r.isOddAt("/type", "/qualification", "/inviteContext") {
		return Classification{}
	}
	for _, row := range rows {
		if slices.Contains(row.types, r.Type) && slices.Contains(row.qualifications, r.Qualification) &&
			slices.Contains(row.invitedBy, r.InviteContext.InvitedBy.inviter()) {
			return Classification{row.category, row.rule, row.source}
		}
	}
	return Classification{}
}

func (o *Organization) inviter() inviter {
	switch {
	case o.OrganizationID == "":
		return nobody
	case isMicrosoft(o.OrganizationID):
		return microsoft
	default:
		return partner
	}
}

// isMicrosoft reports whether an ID of an organization or a location stands for
// Microsoft.
func isMicrosoft(id string) bool { return strings.EqualFold(id, "msft") }
