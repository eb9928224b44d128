package resource

import (
	"slices"

	"github.com/mci-go/incentives/referral/internal/lossless"
)

// Decode reads a referral: one JSON object of at most a megabyte, 16 levels,
// and 2000 members or elements each. Malformed JSON, another value than an
// object, or anything beyond the bounds is a [mci.FieldError] with its path. A
// member of another form than the documents give it is none: it is left unread,
// kept as it was written, and listed by [Referral.Odd]. Null is read as absent.
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

// Encode returns the referral as JSON. A value that an enumeration does not
// allow, and that was not read so, is a [mci.FieldError] with its path, which
// lists the allowed values.
func (r *Referral) Encode() ([]byte, error) {
	v, err := r.value()
	return v.Append(nil), err
}

func (r *Referral) value() (lossless.Value, error) { return referralKind.Write(*r) }

// MarshalJSON returns the same as Encode. The package encoding/json escapes a
// few signs in it, such as <; use Encode if bytes count.
func (r Referral) MarshalJSON() ([]byte, error) { return r.Encode() }

// UnmarshalJSON is [Decode]. If it fails, r is unchanged.
func (r *Referral) UnmarshalJSON(data []byte) error {
	read, err := Decode(data)
	if err == nil {
		*r = read
	}
	return err
}

// Clone returns a copy that shares nothing with r that can be changed.
func (r *Referral) Clone() Referral {
	c := *r
	c.Team, c.Target = slices.Clone(r.Team), slices.Clone(r.Target)
	c.CustomerProfile.Team = slices.Clone(r.CustomerProfile.Team)
	c.CustomerProfile.IDs = slices.Clone(r.CustomerProfile.IDs)
	needs := &c.Details.Requirements
	needs.Industries, needs.Products = slices.Clone(needs.Industries), slices.Clone(needs.Products)
	needs.Services, needs.Solutions = slices.Clone(needs.Services), slices.Clone(needs.Solutions)
	needs.AdditionalRequirements.Attributes = slices.Clone(needs.AdditionalRequirements.Attributes)
	return c
}

// Equal reports whether both are written the same. Two referrals that cannot be
// written are not equal.
func (r Referral) Equal(other Referral) bool {
	a, errA := r.Encode()
	b, errB := other.Encode()
	return errA == nil && errB == nil && string(a) == string(b)
}
