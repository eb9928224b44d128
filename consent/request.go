package consent

import "github.com/mci-go/incentives/mci"

// A Request is what the partner sends for consent. Sending it freezes the deal
// size and the language, and until the customer has answered the contacts too,
// which may be changed with it: a zero contact leaves the one that the claim
// has. Source: [mci.CustomersPage].
type Request struct {
	Customer mci.Contact // who is asked
	Partner  mci.Contact // who asks
	// DealSize is the expected license, seat or consumption revenue of the
	// first 12 months that is tied to the incentive, in USD equivalent, above
	// zero. It helps co-selling and touches neither eligibility nor pay.
	// Source: mci.PartnerGuide; that zero is refused is mci.LibraryReading, and
	// mci.DealSizeMayBeZero a setting of the catalog.
	DealSize mci.Money
	Language Language // of the mails; none is the host's own
}

// Check reports what is missing or malformed, by the rule of the claim's
// edition: [ErrDealSizeMissing], or a [mci.FieldError] with a path that begins
// with "customer", "partner", "dealSize" or "language".
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
