package eligibility

import (
	"encoding/json"
	"errors"

	"github.com/mci-go/incentives/mci"
)

// A Resolution is the result of looking for the tenant of a domain. The zero
// Resolution means that no one has looked, and the rules that need it are
// unknown.
type Resolution struct {
	// Tenant is the tenant of the domain, or zero.
	Tenant mci.CustomerID
	// Failure is one of the three errors of this package if the domain has no
	// single tenant, and nil otherwise.
	Failure error
}

// failureTexts are the names of the three errors in JSON.
var failureTexts = [...]struct {
	text string
	err  error
}{
	{"not found", ErrTenantNotFound},
	{"ambiguous", ErrTenantAmbiguous},
	{"national cloud", ErrNationalCloud},
}

const wantFailure = "one of not found, ambiguous, national cloud"

// resolutionForm is a Resolution in JSON.
type resolutionForm struct {
	Tenant  mci.CustomerID `json:"tenant,omitzero"`
	Failure string         `json:"failure,omitempty"`
}

// MarshalJSON returns an object with the tenant, or with the failure as "not
// found", "ambiguous" or "national cloud". The object is empty if the domain
// was not looked for. If the resolution is malformed, it returns a
// [mci.FieldError].
func (r Resolution) MarshalJSON() ([]byte, error) {
	if err := r.problem(); err != nil {
		return nil, err
	}
	form := resolutionForm{Tenant: r.Tenant}
	for _, failure := range failureTexts {
		if errors.Is(r.Failure, failure.err) {
			form.Failure = failure.text
		}
	}
	return json.Marshal(form)
}

// UnmarshalJSON reads the form that [Resolution.MarshalJSON] writes. If the
// tenant or the failure is malformed, it returns a [mci.FieldError]. Any other
// malformed input is an error too.
func (r *Resolution) UnmarshalJSON(data []byte) error {
	var form resolutionForm
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	read := Resolution{Tenant: form.Tenant}
	if form.Failure != "" && !read.fail(form.Failure) {
		return mci.Invalid("failure", form.Failure, wantFailure)
	}
	if err := read.problem(); err != nil {
		return err
	}
	*r = read
	return nil
}

// fail sets the failure that a text names, and reports whether there is one.
func (r *Resolution) fail(text string) bool {
	for _, failure := range failureTexts {
		if failure.text == text {
			r.Failure = failure.err
			return true
		}
	}
	return false
}
