package mci_test

import (
	"reflect"
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

func TestEveryAnchorHasADate(t *testing.T) {
	var dates mci.AnchorDates
	fields := reflect.ValueOf(&dates).Elem()
	for i := range fields.NumField() {
		fields.Field(i).Set(reflect.ValueOf(date("2022-11-01")))
	}
	anchors := 0
	for anchor := mci.NominationAnchor; ; anchor++ {
		if _, err := anchor.MarshalText(); err != nil {
			break
		}
		anchors++
		if dates.On(anchor).IsZero() {
			t.Errorf("%s has no date", anchor)
		}
	}
	if anchors != fields.NumField() {
		t.Errorf("there are %d anchors and %d dates", anchors, fields.NumField())
	}
}
