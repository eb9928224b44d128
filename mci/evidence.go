package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// An EvidencePart is one part of what is submitted with a claim. The zero
// EvidencePart is none. Source: [WorkshopClaims].
type EvidencePart uint8

// The parts of a submission. An engagement says which of them it requires.
const (
	// uploaded by the partner
	Invoice EvidencePart = iota + 1
	// the POE document, on a versioned template
	ProofOfExecution
	// sent by the partner, completed by the customer
	CustomerSurvey
	// completed by the partner
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
