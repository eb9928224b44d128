package claims

import (
	"time"

	"github.com/mci-go/incentives/claims/internal/set"
)

// Observed holds the part of a record that comes from Partner Center and not
// from commands. It is nil if the claim was never moved by [Observe], never
// diverged and was not adopted. A claim shares it with its predecessors, so it
// is never changed.
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
	Shown PortalStatus `json:"shown"`
	// Local is the state of the claim when the status was observed.
	Local State `json:"local"`
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

// Divergence returns a copy of the divergence between Partner Center and the
// claim. It is nil if there is none.
func (c *Claim) Divergence() *Divergence {
	return c.record.Observed.clone().divergence()
}

func (o *Observed) divergence() *Divergence {
	if o == nil {
		return nil
	}
	return o.Divergence
}

// Adopted reports whether the claim was made by [Adopt] from Partner Center.
func (c *Claim) Adopted() bool { return c.record.adopted() }

func (r *Record) adopted() bool { return r.Observed != nil && r.Observed.Adopted }

// Assumed returns the fields that are set as an observation of Partner Center
// implies. It is empty if only commands moved the claim.
func (c *Claim) Assumed() Assumptions { return c.record.assumed() }

// Missing returns the paths of the fields that an observed or adopted claim
// still lacks, such as its contacts, its deal size or its evidence. It is empty
// if only commands moved the claim.
func (c *Claim) Missing() []string {
	var missing []string
	for f := range set.All[field](c.record.assumed().word) {
		if row := fieldRows[f]; row.missing != nil && row.missing(c) {
			missing = append(missing, row.path)
		}
	}
	return missing
}

func (r *Record) assumed() Assumptions {
	if r.Observed == nil {
		return Assumptions{}
	}
	return r.Observed.Assumed
}

func (r *Record) assumes(f field) bool { return r.assumed().has(f) }

func (c *Claim) assumes(f field) bool { return c.record.assumes(f) }

// assume adds fields to the assumptions. It returns a copy of Observed, which
// the record then holds.
func (r *Record) assume(fields ...field) *Observed {
	next := Observed{}
	if r.Observed != nil {
		next = *r.Observed
	}
	next.Assumed = next.Assumed.with(fields...)
	r.Observed = &next
	return &next
}

// leave adds the fields whose values no command recorded to the assumptions.
func (c *Claim) leave(fields ...field) {
	for _, f := range fields {
		if missing := fieldRows[f].missing; missing == nil || missing(c) {
			c.record.assume(f)
		}
	}
}

// known removes fields from the assumptions, since a command recorded them. An
// observation dates the record for good: assumedUpdated, assumedVersion and
// assumedKeys stay, because a later command does not tell what was before it.
func (r *Record) known(fields ...field) {
	for _, f := range fields {
		if r.assumes(f) {
			observed := r.assume()
			observed.Assumed = observed.Assumed.without(f)
		}
	}
}

// knownInstants removes the instants that a command set from the assumptions.
func (r *Record) knownInstants(before *Record) {
	for i := range instants {
		if row := &instants[i]; !row.at(r).Equal(*row.at(before)) {
			r.known(row.assumed)
		}
	}
}
