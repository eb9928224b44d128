package recognition

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Status is the status of a partner's CPOR claim, as Partner Center names it.
// The zero Status is unknown. There is no status of expiry: an association
// lasts as long as its subscription, and a new subscription needs a new claim.
// Source: Microsoft Learn, "Manage customer associations", 2023-10-10.
type Status uint8

// The statuses, in the order of the document. [Status.Terms] describes each
// one.
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

// MarshalText returns the documented name, or nothing for the zero Status. If
// the value is not declared, it returns a [mci.FieldError].
func (s Status) MarshalText() ([]byte, error) { return statusNames.Marshal(s) }

// UnmarshalText reads a documented name. If the text is anything else, it
// returns a [mci.FieldError].
func (s *Status) UnmarshalText(text []byte) error { return statusNames.Unmarshal(s, text) }

// StatusTerms describe a status of a CPOR claim. The zero StatusTerms describe
// the zero Status: every answer is unknown.
type StatusTerms struct {
	// Status is the status that the row describes.
	Status Status `json:"status"`
	// Official is whether the partner is associated with the customer.
	Official mci.Fact `json:"official"`
	// Editable is whether the partner can change partner ID, products, contacts
	// and proof.
	Editable mci.Fact `json:"editable"`
	// LeastDays is the least number of business days that a claim stays in the
	// status; 0 if the document gives none.
	LeastDays int `json:"leastDays,omitzero"`
	// MostDays is the largest number of business days that a claim stays in the
	// status; 0 if the document gives none. In the status Partner action
	// required, the partner must answer within them, or the claim is rejected.
	MostDays int `json:"mostDays,omitzero"`
	// Source is the source of the row.
	Source mci.Source `json:"source"`
}

// Terms returns the row of [StatusTable] for the status. For the zero Status,
// or if the value is not declared, it returns the zero StatusTerms.
func (s Status) Terms() StatusTerms {
	for _, terms := range statusTable {
		if terms.Status == s {
			return terms
		}
	}
	return StatusTerms{}
}

// StatusTable returns the table of statuses, one row for each, in the order of
// the document. The caller may change the copy.
func StatusTable() []StatusTerms { return slices.Clone(statusTable) }
