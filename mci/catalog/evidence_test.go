package catalog_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestEvidencePartsAreAllFourInTheOrderOfASubmission(t *testing.T) {
	want := []mci.EvidencePart{mci.Invoice, mci.ProofOfExecution, mci.CustomerSurvey, mci.PartnerSurvey}
	if got := mci.EvidenceParts(); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	mci.EvidenceParts()[0] = 0
	if mci.EvidenceParts()[0] != mci.Invoice {
		t.Error("a caller can change the list")
	}
}

func TestAnEngagementRequiresItsPartsAndNoOthers(t *testing.T) {
	evidence := engagement(t, "illustrative-variable-pay").Evidence()
	for part, want := range map[mci.EvidencePart]mci.Outcome{
		0: mci.Fail, mci.Invoice: mci.Fail, mci.ProofOfExecution: mci.Pass, mci.CustomerSurvey: mci.Fail, mci.PartnerSurvey: mci.Pass, 5: mci.Fail, 255: mci.Fail,
	} {
		if got := evidence.Requires(part, mci.AnchorDates{}); got != want {
			t.Errorf("%v: %v, want %v", part, got, want)
		}
	}
	var none catalog.EvidenceTerms
	if none.Requires(mci.ProofOfExecution, mci.AnchorDates{}) == mci.Pass || none.Source(mci.AnchorDates{}) != (mci.Source{}) {
		t.Error("the zero EvidenceTerms require something")
	}
}

// The made-up engagement requires less evidence if the customer consents in
// 2026.
func TestTheAnchorDateSelectsTheEvidence(t *testing.T) {
	evidence := madeUpEngagement(t, "by-market").Evidence()
	for _, c := range []struct {
		consent string
		invoice mci.Outcome
		source  bool
	}{
		{"", mci.Unknown, false},
		{"2025-12-31", mci.Pass, true},
		{"2026-01-01", mci.Fail, true},
	} {
		dates := mci.AnchorDates{Consent: date(c.consent), Creation: date("2025-07-01")}
		if got := evidence.Requires(mci.Invoice, dates); got != c.invoice || (evidence.Source(dates) != mci.Source{}) != c.source {
			t.Errorf("consent on %q: invoice %v by %v, want %v", c.consent, got, evidence.Source(dates), c.invoice)
		}
	}
}

func TestTheEvidenceIsUnknownAfterItsLastKnownDay(t *testing.T) {
	evidence := madeUpWith(t, "by-market", change{byMarket + ".evidence.required[1].knownUntil", "2026-06-30"}).Evidence()
	for consent, want := range map[string]mci.Outcome{"2026-06-30": mci.Fail, "2026-07-01": mci.Unknown} {
		if got := evidence.Requires(mci.Invoice, mci.AnchorDates{Consent: date(consent)}); got != want {
			t.Errorf("consent on %s: invoice %v, want %v", consent, got, want)
		}
	}
}

func TestTheDayOfSubmissionSelectsTheTemplate(t *testing.T) {
	e, _ := catalogWith(t, change{"editions[0].engagements[2].evidence.templates[1]", map[string]any{
		"submittedFrom": "2023-02-01", "published": "2023-01-15", "source": "illustrative",
	}}).Find("fy23-endpoint-management", mci.Date{})
	for _, c := range []struct {
		submitted, want string
		grade           mci.Grade
	}{
		{"", "", 0},
		{"2022-10-31", "", 0},
		{"2022-11-01", "2022-10-01", mci.MicrosoftPublic},
		{"2023-01-31", "2022-10-01", mci.MicrosoftPublic},
		{"2023-02-01", "2023-01-15", mci.Illustrative},
		{"2026-01-01", "2023-01-15", mci.Illustrative},
	} {
		if published, source := e.Evidence().Template(date(c.submitted)); published != date(c.want) || source.Grade != c.grade {
			t.Errorf("submitted on %q: %q from %v, want %q", c.submitted, published, source, c.want)
		}
	}
	if published, source := engagement(t, "illustrative-variable-pay").Evidence().Template(date("2023-02-01")); !published.IsZero() || source != (mci.Source{}) {
		t.Errorf("without a rule: %q from %v", published, source)
	}
}
