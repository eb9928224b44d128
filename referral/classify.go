package referral

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// A Class is what kind of business a referral is. The zero Class is none that the documents list, such as a private
// deal. Source: Microsoft Learn, "Referrals API introduction".
type Class uint8

// The classes.
const (
	Unclassified      Class = iota
	MarketplaceLead         // a customer came through the marketplace
	QualifiedLead           // Microsoft found the customer
	CoSellOpportunity       // a deal that partners or Microsoft sell together
)

var classNames = mci.Names[Class]{What: "class", Texts: []string{
	"unclassified", "marketplace lead", "qualified lead", "co-sell opportunity",
}}

// String returns the class in words.
func (c Class) String() string { return classNames.Text(c) }

// MarshalText returns the class in words; a value that is not declared is a [mci.FieldError].
func (c Class) MarshalText() ([]byte, error) { return classNames.Marshal(c) }

// UnmarshalText reads a class. Any other text is a [mci.FieldError].
func (c *Class) UnmarshalText(text []byte) error { return classNames.Unmarshal(c, text) }

// classRow is a row of the documents' table. The lists hold what may stand there.
type classRow struct {
	name           string
	types          []Type
	qualifications []Qualification
	targets        []target
	class          Class
}

// classRows are read from the top; the first that fits counts.
var classRows = []classRow{
	{"class.marketplace", []Type{Independent}, []Qualification{DirectlyQualified}, []target{microsoftTarget, noTarget}, MarketplaceLead},
	{"class.qualified", []Type{Independent}, []Qualification{SalesQualified, MarketingQualified}, []target{microsoftTarget}, QualifiedLead},
	{"class.co-sell", []Type{Independent, Shared}, []Qualification{SalesQualified, NotQualified}, []target{ownTarget, partnerTarget}, CoSellOpportunity},
}

// Classify returns the class of a referral that Partner Center returned, by its type, its qualification and its targets.
// Of a referral with several targets each can be the one that a row asks for.
func (r *Resource) Classify() Class { return r.classify(classRows) }

func (r *Resource) classify(rows []classRow) Class {
	for _, row := range rows {
		if slices.Contains(row.types, r.Type) && slices.Contains(row.qualifications, r.Qualification) &&
			slices.ContainsFunc(row.targets, r.reaches) {
			return row.class
		}
	}
	return Unclassified
}
