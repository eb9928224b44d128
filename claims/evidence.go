package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An EvidenceState is how far a part of a submission is. The zero EvidenceState
// is missing.
type EvidenceState uint8

// The states of a part. Only a survey is ever sent or void.
const (
	EvidenceMissing EvidenceState = iota
	SurveySent                    // the link is out
	SurveyVoid                    // the link died, because the contact changed
	EvidenceDone
)

var evidenceStateNames = vocabulary.Names[EvidenceState]{What: "evidence state", Texts: []string{"missing", "sent", "void", "done"}}

// String returns "missing", "sent", "void" or "done".
func (s EvidenceState) String() string { return evidenceStateNames.Text(s) }

// MarshalText returns the state's name; a value that is not declared is a
// [mci.FieldError].
func (s EvidenceState) MarshalText() ([]byte, error) { return evidenceStateNames.Marshal(s) }

// UnmarshalText reads a state's name. Any other text is a [mci.FieldError].
func (s *EvidenceState) UnmarshalText(text []byte) error {
	return evidenceStateNames.Unmarshal(s, text)
}

// Evidence is one part of a submission.
type Evidence struct {
	Part  mci.EvidencePart `json:"part"`
	State EvidenceState    `json:"state"`
	// publication date of the POE template used
	Template mci.Date `json:"template,omitzero"`
	// where the host keeps the document
	Reference string    `json:"reference,omitempty"`
	Updated   time.Time `json:"updated"`
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

// setEvidence replaces the part in a new slice, so that records that share the
// old one are not touched.
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

// surveys are the parts that are sent and filled in.
var surveys = [...]mci.EvidencePart{mci.CustomerSurvey, mci.PartnerSurvey}

// MissingEvidence returns what is still missing for a submission at an instant,
// one [Gap] a part in the order of [mci.EvidenceParts]; none if the evidence is
// complete. What is required can change with the dates of the claim; which POE
// template is accepted depends on the day of the submission, whatever the dates
// of the claim. A part that nobody knows to be required is missing too.
func (c *Claim) MissingEvidence(at time.Time) []Gap {
	return EvidenceComplete.missing(c, nil, at)
}

func (c *Claim) missingParts(at time.Time) (gaps []Gap) {
	terms, dates := c.engagement.Evidence(), c.datesAt(at)
	for part := mci.Invoice; part <= mci.PartnerSurvey; part++ {
		path, why, source := "", "", mci.Source{}
		switch terms.Requires(part, dates) {
		case mci.Fail:
			continue
		case mci.Unknown:
			path, why = "evidence["+part.String()+"]", "whether the "+part.String()+" is required is not known: the catalog does not say it for the dates of the claim"
		case mci.Pass:
			path, why, source = c.missingPart(part, at)
		}
		if why == "" {
			continue
		}
		if source.Title == "" {
			source = terms.Source(dates)
		}
		gaps = append(gaps, Gap{Path: path, Part: part, Why: why, Source: source})
	}
	return gaps
}

// missingPart returns what a required part lacks, where that shows, and the
// source of that if it is not the one that requires the part.
func (c *Claim) missingPart(part mci.EvidencePart, at time.Time) (path, why string, source mci.Source) {
	e := c.record.evidence(part)
	if e.State != EvidenceDone {
		return "evidence[" + part.String() + "]", part.String() + " is " + e.State.String(), source
	}
	if part != mci.ProofOfExecution {
		return "", "", source
	}
	want, source := c.engagement.Evidence().Template(c.day(at))
	if want.IsZero() || e.Template == want {
		return "", "", source
	}
	return "evidence[" + part.String() + "].template",
		part.String() + " is on " + template(e.Template) + ", and on this day only the template of " + want.String() + " is accepted", source
}

func template(published mci.Date) string {
	if published.IsZero() {
		return "a template of unknown date"
	}
	return "the template of " + published.String()
}
