package catalog

import "github.com/mci-go/incentives/mci"

// EvidenceTerms are an engagement's requirements for a submission. The required
// parts can change with a date of the claim. The accepted template can change
// with the day of the submission. EvidenceTerms are immutable.
type EvidenceTerms struct {
	required  dated[evidenceParts]
	templates []templateRule
}

type evidenceParts [mci.PartnerSurvey + 1]bool

// templateRule restricts submissions from a day on to POE templates of one
// publication date.
type templateRule struct {
	submittedFrom, published mci.Date
	source                   mci.Source
}

// Requires answers whether a claim with these dates needs a part of the
// evidence before it can be submitted: pass if it does, fail if it does not.
// The outcome is unknown if the answer depends on a date that is not given, or
// if the catalog has no terms for that date.
func (t *EvidenceTerms) Requires(part mci.EvidencePart, dates mci.AnchorDates) mci.Outcome {
	row, inForce := t.required.on(dates.On(t.required.anchor))
	switch {
	case int(part) >= len(evidenceParts{}) || part == 0:
		return mci.Fail
	case inForce != mci.Pass:
		return mci.Unknown
	default:
		return mci.FactOf(row.terms[part]).Outcome()
	}
}

// Source returns the document that lists the required parts for a claim with
// these dates. If the catalog has none, it returns the zero Source.
func (t *EvidenceTerms) Source(dates mci.AnchorDates) mci.Source {
	row, _ := t.required.on(dates.On(t.required.anchor))
	if row == nil {
		return mci.Source{}
	}
	return row.source
}

// Template returns the publication date of the only POE template that is
// accepted for a submission on a day, and the source of this rule. The rule
// depends neither on the date of the claim nor on the date of the consent. If
// the returned date is zero, any template is accepted.
func (t *EvidenceTerms) Template(submitted mci.Date) (published mci.Date, source mci.Source) {
	for _, rule := range t.templates {
		if submitted.Compare(rule.submittedFrom) >= 0 {
			published, source = rule.published, rule.source
		}
	}
	return published, source
}
