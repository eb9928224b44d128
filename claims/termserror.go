package claims

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// A TermsError says that the catalog has other terms for a stored claim than
// those under which it was opened, and names the differences. [Restore] and a
// desk.Desk return it together with the claim. [Apply] and [Observe] return it
// for every step but [AcceptTerms]. It matches [ErrTermsChanged]; use errors.As
// to find it.
type TermsError struct {
	// Claim is the ID of the claim.
	Claim ID `json:"claim"`
	// Engagement is the claim's own reference.
	Engagement mci.EngagementRef `json:"engagement"`
	// Agreed is the digest of the claim's own terms. It is zero if the record
	// has none, as those that an earlier version of this library wrote.
	Agreed catalog.Digest `json:"agreed,omitzero"`
	// Present refers to the engagement that the catalog has instead. If it is
	// in another revision than Engagement, the catalog does not have the
	// claim's revision.
	Present mci.EngagementRef `json:"present"`
	// Offered is the digest of the terms of Present. An AcceptTerms accepts
	// them.
	Offered catalog.Digest `json:"offered"`
	// Own refers to the engagement that has the claim's own terms, if a
	// revision of the edition in the catalog has them. Otherwise it is zero.
	Own mci.EngagementRef `json:"own,omitzero"`
	// Changes are the differences from Own to Present. If Own is zero, there
	// are none, because the catalog does not say the claim's own terms any
	// more.
	Changes []diff.Change `json:"changes,omitempty"`
}

// mostNamedChanges is the number of differences that the text of an error
// names.
const mostNamedChanges = 3

// termsError returns the error of a claim whose terms have changed.
func (c *Claim) termsError() *TermsError {
	changed := &TermsError{
		Claim: c.record.ID, Engagement: c.record.Engagement, Agreed: c.record.Terms,
		Present: c.engagement.Ref(), Offered: c.engagement.Digest(),
	}
	for edition := range c.engagement.Edition().Revisions() {
		own, ok := edition.Engagement(c.record.Engagement.Engagement)
		if ok && own.Digest() == c.record.Terms {
			changed.Own = own.Ref()
			changed.Changes = diff.Engagements(own, c.engagement)
			break
		}
	}
	return changed
}

// Error names the two terms and the first of the differences.
func (e *TermsError) Error() string {
	text := fmt.Sprintf("the claim has the terms %s of %s, and the catalog has %s in %s", orUnknown(e.Agreed), e.Engagement, e.Offered, e.Present)
	if len(e.Changes) == 0 {
		return text
	}
	named := make([]string, 0, mostNamedChanges+1)
	for i := range e.Changes {
		if i == mostNamedChanges {
			named = append(named, fmt.Sprintf("%d more", len(e.Changes)-i))
			break
		}
		named = append(named, e.Changes[i].String())
	}
	return text + ": " + strings.Join(named, "; ")
}

func orUnknown(d catalog.Digest) string {
	if d.IsZero() {
		return "(digest unknown)"
	}
	return d.String()
}

// Is reports whether target is [ErrTermsChanged].
func (e *TermsError) Is(target error) bool { return target == ErrTermsChanged }
