package impact

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/diff"
)

// An Impact is the effect of a new catalog on one stored claim. It is plain
// data with a JSON form, and holds nothing of the customer. The zero Impact
// belongs to no claim.
type Impact struct {
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// Status is the status of the claim. If the record cannot be read at all,
	// it is none.
	Status claims.Status `json:"status,omitzero"`
	// Engagement is the claim's own reference.
	Engagement mci.EngagementRef `json:"engagement,omitzero"`
	// Loading says whether the claim can be read with the new catalog.
	Loading Loading `json:"loading"`
	// Why is the reason if Loading is not Loads; otherwise it is empty.
	Why string `json:"why,omitempty"`
	// Target is the engagement in the latest revision that the new catalog has
	// of the claim's edition. Touches and New assume that the claim is moved to
	// it; see claims.AcceptTerms. A claim that loads keeps its own terms until
	// then. If the new catalog lacks the engagement, Target is zero.
	Target mci.EngagementRef `json:"target,omitzero"`
	// Ended reports whether the claim has ended and awaits no payment. Such a
	// claim has neither touches nor payouts, and needs no acceptance.
	Ended bool `json:"ended,omitempty"`
	// Touches are the changes that touch the claim, or that may touch it if a
	// missing fact is known. They lead from the old catalog to Target.
	Touches []Touched `json:"touches,omitempty"`
	// Old is the payout of the claim by the old catalog, or its estimate.
	Old Pay `json:"old,omitzero"`
	// New is the payout of the claim under Target, or its estimate.
	New Pay `json:"new,omitzero"`
	// Difference is New minus Old, if both are known. If one of them is known
	// only for the approval, it is the difference between the amounts that the
	// approval pays. It is none if one of the two is unknown, or if they are in
	// two currencies.
	Difference mci.Money `json:"difference,omitzero"`
}

// Touched is a change with its effect on the claim.
type Touched struct {
	// Change is the change.
	Change diff.Change `json:"change"`
	// Touch says how the change touches the claim. Its outcome is pass or
	// unknown.
	Touch diff.Touch `json:"touch"`
}

// String returns the impact in one line, such as "claim-1: loads; touched by 1
// change; USD 5,000.00 becomes USD 4,500.00".
func (i Impact) String() string {
	if i.Ended && i.Loading != Unreadable {
		return string(i.Claim) + ": it has ended"
	}
	parts := []string{string(i.Claim) + ": " + i.Loading.String()}
	switch n := len(i.Touches); n {
	case 0:
	case 1:
		parts = append(parts, "touched by 1 change")
	default:
		parts = append(parts, "touched by "+strconv.Itoa(n)+" changes")
	}
	switch was, is := i.Old.text(), i.New.text(); {
	case was == is && i.Old.known():
		parts = append(parts, "it pays "+was)
	case was == is && was != "":
		parts = append(parts, was)
	case was != is:
		parts = append(parts, was+" becomes "+is)
	}
	return strings.Join(parts, "; ")
}
