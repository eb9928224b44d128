package claims

import (
	"cmp"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An EvidenceState says how far one part of a submission has come. The zero
// EvidenceState is [EvidenceMissing].
type EvidenceState uint8

// The states of a part. Only a survey can be sent or void.
const (
	// EvidenceMissing means that the part was not given.
	EvidenceMissing EvidenceState = iota
	// SurveySent means that the link of the survey was sent and the survey is
	// not completed yet.
	SurveySent
	// SurveyVoid means that the link of the survey died because the contact
	// changed.
	SurveyVoid
	// EvidenceDone means that the part was given. A survey is done when it is
	// completed.
	EvidenceDone
)

var evidenceStateNames = vocabulary.Names[EvidenceState]{What: "evidence state", Texts: []string{"missing", "sent", "void", "done"}}

// String returns "missing", "sent", "void" or "done".
func (s EvidenceState) String() string { return evidenceStateNames.Text(s) }

// MarshalText returns the state's name. If the state is not declared, the error
// is a [mci.FieldError].
func (s EvidenceState) MarshalText() ([]byte, error) { return evidenceStateNames.Marshal(s) }

// UnmarshalText reads a state's name. Any other text is a [mci.FieldError].
func (s *EvidenceState) UnmarshalText(text []byte) error {
	return evidenceStateNames.Unmarshal(s, text)
}

// Evidence is the state of one part of a submission.
type Evidence struct {
	// Part is the part of the submission.
	Part mci.EvidencePart `json:"part"`
	// State says how far the part has come.
	State EvidenceState `json:"state"`
	// Template is the publication date of the POE template that was used, or
	// zero if it is unknown.
	Template mci.Date `json:"template,omitzero"`
	// Reference is the host's own reference to the document, or empty.
	Reference string `json:"reference,omitempty"`
	// Updated is the instant at which the part last changed.
	Updated time.Time `json:"updated"`
}

// evidence returns the record's part. If the record does not have it, the part
// is missing.
func (r *Record) evidence(part mci.EvidencePart) Evidence {
	for i := range r.Evidence {
		if r.Evidence[i].Part == part {
			return r.Evidence[i]
		}
	}
	return Evidence{Part: part}
}

// setEvidence sets the part in a new slice, because other records may share the
// old one. The parts stay in their order.
func (r *Record) setEvidence(changed Evidence) {
	i, found := slices.BinarySearchFunc(r.Evidence, changed.Part, func(e Evidence, part mci.EvidencePart) int { return cmp.Compare(e.Part, part) })
	if !found {
		r.Evidence = slices.Insert(slices.Clip(r.Evidence), i, changed) // in a slice of its own, since there is no room
		return
	}
	r.Evidence = slices.Clone(r.Evidence)
	r.Evidence[i] = changed
}

// surveys are the parts that are sent to a contact and completed there.
var surveys = [...]mci.EvidencePart{mci.CustomerSurvey, mci.PartnerSurvey}

// MissingEvidence returns the evidence that a submission at an instant still
// lacks, one [Gap] for each part in the order of [mci.EvidenceParts]. If the
// evidence is complete, it returns none. The required parts can change with the
// claim's dates, but the accepted POE template depends only on the day of the
// submission. If the catalog does not say whether a part is required, the part
// is missing, too.
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

// missingPart returns the gap of a required part, or an empty why if there is
// none. The source is zero if it is the document that requires the part.
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
