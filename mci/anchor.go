package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// An Anchor names a date in a claim's life that selects a rule or starts a
// clock. Which it is differs from rule to rule. The zero Anchor is none.
type Anchor uint8

// The dates in a claim's life. Rules are selected by one of the first four; the
// clocks of a claim and the target of pay in two stages start with the others
// too.
const (
	NominationAnchor Anchor = iota + 1
	ConsentAnchor
	SubmissionAnchor // the first submission
	CreationAnchor
	ApprovalAnchor
	RejectionAnchor
	DisputeAnchor // the submission of the dispute
)

var anchorNames = vocabulary.Names[Anchor]{What: "anchor", Texts: []string{
	"", "nomination", "consent", "submission", "creation", "approval", "rejection", "dispute",
}}

// String returns the anchor's name, such as "consent".
func (a Anchor) String() string { return anchorNames.Text(a) }

// MarshalText returns the anchor's name.
func (a Anchor) MarshalText() ([]byte, error) { return anchorNames.Marshal(a) }

// UnmarshalText reads an anchor's name. Any other text is a [FieldError].
func (a *Anchor) UnmarshalText(text []byte) error { return anchorNames.Unmarshal(a, text) }

// AnchorDates are the dates of one claim that can select a rule. A zero Date
// has not happened yet.
type AnchorDates struct {
	Nomination Date `json:"nomination,omitzero"`
	Consent    Date `json:"consent,omitzero"`
	Submission Date `json:"submission,omitzero"`
	Creation   Date `json:"creation,omitzero"`
	Approval   Date `json:"approval,omitzero"`
	Rejection  Date `json:"rejection,omitzero"`
	Dispute    Date `json:"dispute,omitzero"`
}

// On returns the date of an anchor.
func (d AnchorDates) On(anchor Anchor) Date {
	dates := [...]Date{
		NominationAnchor: d.Nomination,
		ConsentAnchor:    d.Consent,
		SubmissionAnchor: d.Submission,
		CreationAnchor:   d.Creation,
		ApprovalAnchor:   d.Approval,
		RejectionAnchor:  d.Rejection,
		DisputeAnchor:    d.Dispute,
	}
	if int(anchor) >= len(dates) {
		return Date{}
	}
	return dates[anchor]
}
