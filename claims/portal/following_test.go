package portal_test

import (
	"bytes"
	"context"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func shown(when string) claims.Meta {
	return claims.Meta{Actor: claims.PartnerCenter, At: at(when), Received: at(when)}
}

// adopt stores an association as Partner Center shows it.
func adopt(t *testing.T, s store.Store, id claims.ID, customer int, status string, workloads ...cpor.Workload) {
	t.Helper()
	must(desk.New(s, public()).Associations().Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant(customer), Location: "zurich", Workloads: workloads},
		Details:     cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus(status),
	}, id, shown("2023-01-02")))
}

// propose stores an association of the partner's own.
func propose(t *testing.T, s store.Store, id claims.ID, customer int) {
	t.Helper()
	proposal, decision, err := cpor.Propose(cpor.Question{
		Kind: cpor.ModernWorkUsage, At: at("2023-01-02"),
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "zurich", Enrollment: mci.Enrolled},
		Tenant:   tenant(customer), Domain: must(mci.ParseCustomerID(mci.DomainName, "contoso.com")), DomainMatches: mci.Yes,
		Workloads: []cpor.Workload{"Microsoft Teams"}, OnTenant: mci.Yes, Channel: recognition.EnterpriseAgreement, Own: mci.No, Others: mci.No,
	}, cpor.Details{Name: "CPOR Contoso", CustomerContact: customerContact, CustomerTitle: "Head of IT", PartnerContact: partnerContact})
	if err != nil || proposal == nil {
		t.Fatal(decision.Reasons(), err)
	}
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: at("2023-01-02"), Received: at("2023-01-02")}
	must(desk.New(s, public()).Associations().Open(t.Context(), proposal, id, meta))
}

func TestARowWhoseClaimIsNotFoundSaysWhyAndOfWhichKindItIs(t *testing.T) {
	customer := tenant(9).Value()
	for row, want := range map[string]struct {
		kind store.Kind
		why  string
	}{
		"P-9,," + customer + ",Submitted":              {store.PartnerActivity, "no claim has this ID, and the line names no engagement"},
		"P-9,no such thing," + customer + ",Submitted": {store.PartnerActivity, `no claim has this ID, and the catalog has no engagement "no such thing"`},
		"4711," + usage + "," + customer + ",Somewhere": {
			store.PartnerAssociation, `no claim has this ID, and no document lists the status "Somewhere" for a claim of the kind association`,
		},
	} {
		results := follow(t, portal.NewImporter(storeOf(t, 0), public(), portal.ImportOptions{}), "Claim ID,Engagement,Customer ID,Status\n"+row+"\n", "2023-01-10")
		if got := results[0]; got.Outcome != portal.Unknown || got.Kind != want.kind || got.Why != want.why {
			t.Errorf("%s: got %s of a %s, %s", row, got.Outcome, got.Kind, got.Why)
		}
	}
}

// A row is never given to a claim of the other kind, even if that has its ID or
// its number.
func TestTheEngagementOfARowDecidesItsKind(t *testing.T) {
	s := storeOf(t, 1)
	adopt(t, s, "a-1", 0, "Submitted")
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	rows := "Claim ID,Customer ID,Engagement,Status\n" +
		"a-1,," + string(viva) + ",Under review\n" +
		"claim-0,," + usage + ",Under review\n" +
		"P-1," + tenant(0).Value() + "," + string(viva) + ",Submitted\n"
	results := follow(t, importer, rows, "2023-01-10")
	for i, kind := range []store.Kind{store.PartnerActivity, store.PartnerAssociation, store.PartnerActivity} {
		if taken := results[i].Outcome.Taken(); results[i].Kind != kind || taken != (i == 2) {
			t.Errorf("row %d: %s of a %s, %s", i+1, results[i].Outcome, results[i].Kind, results[i].Why)
		}
	}
	must(desk.New(s, public()).Associations().Do(t.Context(), "a-1", association.RecordFacts{Number: "P-1"}, shown("2023-01-10")))
	results = follow(t, importer, "Claim ID,Status\nP-1,Under review\n", "2023-01-11")
	if got := outcomes(results); !slices.Equal(got, []string{"2 moved claim-0 1"}) {
		t.Errorf("a number of both kinds without an engagement: got %q", got)
	}
}

func TestAnEngagementOfTheCatalogIsAPartnerActivityWhateverItsTitle(t *testing.T) {
	data := must(os.ReadFile("../../mci/catalog/public.catalog.json"))
	renamed := bytes.Replace(data, []byte(`"name": "Endpoint Management"`), []byte(`"name": "CSP co-op"`), 1)
	card := must(catalog.Read(renamed, catalog.ReadOptions{Zone: time.LoadLocation}))
	text := "Claim ID,Customer ID,Engagement,Status,Created\nP-9," + tenant(9).Value() + ",CSP co-op,Submitted,2022-12-01\n"
	results := follow(t, portal.NewImporter(storeOf(t, 0), card, portal.ImportOptions{}), text, "2023-01-10")
	if got := outcomes(results); !slices.Equal(got, []string{"2 adopted P-9 1"}) || results[0].Kind != store.PartnerActivity {
		t.Errorf("got %q, %+v", got, results[0])
	}
}

func TestTheOnlyOpenClaimOfACustomerIsPreferredToThoseThatHaveEnded(t *testing.T) {
	s := storeOf(t, 1)
	must(desk.New(s, public()).Do(t.Context(), "claim-0", claims.Cancel{}, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-11-11"), Received: at("2022-11-11")}))
	if err := s.Save(t.Context(), rows(opened("claim-a", 0, "Contoso"))); err != nil {
		t.Fatal(err)
	}
	text := "Customer ID,Engagement,Status\n" + tenant(0).Value() + "," + string(viva) + ",Submitted\n"
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2023-01-10")
	if results[0].Claim != "claim-a" || results[0].Outcome != portal.Moved {
		t.Errorf("got %+v", results[0])
	}
}

// An own association is the one of a row until another number is recorded for
// it. One that was adopted is that of the row by which it was.
func TestAnAssociationThatBelongsToAnotherRowIsNotTakenForThisOne(t *testing.T) {
	s := storeOf(t, 0)
	adopt(t, s, "adopted", 0, "Submitted")
	propose(t, s, "numbered", 1)
	must(desk.New(s, public()).Associations().Do(t.Context(), "numbered", association.RecordFacts{Number: "4700"}, shown("2023-01-02")))
	propose(t, s, "own", 2)
	var text strings.Builder
	text.WriteString("Claim ID,Engagement,Customer ID,Status\n")
	for i, id := range []string{"4710", "4711", "4712"} {
		text.WriteString(id + "," + usage + "," + tenant(i).Value() + ",Draft\n")
	}
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text.String(), "2023-01-10")
	if got := outcomes(results); !slices.Equal(got, []string{"2 adopted 4710 1", "3 adopted 4711 1", "4 recorded own 1"}) {
		t.Errorf("got %q", got)
	}
}

// The numbers of all claims are read once, and then those that the rows bring.
func TestAClaimIsFoundByTheNumberThatAnEarlierRowBrought(t *testing.T) {
	var text strings.Builder
	text.WriteString("Claim ID,Engagement,Customer ID,Status\n")
	for _, row := range []string{"4711," + usage + "," + tenant(0).Value() + ",", "P-9,Microsoft Viva," + tenant(9).Value() + ","} {
		text.WriteString(row + "Submitted\n" + row + "Under review\n")
	}
	asked := map[claims.ID]bool{}
	first := func(row portal.Row) claims.ID {
		if asked[row.ClaimID] {
			return ""
		}
		asked[row.ClaimID] = true
		return "own-" + row.ClaimID
	}
	results := follow(t, portal.NewImporter(storeOf(t, 0), public(), portal.ImportOptions{Match: first}), text.String(), "2023-01-10")
	for i, id := range []claims.ID{"own-4711", "own-4711", "own-P-9", "own-P-9"} {
		if results[i].Claim != id || !results[i].Outcome.Taken() {
			t.Errorf("row %d: %s %s, %s; want %s", i+1, results[i].Outcome, results[i].Claim, results[i].Why, id)
		}
	}
}

func TestAnAssociationWithTwoMeaningsOfItsStatusTellsBoth(t *testing.T) {
	for status, want := range map[string][]string{
		"Submitted / Under review": store.Statuses(recognition.Submitted, recognition.UnderReview),
		"Submitted":                nil,
		"On hold":                  nil,
	} {
		s := storeOf(t, 0)
		adopt(t, s, "a-1", 0, "Submitted")
		results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), "Claim ID,Status\na-1,"+status+"\n", "2023-01-10")
		if got := results[0].Meanings; !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", status, got, want)
		}
	}
}

func TestAnAssociationIsCreatedOnTheDayOfTheHostsOwnCalendar(t *testing.T) {
	auckland := time.FixedZone("Auckland", 13*60*60)
	terms := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(auckland, nil, nil))}))
	for _, c := range []struct {
		terms *cpor.Terms
		want  time.Time
	}{{terms, time.Date(2022, time.December, 20, 0, 0, 0, 0, auckland)}, {nil, at("2022-12-20")}} {
		s := storeOf(t, 0)
		follow(t, portal.NewImporter(s, public(), portal.ImportOptions{Terms: c.terms}), mixed(), "2023-01-10")
		if got := must(desk.New(s, public()).Associations().Claim(t.Context(), "4711")).Record().Created; !got.Equal(c.want) {
			t.Errorf("created at %v, want %v", got, c.want)
		}
	}
}

// A countingStore counts the lists of approved claims.
type countingStore struct {
	*store.Memory
	lists int
}

func (s *countingStore) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	if slices.Equal(query.Statuses, store.Statuses(recognition.Approved)) {
		s.lists++
	}
	return s.Memory.List(ctx, query)
}

// The approved associations are read when the first row needs them, and then
// follow the rows.
func TestTheApprovedAssociationsAreReadOnceAndFollowTheRows(t *testing.T) {
	s := &countingStore{Memory: storeOf(t, 0)}
	adopt(t, s, "a-1", 0, "Under review", "Microsoft Teams")
	adopt(t, s, "a-2", 0, "Under review", "Microsoft Teams")
	adopt(t, s, "a-3", 0, "Under review")
	for _, c := range []struct {
		rows  string
		lists int
	}{
		{"a-1,Submitted\na-3,Approved\n", 0}, // one holds nothing, and nobody knows what the other one holds
		{"a-1,Approved\na-1,Rejected\na-2,Approved\n", 1},
	} {
		s.lists = 0
		for _, result := range follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), "Claim ID,Status\n"+c.rows, "2023-01-10") {
			if !result.Outcome.Taken() || result.Warnings != nil {
				t.Errorf("%s: %s, %v, %s", result.Claim, result.Outcome, result.Warnings, result.Why)
			}
		}
		if s.lists != c.lists {
			t.Errorf("%q: the approved associations were read %d times, want %d", c.rows, s.lists, c.lists)
		}
	}
}

// An export shows zero where nothing was approved yet.
func TestAnApprovedAmountOfZeroIsToldAndNotRecorded(t *testing.T) {
	s := storeOf(t, 1)
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{Currency: mci.USD}), "Claim ID,Status,Approved amount\nclaim-0,Approved,0.00\n", "2023-01-10")
	if got := results[0]; got.Outcome != portal.Moved || len(got.Amounts) != 1 || got.Amounts[0].Shown.String() != "USD 0.00" {
		t.Errorf("got %+v", got)
	}
	if got := recordIn(must(s.Load(t.Context(), "claim-0"))).Amounts.Approved.Money; !got.IsNone() {
		t.Errorf("recorded %s", got)
	}
}

func TestARowThatWasTakenNeedsNoMoreWork(t *testing.T) {
	var taken []string
	for outcome := portal.Outcome(0); outcome <= portal.OtherProgram+1; outcome++ {
		if outcome.Taken() {
			taken = append(taken, outcome.String())
		}
	}
	if got := strings.Join(taken, ", "); got != "matched, moved, diverged, adopted, recorded, other program" {
		t.Errorf("got %s", got)
	}
}
