package cpor

import (
	"log/slog"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Details are the parts of a claim that decide nothing.
type Details struct {
	// Name is the friendly name of the claim, 1 to 200 bytes.
	Name string `json:"name"`
	// CustomerContact is the customer's contact.
	CustomerContact mci.Contact `json:"customerContact"`
	// CustomerTitle is the title of the customer's contact, 1 to 200 bytes.
	CustomerTitle string `json:"customerTitle,omitempty"`
	// PartnerContact is the partner's own contact.
	PartnerContact mci.Contact `json:"partnerContact"`
	// Seller names the parties of a revenue association. It is zero for any
	// other kind.
	Seller Seller `json:"seller,omitzero"`
	// PayDeclined is whether the partner opts out of incentive payments. Only
	// the use of Modern Work and Security has the choice, and there unknown
	// means no; it is unknown for every other kind.
	PayDeclined mci.Fact `json:"payDeclined,omitzero"`
}

// A Seller names the parties of a revenue association. The zero Seller names
// none. Source: [mci.CreateAssociation].
type Seller struct {
	// the seller of Dynamics solutions, 1 to 200 bytes
	Name string `json:"name"`
	// the customer's name, 1 to 200 bytes
	Customer string `json:"customer"`
	// the product or solution of an independent software vendor, 1 to 200 bytes
	Solution string `json:"solution"`
}

// mostNameBytes bounds a name of a claim, a person or a product.
const mostNameBytes = 200

// Check returns a [mci.FieldError] for the first malformed field. A field that
// is zero is well formed. The name of the claim can be foreign.
func (d *Details) Check() error {
	if err := optional(vocabulary.CheckForeign, "name", d.Name, mostNameBytes); err != nil {
		return err
	}
	if err := optional(vocabulary.CheckName, "customerTitle", d.CustomerTitle, mostNameBytes); err != nil {
		return err
	}
	for _, side := range []struct {
		path    string
		contact *mci.Contact
	}{{"customerContact", &d.CustomerContact}, {"partnerContact", &d.PartnerContact}} {
		if !side.contact.IsZero() {
			if err := side.contact.Check(); err != nil {
				return mci.At(side.path, err)
			}
		}
	}
	if err := mci.At("seller", d.Seller.check()); err != nil {
		return err
	}
	return checkFact("payDeclined", d.PayDeclined)
}

// checkFor returns an error unless the details are whole for a new claim of a
// kind.
func (d *Details) checkFor(kind *KindTerms) error {
	if err := vocabulary.CheckName("name", d.Name, mostNameBytes); err != nil {
		return err
	}
	if err := vocabulary.CheckName("customerTitle", d.CustomerTitle, mostNameBytes); err != nil {
		return err
	}
	if err := mci.At("customerContact", d.CustomerContact.Check()); err != nil {
		return err
	}
	if err := mci.At("partnerContact", d.PartnerContact.Check()); err != nil {
		return err
	}
	if kind.Seller != (d.Seller != Seller{}) {
		return mci.Invalid("seller", d.Seller.Name, "a seller exactly for a revenue association")
	}
	if d.PayDeclined != mci.NotSupplied && !kind.Declinable {
		return mci.Invalid("payDeclined", d.PayDeclined.String(), "unknown for a kind whose pay cannot be declined")
	}
	return d.Check()
}

// check returns an error unless the seller is named in full, or not at all.
func (s Seller) check() error {
	if s == (Seller{}) {
		return nil
	}
	for _, text := range []struct{ path, text string }{{"name", s.Name}, {"customer", s.Customer}, {"solution", s.Solution}} {
		if err := vocabulary.CheckName(text.path, text.text, mostNameBytes); err != nil {
			return err
		}
	}
	return nil
}

// String returns "details". It hides the people.
func (d Details) String() string { return "details" }

// GoString returns the same text as [Details.String].
func (d Details) GoString() string { return d.String() }

// LogValue returns the same text as [Details.String], for structured logs.
func (d Details) LogValue() slog.Value { return slog.StringValue(d.String()) }

// String returns "seller". It hides the person and the customer.
func (s Seller) String() string { return "seller" }

// GoString returns the same text as [Seller.String].
func (s Seller) GoString() string { return s.String() }

// LogValue returns the same text as [Seller.String], for structured logs.
func (s Seller) LogValue() slog.Value { return slog.StringValue(s.String()) }
