package consent

import "github.com/mci-go/incentives/mci"

// A Request is the partner's request for consent. Sending it freezes the deal
// size and the language. It also freezes the contacts until the customer has
// answered. The request may change the contacts of the claim; if a contact is
// zero, the claim keeps its own. Source: [mci.CustomersPage].
type Request struct {
	// Customer is the contact who is asked.
	Customer mci.Contact `json:"customer,omitzero"`
	// Partner is the contact who asks.
	Partner mci.Contact `json:"partner,omitzero"`
	// DealSize is the expected license, seat or consumption revenue of the
	// first 12 months that is tied to the incentive, in USD equivalent, above
	// zero. It helps co-selling and affects neither eligibility nor pay.
	// Source: mci.PartnerGuide. Zero is refused by mci.LibraryReading; the
	// catalog's setting mci.DealSizeMayBeZero allows it.
	DealSize mci.Money `json:"dealSize,omitzero"`
	// Language is the language of the mails. If it is empty, the host writes in
	// its own.
	Language Language `json:"language,omitzero"`
}

// Check reports a missing or malformed field, by the deal size rule of the
// claim's edition. The error is [ErrDealSizeMissing], or a [mci.FieldError]
// with a path that begins with "customer", "partner", "dealSize" or "language".
func (r Request) Check(rule mci.DealSizeRule) error {
	if err := checkDealSize(r.DealSize, rule); err != nil {
		return err
	}
	if err := checkContact("customer", r.Customer); err != nil {
		return err
	}
	if err := checkContact("partner", r.Partner); err != nil {
		return err
	}
	if err := r.Language.Check(); err != nil { // mci.At costs two allocations even without an error
		return mci.At("language", err)
	}
	return nil
}

func checkContact(path string, contact mci.Contact) error {
	if contact.IsZero() {
		return nil
	}
	return mci.At(path, contact.Check())
}

func checkDealSize(size mci.Money, rule mci.DealSizeRule) error {
	least, want := 1, "an amount above zero in USD"
	if rule == mci.DealSizeMayBeZero {
		least, want = 0, "an amount of zero or more in USD"
	}
	switch {
	case size.IsNone() && rule != mci.DealSizeOptional:
		return ErrDealSizeMissing
	case !size.IsNone() && (size.Currency() != mci.USD || size.Sign() < least):
		return mci.Invalid("dealSize", size.String(), want)
	default:
		return nil
	}
}
