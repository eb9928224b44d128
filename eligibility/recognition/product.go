package recognition

import "github.com/mci-go/incentives/mci/vocabulary"

// A Product is the kind of product that the customer bought. There are only as
// many kinds as the credits distinguish. The zero Product is none. Microsoft
// puts Dynamics 365 and Power Platform into one solution area, Business
// Applications, but credits partners for them by different mechanisms.
type Product uint16

// The products.
const (
	// ModernWork is Modern Work and Security: a workload of the tenant, such as
	// Microsoft Teams.
	ModernWork Product = iota + 1
	// Dynamics365 is a subscription to Dynamics 365.
	Dynamics365
	// PowerPlatform is a resource of Power Platform, such as an app.
	PowerPlatform
	// Azure is a subscription to Azure, or a resource in it.
	Azure
)

var productNames = vocabulary.Names[Product]{What: "product", Texts: []string{
	"", "Modern Work and Security", "Dynamics 365", "Power Platform", "Azure",
}}

// Products returns every product.
func Products() []Product { return []Product{ModernWork, Dynamics365, PowerPlatform, Azure} }

// String returns the product's name, such as "Dynamics 365".
func (p Product) String() string { return productNames.Text(p) }

// MarshalText returns the product's name. If the value is not declared, it
// returns a [mci.FieldError].
func (p Product) MarshalText() ([]byte, error) { return productNames.Marshal(p) }

// UnmarshalText reads a product's name. If the text is anything else, it
// returns a [mci.FieldError].
func (p *Product) UnmarshalText(text []byte) error { return productNames.Unmarshal(p, text) }
