package earnings

import (
	"cmp"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Payee names the sum that is paid, or not, as a whole: that of one
// participant, one program and one earning type. The names are folded for
// comparison, so that lines belong together that write a name in another case
// or with other blanks. Payees are comparable with ==. The zero Payee is the
// one of lines that name none of the three.
//
// An adjustment belongs to the sum of the type that it adjusts: a payment holds
// the adjustments that were processed before it. Source: Microsoft Learn,
// "Troubleshooting missing payments, incorrect earnings, and other issues",
// 2022-09-16.
type Payee struct {
	// ParticipantID is the ID of the enrollment that is paid.
	ParticipantID string `json:"participantId,omitempty"`
	// ProgramName is the name of the program.
	ProgramName string `json:"programName,omitempty"`
	// EarningType is the earning type, without the word for an adjustment.
	EarningType string `json:"earningType,omitempty"`
}

// Payee returns the sum with which the earning is paid.
func (r *Row) Payee() Payee { return payeeOf(r.ParticipantID, r.ProgramName, r.EarningType) }

// Payee returns the sum that is compared with the threshold.
func (t *Threshold) Payee() Payee { return payeeOf(t.ParticipantID, t.ProgramName, t.EarningType) }

func payeeOf(participant, program, earningType string) Payee {
	kind, _ := foldedType(earningType)
	return Payee{vocabulary.Fold(participant), vocabulary.Fold(program), kind}
}

func (p Payee) compare(other Payee) int {
	return cmp.Or(
		cmp.Compare(p.ParticipantID, other.ParticipantID),
		cmp.Compare(p.ProgramName, other.ProgramName),
		cmp.Compare(p.EarningType, other.EarningType),
	)
}
