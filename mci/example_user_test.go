package mci_test

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

// A grant without a location applies to all locations. If several grants apply,
// the highest role counts.
func ExampleUser_RoleAt() {
	sam := mci.User{ID: "sam", Grants: []mci.Grant{
		{Role: mci.IncentivesUser}, // at all locations
		{Role: mci.IncentivesAdmin, Location: "1234567"},
	}}
	fmt.Println(sam.RoleAt("1234567"))
	fmt.Println(sam.RoleAt("7654321"))
	fmt.Printf("%q\n", mci.User{}.RoleAt("1234567"))
	// Output:
	// Incentives admin
	// Incentives user
	// ""
}

// Only an enrolled location passes. An unknown enrollment is unknown, not a
// failure.
func ExampleEnrollment_Outcome() {
	for _, enrollment := range []mci.Enrollment{mci.Enrolled, mci.ValidatingEnrollment, mci.EnrollmentUnknown} {
		fmt.Println(enrollment, "->", enrollment.Outcome())
	}
	// Output:
	// enrolled -> pass
	// validating enrollment -> fail
	// unknown -> unknown
}

// Fail takes precedence over unknown, and unknown over pass.
func ExampleOutcome_And() {
	fmt.Println(mci.Pass.And(mci.Pass))
	fmt.Println(mci.Pass.And(mci.NotSupplied.Outcome()))
	fmt.Println(mci.Unknown.And(mci.Fail))
	// Output:
	// pass
	// unknown
	// fail
}
