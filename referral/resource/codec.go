package resource

import (
	"slices"

	"github.com/mci-go/incentives/referral/internal/lossless"
)

// Decode reads a referral from one JSON object. The object may have at most one
// megabyte and 16 levels, and each of its values at most 2000 members or
// elements. If the JSON is malformed, is not an object, or exceeds a bound, the
// error is a [mci.FieldError] with the path. If a member does not have its
// documented form, that is not an error: Decode leaves it unread, keeps it as
// it was written, and [Referral.Odd] lists it. Null is read as absent.
func Decode(data []byte) (Referral, error) {
	v, err := lossless.Parse(data)
	if err != nil {
		return Referral{}, err
	}
	if v.Kind != '{' {
		return Referral{}, lossless.Wrong(v, "an object")
	}
	r, odd := referralKind.Read(v)
	r.odd = oddOf(odd)
	return r, nil
}

// Encode returns the referral as JSON. If an enumeration does not allow a
// value, and the value was not read that way, the error is a [mci.FieldError]
// with its path and the allowed values.
func (r *Referral) Encode() ([]byte, error) {
	v, err := referralKind.Write(*r)
	return v.Append(nil), err
}

// MarshalJSON returns the same as Encode. Package encoding/json then escapes a
// few characters, such as <. If the exact bytes matter, use Encode.
func (r Referral) MarshalJSON() ([]byte, error) { return r.Encode() }

// UnmarshalJSON does the same as [Decode]. If it fails, r is unchanged.
func (r *Referral) UnmarshalJSON(data []byte) error {
	read, err := Decode(data)
	if err == nil {
		*r = read
	}
	return err
}

// Clone returns a copy that shares no mutable data with r.
func (r *Referral) Clone() Referral {
	c := *r
	c.Team, c.Target = slices.Clone(r.Team), slices.Clone(r.Target)
	c.CustomerProfile.Team = slices.Clone(r.CustomerProfile.Team)
	c.CustomerProfile.IDs = slices.Clone(r.CustomerProfile.IDs)
	c.Registrations = slices.Clone(r.Registrations)
	for i := range c.Registrations {
		c.Registrations[i].SolutionDetails = slices.Clone(c.Registrations[i].SolutionDetails)
	}
	needs := &c.Details.Requirements
	needs.Industries, needs.Products = slices.Clone(needs.Industries), slices.Clone(needs.Products)
	needs.Services, needs.Solutions = slices.Clone(needs.Services), slices.Clone(needs.Solutions)
	needs.AdditionalRequirements.Attributes = slices.Clone(needs.AdditionalRequirements.Attributes)
	return c
}

// Equal reports whether both referrals are written the same. If one of them
// cannot be written, they are not equal.
func (r Referral) Equal(other Referral) bool {
	a, errA := r.Encode()
	b, errB := other.Encode()
	return errA == nil && errB == nil && string(a) == string(b)
}
