package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A Claim is one CPOR claim: a partner's association with workloads of one
// tenant, or with one subscription, together with the terms that it is judged
// by. It is immutable: [Apply] returns a new one. A Claim begins with [Open],
// [Adopt] or [Restore]; the zero Claim must not be used.
type Claim struct {
	record Record
	terms  *cpor.Terms
}

// ID returns the claim's ID.
func (c *Claim) ID() claims.ID { return c.record.ID }

// String returns the claim's ID and state. It hides the customer, because fmt
// would otherwise print all fields of the claim.
func (c *Claim) String() string {
	return "association claim " + string(c.record.ID) + ", " + c.State().String()
}

// GoString returns the same text as [Claim.String].
func (c *Claim) GoString() string { return c.String() }

// State returns the claim's status and how it ended.
func (c *Claim) State() lifecycle.State { return c.record.State() }

// Version returns the number of history entries that the claim has.
func (c *Claim) Version() uint64 { return c.record.Version }

// Kind returns the kind of association.
func (c *Claim) Kind() cpor.Kind { return c.record.Kind }

// Terms returns the terms that the claim is judged by. They are never nil.
func (c *Claim) Terms() *cpor.Terms { return c.terms }

// Record returns a copy of the data that a store keeps of the claim.
func (c *Claim) Record() Record { return c.record.clone() }

// Adopted reports whether the claim was made by [Adopt] from Partner Center.
func (c *Claim) Adopted() bool { return c.record.Observed != nil && c.record.Observed.Adopted }

// Divergence returns a copy of the divergence between Partner Center and the
// claim. It is nil if there is none.
func (c *Claim) Divergence() *Divergence { return c.record.Observed.clone().divergence() }

// ProofFindings returns the findings on the claim's proof of execution as a
// reviewer would judge it at an instant; see [cpor.Proof.Findings].
func (c *Claim) ProofFindings(at time.Time) []mci.Finding {
	return c.record.Proof.Findings(c.record.Workloads, c.terms, at)
}

// Subjects returns the things that the partner claims; see
// [cpor.Association.Subjects]. It is nil if the claim was adopted without them.
func (c *Claim) Subjects() []recognition.Subject { return c.record.Subjects() }
