package mci_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestEachAnchorSelectsItsDate(t *testing.T) {
	dates := mci.AnchorDates{
		Nomination: date("2022-11-01"), Consent: date("2022-11-02"), Submission: date("2022-11-03"), Creation: date("2022-11-04"),
		Approval: date("2022-11-05"), Rejection: date("2022-11-06"), Dispute: date("2022-11-07"),
	}
	for anchor, want := range map[mci.Anchor]string{
		0: "", mci.NominationAnchor: "2022-11-01", mci.ConsentAnchor: "2022-11-02", mci.SubmissionAnchor: "2022-11-03",
		mci.CreationAnchor: "2022-11-04", mci.ApprovalAnchor: "2022-11-05", mci.RejectionAnchor: "2022-11-06", mci.DisputeAnchor: "2022-11-07", 8: "", 255: "",
	} {
		if got := dates.On(anchor); got.String() != want {
			t.Errorf("%v: %q, want %q", anchor, got, want)
		}
	}
}
