package mci

// A Period is a span of days, both ends included. The zero Period is always in
// force.
type Period struct {
	// From is the first day. If it is zero, the period has no beginning.
	From Date `json:"from,omitzero"`
	// Until is the last day. If it is zero, the period has no end.
	Until Date `json:"until,omitzero"`
	// KnownUntil, if not zero, is the last day on which the period is known to
	// be in force. Nothing is published on whether it still is after that day.
	KnownUntil Date `json:"knownUntil,omitzero"`
}

// Includes returns whether the period is in force on a day: pass, fail, or
// unknown after KnownUntil. It returns unknown for the zero Date too.
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

// Overlaps reports whether the two periods have a day in common.
func (p Period) Overlaps(other Period) bool {
	return (p.Until.IsZero() || p.Until.Compare(other.From) >= 0) &&
		(other.Until.IsZero() || other.Until.Compare(p.From) >= 0)
}
