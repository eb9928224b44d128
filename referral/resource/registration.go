package resource

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// A Registration is the registration of a deal that was won. Source: the
// contract of Microsoft's connector for Partner Center referrals, Referral and
// DealRegistration.
type Registration struct {
	// ID is given by Partner Center.
	ID string
	// Type is the type of the registration. The contract lists no values.
	Type string
	// RegistrationDateTime is set by Partner Center.
	RegistrationDateTime Instant
	// Contract is the contract with the customer.
	Contract Contract
	// SolutionDetails describe the solutions that were sold.
	SolutionDetails []RegisteredSolution
	// StatusHistory is set by Partner Center.
	StatusHistory StatusHistory

	kept lossless.Kept
}

// A Contract is the contract of a registered deal.
type Contract struct {
	Value         Decimal // the worth of the contract, in Currency
	Currency      string  // an ISO 4217 code
	StartDateTime Instant // when the contract begins
	EndDateTime   Instant // when the contract ends
	SignDateTime  Instant // when the contract was signed
	Term          string  // the term, in words

	kept lossless.Kept
}

// A RegisteredSolution is a solution of a registered deal.
type RegisteredSolution struct {
	// ID is the ID of the solution, such as SOL-12345.
	ID string
	// Name is the name of the solution.
	Name string
	// Value is the worth of the solution, in Currency.
	Value Decimal
	// Currency is an ISO 4217 code.
	Currency string
	// IsDeployedOnAzure is Yes if the solution runs on Azure.
	IsDeployedOnAzure mci.Fact
	// PrimaryDeploymentOn is the main place of deployment, in words.
	PrimaryDeploymentOn string
	// PricingModel is the pricing model, in words.
	PricingModel string
	// MarketplaceTransactionDetails say whether the sale went through the
	// marketplace.
	MarketplaceTransactionDetails MarketplaceTransaction

	kept lossless.Kept
}

// A MarketplaceTransaction says whether a sale went through the marketplace.
type MarketplaceTransaction struct {
	IsMarketplaceTransacted        mci.Fact // Yes if it did
	MarketplaceTransactionDateTime Instant  // when it did

	kept lossless.Kept
}

// A StatusHistory holds the instants at which a registration reached its
// statuses. An empty instant means that it did not. A status that was reached
// again has its latest instant.
type StatusHistory struct {
	ReviewPendingDateTime  Instant // Microsoft began the review
	ActionRequiredDateTime Instant // Microsoft asked the partner to act
	ResubmissionDateTime   Instant // the partner submitted it again
	PassedDateTime         Instant // it passed the review
	FailedDateTime         Instant // it failed the review
	ApprovedDateTime       Instant // Microsoft approved it

	kept lossless.Kept
}

// A StatusEntry is a status of a registration with the instant at which it was
// reached.
type StatusEntry struct {
	Status string  `json:"status,omitempty"` // such as ReviewPending
	At     Instant `json:"at,omitzero"`      // as Partner Center writes it
}

// Entries returns the statuses that were reached, in the order of their
// instants. Instants that cannot be read come first, in the order of the
// fields.
func (h *StatusHistory) Entries() []StatusEntry {
	var all []StatusEntry
	for _, e := range []StatusEntry{
		{"ReviewPending", h.ReviewPendingDateTime},
		{"ActionRequired", h.ActionRequiredDateTime},
		{"Resubmission", h.ResubmissionDateTime},
		{"Passed", h.PassedDateTime},
		{"Failed", h.FailedDateTime},
		{"Approved", h.ApprovedDateTime},
	} {
		if e.At != "" {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b StatusEntry) int {
		first, _ := a.At.Time()
		second, _ := b.At.Time()
		return first.Compare(second)
	})
	return all
}

var registrationKind = lossless.Object(func(r *Registration) *lossless.Kept { return &r.kept },
	lossless.Bind("id", words, func(r *Registration) *string { return &r.ID }),
	lossless.Bind("type", words, func(r *Registration) *string { return &r.Type }),
	lossless.Bind("registrationDateTime", instant, func(r *Registration) *Instant { return &r.RegistrationDateTime }),
	lossless.Bind("contract", contractKind, func(r *Registration) *Contract { return &r.Contract }),
	lossless.Bind("solutionDetails", lossless.List(registeredSolutionKind), func(r *Registration) *[]RegisteredSolution { return &r.SolutionDetails }),
	lossless.Bind("statusHistory", statusHistoryKind, func(r *Registration) *StatusHistory { return &r.StatusHistory }),
)

var contractKind = lossless.Object(func(c *Contract) *lossless.Kept { return &c.kept },
	lossless.Bind("value", number, func(c *Contract) *Decimal { return &c.Value }),
	lossless.Bind("currency", words, func(c *Contract) *string { return &c.Currency }),
	lossless.Bind("startDateTime", instant, func(c *Contract) *Instant { return &c.StartDateTime }),
	lossless.Bind("endDateTime", instant, func(c *Contract) *Instant { return &c.EndDateTime }),
	lossless.Bind("signDateTime", instant, func(c *Contract) *Instant { return &c.SignDateTime }),
	lossless.Bind("term", words, func(c *Contract) *string { return &c.Term }),
)

var registeredSolutionKind = lossless.Object(func(s *RegisteredSolution) *lossless.Kept { return &s.kept },
	lossless.Bind("id", words, func(s *RegisteredSolution) *string { return &s.ID }),
	lossless.Bind("name", words, func(s *RegisteredSolution) *string { return &s.Name }),
	lossless.Bind("value", number, func(s *RegisteredSolution) *Decimal { return &s.Value }),
	lossless.Bind("currency", words, func(s *RegisteredSolution) *string { return &s.Currency }),
	lossless.Bind("isDeployedOnAzure", yesNo, func(s *RegisteredSolution) *mci.Fact { return &s.IsDeployedOnAzure }),
	lossless.Bind("primaryDeploymentOn", words, func(s *RegisteredSolution) *string { return &s.PrimaryDeploymentOn }),
	lossless.Bind("pricingModel", words, func(s *RegisteredSolution) *string { return &s.PricingModel }),
	lossless.Bind("marketplaceTransactionDetails", marketplaceTransactionKind, func(s *RegisteredSolution) *MarketplaceTransaction { return &s.MarketplaceTransactionDetails }),
)

var marketplaceTransactionKind = lossless.Object(func(m *MarketplaceTransaction) *lossless.Kept { return &m.kept },
	lossless.Bind("isMarketplaceTransacted", yesNo, func(m *MarketplaceTransaction) *mci.Fact { return &m.IsMarketplaceTransacted }),
	lossless.Bind("marketplaceTransactionDateTime", instant, func(m *MarketplaceTransaction) *Instant { return &m.MarketplaceTransactionDateTime }),
)

var statusHistoryKind = lossless.Object(func(h *StatusHistory) *lossless.Kept { return &h.kept },
	lossless.Bind("reviewPendingDateTime", instant, func(h *StatusHistory) *Instant { return &h.ReviewPendingDateTime }),
	lossless.Bind("actionRequiredDateTime", instant, func(h *StatusHistory) *Instant { return &h.ActionRequiredDateTime }),
	lossless.Bind("resubmissionDateTime", instant, func(h *StatusHistory) *Instant { return &h.ResubmissionDateTime }),
	lossless.Bind("passedDateTime", instant, func(h *StatusHistory) *Instant { return &h.PassedDateTime }),
	lossless.Bind("failedDateTime", instant, func(h *StatusHistory) *Instant { return &h.FailedDateTime }),
	lossless.Bind("approvedDateTime", instant, func(h *StatusHistory) *Instant { return &h.ApprovedDateTime }),
)

// MarshalJSON returns the form that the part has in a [Referral].
func (r Registration) MarshalJSON() ([]byte, error) { return formOf(registrationKind, r) }

// MarshalJSON returns the form that the part has in a [Referral].
func (c Contract) MarshalJSON() ([]byte, error) { return formOf(contractKind, c) }

// MarshalJSON returns the form that the part has in a [Referral].
func (s RegisteredSolution) MarshalJSON() ([]byte, error) { return formOf(registeredSolutionKind, s) }

// MarshalJSON returns the form that the part has in a [Referral].
func (m MarketplaceTransaction) MarshalJSON() ([]byte, error) {
	return formOf(marketplaceTransactionKind, m)
}

// MarshalJSON returns the form that the part has in a [Referral].
func (h StatusHistory) MarshalJSON() ([]byte, error) { return formOf(statusHistoryKind, h) }

// formOf writes a value as it is on the wire.
func formOf[T any](kind lossless.Kind[T], value T) ([]byte, error) {
	written, err := kind.Write(value)
	return written.Append(nil), err
}
