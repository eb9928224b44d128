package claims

import (
	"github.com/mci-go/incentives/claims/internal/finding"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
)

// Explain returns the findings of the nomination as they were decided, in the
// order of the rule table, with the wanted value and the source of each: the
// table explains them, for the engagement and the facts that the opening froze.
// If a rule has another version today, its retired version explains the
// finding. If the table does not know the rule, the finding is returned as it
// was stored. If the catalog is nil or does not have the engagement, the wanted
// value is the rule's meaning, and the source is the rule's own.
func (e *Entry) Explain(catalog *catalog.Catalog) []mci.Finding {
	question := e.question(catalog)
	return eligibility.ExplainAll(&question, e.Findings)
}

// question returns the part of the nomination's question that its opening
// froze.
func (e *Entry) question(catalog *catalog.Catalog) eligibility.Question {
	if e.Opening == nil || catalog == nil {
		return eligibility.Question{}
	}
	r := e.Opening
	engagement, ok := catalog.Engagement(r.Engagement)
	if !ok {
		return eligibility.Question{}
	}
	return eligibility.Question{
		Engagement: engagement, Way: r.Way, At: r.Created,
		Location: mci.Location{ID: r.Location, Country: r.LocationCountry},
		Customer: eligibility.Customer{ID: r.CustomerID, Country: r.CustomerCountry, Segment: r.Segment, Quantities: r.Quantities},
		Hours:    r.Hours, Opportunity: r.Opportunity,
	}
}

// storedFindings returns findings as an entry keeps them.
func storedFindings(findings []mci.Finding) []mci.Finding { return finding.Stored(findings) }

// findingsForm is the JSON form of stored findings.
type findingsForm []mci.Finding

// MarshalJSON returns the findings in groups; see [finding.Marshal].
func (s findingsForm) MarshalJSON() ([]byte, error) { return finding.Marshal(s, pathOf) }

// pathOf returns the path that the rule table has for a version of a rule, or
// the empty text if the table does not know it.
func pathOf(rule mci.RuleID, version int) string {
	return eligibility.Explain(mci.Finding{Rule: rule, Version: version}).Path
}

func boundFindings(f document.Field) []mci.Finding { return finding.Bound(f, pathOf) }
