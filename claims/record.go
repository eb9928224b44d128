package claims

import (
	"maps"
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An ID names a claim. The host chooses it, 1 to 200 bytes.
type ID string

// A Record is everything that is stored of a claim: plain data, with a JSON
// form. It becomes a claim again through [Restore] alone, which checks it.
// Instants are in UTC; a zero instant has not happened. The small fields stand
// together, since a claim that is 16 bytes longer costs the allocator an eighth
// more.
type Record struct {
	ID ID `json:"id"`
	// grows by one with each history entry
	Version uint64 `json:"version"`
	Status  Status `json:"status"`
	// the claim was disputed, once and for ever
	Disputed bool `json:"disputed,omitempty"`
	// AnswerPending is whether a reviewer's request or a rejection waits for
	// new evidence or a comment.
	AnswerPending bool            `json:"answerPending,omitempty"`
	Way           eligibility.Way `json:"way"`

	Name string `json:"name"`
	// of the claim in Partner Center, once it is known
	PortalNumber PortalNumber      `json:"portalNumber,omitzero"`
	Engagement   mci.EngagementRef `json:"engagement"`
	// of the engagement when the claim was opened or its terms were accepted;
	// zero for a record that an earlier version of this library wrote
	Terms catalog.Digest `json:"terms,omitzero"`
	// when the terms were accepted; nil if they are those of the opening. A claim
	// shares it with its successors; it is never changed
	TermsAccepted *time.Time `json:"termsAccepted,omitempty"`

	// as given
	CustomerID mci.CustomerID `json:"customerId"`
	// whose eligibility was checked
	CheckedID       mci.CustomerID `json:"checkedId"`
	MismatchReason  string         `json:"mismatchReason,omitempty"`
	CustomerCountry mci.Country    `json:"customerCountry,omitempty"`
	CustomerContact mci.Contact    `json:"customerContact"`
	PartnerContact  mci.Contact    `json:"partnerContact"`
	Location        mci.LocationID `json:"location"`
	LocationCountry mci.Country    `json:"locationCountry,omitempty"`
	// frozen by the nomination
	Hours   mci.Hours   `json:"hours,omitzero"`
	Segment mci.Segment `json:"segment,omitempty"`
	// what was counted of the customer, frozen by the nomination
	Quantities  mci.Quantities  `json:"quantities,omitempty"`
	Opportunity mci.Opportunity `json:"opportunity,omitzero"`

	Created          time.Time `json:"created"`
	FirstSubmitted   time.Time `json:"firstSubmitted,omitzero"`
	RejectedAt       time.Time `json:"rejectedAt,omitzero"`
	ApprovedAt       time.Time `json:"approvedAt,omitzero"`
	DisputeSubmitted time.Time `json:"disputeSubmitted,omitzero"`
	// of the latest history entry
	Updated time.Time `json:"updated"`

	Consent consent.Consent `json:"consent,omitzero"`
	// in the order of mci.EvidenceParts
	Evidence []Evidence `json:"evidence,omitempty"`

	Amounts Amounts `json:"amounts,omitzero"`
	// idempotency keys that were used
	Keys []UsedKey `json:"keys,omitempty"`

	// nil where commands alone made the record
	Observed *Observed `json:"observed,omitempty"`

	// set by every change; a store selects by it, and no rule reads it
	Index Index `json:"index,omitzero"`
}

// A UsedKey is an idempotency key with the event that it was used for.
type UsedKey struct {
	Key   string `json:"key"`
	Event Event  `json:"event"`
}

// State returns the status together with whether the claim was disputed.
func (r *Record) State() State { return State{r.Status, r.Disputed} }

// clone returns a copy that shares nothing with r.
func (r *Record) clone() Record {
	copied := *r
	copied.Evidence = slices.Clone(r.Evidence)
	copied.Keys = slices.Clone(r.Keys)
	copied.Quantities = maps.Clone(r.Quantities)
	copied.Amounts.Payments = slices.Clone(r.Amounts.Payments)
	copied.Observed = r.Observed.clone()
	if r.TermsAccepted != nil {
		at := *r.TermsAccepted
		copied.TermsAccepted = &at
	}
	return copied
}

// Amounts are what a claim is worth at its stages. They are separate figures
// and are never added up.
type Amounts struct {
	// what approval would pay, as calculated when the customer was nominated
	Estimated Amount `json:"estimated,omitzero"`
	// the same as calculated at the first submission, or as a later one names
	// it
	Requested Amount `json:"requested,omitzero"`
	// of the approval, or of the day on which it became known
	Approved Amount `json:"approved,omitzero"`
	// in the order in which they were recorded
	Payments []Amount `json:"payments,omitempty"`
}

// A PortalNumber is the number that Partner Center gives a claim, and when it
// was recorded here. The zero PortalNumber is not known.
type PortalNumber struct {
	Number string    `json:"number"` // 1 to 200 bytes on one line
	At     time.Time `json:"at"`
}

// An Amount is one figure and when it was set. The zero Amount is none.
type Amount struct {
	Money     mci.Money `json:"money"`
	At        time.Time `json:"at"`
	Reference string    `json:"reference,omitempty"` // payment ID
}
