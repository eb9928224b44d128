package claims_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

func TestEvidenceStatesHaveTheirDocumentedTextForms(t *testing.T) {
	for state, want := range map[claims.EvidenceState]string{
		claims.EvidenceMissing: "missing", claims.SurveySent: "sent", claims.SurveyVoid: "void", claims.EvidenceDone: "done",
	} {
		if got := state.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := throughJSON(t, state); got != state {
			t.Errorf("%s comes back from JSON as %s", state, got)
		}
	}
}

func TestAnEvidenceStateThatIsNotDeclaredHasNoTextForm(t *testing.T) {
	for _, state := range []claims.EvidenceState{claims.EvidenceDone + 1, 255} {
		if got := state.String(); got != "invalid evidence state" {
			t.Errorf("evidence state %d: got %q", state, got)
		}
		if text, err := state.MarshalText(); err == nil {
			t.Errorf("evidence state %d: got the text %q, want an error", state, text)
		}
	}
	for _, text := range []string{"", "Done", "invalid evidence state"} {
		state := claims.SurveyVoid
		wantInvalid(t, state.UnmarshalText([]byte(text)), "")
		if state != claims.SurveyVoid {
			t.Errorf("%q: the state was changed to %s", text, state)
		}
	}
}

func TestMissingEvidenceNamesEachPartThatTheEngagementRequires(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	want := []string{"invoice is missing", "proof of execution is missing", "customer survey is missing", "partner survey is missing"}
	if got := texts(l.claim.MissingEvidence(at("2022-12-01"))); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	l.do("2022-12-01",
		claims.GiveEvidence{Part: mci.Invoice},
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
		claims.GiveEvidence{Part: mci.PartnerSurvey, SurveySent: true},
		claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact})
	want = []string{"proof of execution is missing", "customer survey is sent", "partner survey is void"}
	if got := texts(l.claim.MissingEvidence(at("2022-12-01"))); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	l.do("2022-12-01", claims.GiveEvidence{Part: mci.PartnerSurvey, SurveySent: true})
	l.do("2022-12-01", evidence()...)
	if got := texts(l.claim.MissingEvidence(at("2022-12-01"))); got != nil {
		t.Errorf("got %q for complete evidence", got)
	}
}

func TestMissingEvidenceDoesNotNameAPartThatTheEngagementDoesNotRequire(t *testing.T) {
	l := open(t, public(), variable, "2025-08-01").
		do("2025-08-02", claims.SendConsent{DealSize: usd("25000")}, claims.Accept{}, claims.GiveEvidence{Part: mci.ProofOfExecution})
	want := []string{"partner survey is missing"}
	if got := texts(l.claim.MissingEvidence(at("2025-08-03"))); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	l.do("2025-08-03", claims.GiveEvidence{Part: mci.PartnerSurvey}, claims.Submit{}).wantState(plain(claims.Submitted))
}

// From 1 November 2022 only templates of 1 October 2022 are accepted. The dates
// of the claim and of the consent do not matter. Source: announcement of
// 2022-11-02.
func TestThePOETemplateIsCheckedByTheDayOfTheSubmission(t *testing.T) {
	tests := []struct {
		created, consent, submitted, template string
		accepted                              bool
	}{
		{"2022-10-01", "2022-10-05", "2022-10-31T23:59:59.999999999Z", "2022-07-01", true},
		{"2022-10-01", "2022-10-05", "2022-10-31T23:59:59.999999999Z", "", true},
		{"2022-10-01", "2022-10-05", "2022-10-31", vivaTemplate, true},
		{"2022-10-01", "2022-10-05", "2022-11-01", "2022-07-01", false},
		{"2022-10-01", "2022-10-05", "2022-11-01", "", false},
		{"2022-10-01", "2022-10-05", "2022-11-01", vivaTemplate, true},
		{"2022-11-10", "2022-11-15", "2022-11-20", "2022-07-01", false},
		{"2022-11-10", "2022-11-15", "2022-11-20", "2022-10-02", false},
		{"2022-11-10", "2022-11-15", "2022-11-20", vivaTemplate, true},
	}
	for _, test := range tests {
		l := open(t, public(), viva, test.created).do(test.consent, claims.SendConsent{}, claims.Accept{}).do(test.consent, evidence()...)
		poe := claims.GiveEvidence{Part: mci.ProofOfExecution}
		if test.template != "" {
			poe.Template = date(test.template)
		}
		l.do(test.consent, poe)
		if missing := texts(l.claim.MissingEvidence(at(test.submitted))); (missing == nil) != test.accepted {
			t.Errorf("%+v: missing %q", test, missing)
		}
		if test.accepted {
			l.do(test.submitted, claims.Submit{}).wantState(plain(claims.Submitted))
		} else if refusal := l.refused(test.submitted, claims.Submit{}); refusal.Rule != "claim.guard.evidence" {
			t.Errorf("%+v: refused by %s", test, refusal.Rule)
		}
	}
}

// The rule applies to every Modern Work and Security workshop. The announcement
// names only the five whose template changed. Source: announcement of
// 2022-11-02.
func TestEveryPublicWorkshopTakesOnlyTheTemplateOfOctober2022FromNovemberOn(t *testing.T) {
	workshops := 0
	for edition := range public().Editions() {
		for engagement := range edition.Engagements() {
			if engagement.SolutionArea() != "Modern Work" && engagement.SolutionArea() != "Security" {
				continue
			}
			workshops++
			id := engagement.Ref().Engagement
			old := claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date("2022-06-01")}
			q := question(engagement, at("2022-10-05"))
			q.Customer.Country = "US" // one workshop is offered only in this country
			change := must(claims.Open(nominate(q), "claim-1", by(claims.AddCustomer, q.At)))
			l := (&life{t, public(), change.Claim, change.Entries}).do("2022-10-06", claims.SendConsent{}, claims.Accept{}).do("2022-11-09", evidence()...).do("2022-11-09", old)
			if refusal := l.refused("2022-11-10", claims.Submit{}); refusal.Rule != "claim.guard.evidence" {
				t.Errorf("%s: refused by %s", id, refusal.Rule)
			}
			l.do("2022-11-10", claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date(vivaTemplate)}, claims.Submit{}).wantState(plain(claims.Submitted))
		}
	}
	if workshops != 20 {
		t.Errorf("the public card has %d workshops, want 20", workshops)
	}
}

func TestGivingAPartAgainReplacesIt(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived)).do("2022-12-01",
		claims.GiveEvidence{Part: mci.PartnerSurvey},
		claims.GiveEvidence{Part: mci.Invoice, Reference: "first.pdf"})
	before := l.claim.Record()
	l.do("2022-12-02", claims.GiveEvidence{Part: mci.Invoice, Reference: "second.pdf"})
	want := []claims.Evidence{
		{Part: mci.Invoice, State: claims.EvidenceDone, Reference: "second.pdf", Updated: at("2022-12-02")},
		{Part: mci.PartnerSurvey, State: claims.EvidenceDone, Updated: at("2022-12-01")},
	}
	wantSame(t, "the evidence", l.claim.Record().Evidence, want)
	if before.Evidence[0].Reference != "first.pdf" {
		t.Error("the record of before has changed")
	}
}

// A page can show each gap beside its field.
func TestWhatIsMissingIsAValueWithPathPartReasonAndSource(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived)).do("2022-12-01",
		claims.GiveEvidence{Part: mci.Invoice},
		claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date("2022-07-01")},
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true})
	terms := l.claim.Engagement().Evidence()
	required := terms.Source(mci.AnchorDates{Submission: date("2022-12-05"), Consent: date("2022-11-20"), Creation: date("2022-11-10"), Nomination: date("2022-11-10")})
	_, accepted := terms.Template(date("2022-12-05"))
	gap := func(path string, part mci.EvidencePart, why string, source mci.Source) claims.Gap {
		return claims.Gap{Rule: "claim.guard.evidence", Guard: claims.EvidenceComplete, Path: path, Part: part, Why: why, Source: source}
	}
	want := []claims.Gap{
		gap("evidence[proof of execution].template", mci.ProofOfExecution, "proof of execution is on the template of 2022-07-01, and on this day only the template of 2022-10-01 is accepted", accepted),
		gap("evidence[customer survey]", mci.CustomerSurvey, "customer survey is sent", required),
		gap("evidence[partner survey]", mci.PartnerSurvey, "partner survey is missing", required),
	}
	got := l.claim.MissingEvidence(at("2022-12-05"))
	wantSame(t, "what is missing", got, want)
	wantSame(t, "what is missing, through JSON", throughJSON(t, got), want)
	if required.Grade == 0 || accepted.Grade == 0 {
		t.Errorf("the sources are %s and %s", required, accepted)
	}
	wantSame(t, "what the refusal names", l.refused("2022-12-05", claims.Submit{}).Gaps, want)
}
