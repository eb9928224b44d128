package resource

import (
	"time"

	"github.com/mci-go/incentives/referral/internal/lossless"
)

// A Verbatim is a JSON value that is kept as it was written. The empty Verbatim
// is absent.
type Verbatim string

// MarshalJSON returns the value, or null for the empty Verbatim. If the text is
// not JSON, the error is a [mci.FieldError].
func (v Verbatim) MarshalJSON() ([]byte, error) {
	if v == "" {
		return []byte("null"), nil
	}
	read, err := lossless.Parse([]byte(v))
	return read.Append(nil), err
}

// UnmarshalJSON keeps the value as it was written.
func (v *Verbatim) UnmarshalJSON(data []byte) error {
	read, err := lossless.Parse(data)
	*v = Verbatim(read.String())
	return err
}

// A Decimal is a decimal number as it was written, in digits, such as
// "25000.00". The empty Decimal is absent.
type Decimal string

// An Instant is a point in time as Partner Center writes it. The empty Instant
// is absent.
type Instant string

// InstantOf returns a time as an Instant, in UTC. For the zero time it is
// empty.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return ""
	}
	return Instant(t.UTC().Format(time.RFC3339Nano))
}

// Time returns the point in time, and false if the text does not have the form
// of RFC 3339.
func (i Instant) Time() (t time.Time, ok bool) {
	t, err := time.Parse(time.RFC3339Nano, string(i))
	return t, err == nil
}
