package claims

import (
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An ID names a claim. The host chooses it, 1 to 200 bytes, without blanks at
// its ends.
type ID string

// A Record is the stored form of a claim: plain data with a JSON form. Only
// [Restore] makes a claim of it, and checks it. Instants are in UTC. A zero
// instant has not happened. The small fields are next to each other, since a
// claim that is 16 bytes longer costs the allocator an eighth more.
type Record struct {
	// Format is the version of the stored form. It is always written.
	Format Format `json:"format"`

	// ID is the host's ID of the claim.
	ID ID `json:"id"`
	// Version grows by one with each history entry.
	Version uint64 `json:"version"`
	// Status is the claim's status.
	Status Status `json:"status"`
	// Disputed reports whether the claim was disputed. Only Resolve can reset
	// it.
	Disputed bool `json:"disputed,omitempty"`
	// AnswerPending is whether a reviewer's request or a rejection waits for
	// new evidence or a comment.
	AnswerPending bool `json:"answerPending,omitempty"`
	// Way is whether the customer was added or claimed. It is none for an
	// adopted claim.
	Way eligibility.Way `json:"way"`

	// Name is the friendly name of the claim, 1 to 200 bytes.
	Name string `json:"name"`
	// PortalNumber is the claim's number in Partner Center, if it is known.
	PortalNumber PortalNumber `json:"portalNumber,omitzero"`
	// Engagement names the engagement and its edition.
	Engagement mci.EngagementRef `json:"engagement"`
	// Terms is the digest of the engagement when the claim was opened or its
	// terms were accepted. It is zero for a record that an earlier version of
	// this library wrote.
	Terms catalog.Digest `json:"terms,omitzero"`
	// TermsAccepted is the instant at which the terms were accepted. It is nil
	// if they are those of the opening. A claim shares it with its successors;
	// it is never changed.
	TermsAccepted *time.Time `json:"termsAccepted,omitempty"`

	// CustomerID is the customer's ID as given.
	CustomerID mci.CustomerID `json:"customerId"`
	// CheckedID is the ID whose eligibility was checked: a domain's tenant, or
	// else the customer's ID.
	CheckedID mci.CustomerID `json:"checkedId"`
	// MismatchReason is the reason for a mail domain that does not belong to
	// the tenant, at most 4000 bytes, or empty.
	MismatchReason string `json:"mismatchReason,omitempty"`
	// CustomerCountry is the customer's country, or empty.
	CustomerCountry mci.Country `json:"customerCountry,omitempty"`
	// CustomerContact is the customer's contact, to whom the consent mail goes.
	CustomerContact mci.Contact `json:"customerContact"`
	// PartnerContact is the partner's own contact.
	PartnerContact mci.Contact `json:"partnerContact"`
	// Location is the partner's location that nominated the customer.
	Location mci.LocationID `json:"location"`
	// LocationCountry is the country of the location, or empty.
	LocationCountry mci.Country `json:"locationCountry,omitempty"`
	// Hours are the hours that the nomination froze. Only an engagement that
	// needs hours has them.
	Hours mci.Hours `json:"hours,omitzero"`
	// Segment is the customer's segment by its name in the catalog, or empty.
	Segment mci.Segment `json:"segment,omitempty"`
	// Quantities are the customer's quantities that the engagement asks for, as
	// the nomination froze them.
	Quantities mci.Quantities `json:"quantities,omitempty"`
	// Opportunity holds the facts of the opportunity in the seller system.
	Opportunity mci.Opportunity `json:"opportunity,omitzero"`

	// Created is the instant at which the claim was created.
	Created time.Time `json:"created"`
	// FirstSubmitted is the instant of the first submission.
	FirstSubmitted time.Time `json:"firstSubmitted,omitzero"`
	// RejectedAt is the instant of the first rejection.
	RejectedAt time.Time `json:"rejectedAt,omitzero"`
	// ApprovedAt is the instant of the approval.
	ApprovedAt time.Time `json:"approvedAt,omitzero"`
	// DisputeSubmitted is the instant at which the dispute was submitted first.
	DisputeSubmitted time.Time `json:"disputeSubmitted,omitzero"`
	// Updated is the largest instant of a history entry. If an entry was taken
	// back, only the entries before it and after the taking-back count. An
	// entry with the rule claim.key is no step of the claim, and does not
	// count.
	Updated time.Time `json:"updated"`

	// TakenBack is true if an entry of the history was taken back. If so, the
	// keys and the version cover more entries than the rest of the record.
	TakenBack bool `json:"takenBack,omitempty"`

	// Consent is the customer's consent.
	Consent consent.Consent `json:"consent,omitzero"`
	// Evidence lists the parts of the submission, in the order of
	// mci.EvidenceParts.
	Evidence []Evidence `json:"evidence,omitempty"`

	// Amounts are the amounts of the claim's stages.
	Amounts Amounts `json:"amounts,omitzero"`
	// Keys are the last 64 idempotency keys that were used.
	Keys []UsedKey `json:"keys,omitempty"`

	// Observed is nil if only commands made the record.
	Observed *Observed `json:"observed,omitempty"`

	// Index is set by every change. A store selects by it, and no rule reads
	// it.
	Index Index `json:"index,omitzero"`
}

// State returns the status together with whether the claim was disputed.
func (r *Record) State() State { return State{r.Status, r.Disputed} }

// Clone returns a copy that shares nothing with r.
func (r *Record) Clone() Record {
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

// Amounts are the amounts of a claim at its stages. They are separate figures
// and are never added up.
type Amounts struct {
	// Estimated is the amount that approval would pay, as calculated when the
	// customer was nominated.
	Estimated Amount `json:"estimated,omitzero"`
	// Requested is the amount that a submission named last. If none named one,
	// it is the amount that was calculated at the first submission.
	Requested Amount `json:"requested,omitzero"`
	// Approved is the approved amount. Its instant is the approval, or the time
	// at which the amount became known.
	Approved Amount `json:"approved,omitzero"`
	// Payments lists the payments in the order in which they were recorded,
	// those that were replaced too; see Paid.
	Payments []Payment `json:"payments,omitempty"`
}

// Paid yields the payments that were not replaced by a correction. Money that
// was taken back is an amount below zero among them. They are never added up:
// they can be of several currencies.
func (a *Amounts) Paid() iter.Seq[Payment] {
	return func(yield func(Payment) bool) {
		for _, payment := range a.Payments {
			if !payment.Replaced && !yield(payment) {
				return
			}
		}
	}
}

// A PortalNumber is the number that Partner Center gives a claim, with the
// instant at which it was recorded here. The zero PortalNumber is not known.
type PortalNumber struct {
	Number string    `json:"number"` // 1 to 200 bytes on one line
	At     time.Time `json:"at"`     // when it was recorded
}

// An Amount is one figure with the instant at which it was set. The zero Amount
// is none.
type Amount struct {
	Money mci.Money `json:"money"` // 0 or more
	At    time.Time `json:"at"`    // when it was set
}
