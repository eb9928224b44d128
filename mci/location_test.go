package mci_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestOnlyAnEnrolledLocationEarns(t *testing.T) {
	for enrollment, want := range map[mci.Enrollment]mci.Outcome{
		mci.EnrollmentUnknown:        mci.Unknown,
		mci.Invited:                  mci.Fail,
		mci.EnrollmentActionRequired: mci.Fail,
		mci.ValidatingEnrollment:     mci.Fail,
		mci.Enrolled:                 mci.Pass,
		mci.Enrolling:                mci.Fail,
		mci.Ineligible:               mci.Fail,
		mci.Discontinued:             mci.Fail,
	} {
		if got := enrollment.Outcome(); got != want {
			t.Errorf("%v: %v, want %v", enrollment, got, want)
		}
	}
	if got := mci.Enrollment(99).Outcome(); got == mci.Pass {
		t.Error("an undeclared status passes")
	}
	var location mci.Location
	if location.Enrollment.Outcome() != mci.Unknown || location.PayeeProfile.Outcome() != mci.Unknown {
		t.Error("the zero Location knows something")
	}
}

func TestAnEnrollmentThatIsNotDeclaredIsUnknown(t *testing.T) {
	if got := mci.Enrollment(99).Outcome(); got != mci.Unknown {
		t.Errorf("it is %v", got)
	}
}
