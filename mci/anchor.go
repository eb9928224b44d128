package mci

// An Anchor names the date in a claim's life that selects a rule. Which it is differs from rule to rule.
// The zero Anchor is none.
type Anchor uint8

// The dates that can select a rule.
const (
	NominationAnchor Anchor = iota + 1
	ConsentAnchor
	SubmissionAnchor
	CreationAnchor
)

var anchorNames = Names[Anchor]{What: "anchor", Texts: []string{"", "nomination", "consent", "submission", "creation"}}

// String returns the anchor's name, such as "consent".
func (a Anchor) String() string { return anchorNames.Text(a) }

// MarshalText returns the anchor's name.
func (a Anchor) MarshalText() ([]byte, error) { return anchorNames.Marshal(a) }

// UnmarshalText reads an anchor's name. Any other text is a [FieldError].
func (a *Anchor) UnmarshalText(text []byte) error { return anchorNames.Unmarshal(a, text) }

// AnchorDates are the dates of one claim that can select a rule. A zero Date has not happened yet.
type AnchorDates struct {
	Nomination, Consent, Submission, Creation Date
}

// On returns the date of an anchor.
func (d AnchorDates) On(anchor Anchor) Date {
	dates := [...]Date{
		NominationAnchor: d.Nomination,
		ConsentAnchor:    d.Consent,
		SubmissionAnchor: d.Submission,
		CreationAnchor:   d.Creation,
	}
	if int(anchor) >= len(dates) {
		return Date{}
	}
	return dates[anchor]
}
