package eligibility

import (
	"encoding/json"
	"errors"

	"github.com/mci-go/incentives/mci"
)

// A Resolution is what came of looking for the tenant of a domain. The zero
// Resolution has not been looked for, so that rules which need it are unknown.
type Resolution struct {
	Tenant mci.CustomerID
	// one of the three errors of this package, if the domain has no single
	// tenant
	Failure error
}

// failureTexts are what the three errors are called in JSON.
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
// found", "ambiguous" or "national cloud". It is empty for a domain that was
// not looked for. A malformed resolution is a [mci.FieldError].
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

// UnmarshalJSON reads what [Resolution.MarshalJSON] writes. Anything else is an
// error, a [mci.FieldError] if it is a value of another kind.
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

// fail sets the failure of a text, and reports whether there is one.
func (r *Resolution) fail(text string) bool {
	for _, failure := range failureTexts {
		if failure.text == text {
			r.Failure = failure.err
			return true
		}
	}
	return false
}
