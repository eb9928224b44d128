package recognition

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Status is where a partner's CPOR claim stands, as Partner Center names it.
// The zero Status is unknown. There is no status of expiry: an association
// lasts as long as its subscription, and a new subscription needs a new claim.
// Source: Microsoft Learn, "Manage customer associations", 2023-10-10.
type Status uint8

// The statuses, in the order of the document. [Status.Terms] says what each one
// means.
const (
	Draft Status = iota + 1
	Submitted
	UnderReview
	Rejected
	Approved
	PartnerActionRequired
	Dispute
	RejectedFinal
)

var statusNames = vocabulary.Names[Status]{What: "status", Texts: []string{
	"", "Draft", "Submitted", "Under review", "Rejected", "Approved", "Partner action required", "Dispute", "Rejected final",
}}

// String returns the documented name, such as "Under review"; it is empty for
// the zero Status.
func (s Status) String() string { return statusNames.Text(s) }

// MarshalText returns the documented name, and nothing for the zero Status.
func (s Status) MarshalText() ([]byte, error) { return statusNames.Marshal(s) }

// UnmarshalText reads a documented name. Any other text is a [mci.FieldError].
func (s *Status) UnmarshalText(text []byte) error { return statusNames.Unmarshal(s, text) }

// StatusTerms say what a status of a CPOR claim means. The zero StatusTerms are
// those of the zero Status: every answer is unknown.
type StatusTerms struct {
	Status Status `json:"status"`
	// whether the partner is associated with the customer
	Official mci.Fact `json:"official"`
	// whether the partner can change partner ID, products, contacts and proof
	Editable mci.Fact `json:"editable"`
	// LeastDays and MostDays are the business days that a claim stays in the
	// status, where the document gives them. In Partner action required they
	// are the partner's to answer: after them the claim is rejected.
	LeastDays int        `json:"leastDays,omitzero"`
	MostDays  int        `json:"mostDays,omitzero"`
	Source    mci.Source `json:"source"`
}

// Terms returns the row of [StatusTable] for the status, and the zero
// StatusTerms for the zero Status and for values that are not declared.
func (s Status) Terms() StatusTerms {
	for _, terms := range statusTable {
		if terms.Status == s {
			return terms
		}
	}
	return StatusTerms{}
}

// StatusTable returns the table of statuses, one row for each, in the order of
// the document. The caller may change what it gets.
func StatusTable() []StatusTerms { return slices.Clone(statusTable) }
