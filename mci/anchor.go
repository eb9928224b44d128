package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// An Anchor names a date in a claim's life that selects a rule or starts a
// clock. Each rule and each clock has its own. The zero Anchor names no date.
type Anchor uint8

// The dates in a claim's life. A rule is selected by one of the first four. A
// clock of a claim, or the target of pay in two stages, can also start at one
// of the others.
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

// AnchorDates are the dates of one claim that can select a rule or start a
// clock. A zero Date means that the event has not happened yet.
type AnchorDates struct {
	// Nomination is the day on which the customer was nominated.
	Nomination Date `json:"nomination,omitzero"`
	// Consent is the day on which the customer gave consent.
	Consent Date `json:"consent,omitzero"`
	// Submission is the day of the first submission.
	Submission Date `json:"submission,omitzero"`
	// Creation is the day on which the claim was created.
	Creation Date `json:"creation,omitzero"`
	// Approval is the day on which the claim was approved.
	Approval Date `json:"approval,omitzero"`
	// Rejection is the day on which the claim was rejected.
	Rejection Date `json:"rejection,omitzero"`
	// Dispute is the day on which the dispute was submitted.
	Dispute Date `json:"dispute,omitzero"`
}

// On returns the date that an anchor names. It is the zero Date for the zero
// Anchor and for a value that is not declared.
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
