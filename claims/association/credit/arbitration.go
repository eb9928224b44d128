package credit

import (
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/mci"
)

// firstProof is the first date of a proof that counts when Microsoft compares
// the proofs of two partners. Source: [mci.AssociationGuide].
var firstProof, _ = mci.NewDate(2020, time.July, 1)

// Arbitrate returns the claim that Microsoft is expected to approve, if several
// compete for a workload or a subscription. It is the claim with the most
// recent proof, dated 1 July 2020 or later. It is an expectation, not a
// decision, and changes no claim. If the date of a proof is unknown, if two
// proofs share the most recent date, or if no proof has a date that counts, the
// winner is nil and the finding is unknown. A partner usually knows no proof
// but its own.
func Arbitrate(competing ...*association.Claim) (winner *association.Claim, why mci.Finding) {
	why = mci.Finding{
		Rule: proofsRule, Path: "proof.dated", Source: mci.AssociationGuide.Source(),
		Want: "one most recent proof, dated " + firstProof.String() + " or later",
	}
	last, of := firstProof.AddDays(-1), 0
	for _, claim := range competing {
		proof := claim.Record().Proof
		switch order := proof.Dated.Compare(last); {
		case proof.Dated.IsZero() && !proof.Undated:
			why.Found = "a proof whose date is unknown"
			return nil, why
		case order > 0:
			winner, last, of = claim, proof.Dated, 1
		case order == 0 && of > 0:
			of++
		}
	}
	switch of {
	case 0:
		why.Found = "no proof whose date counts"
		return nil, why
	case 1:
		why.Outcome, why.Found = mci.Pass, last.String()
		return winner, why
	default:
		why.Found = strconv.Itoa(of) + " proofs of " + last.String()
		return nil, why
	}
}
