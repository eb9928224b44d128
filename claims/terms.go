package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// AcceptTerms moves a claim to the terms of a revision of its edition. Until
// then a claim keeps the terms under which it was opened; see
// [Claim.TermsChanged]. The claim is judged and paid by the new terms from then
// on. The command changes no other fact. Earlier events stay as they were
// recorded, even if the new terms would not have allowed them. The history
// keeps the terms that held before.
//
// The actor is the partner. The status and the windows do not matter, so a
// claim that has ended can be moved, too. Source: [mci.LibraryReading].
type AcceptTerms struct {
	// Revision is the revision of the claim's edition. The zero Revision is
	// revision 1.
	Revision mci.Revision `json:"revision,omitzero"`
	// Terms is the digest of the terms that are accepted, as Engagement.Digest
	// of the catalog returns it. If it is not zero, the command is refused
	// unless the catalog has just these terms. The entry of the history always
	// has it.
	Terms catalog.Digest `json:"terms,omitzero"`
	// Comment is the reason, at most 4000 bytes, or empty.
	Comment string `json:"comment,omitempty"`
}

// acceptance is the row of entries that accept terms. The machine does not know
// it.
var acceptance = Transition{Event: TermsAccepted, Actor: Partner, Rule: "claim.terms.accept", Source: mci.LibraryReading}

// Event returns [TermsAccepted].
func (AcceptTerms) Event() Event { return TermsAccepted }

func (c *AcceptTerms) bind(o document.Object) {
	o.Optional("revision").JSON(&c.Revision)
	o.Optional("terms").Into(&c.Terms)
	c.Comment = boundComment(o)
}

func (c AcceptTerms) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (c AcceptTerms) apply(next *Claim, at time.Time) error {
	accepted, err := next.inRevision(c.Revision)
	if err != nil {
		return err
	}
	next.engagement = accepted
	r := &next.record
	r.Engagement, r.Terms, r.TermsAccepted = accepted.Ref(), accepted.Digest(), &at
	return nil
}

// inRevision returns the claim's engagement in a revision of its edition.
func (c *Claim) inRevision(revision mci.Revision) (*catalog.Engagement, error) {
	edition, ok := c.engagement.Edition().In(revision)
	if ok {
		if engagement, ok := edition.Engagement(c.record.Engagement.Engagement); ok {
			return engagement, nil
		}
	}
	return nil, mci.Invalid("revision", revision.String(), "a revision in which the catalog has the claim's engagement")
}

// applyTo applies an [AcceptTerms]. Accepting the terms that the claim has
// keeps only the key.
func (c AcceptTerms) applyTo(claim *Claim, key UsedKey, meta Meta) (Change, error) {
	accepted, err := claim.inRevision(c.Revision)
	if err != nil {
		return Change{}, err
	}
	for _, gap := range []*Gap{acceptance.notFor(&meta), c.otherThan(accepted)} {
		if gap != nil {
			return Change{}, claim.refusal(TermsAccepted, &meta, *gap)
		}
	}
	c.Terms = accepted.Digest()
	if !claim.TermsChanged() && claim.record.Engagement == accepted.Ref() {
		return claim.unchanged(TermsAccepted, key, &meta).of(c), nil
	}
	next, at := claim.next(key, &meta, claim.record.acceptedAt())
	if err := c.apply(next, at); err != nil {
		return Change{}, err
	}
	change, entry := next.change(claim.State(), &acceptance, &meta, at)
	entry.Command = c
	return change, nil
}

// otherThan refuses terms that are not those of the command.
func (c AcceptTerms) otherThan(accepted *catalog.Engagement) *Gap {
	if c.Terms.IsZero() || c.Terms == accepted.Digest() {
		return nil
	}
	return &Gap{
		Rule: acceptance.Rule, Path: "command.terms", Source: acceptance.Source.Source(),
		Why: "the catalog has the terms " + accepted.Digest().String() + " in this revision, not " + c.Terms.String(),
	}
}

// TermsChanged reports whether the catalog that the claim was restored with has
// other terms in place of those under which the claim was opened, or which were
// accepted later. If it has, the claim's payout is unknown, the claim accepts
// no command but [AcceptTerms], and its deadlines are those of the catalog's
// terms. Its entries can still be taken back; see [TakeBack]. The error of
// [Restore] names the differences.
func (c *Claim) TermsChanged() bool { return c.record.Terms != c.engagement.Digest() }

// held returns a [TermsError] if the terms have changed, else nil.
func (c *Claim) held() error {
	if !c.TermsChanged() {
		return nil
	}
	return c.termsError()
}

// blockedByTerms returns the reason why the claim accepts no step. It is nil if
// there is none.
func (c *Claim) blockedByTerms() *Gap {
	if !c.TermsChanged() {
		return nil
	}
	return &Gap{
		Rule: termsRule, Path: "terms", Source: mci.LibraryReading.Source(),
		Why: "the terms under which the claim was opened have changed in the catalog, and nobody has accepted the new ones",
	}
}

// needsAcceptance is the missing input of the payout of a claim whose terms
// have changed.
const needsAcceptance = "the acceptance of the changed terms, or the revision under which the claim was opened"

// payout calculates the payout of the claim from facts.
func (c *Claim) payout(inputs catalog.PayInputs) catalog.Payout {
	if c.TermsChanged() {
		return c.engagement.UnknownPayout(inputs, needsAcceptance)
	}
	return c.engagement.Payout(inputs)
}

// engagementOf returns the engagement of a record, and whether the catalog has
// it. If the catalog does not have the record's revision, it is the engagement
// in a revision with the same terms or, without one, in the latest revision.
func engagementOf(record *Record, from *catalog.Catalog) (*catalog.Engagement, bool) {
	if own, ok := from.Engagement(record.Engagement); ok {
		return own, true
	}
	latest, ok := from.Edition(record.Engagement.Edition)
	if !ok {
		return nil, false
	}
	for edition := range latest.Revisions() {
		if same, ok := edition.Engagement(record.Engagement.Engagement); ok && same.Digest() == record.Terms {
			return same, true
		}
	}
	return latest.Engagement(record.Engagement.Engagement)
}

// judged reports whether the claim's terms held at an instant. If they were
// accepted later, earlier events were judged by other terms.
func (r *Record) judged(at time.Time) bool {
	return r.TermsAccepted == nil || at.After(*r.TermsAccepted)
}

// acceptedAt returns the instant at which the terms were accepted; zero if they
// are those of the opening.
func (r *Record) acceptedAt() time.Time {
	if r.TermsAccepted == nil {
		return time.Time{}
	}
	return *r.TermsAccepted
}
