package claims

import "time"

// An Index holds the values that a store selects and orders claims by and that
// are not elsewhere in the record. Every change of a claim sets it. The rules
// never read it, so a wrong Index can hide a claim from a list but cannot move
// the claim. The zero Index hides a claim from every list that asks for a key
// or a solution area; a desk can write it anew.
type Index struct {
	// Area is the solution area of the engagement, as the catalog writes it.
	Area string `json:"area,omitempty"`
	// Expires is the first instant at which a clock can end the claim. It is
	// zero if none can.
	Expires time.Time `json:"expires,omitzero"`
	// Attention is the end of the claim's next deadline, whether it expires the
	// claim or makes it overdue at Microsoft. For an approved claim that was
	// not paid it is the end of the expected day of the payment. For any other
	// claim that has ended it is the instant of an open Divergence, or zero if
	// there is none. It is never zero for a claim that is open.
	Attention time.Time `json:"attention,omitzero"`
}

// equal reports whether two indexes hold the same instants and area.
func (i Index) equal(other Index) bool {
	return i.Area == other.Area && i.Expires.Equal(other.Expires) && i.Attention.Equal(other.Attention)
}

// Index returns the index keys that the claim should have. Those of a stale
// record differ; see [Claim.Stale].
func (c *Claim) Index() (index Index) {
	index.set(c)
	return index
}

// set writes the index keys of a claim in place.
func (i *Index) set(c *Claim) {
	i.Area = c.engagement.SolutionArea()
	i.Expires = c.expires()
	i.Attention = c.attention()
}

// expires returns the instant that [Index] documents as Expires.
func (c *Claim) expires() time.Time {
	clock := c.expiring()
	if clock == 0 {
		return time.Time{}
	}
	return utc(c.windowEnd(clock))
}

// attention returns the instant that [Index] documents as Attention.
func (c *Claim) attention() time.Time {
	if clocks := dense.clocks[c.State().index()]; len(clocks) > 0 {
		next := c.windowEnd(clocks[0].clock)
		for _, other := range clocks[1:] {
			if end := c.windowEnd(other.clock); end.Before(next) {
				next = end
			}
		}
		return utc(next)
	}
	divergence := c.record.Observed.divergence()
	switch {
	case c.AwaitsPayment():
	case divergence.Open():
		return utc(divergence.At)
	default:
		return time.Time{}
	}
	expected := c.ExpectedPayment()
	if expected.IsZero() { // beyond the years that a date can hold
		return utc(c.record.ApprovedAt)
	}
	return utc(expected.AddDays(1).Start(c.engagement.Edition().Calendar().Zone()))
}

// AwaitsPayment reports whether the claim is approved and has no recorded
// payment. Such a claim stays on the worklist.
func (c *Claim) AwaitsPayment() bool {
	return c.record.Status == Approved && len(c.record.Amounts.Payments) == 0
}

// Stale reports whether the index keys of the record that the claim was
// restored from differ from the keys that the claim should have. This can
// happen after a change of the catalog or of this library. The claim itself is
// right, but a list by a key can miss it. The next change of the claim writes
// the right keys, and so does the method Reindex of a desk.
func (c *Claim) Stale() bool { return !c.record.Index.equal(c.Index()) }
