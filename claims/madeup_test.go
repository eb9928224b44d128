package claims_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// madeUpCatalog reads the catalog that uses every shape in the format, with
// pairs of old and new text replaced. None of its figures come from Microsoft.
func madeUpCatalog(t tb, pairs ...string) *catalog.Catalog {
	t.Helper()
	data, err := os.ReadFile("../mci/catalog/testdata/made-up.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	card, err := catalog.Read([]byte(strings.NewReplacer(pairs...).Replace(string(data))), catalog.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func quantity(text string) mci.Quantity { return must(mci.ParseQuantity(text)) }

// madeUpQuestion returns a question for which every rule passes, for any
// engagement of the made-up catalog.
func madeUpQuestion(e *catalog.Engagement, when string) eligibility.Question {
	q := question(e, at(when))
	q.Qualifications = []string{"Adoption specialization"}
	q.Customer.OpenClaims, q.Customer.Nominated = eligibility.CountOf(0), mci.No
	q.Customer.Segment = "commercial"
	q.Customer.Quantities = mci.Quantities{
		"seats": quantity("1200"), "active users": quantity("800"), "high-water mark": quantity("500"), "first-year consumption": quantity("150000.55"),
	}
	q.Customer.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": mci.Yes}
	q.Opportunity.Stage = "develop"
	if e.NeedsHours() && q.Hours.IsNone() {
		q.Hours = must(mci.ParseHours("80"))
	}
	for kind, value := range map[mci.IDType]string{
		mci.TenantID: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", mci.TopParentID: "123456", mci.AzureSubscriptionID: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60",
	} {
		if e.Takes(kind) && !e.Takes(q.Customer.ID.Type()) {
			q.Customer.ID = must(mci.ParseCustomerID(kind, value))
		}
	}
	return q
}

// openMadeUp opens a claim for an engagement of a made-up catalog.
func openMadeUp(t tb, catalog *catalog.Catalog, id mci.EngagementID, when string, change func(*eligibility.Question)) *life {
	t.Helper()
	q := madeUpQuestion(engagement(catalog, id), when)
	if change != nil {
		change(&q)
	}
	opened := must(claims.Open(nominate(q), "claim-1", by(claims.AddCustomer, at(when))))
	return &life{t, catalog, opened.Claim, opened.Entries}
}

var asked = claims.SendConsent{DealSize: usd("40000")}

func TestEveryShapeOfPayIsCarriedFromNominationToApproval(t *testing.T) {
	catalog := madeUpCatalog(t)
	for id, want := range map[mci.EngagementID]string{
		"by-market": "USD 4,400.00", "by-size": "USD 3,000.00", "by-hours": "USD 12,000.00",
		"by-unit": "CHF 1,275.00", "by-share": "USD 9,750.02", "in-two-stages": "USD 5,200.00",
		"by-tier": "USD 4,000.00", "by-hours-alone": "USD 10,000.00", "by-worked-hours": "CHF 6,000.00", "by-changing-size": "USD 2,000.00",
	} {
		l := openMadeUp(t, catalog, id, "2026-01-05T09:00Z", nil).
			do("2026-01-06T09:00Z", asked).do("2026-01-20T09:00Z", claims.Accept{})
		for _, part := range mci.EvidenceParts() {
			l.do("2026-02-02T09:00Z", claims.GiveEvidence{Part: part, Template: template(part)})
		}
		l.do("2026-02-03T09:00Z", claims.Submit{}, claims.BeginReview{}).do("2026-03-02T09:00Z", claims.Approve{})
		amounts := l.claim.Record().Amounts
		for what, amount := range map[string]claims.Amount{"estimated": amounts.Estimated, "requested": amounts.Requested, "approved": amounts.Approved} {
			if amount.Money.String() != want {
				t.Errorf("%s: %s %s, want %s", id, what, amount.Money, want)
			}
		}
		if got := l.claim.ExpectedPayment(); got != date("2026-04-16") {
			t.Errorf("%s: expected to be paid by %s, want 45 days after the approval", id, got)
		}
		l.checkStored()
		l.checkReplay()
	}
}

func template(part mci.EvidencePart) mci.Date {
	if part == mci.ProofOfExecution {
		return date("2026-01-15")
	}
	return mci.Date{}
}

func TestAClaimThatIsNotApprovedHasNoExpectedPayment(t *testing.T) {
	if got := open(t, public(), viva, "2022-11-10").claim.ExpectedPayment(); !got.IsZero() {
		t.Errorf("got %s", got)
	}
}

// The made-up guide requires less evidence if the customer consents in 2026.
func TestTheConsentSelectsTheEvidenceOfAClaim(t *testing.T) {
	missing := func(consented string) []string {
		l := openMadeUp(t, madeUpCatalog(t), "by-market", "2025-12-20T09:00Z", nil).
			do("2025-12-20T10:00Z", asked).do(consented, claims.Accept{})
		return texts(l.claim.MissingEvidence(at("2026-01-10T09:00Z")))
	}
	if got := missing("2025-12-31T23:59Z"); len(got) != 4 {
		t.Errorf("consent in 2025: %q is missing, want all four parts", got)
	}
	if got := missing("2026-01-01T00:00Z"); !slices.Equal(got, []string{"proof of execution is missing", "partner survey is missing"}) {
		t.Errorf("consent in 2026: %q is missing", got)
	}
}

func TestEvidenceThatTheCatalogDoesNotSettleIsMissing(t *testing.T) {
	catalog := madeUpCatalog(t, `{"from": "2026-01-01", "parts": ["proof of execution", "partner survey"], "source": "guide"}`,
		`{"from": "2026-01-01", "knownUntil": "2026-01-15", "parts": ["proof of execution", "partner survey"], "source": "guide"}`)
	l := openMadeUp(t, catalog, "by-market", "2026-01-05T09:00Z", nil).do("2026-01-06T09:00Z", asked).do("2026-01-20T09:00Z", claims.Accept{})
	got := texts(l.claim.MissingEvidence(at("2026-01-21T09:00Z")))
	if len(got) != 4 || !strings.Contains(got[0], "whether the invoice is required is not known") {
		t.Errorf("got %q", got)
	}
	l.refused("2026-01-21T09:00Z", claims.Submit{})
}

func TestADeadlineNamesTheSourceOfTheEngagementsOwnWindow(t *testing.T) {
	l := openMadeUp(t, madeUpCatalog(t), "by-market", "2026-01-05T09:00Z", nil)
	consent := l.claim.Deadlines()[0]
	if consent.Days != 30 || consent.Source.Title != "Made-up guide, edition of July" {
		t.Errorf("consent: %d days by %s; want those of the engagement", consent.Days, consent.Source)
	}
	l.do("2026-01-06T09:00Z", asked).do("2026-01-20T09:00Z", claims.Accept{})
	for _, d := range l.claim.Deadlines() {
		own := d.Clock == mci.FirstSubmissionClock
		if want := map[bool]int{true: 90, false: 130}[own]; d.Days != want || (d.Source.Title == "Made-up guide, edition of July") != own {
			t.Errorf("%s: %d days by %s", d.Clock, d.Days, d.Source)
		}
	}
}

// The nomination freezes the quantities and with them the size. Later counts of
// the host change nothing.
func TestQuantitiesAreFrozenByTheNomination(t *testing.T) {
	counted := mci.Quantities{"seats": quantity("1200"), "active users": quantity("800"), "printers": quantity("7")}
	l := openMadeUp(t, madeUpCatalog(t), "by-size", "2026-01-05T09:00Z", func(q *eligibility.Question) { q.Customer.Quantities = counted })
	counted["seats"] = quantity("1")
	kept := l.claim.Record().Quantities
	if len(kept) != 2 || kept["seats"] != quantity("1200") {
		t.Errorf("the record holds %v, want the two measures that the engagement asks for, as they were", kept)
	}
	kept["seats"] = quantity("1")
	l.claim.PayInputs().Quantities["seats"] = quantity("1")
	if got := l.claim.Estimate(at("2026-01-06T09:00Z")).Summary(); got != "USD 3,000.00" {
		t.Errorf("through a copy, the claim pays %s", got)
	}
	restored := must(claims.Restore(throughJSON(t, l.claim.Record()), l.catalog))
	if got := restored.Estimate(at("2026-01-06T09:00Z")).Summary(); got != "USD 3,000.00" {
		t.Errorf("restored, it pays %s", got)
	}
}

func TestPayInTwoStagesIsWholeOnceTheTargetIsReached(t *testing.T) {
	l := openMadeUp(t, madeUpCatalog(t), "in-two-stages", "2026-01-05T09:00Z", nil).
		do("2026-01-06T09:00Z", asked).do("2026-01-20T09:00Z", claims.Accept{}).
		do("2026-02-02T09:00Z", claims.GiveEvidence{Part: mci.ProofOfExecution}, claims.Submit{}, claims.BeginReview{}).
		do("2026-03-02T09:00Z", claims.Approve{})
	for _, c := range []struct {
		measured, on, want string
	}{
		{"250", "2026-05-31", "USD 8,000.00"},
		{"250", "2026-08-29", "USD 8,000.00"},
		{"249.99", "2026-08-29", "USD 5,200.00"},
		{"250", "2026-05-30", "USD 5,200.00 on approval, the rest unknown: needs a measurement of active users: at least 250 between day 90 and day 180 after the approval"},
	} {
		if got := l.claim.PayoutOnTarget(catalog.Measurement{Quantity: quantity(c.measured), On: date(c.on)}).Summary(); got != c.want {
			t.Errorf("%s on %s pays %s, want %s", c.measured, c.on, got, c.want)
		}
	}
}

func TestAChangeTouchesOnlyWhatIsStillOpen(t *testing.T) {
	old := madeUpCatalog(t)
	edition, _ := old.Edition("made-up-1")
	const was, is = `"amounts": {"A": "4400", "B": "2200", "C": "1100"}`, `"amounts": {"A": "4500", "B": "2200", "C": "1100"}`
	updated, _ := madeUpCatalog(t, was, is, `"made-up-1"`, `"made-up-2"`).Edition("made-up-2")
	correction, _ := madeUpCatalog(t, was, is).Edition("made-up-1")
	changes, corrections := diff.Editions(edition, updated), diff.Editions(edition, correction)
	if len(changes) == 0 || len(corrections) == 0 {
		t.Fatal("the editions do not differ")
	}
	l := openMadeUp(t, old, "by-market", "2026-01-05T09:00Z", nil).do("2026-01-06T09:00Z", asked)
	touched := func(l *life) bool {
		return slices.ContainsFunc(changes, func(c diff.Change) bool { return l.claim.Touches(c, l.claim.Record().Updated).Outcome == mci.Pass })
	}
	if !touched(l) {
		t.Error("a claim without consent is not touched by another rate")
	}
	if touched(openMadeUp(t, old, "by-size", "2026-01-05T09:00Z", nil)) {
		t.Error("a claim for another engagement is touched")
	}
	canceled := &life{t, old, l.claim, nil}
	if touched(canceled.do("2026-01-07T09:00Z", claims.Cancel{})) {
		t.Error("a claim that has ended is touched")
	}
	if touched(l.do("2026-01-20T09:00Z", claims.Accept{})) {
		t.Error("a claim whose consent selected the rate is touched")
	}
	if changes = corrections; !touched(l) {
		t.Error("a claim whose consent selected the rate is not touched by a correction of it")
	}
}

func TestAPayoutIsStoredAsItsWorksheet(t *testing.T) {
	l := openMadeUp(t, madeUpCatalog(t), "by-size", "2026-01-05T09:00Z", nil)
	var sheet catalog.Worksheet
	if err := json.Unmarshal(must(json.Marshal(l.claim.Payout())), &sheet); err != nil || sheet.Amount.String() != "USD 3,000.00" || len(sheet.Steps) == 0 {
		t.Errorf("got %+v (%v)", sheet, err)
	}
}

// Hours that are a condition of fixed pay are frozen by the nomination, and a
// record without them cannot be read.
func TestAClaimForFixedPayHasHoursIfTheyAreItsCondition(t *testing.T) {
	catalog := madeUpCatalog(t)
	l := openMadeUp(t, catalog, "by-worked-hours", "2026-01-05T09:00Z", nil)
	record := l.claim.Record()
	if got := record.Hours.String(); got == "" {
		t.Error("the record has no hours")
	}
	record.Hours = mci.Hours{}
	var field *mci.FieldError
	if _, err := claims.Restore(record, catalog); !errors.As(err, &field) || field.Path != "hours" {
		t.Errorf("without its hours it is read: %v", err)
	}
}

// The day on which the request is sent selects the rule, not the day of the
// nomination.
func TestTheDealSizeIsAskedForByTheDayOfSending(t *testing.T) {
	catalog := madeUpCatalog(t)
	nothing := claims.SendConsent{DealSize: usd("0")}
	early := openMadeUp(t, catalog, "by-unit", "2025-09-10T09:00Z", nil).do("2025-09-14T09:00Z", nothing)
	early.checkStored()
	late := openMadeUp(t, catalog, "by-unit", "2025-09-10T09:00Z", nil)
	if _, err := claims.Apply(late.claim, nothing, by(claims.SendConsent{}.Event(), at("2025-09-15T09:00Z"))); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("on the first day on which it is refused, a deal size of zero gets %v", err)
	}
	if refusal := late.refused("2025-09-15T09:00Z", claims.SendConsent{}); refusal.Gaps[0].Source.Title != "Made-up guide, edition of July" {
		t.Errorf("the source is %v", refusal.Gaps[0].Source)
	}
	unsaid := openMadeUp(t, madeUpCatalog(t, `"before": "2025-09-15", "rule": "may be zero"`, `"before": "2025-09-15", "rule": "optional"`), "by-unit", "2025-09-10T09:00Z", nil)
	unsaid.do("2025-09-14T09:00Z", claims.SendConsent{}).checkStored()
}
