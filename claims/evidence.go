package claims

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// An EvidenceState is how far a part of a submission is. The zero EvidenceState is missing.
type EvidenceState uint8

// The states of a part. Only a survey is ever sent or void.
const (
	EvidenceMissing EvidenceState = iota
	SurveySent                    // the link is out
	SurveyVoid                    // the link died, because the contact changed
	EvidenceDone
)

var evidenceStateNames = mci.Names[EvidenceState]{What: "evidence state", Texts: []string{"missing", "sent", "void", "done"}}

// String returns "missing", "sent", "void" or "done".
func (s EvidenceState) String() string { return evidenceStateNames.Text(s) }

// MarshalText returns the state's name; a value that is not declared is a [mci.FieldError].
func (s EvidenceState) MarshalText() ([]byte, error) { return evidenceStateNames.Marshal(s) }

// UnmarshalText reads a state's name. Any other text is a [mci.FieldError].
func (s *EvidenceState) UnmarshalText(text []byte) error {
	return evidenceStateNames.Unmarshal(s, text)
}

// Evidence is one part of a submission.
type Evidence struct {
	Part      mci.EvidencePart `json:"part"`
	State     EvidenceState    `json:"state"`
	Template  mci.Date         `json:"template,omitzero"`   // publication date of the POE template used
	Reference string           `json:"reference,omitempty"` // where the host keeps the document
	Updated   time.Time        `json:"updated"`
}

// evidence returns the part, or one that is missing.
func (r *Record) evidence(part mci.EvidencePart) Evidence {
	for _, e := range r.Evidence {
		if e.Part == part {
			return e
		}
	}
	return Evidence{Part: part}
}

// setEvidence replaces the part in a new slice, so that records that share the old one are not touched.
func (r *Record) setEvidence(changed Evidence) {
	kept := make([]Evidence, 0, len(r.Evidence)+1)
	for _, part := range mci.EvidenceParts() {
		switch e := r.evidence(part); {
		case part == changed.Part:
			kept = append(kept, changed)
		case e.State != EvidenceMissing:
			kept = append(kept, e)
		}
	}
	r.Evidence = kept
}

// MissingEvidence returns what is still missing for a submission at an instant, one sentence a part; none
// if the claim can be submitted. Which POE template is accepted depends on the day of the submission.
func (c *Claim) MissingEvidence(at time.Time) []string {
	var missing []string
	terms := c.engagement.Evidence()
	dates := c.datesAt(at)
	for _, part := range mci.EvidenceParts() {
		required := terms.Requires(part, dates)
		if required == mci.Fail {
			continue
		}
		e := c.record.evidence(part)
		if required == mci.Unknown {
			missing = append(missing, fmt.Sprintf("whether the %s is required is not known: the catalog does not say it for the dates of the claim", part))
			continue
		}
		if e.State != EvidenceDone {
			missing = append(missing, fmt.Sprintf("%s is %s", part, e.State))
			continue
		}
		if want, _ := terms.Template(c.day(at)); part == mci.ProofOfExecution && !want.IsZero() && e.Template != want {
			missing = append(missing, fmt.Sprintf("%s is on %s, and on this day only the template of %s is accepted", part, template(e.Template), want))
		}
	}
	return missing
}

func template(published mci.Date) string {
	if published.IsZero() {
		return "a template of unknown date"
	}
	return "the template of " + published.String()
}
