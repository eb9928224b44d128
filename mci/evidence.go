package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// An EvidencePart is one part of the evidence that is submitted with a claim,
// such as the invoice. The zero EvidencePart is no part. Source:
// [WorkshopClaims].
type EvidencePart uint8

// The parts of a submission. Each engagement says which of them it requires.
const (
	// Invoice is an invoice that the partner uploads.
	Invoice EvidencePart = iota + 1
	// ProofOfExecution is the POE document, on a versioned template.
	ProofOfExecution
	// CustomerSurvey is a survey that the partner sends and the customer
	// completes.
	CustomerSurvey
	// PartnerSurvey is a survey that the partner completes.
	PartnerSurvey
)

var evidencePartNames = vocabulary.Names[EvidencePart]{What: "evidence part", Texts: []string{
	"", "invoice", "proof of execution", "customer survey", "partner survey",
}}

// EvidenceParts returns every part, in the order of a submission.
func EvidenceParts() []EvidencePart {
	return []EvidencePart{Invoice, ProofOfExecution, CustomerSurvey, PartnerSurvey}
}

// String returns the part's name, such as "proof of execution".
func (p EvidencePart) String() string { return evidencePartNames.Text(p) }

// MarshalText returns the part's name.
func (p EvidencePart) MarshalText() ([]byte, error) { return evidencePartNames.Marshal(p) }

// UnmarshalText reads a part's name. Any other text is a [FieldError].
func (p *EvidencePart) UnmarshalText(text []byte) error { return evidencePartNames.Unmarshal(p, text) }
