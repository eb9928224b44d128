package catalog

import "github.com/mci-go/incentives/mci"

// EvidenceTerms say what an engagement requires of a submission. What is
// required can change with a date of the claim, which template is accepted with
// the day of the submission. They are immutable.
type EvidenceTerms struct {
	required  dated[evidenceParts]
	templates []templateRule
}

type evidenceParts [mci.PartnerSurvey + 1]bool

// templateRule accepts, for submissions from a day on, only POE templates of
// one publication date.
type templateRule struct {
	submittedFrom, published mci.Date
	source                   mci.Source
}

// Requires answers whether a part must be there before a claim with these dates
// can be submitted: pass if it must, fail if it need not. It is unknown where
// that depends on a date that is not given, or on one for which the catalog
// does not say.
func (t *EvidenceTerms) Requires(part mci.EvidencePart, dates mci.AnchorDates) mci.Outcome {
	row, inForce := t.required.on(dates.On(t.required.anchor))
	switch {
	case int(part) >= len(evidenceParts{}) || part == 0:
		return mci.Fail
	case row == nil || inForce != mci.Pass:
		return mci.Unknown
	default:
		return mci.FactOf(row.terms[part]).Outcome()
	}
}

// Source returns the document that says which parts a claim with these dates
// requires; the zero Source where the catalog does not say.
func (t *EvidenceTerms) Source(dates mci.AnchorDates) mci.Source {
	row, _ := t.required.on(dates.On(t.required.anchor))
	if row == nil {
		return mci.Source{}
	}
	return row.source
}

// Template returns the publication date of the only POE template that is
// accepted for a submission on a day, whatever the date of the claim or of the
// consent, and where that is from. The zero Date means that any template is
// accepted.
func (t *EvidenceTerms) Template(submitted mci.Date) (published mci.Date, source mci.Source) {
	for _, rule := range t.templates {
		if submitted.Compare(rule.submittedFrom) >= 0 {
			published, source = rule.published, rule.source
		}
	}
	return published, source
}
