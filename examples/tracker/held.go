package main

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// heldClaims are claims that a list skipped because the catalog has other terms
// than theirs. The other terms are the same for all of them.
type heldClaims struct {
	terms *claims.TermsError // of the first claim, whose error is printed
	more  int
}

// holds reports whether an error belongs to a claim whose terms the catalog
// does not have, and whether such an error was printed before. It counts all of
// them.
func (t *tracker) holds(one *store.ClaimError) (again bool) {
	var terms *claims.TermsError
	if !errors.As(one, &terms) {
		return false
	}
	for _, like := range t.held {
		if first := like.terms; first.Engagement == terms.Engagement && first.Present == terms.Present && first.Agreed == terms.Agreed && first.Offered == terms.Offered {
			like.more++
			return true
		}
	}
	t.held = append(t.held, &heldClaims{terms: terms})
	return false
}

// tellHeld prints, for each cause, how many more claims it holds, and the
// command to type.
func (t *tracker) tellHeld() {
	for _, like := range t.held {
		if like.more > 0 {
			fmt.Fprintf(t.err, "tracker: the same holds %s more of %s\n", counted(like.more, "claim"), like.terms.Engagement.Engagement)
		}
		fmt.Fprintf(t.err, "  next: tracker do %s accept-terms, if the claim is to have the new terms; otherwise let the catalog keep the former edition, and add the correction as its next revision\n", like.terms.Claim)
	}
}
