package association

import (
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A Record is the stored form of a claim: plain data with a JSON form. Only
// [Restore] makes a claim of it, and checks it. Instants are in UTC. A zero
// instant has not happened.
type Record struct {
	// Format is the version of the stored form. It is always written.
	Format claims.Format `json:"format"`
	// ID is the host's ID of the claim.
	ID claims.ID `json:"id"`
	// Version grows by one with each history entry.
	Version uint64 `json:"version"`
	// Status is the claim's status.
	Status recognition.Status `json:"status"`
	// Ending says how the claim ended. It is none for a claim that can still
	// change.
	Ending lifecycle.Ending `json:"ending,omitempty"`
	// AnswerPending is whether a reviewer's request waits for a new proof, an
	// edit or a comment.
	AnswerPending bool `json:"answerPending,omitempty"`
	// Competing is whether another partner claims the same workload or
	// subscription, and Microsoft has not decided yet.
	Competing bool `json:"competing,omitempty"`

	// Expired is whether the end of a window led into the present state.
	Expired bool `json:"expired,omitempty"`
	// TakenBack says that an entry of the history was taken back. If so, the
	// keys and the version cover more entries than the rest of the record.
	TakenBack bool `json:"takenBack,omitempty"`

	// PortalNumber is the claim's number in Partner Center, if it is known.
	PortalNumber claims.PortalNumber `json:"portalNumber,omitzero"`
	cpor.Association
	cpor.Details
	// Proof is the latest proof of execution.
	Proof cpor.Proof `json:"proof,omitzero"`

	// Created is the instant at which the claim was created.
	Created time.Time `json:"created"`
	// FirstSubmitted is the instant of the first submission.
	FirstSubmitted time.Time `json:"firstSubmitted,omitzero"`
	// RequestedAt is the instant of the reviewer's latest request.
	RequestedAt time.Time `json:"requestedAt,omitzero"`
	// RejectedAt is the instant of the rejection by the review, or the end of
	// the window in which the partner had to answer, however late a sweep
	// records it. The window of a dispute begins with it.
	RejectedAt time.Time `json:"rejectedAt,omitzero"`
	// DisputedAt is the instant of the dispute.
	DisputedAt time.Time `json:"disputedAt,omitzero"`
	// ApprovedAt is the instant of the approval.
	ApprovedAt time.Time `json:"approvedAt,omitzero"`
	// Since is the instant at which the claim entered its present state.
	Since time.Time `json:"since"`
	// Updated is the largest instant of a history entry. If an entry was taken
	// back, only the entries before it and after the taking-back count. An
	// entry with the rule cporclaim.key is no step of the claim, and does not
	// count.
	Updated time.Time `json:"updated"`
	// SubscriptionEnds is the last day of the subscription, if it is known.
	SubscriptionEnds mci.Date `json:"subscriptionEnds,omitzero"`

	// Keys are the last 64 idempotency keys that were used.
	Keys []UsedKey `json:"keys,omitempty"`
	// Observed is nil if only commands made the record.
	Observed *Observed `json:"observed,omitempty"`
	// Index is set by every change. A store selects by it, and no rule reads
	// it.
	Index claims.Index `json:"index,omitzero"`
}

// A UsedKey is an idempotency key, the event that it was used for, and the
// digest of the command's content.
type UsedKey struct {
	// Key is the idempotency key.
	Key string `json:"key"`
	// Event is the event that the command asked for.
	Event lifecycle.Event `json:"event"`
	// Content is the digest of the command.
	Content claims.ContentDigest `json:"content"`
}

// State returns the status together with how the claim ended.
func (r *Record) State() lifecycle.State { return lifecycle.State{Status: r.Status, Ending: r.Ending} }

// clone returns a copy that shares nothing with r.
func (r *Record) clone() Record {
	copied := *r
	copied.Association = r.Association.Clone()
	copied.Proof = r.Proof.Clone()
	copied.Keys = slices.Clone(r.Keys)
	copied.Observed = r.Observed.clone()
	return copied
}

// Observed holds the part of a record that comes from Partner Center and not
// from commands. A claim shares it with its predecessors, so it is never
// changed.
type Observed struct {
	// Adopted reports whether the claim was made by Adopt.
	Adopted bool `json:"adopted,omitempty"`
	// Assumed is the set of the fields that an observation implies.
	Assumed Assumptions `json:"assumed"`
	// Divergence is the latest divergence, open or kept. It is nil if there is
	// none.
	Divergence *Divergence `json:"divergence,omitempty"`
}

// A Divergence records a portal status that the machine cannot reach from the
// claim's own. It keeps both sides. A person settles it by [Resolve].
type Divergence struct {
	// Shown is the status that Partner Center shows. An unknown name is kept as
	// it is.
	Shown lifecycle.PortalStatus `json:"shown"`
	// Local is the state of the claim when the status was observed.
	Local lifecycle.State `json:"local"`
	// At is the instant of the observation.
	At time.Time `json:"at"`
	// Kept reports whether a person decided to keep the claim's own status. If
	// Partner Center then shows the same name again, it changes nothing.
	Kept bool `json:"kept,omitempty"`
}

// Open reports whether the divergence is not settled yet.
func (d *Divergence) Open() bool { return d != nil && !d.Kept }

// clone returns a copy that shares nothing with o.
func (o *Observed) clone() *Observed {
	if o == nil {
		return nil
	}
	copied := *o
	if o.Divergence != nil {
		divergence := *o.Divergence
		copied.Divergence = &divergence
	}
	return &copied
}

func (o *Observed) divergence() *Divergence {
	if o == nil {
		return nil
	}
	return o.Divergence
}

// SearchText returns the text in which a store looks for Query.Text: the
// claim's name, its number in Partner Center, and the customer's tenant and
// domain, one per line, in lower case.
func (r *Record) SearchText() string {
	lines := []string{r.Name, r.PortalNumber.Number, r.Tenant.Value(), r.Domain.Value()}
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	return strings.ToLower(strings.Join(lines, "\n"))
}
