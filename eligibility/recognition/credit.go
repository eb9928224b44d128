package recognition

import "github.com/mci-go/incentives/mci/vocabulary"

// A Credit is what a partner can be credited with for a workload or a
// subscription. The zero Credit is none. Recognition counts for what a partner
// is and can become; an incentive is money.
type Credit uint8

// The credits: three kinds of recognition, then four of incentive.
const (
	// the sale counts for the partner, as revenue and as a customer added
	SalesRecognition Credit = iota + 1
	// the use counts for it: growth of monthly active use, consumed Azure
	// revenue
	UsageRecognition
	// revenue that it influenced is associated with it
	RevenueRecognition
	// MCI pays it for what it sold
	TransactionIncentive
	// MCI pays it for having influenced the purchase
	PresalesIncentive
	// MCI pays it for the use, or for the consumption of Azure
	UsageIncentive
	// the Enterprise program, which is not MCI, pays it for the consumption of
	// Azure
	EnterpriseIncentive
)

var creditNames = vocabulary.Names[Credit]{What: "credit", Texts: []string{
	"", "sales recognition", "usage recognition", "revenue recognition",
	"transaction incentive", "presales incentive", "usage incentive", "Enterprise incentive",
}}

// Credits returns every credit. [Policy.Credits] returns those that exist for a
// product.
func Credits() []Credit {
	return []Credit{
		SalesRecognition, UsageRecognition, RevenueRecognition,
		TransactionIncentive, PresalesIncentive, UsageIncentive, EnterpriseIncentive,
	}
}

// String returns the credit in words, such as "usage recognition".
func (c Credit) String() string { return creditNames.Text(c) }

// MarshalText returns the credit in words.
func (c Credit) MarshalText() ([]byte, error) { return creditNames.Marshal(c) }

// UnmarshalText reads a credit. Any other text is a [mci.FieldError].
func (c *Credit) UnmarshalText(text []byte) error { return creditNames.Unmarshal(c, text) }
