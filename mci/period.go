package mci

// A Period is a span of days, both ends included. A zero From has no beginning.
// A zero Until has no end. KnownUntil, if not zero, is the last day on which
// the period is known to be in force: after it, whether it still is has not
// been published. The zero Period is always.
type Period struct {
	From       Date `json:"from,omitzero"`
	Until      Date `json:"until,omitzero"`
	KnownUntil Date `json:"knownUntil,omitzero"`
}

// Includes answers whether the period is in force on a day: pass, fail, or
// unknown after KnownUntil.
func (p Period) Includes(day Date) Outcome {
	switch {
	case day.IsZero():
		return Unknown
	case !p.From.IsZero() && day.Compare(p.From) < 0, !p.Until.IsZero() && day.Compare(p.Until) > 0:
		return Fail
	case !p.KnownUntil.IsZero() && day.Compare(p.KnownUntil) > 0:
		return Unknown
	default:
		return Pass
	}
}

// String returns the period for people, such as "from 2022-11-01, known until
// 2023-06-30".
func (p Period) String() string {
	text := "always"
	switch {
	case !p.From.IsZero() && !p.Until.IsZero():
		text = "from " + p.From.String() + " until " + p.Until.String()
	case !p.From.IsZero():
		text = "from " + p.From.String()
	case !p.Until.IsZero():
		text = "until " + p.Until.String()
	}
	if !p.KnownUntil.IsZero() {
		text += ", known until " + p.KnownUntil.String()
	}
	return text
}

// Overlaps reports whether some day is in both periods.
func (p Period) Overlaps(other Period) bool {
	return (p.Until.IsZero() || p.Until.Compare(other.From) >= 0) &&
		(other.Until.IsZero() || other.Until.Compare(p.From) >= 0)
}
