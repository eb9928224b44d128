package recognition

import "github.com/mci-go/incentives/mci/vocabulary"

// A Credit is one kind of recognition or incentive that a partner can get for a
// workload or a subscription. The zero Credit is none. Recognition counts
// toward the partner's standing with Microsoft; an incentive is money.
type Credit uint8

// The credits: three kinds of recognition, then four of incentive.
const (
	// SalesRecognition counts the sale for the partner, as revenue and as a
	// customer added.
	SalesRecognition Credit = iota + 1
	// UsageRecognition counts the use for the partner: growth of monthly active
	// use, or consumed Azure revenue.
	UsageRecognition
	// RevenueRecognition associates the partner with revenue that it
	// influenced.
	RevenueRecognition
	// TransactionIncentive is pay by MCI for the partner's sale.
	TransactionIncentive
	// PresalesIncentive is pay by MCI for having influenced the purchase.
	PresalesIncentive
	// UsageIncentive is pay by MCI for the use, or for the consumption of
	// Azure.
	UsageIncentive
	// EnterpriseIncentive is pay by the Enterprise program, which is not MCI,
	// for the consumption of Azure.
	EnterpriseIncentive
)

var creditNames = vocabulary.Names[Credit]{What: "credit", Texts: []string{
	"", "sales recognition", "usage recognition", "revenue recognition",
	"transaction incentive", "presales incentive", "usage incentive", "Enterprise incentive",
}}

// Credits returns every credit. For the credits that exist for a product, see
// [Policy.Credits].
func Credits() []Credit {
	return []Credit{
		SalesRecognition, UsageRecognition, RevenueRecognition,
		TransactionIncentive, PresalesIncentive, UsageIncentive, EnterpriseIncentive,
	}
}

// String returns the credit in words, such as "usage recognition".
func (c Credit) String() string { return creditNames.Text(c) }

// MarshalText returns the credit in words. If the value is not declared, it
// returns a [mci.FieldError].
func (c Credit) MarshalText() ([]byte, error) { return creditNames.Marshal(c) }

// UnmarshalText reads a credit in words. If the text is anything else, it
// returns a [mci.FieldError].
func (c *Credit) UnmarshalText(text []byte) error { return creditNames.Unmarshal(c, text) }
