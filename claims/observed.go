package claims

import "time"

// Observed is what a record has from Partner Center and not from commands. It
// is nil for a claim that was never moved by [Observe], never diverged and was
// not adopted. A claim shares it with its predecessors; it is never changed.
type Observed struct {
	Adopted    bool        `json:"adopted,omitempty"` // the claim was made by Adopt
	Assumed    Assumptions `json:"assumed"`
	Divergence *Divergence `json:"divergence,omitempty"`
}

// A Divergence is that Partner Center shows a status that no legal path of the
// machine leads to from the claim's own. Both sides are kept. A person settles
// it by [Resolve].
type Divergence struct {
	// by Partner Center; unknown names are kept as they are
	Shown PortalStatus `json:"shown"`
	// of the claim when it was observed
	Local State `json:"local"`
	// of the observation
	At   time.Time `json:"at"`
	Kept bool      `json:"kept,omitempty"`
	// Kept is whether somebody decided to keep the claim's own status. The same
	// name, shown again, then says nothing new.
}

// Open reports whether nobody has settled the divergence yet.
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

// Divergence returns how Partner Center and the claim differ, as a copy; nil if
// they are not known to.
func (c *Claim) Divergence() *Divergence {
	return c.record.Observed.clone().divergence()
}

func (o *Observed) divergence() *Divergence {
	if o == nil {
		return nil
	}
	return o.Divergence
}

// Adopted reports whether the claim was known to Partner Center alone and made
// by [Adopt].
func (c *Claim) Adopted() bool { return c.record.Observed != nil && c.record.Observed.Adopted }

// Assumed returns the fields that are as an observation of Partner Center
// implies; none for a claim that was moved by commands alone.
func (c *Claim) Assumed() Assumptions { return c.record.assumed() }

// Missing returns the paths of what is not known of a claim because it was
// observed and not recorded here: such as its contacts, its deal size or its
// evidence. None is missing of a claim that was moved by commands alone.
func (c *Claim) Missing() []string {
	var missing []string
	for field, row := range assumedPaths {
		if c.assumes(field) && row.missing != nil && row.missing(c) {
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

func (r *Record) assumes(field int) bool { return r.assumed().has(field) }

func (c *Claim) assumes(field int) bool { return c.record.assumes(field) }

// assume notes fields that are as an observation implies, in a value of its
// own.
func (r *Record) assume(fields ...int) *Observed {
	next := Observed{}
	if r.Observed != nil {
		next = *r.Observed
	}
	next.Assumed = next.Assumed.with(fields...)
	r.Observed = &next
	return &next
}
