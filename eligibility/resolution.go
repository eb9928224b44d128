package eligibility

import (
	"encoding/json"
	"errors"
	"math"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
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
	if err := r.Check(); err != nil {
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

// UnmarshalJSON reads the form that [Resolution.MarshalJSON] writes, strictly.
// If the input is anything else, the error is [mci.Problems].
func (r *Resolution) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read Resolution
	err := document.ReadValue(data, document.Limits{}, func(f document.Field) {
		if f.Object(read.bind) {
			f.Wrong(read.Check(), wantFailure)
		}
	})
	if err != nil {
		return err
	}
	*r = read
	return nil
}

func (r *Resolution) bind(o document.Object) {
	r.Tenant = o.Nullable("tenant").CustomerID()
	failure := o.Nullable("failure")
	if text := failure.Text(math.MaxInt); text != "" && !r.fail(text) {
		failure.Refuse(wantFailure)
	}
}

// Check reports the first malformed field, as a [mci.FieldError]: a tenant and
// a failure, a failure that is none of the three errors, or a tenant that is
// not a tenant ID.
func (r *Resolution) Check() error {
	switch {
	case r.Failure != nil && !r.Tenant.IsZero():
		return mci.Invalid("", "a tenant and a failure", "one of them")
	case r.Failure != nil && !isResolutionFailure(r.Failure):
		return mci.Invalid("failure", r.Failure.Error(), "one of the three errors that say that there is no single tenant")
	case !r.Tenant.IsZero() && r.Tenant.Type() != mci.TenantID:
		return mci.Invalid("tenant", r.Tenant.String(), "a tenant ID")
	}
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
