package mci

// An EvidencePart is one part of what is submitted with a claim. The zero EvidencePart is none.
// Source: [WorkshopClaims].
type EvidencePart uint8

// The parts of a submission. An engagement says which of them it requires.
const (
	Invoice          EvidencePart = iota + 1 // uploaded by the partner
	ProofOfExecution                         // the POE document, on a versioned template
	CustomerSurvey                           // sent by the partner, completed by the customer
	PartnerSurvey                            // completed by the partner
)

var evidencePartNames = Names[EvidencePart]{What: "evidence part", Texts: []string{
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

// EvidenceTerms say what an engagement requires of a submission. They are immutable.
type EvidenceTerms struct {
	required  [PartnerSurvey + 1]bool
	templates []templateRule
	source    Source
}

// templateRule accepts, for submissions from a day on, only POE templates of one publication date.
type templateRule struct {
	submittedFrom, published Date
	source                   Source
}

// Requires reports whether a part must be there before a claim can be submitted.
func (t *EvidenceTerms) Requires(part EvidencePart) bool {
	return int(part) < len(t.required) && t.required[part]
}

// Source returns the document that says which parts are required.
func (t *EvidenceTerms) Source() Source { return t.source }

// Template returns the publication date of the only POE template that is accepted for a submission on a
// day, whatever the date of the claim or of the consent, and where that is from. The zero Date means
// that any template is accepted.
func (t *EvidenceTerms) Template(submitted Date) (published Date, source Source) {
	for _, rule := range t.templates {
		if submitted.Compare(rule.submittedFrom) >= 0 {
			published, source = rule.published, rule.source
		}
	}
	return published, source
}
