package change

import (
	"slices"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/mci"
)

// registrationsEnd is the path that appends a registration.
const registrationsEnd = "/registrations/-"

// Register returns the patch that registers a deal. It appends to the
// registrations of a referral, which [MakePatch] cannot do because the referral
// is closed as won by then. Whether a deal may be registered is decided by
// package referral. If the registration names no solution, or has a member that
// only Partner Center sets, or if a value cannot be written, the error is a
// [mci.FieldError].
func Register(r *resource.Registration) (Patch, error) {
	for _, set := range []struct{ path, value string }{
		{"id", r.ID},
		{"registrationDateTime", string(r.RegistrationDateTime)},
		{"statusHistory", statusAt(r.StatusHistory.Entries())},
	} {
		if set.value != "" {
			return nil, mci.Invalid(set.path, set.value, "nothing, because Partner Center sets it")
		}
	}
	if !slices.ContainsFunc(r.SolutionDetails, func(s resource.RegisteredSolution) bool { return s.ID != "" }) {
		return nil, mci.Invalid("solutionDetails", "no ID", "the ID of a solution")
	}
	value, err := r.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return Patch{{Add, registrationsEnd, resource.Verbatim(value)}}, nil
}

func statusAt(entries []resource.StatusEntry) string {
	if len(entries) == 0 {
		return ""
	}
	return entries[0].Status
}
