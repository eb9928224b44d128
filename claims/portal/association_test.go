package portal_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

const usage = "Modern Work and Security Usage"

// mixed is an export with rows of both kinds.
func mixed() string {
	return "Claim ID,Claim name,Engagement,Customer ID,Location,Status,Created\n" +
		"claim-0,Contoso,Microsoft Viva," + tenant(0).Value() + ",zurich,Under review,2022-11-10\n" +
		"4711,CPOR Contoso," + usage + "," + tenant(0).Value() + ",zurich,Submitted,2022-12-20\n" +
		"4712,CPOR Fabrikam,Usage Recognition - Biz Apps," + tenant(1).Value() + ",zurich,Approved,2022-12-20\n"
}

func TestAMixedExportIsImportedRowByRowInItsKind(t *testing.T) {
	s := storeOf(t, 1)
	for run, want := range [][]string{{"2 moved claim-0 4", "3 adopted 4711 1", "4 adopted 4712 1"}, {"2 matched claim-0 0", "3 matched 4711 0", "4 matched 4712 0"}} {
		results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), mixed(), "2023-01-10")
		if got := outcomes(results); !slices.Equal(got, want) {
			t.Errorf("run %d: got %q, want %q", run+1, got, want)
		}
		if results[0].Kind != store.PartnerActivity || results[1].Kind != store.PartnerAssociation || results[2].Status != "Approved" {
			t.Errorf("run %d: got %+v", run+1, results)
		}
	}
	a := desk.New(s, public()).Associations()
	for id, kind := range map[claims.ID]cpor.Kind{"4711": cpor.ModernWorkUsage, "4712": cpor.BusinessUsage} {
		claim := must(a.Claim(t.Context(), id))
		r := claim.Record()
		if claim.Kind() != kind || r.Location != "zurich" || !claim.Adopted() || r.Created.IsZero() || !slices.Contains(claim.Missing(), "workloads") {
			t.Errorf("%s: got %+v, missing %v", id, r, claim.Missing())
		}
	}
}

// Every name that package cpor reads, and the public list of this package.
func TestEveryNameOfAnAssociationIsReadInAnExport(t *testing.T) {
	names := map[string]cpor.Kind{}
	for _, kind := range cpor.Kinds() {
		names[kind.String()] = kind
		for _, role := range kind.Terms().Role.Names() {
			names[role] = kind
		}
	}
	for _, other := range portal.OtherEngagements() {
		if other.Association != 0 {
			names[other.Name] = other.Association
		}
	}
	for name, kind := range names {
		s := storeOf(t, 0)
		text := "Claim ID,Engagement,Customer ID,Status\n4711," + name + "," + tenant(1).Value() + ",Draft\n"
		results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2023-01-10")
		if results[0].Outcome != portal.Adopted {
			t.Errorf("%s: got %s, %s", name, results[0].Outcome, results[0].Why)
			continue
		}
		if got := must(desk.New(s, public()).Associations().Claim(t.Context(), "4711")).Kind(); got != kind {
			t.Errorf("%s is read as %s, want %s", name, got, kind)
		}
	}
}

// The status decides in its kind: the two kinds share names with other
// meanings.
func TestAnAssociationFollowsTheStatusOfItsRow(t *testing.T) {
	s := storeOf(t, 1)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	follow(t, importer, mixed(), "2023-01-10")
	results := follow(t, importer, "Claim ID,Engagement,Status\n4711,"+usage+",Partner action required\n4712,,Rejected\nclaim-0,,Approved\n", "2023-01-11")
	if got := outcomes(results); !slices.Equal(got, []string{"2 moved 4711 2", "3 moved 4712 1", "4 moved claim-0 1"}) {
		t.Errorf("got %q", got)
	}
	if results[1].Kind != store.PartnerAssociation || results[1].Status == "" {
		t.Errorf("a row without an engagement: got %+v", results[1])
	}
	results = follow(t, importer, "Claim ID,Engagement,Status\n4711,"+usage+",Customer consent received\n", "2023-01-12")
	if results[0].Outcome != portal.Diverged {
		t.Errorf("a status of the other kind: got %+v", results[0])
	}
}

func TestAnAssociationThatIsKnownByAnotherIDIsFoundByCustomerAndThenByNumber(t *testing.T) {
	s := storeOf(t, 0)
	a := desk.New(s, public()).Associations()
	seen := claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-02"), Received: at("2023-01-02")}
	adoption := association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant(0)}, Details: cpor.Details{Name: "CPOR Contoso"},
		Shown: lifecycle.ReadStatus("Submitted"), Number: "4711",
	}
	must(a.Adopt(t.Context(), adoption, "mine", seen))
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	text := "Claim ID,Engagement,Customer ID,Location,Status\n4711," + usage + "," + tenant(0).Value() + ",zurich,Under review\n4713," + usage + "," + tenant(0).Value() + ",,Draft\n"
	results := follow(t, importer, text, "2023-01-10")
	if got := outcomes(results); !slices.Equal(got, []string{"2 moved mine 2", "3 adopted 4713 1"}) {
		t.Errorf("got %q; a claim with another number is another claim", got)
	}
	if got := must(a.Claim(t.Context(), "mine")).Record().Location; got != "zurich" {
		t.Errorf("the missing location is %q", got)
	}
}

// Partner Center shows two approvals for one workload: both rows are taken, and
// each import warns until one of them has ended.
func TestASecondApprovalInAnExportIsTakenWithAWarning(t *testing.T) {
	s := storeOf(t, 0)
	a := desk.New(s, public()).Associations()
	seen := claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-02"), Received: at("2023-01-02")}
	for _, id := range []claims.ID{"a-1", "a-2"} {
		must(a.Adopt(t.Context(), association.Adoption{
			Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant(0), Location: "zurich", Workloads: []cpor.Workload{"Microsoft Teams"}},
			Details:     cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus("Under review"),
		}, id, seen))
	}
	for _, step := range []struct {
		when, rows string
		dry        bool
		warned     []bool
	}{
		{"2023-01-10", "a-1,Approved\na-2,Approved\n", true, []bool{false, true}},
		{"2023-01-10", "a-1,Approved\na-2,Approved\n", false, []bool{false, true}},
		{"2023-01-11", "a-1,Approved\na-2,Approved\n", false, []bool{true, true}},
		{"2023-01-12", "a-1,Rejected\na-2,Approved\n", false, []bool{false, false}},
	} {
		importer := portal.NewImporter(s, public(), portal.ImportOptions{DryRun: step.dry})
		for i, result := range follow(t, importer, "Claim ID,Status\n"+step.rows, step.when) {
			if !result.Outcome.Taken() || (len(result.Warnings) == 1) != step.warned[i] {
				t.Errorf("%s, row %d: %s, %v", step.when, i+1, result.Outcome, result.Warnings)
			}
			if step.warned[i] && (result.Warnings[0].Rule != "cporclaim.sole" || !strings.Contains(result.Warnings[0].Why, "a-1, a-2")) {
				t.Errorf("%s, row %d: %+v", step.when, i+1, result.Warnings)
			}
		}
	}
}

// The same number beside another kind, customer or location can be another
// claim, so the import tells each difference, and overwrites nothing.
func TestARowThatDiffersFromItsClaimIsTakenAndTold(t *testing.T) {
	s := storeOf(t, 1)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	follow(t, importer, mixed(), "2023-01-10")
	header := "Claim ID,Engagement,Customer ID type,Customer ID,Location,Status\n"
	for rows, want := range map[string][]portal.Difference{
		"4711," + usage + ",," + tenant(0).Value() + ",zurich,Submitted\n": nil,
		"4711," + usage + ",,fabrikam.com,,Submitted\n":                    nil, // the claim has no domain
		"4711," + usage + ",TPID,123,,Submitted\n":                         nil, // and no TPID
		"4711,,,,,Submitted\n":                                             nil,
		"4711,BizApps Presales Advisor,," + tenant(1).Value() + ",bern,Submitted\n": {
			{portal.EngagementTitle, "BizApps Presales Advisor", cpor.ModernWorkUsage.String()},
			{portal.CustomerID, tenant(1).Value(), tenant(0).Value()},
			{portal.Location, "bern", "zurich"},
		},
		"claim-0,Microsoft Viva,," + tenant(0).Value() + ",zurich,Under review\n": nil,
		"claim-0,Unknown workshop,,,,Under review\n":                              nil,
		"claim-0,Endpoint Management,tenant ID," + tenant(1).Value() + ",bern,Under review\n": {
			{portal.EngagementTitle, "Endpoint Management", "fy23-microsoft-viva"},
			{portal.CustomerID, tenant(1).Value(), tenant(0).Value()},
			{portal.Location, "bern", "zurich"},
		},
	} {
		results := follow(t, importer, header+rows, "2023-01-11")
		if results[0].Outcome != portal.Matched || !slices.Equal(results[0].Differences, want) {
			t.Errorf("%s: %s, %+v, %s", rows, results[0].Outcome, results[0].Differences, results[0].Why)
		}
	}
	byID := "Claim ID,Engagement ID,Status\n4711,BizApps Presales Advisor,Submitted\nclaim-0,fy23-endpoint-management,Under review\n"
	for i, result := range follow(t, importer, byID, "2023-01-11") {
		if len(result.Differences) != 1 || result.Differences[0].Column != portal.EngagementID {
			t.Errorf("row %d by ID: %+v", i+1, result.Differences)
		}
	}
	r := must(desk.New(s, public()).Associations().Claim(t.Context(), "4711")).Record()
	if r.Kind != cpor.ModernWorkUsage || r.Tenant != tenant(0) || r.Location != "zurich" {
		t.Errorf("the claim was overwritten: %+v", r)
	}
}

func TestARowWithoutAnEngagementIsAboutTheAssociationThatHasItsNumber(t *testing.T) {
	s := storeOf(t, 0)
	a := desk.New(s, public()).Associations()
	meta := claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-09"), Received: at("2023-01-09")}
	must(a.Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant(0)}, Details: cpor.Details{Name: "CPOR Contoso"},
		Shown: lifecycle.ReadStatus("Submitted"), Number: "4711",
	}, "a-1", meta))
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), "Claim ID,Status\n4711,Under review\n", "2023-01-10")
	if got := outcomes(results); !slices.Equal(got, []string{"2 moved a-1 1"}) {
		t.Errorf("got %q, %s", got, results[0].Why)
	}
}

func TestARowOfAnAssociationThatSaysTooLittleIsUnknown(t *testing.T) {
	for why, row := range map[string]string{
		"a domain":                        "4711," + usage + ",contoso.com,,Draft",
		"an ID of another type":           "4711," + usage + "," + tenant(0).Value() + ",TPID,Draft",
		"a status that none lists":        "4711," + usage + "," + tenant(0).Value() + ",,Customer claimed",
		"no ID":                           "," + usage + "," + tenant(0).Value() + ",,Draft",
		"an association of no engagement": "9999,,,,Draft",
	} {
		results := follow(t, portal.NewImporter(storeOf(t, 0), public(), portal.ImportOptions{}), "Claim ID,Engagement,Customer ID,Customer ID type,Status\n"+row+"\n", "2023-01-10")
		if results[0].Outcome != portal.Unknown && results[0].Outcome != portal.Unreadable || results[0].Why == "" {
			t.Errorf("%s: got %+v", why, results[0])
		}
	}
	text := "Claim ID,Engagement,Customer ID,Status\n4711," + usage + "," + tenant(0).Value() + ",Draft\n"
	results := follow(t, portal.NewImporter(storeOf(t, 0), public(), portal.ImportOptions{NoAdoption: true}), text, "2023-01-10")
	if results[0].Outcome != portal.Unknown {
		t.Errorf("without adoption: got %+v", results[0])
	}
}

func TestAmountsOfARowOfAnAssociationAreToldAndNotRecorded(t *testing.T) {
	text := "Claim ID,Engagement,Customer ID,Status,Approved amount\n4712," + usage + "," + tenant(0).Value() + ",Approved,250.00\n"
	for currency, shown := range map[mci.Currency]string{"USD": "USD 250.00", "": "no amount"} {
		results := follow(t, portal.NewImporter(storeOf(t, 0), public(), portal.ImportOptions{Currency: currency}), text, "2023-01-10")
		got := results[0].Amounts
		if len(got) != 1 || got[0].Shown.String() != shown || !got[0].Recorded.IsNone() || results[0].Entries != 1 {
			t.Errorf("with currency %q: got %+v", currency, results[0])
		}
	}
}

func TestADryRunShowsBothKindsAndSavesNothing(t *testing.T) {
	s := storeOf(t, 1)
	before := records(t, s)
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{DryRun: true}), mixed()+"4711,,"+usage+","+tenant(0).Value()+",,Under review,\n", "2023-01-10")
	if got := outcomes(results); !slices.Equal(got, []string{"2 moved claim-0 4", "3 adopted 4711 1", "4 adopted 4712 1", "5 moved 4711 1"}) {
		t.Errorf("got %q", got)
	}
	if after := records(t, s); !slices.Equal(after, before) {
		t.Errorf("the store has %v, and had %v", after, before)
	}
}

// deaf is a store that fails for one claim of the other kind.
type deaf struct{ *store.Memory }

var errDeaf = errors.New("the database is down")

func (s deaf) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	if query.Kind == store.PartnerAssociation {
		return func(yield func(store.Envelope, error) bool) { yield(store.Envelope{}, errDeaf) }
	}
	return s.Memory.List(ctx, query)
}

func TestAStoreThatFailsForAnAssociationCostsThatRowAlone(t *testing.T) {
	results := follow(t, portal.NewImporter(deaf{storeOf(t, 1)}, public(), portal.ImportOptions{}), mixed(), "2023-01-10")
	if results[0].Outcome != portal.Moved || results[1].Outcome != portal.Failed || results[1].Why != errDeaf.Error() {
		t.Errorf("got %+v", results)
	}
}

// If the other associations cannot be listed, the row is to be imported again;
// one that cannot be read holds nothing that is known.
func TestAWarningIsLeftOutOnlyIfItsClaimCannotBeRead(t *testing.T) {
	s := storeOf(t, 0)
	seen := claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-02"), Received: at("2023-01-02")}
	must(desk.New(s, public()).Associations().Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant(0), Location: "zurich", Workloads: []cpor.Workload{"Microsoft Teams"}},
		Details:     cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus("Approved"),
	}, "a-1", seen))
	for name, c := range map[string]struct {
		s    store.Store
		want portal.Outcome
	}{
		"no list":   {deaf{s}, portal.Failed},
		"one claim": {torn{s}, portal.Matched},
	} {
		if results := follow(t, portal.NewImporter(c.s, public(), portal.ImportOptions{}), "Claim ID,Status\na-1,Approved\n", "2023-01-10"); results[0].Outcome != c.want || results[0].Warnings != nil {
			t.Errorf("%s: got %+v", name, results)
		}
	}
}

// torn is a store that can read none of the claims that it lists.
type torn struct{ *store.Memory }

func (s torn) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		for envelope := range s.Memory.List(ctx, query) {
			if !yield(store.Envelope{}, &store.ClaimError{ID: envelope.ID, Err: claims.ErrUnreadable}) {
				return
			}
		}
	}
}

func TestTheRegisterOfBothKindsIsReadBack(t *testing.T) {
	s := storeOf(t, 1)
	follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), mixed(), "2023-01-10")
	d := desk.New(s, public())
	var file bytes.Buffer
	if unread, err := portal.Export(&file, register.List(t.Context(), d, store.Query{}), at("2023-01-11"), portal.ExportOptions{}); err != nil || unread != nil {
		t.Fatal(unread, err)
	}
	for _, want := range []string{
		"4711,CPOR Contoso,,Modern Work and Security Usage,Modern Work and Security Usage,tenant ID," + tenant(0).Value() + ",zurich,Submitted,no,,2022-12-20,",
		",association\r\n", ",partner activity\r\n",
	} {
		if !strings.Contains(file.String(), want) {
			t.Errorf("%s lacks %q", file.String(), want)
		}
	}
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), file.String(), "2023-01-11")
	for _, result := range results {
		if result.Outcome != portal.Matched {
			t.Errorf("read back: %+v", result)
		}
	}
}

// A dry run imports over its own results, and whoever stops reading the results
// ends it.
func TestADryRunCanBeLeftAtAnyRow(t *testing.T) {
	s := storeOf(t, 2)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{DryRun: true})
	text := mixed() + "4713,CPOR Contoso," + usage + "," + tenant(1).Value() + ",zurich,Submitted,2022-12-20\n"
	for leave := 1; leave <= 4; leave++ {
		rows := 0
		for _, err := range importer.Import(t.Context(), strings.NewReader(text), at("2023-01-10"), at("2023-01-10")) {
			if err != nil {
				t.Error(err)
			}
			if rows++; rows == leave {
				break
			}
		}
		if rows != leave {
			t.Errorf("%d rows, want %d", rows, leave)
		}
	}
}

// The host can keep its own IDs. Then the number that Partner Center shows is
// recorded beside them.
func TestAnAssociationThatTheHostMatchesKeepsTheNumberOfItsRow(t *testing.T) {
	s := storeOf(t, 1)
	a := desk.New(s, public()).Associations()
	seen := claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-02"), Received: at("2023-01-02")}
	must(a.Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant(0)}, Details: cpor.Details{Name: "CPOR Contoso"},
		Shown: lifecycle.ReadStatus("Submitted"),
	}, "own-4711", seen))
	importer := portal.NewImporter(s, public(), portal.ImportOptions{Match: func(row portal.Row) claims.ID {
		if strings.HasPrefix(string(row.ClaimID), "47") {
			return "own-" + row.ClaimID
		}
		return ""
	}})
	want := []string{"2 moved claim-0 4", "3 recorded own-4711 1", "4 adopted own-4712 1"}
	if got := outcomes(follow(t, importer, mixed(), "2023-01-10")); !slices.Equal(got[:3], want) {
		t.Errorf("got %q", got)
	}
	for _, number := range []string{"4711", "4712"} {
		if got := must(a.Claim(t.Context(), claims.ID("own-"+number))).Record().PortalNumber.Number; got != number {
			t.Errorf("own-%s has the number %q", number, got)
		}
	}
	results := follow(t, importer, "Claim ID,Status\nclaim-0,Customer claimed\n", "2023-01-11")
	var file bytes.Buffer
	must(portal.Export(&file, register.List(t.Context(), desk.New(s, public()), store.Query{}), at("2023-01-11"), portal.ExportOptions{}))
	if results[0].Outcome != portal.Diverged || !strings.Contains(file.String(), "Customer claimed") {
		t.Errorf("got %+v and the export\n%s", results, &file)
	}
}

// A status of the other kind is no status of this one, and the reason says so.
func TestAStatusOfTheOtherKindIsNamedAsOne(t *testing.T) {
	const header = "Claim ID,Claim name,Engagement,Customer ID,Status\n"
	for row, want := range map[string]string{
		"4712,CPOR,Modern Work and Security Usage,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Customer consent received\n": "for a claim of the kind association; it is one of a partner activity",
		"4714,Viva,Microsoft Viva,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Somewhere\n":                                 `no document lists the status "Somewhere" for a claim of the kind partner activity`,
	} {
		results := follow(t, portal.NewImporter(storeOf(t, 0), public(), portal.ImportOptions{}), header+row, "2023-01-10")
		if len(results) != 1 || results[0].Outcome != portal.Unknown || !strings.Contains(results[0].Why, want) {
			t.Errorf("%s: got %+v", row, results)
		}
	}
}

// A row can change a claim without moving it: a difference from the portal ends
// when the portal agrees again.
func TestAResultTellsTheStatusBeforeItsRowAndWhetherADifferenceEnded(t *testing.T) {
	s := storeOf(t, 1)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	const adopted = "Claim ID,Engagement,Customer ID,Status\n4711," + usage + ",659410,Submitted\n"
	claim := must(desk.New(s, public()).Claim(t.Context(), "claim-0"))
	own := claim.State().String()
	for i, c := range []struct {
		text, before string
		outcome      portal.Outcome
		agreed       bool
	}{
		{"Claim ID,Status\nclaim-0," + own + "\n", own, portal.Matched, false},
		{"Claim ID,Status\nclaim-0,no such status\n", own, portal.Diverged, false},
		{"Claim ID,Status\nclaim-0," + own + "\n", own, portal.Moved, true},
		{"Claim ID,Status\nclaim-0,Submitted\n", own, portal.Moved, false},
		{strings.Replace(adopted, "659410", tenant(3).Value(), 1), "", portal.Adopted, false},
		{"Claim ID,Status\n4711,no such status\n", "Submitted", portal.Diverged, false},
		{"Claim ID,Status\n4711,Submitted\n", "Submitted", portal.Moved, true},
	} {
		got := follow(t, importer, c.text, "2023-01-"+strconv.Itoa(10+i))[0]
		if got.Before != c.before || got.Outcome != c.outcome || got.Agreed != c.agreed {
			t.Errorf("%d: got %s, before %q, agreed %t, %s; want %+v", i, got.Outcome, got.Before, got.Agreed, got.Why, c)
		}
	}
}
