package portal_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// follow imports a text and returns the result of each row.
func follow(t testing.TB, importer *portal.Importer, text, when string) (results []portal.Result) {
	t.Helper()
	for result, err := range importer.Import(t.Context(), strings.NewReader(text), at(when), at(when)) {
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, result)
	}
	return results
}

func outcomes(results []portal.Result) (all []string) {
	for _, result := range results {
		all = append(all, fmt.Sprintf("%d %s %s %d", result.Row.Line, result.Outcome, result.Claim, result.Entries))
	}
	return all
}

// table returns an export with a row of each kind.
func table() string {
	return "Claim ID,Claim name,Engagement,Customer ID,Status,Created\n" +
		"claim-0,,,,Customer claimed,\n" +
		"claim-1,,,,Approved,\n" +
		"claim-2,,,,On hold,\n" +
		"P-3,,Microsoft Viva," + tenant(3).Value() + ",Under review,\n" +
		"P-9,Tailspin,fy23-microsoft-viva," + tenant(9).Value() + ",Submitted,12/1/2022\n" +
		"P-10,,no such thing," + tenant(9).Value() + ",Submitted,2022-12-01\n" +
		"P-11,,fy23-microsoft-viva,contoso.com,Submitted,2022-12-01\n" +
		"P-12,,fy23-microsoft-viva," + tenant(12).Value() + ",On hold,2022-12-01\n" +
		",,fy23-microsoft-viva," + tenant(13).Value() + ",Submitted,2022-12-01\n" +
		"claim-4,,,,,soon\n" +
		"P-14,,fy23-microsoft-viva," + tenant(14).Value() + ",Submitted,2023-06-01\n" +
		",,fy23-microsoft-viva," + tenant(4).Value() + ",On hold,2022-12-01\n"
}

func TestEachRowOfAnExportIsFollowed(t *testing.T) {
	s := storeOf(t, 5)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{User: "pat", Options: monthFirst})
	got := outcomes(follow(t, importer, table(), "2023-01-10"))
	want := []string{
		"2 matched claim-0 0", "3 moved claim-1 5", "4 diverged claim-2 1", "5 moved claim-3 5", "6 adopted P-9 1",
		"7 unknown  0", "8 unknown  0", "9 unknown  0", "10 unknown  0", "11 unreadable  0", "12 unreadable P-14 0", "13 diverged claim-4 1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	adopted := must(desk.New(s, public()).Claim(t.Context(), "P-9"))
	if !adopted.Adopted() || adopted.Record().Name != "Tailspin" || !adopted.Record().Created.Equal(at("2022-12-01")) {
		t.Errorf("adopted as %+v", adopted.Record())
	}
}

func TestAnImportThatIsRunAgainChangesNothing(t *testing.T) {
	s := storeOf(t, 5)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	follow(t, importer, table(), "2023-01-10")
	for _, when := range []string{"2023-01-10", "2023-01-11"} {
		for _, result := range follow(t, importer, table(), when) {
			if result.Entries != 0 || result.Outcome == portal.Moved || result.Outcome == portal.Adopted {
				t.Errorf("line %d: %s with %d entries", result.Row.Line, result.Outcome, result.Entries)
			}
		}
	}
}

func TestAnImportThatBrokeOffIsBegunAgain(t *testing.T) {
	whole, broken := storeOf(t, 5), storeOf(t, 5)
	want := portal.NewImporter(whole, public(), portal.ImportOptions{})
	follow(t, want, table(), "2023-01-10")
	importer := portal.NewImporter(broken, public(), portal.ImportOptions{})
	for rows := range 12 {
		for range importer.Import(t.Context(), strings.NewReader(table()), at("2023-01-10"), at("2023-01-10")) {
			if rows--; rows < 0 {
				break
			}
		}
	}
	follow(t, importer, table(), "2023-01-10")
	for record, err := range whole.List(t.Context(), store.Query{}) {
		got := must(broken.Load(t.Context(), record.ID))
		if err != nil || got.Version != record.Version || got.Status != record.Status {
			t.Errorf("%s: %d %s, want %d %s", record.ID, got.Version, got.Status, record.Version, record.Status)
		}
	}
}

func TestTheClaimOfACustomerIsFound(t *testing.T) {
	s := storeOf(t, 2)
	must(desk.New(s, public()).Do(t.Context(), "claim-0", claims.Cancel{}, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-11-11"), Received: at("2022-11-11")}))
	text := "Claim ID,Customer ID type,Customer ID,Engagement,Status,Created\n" +
		// Its only claim has ended.
		"," + mci.TenantID.String() + "," + tenant(0).Value() + "," + string(viva) + ",Canceled,\n" +
		// The domain is unknown.
		"," + mci.DomainName.String() + "," + tenant(1).Value() + "," + string(viva) + ",Submitted,\n" +
		"P-9,," + tenant(9).Value() + "," + string(viva) + ",Submitted,2022-12-01\n" +
		// This is another claim than P-9.
		"P-10,," + tenant(9).Value() + "," + string(viva) + ",Approved,2022-12-02\n"
	got := outcomes(follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2023-01-10"))
	want := []string{"2 matched claim-0 0", "3 unknown  0", "4 adopted P-9 1", "5 adopted P-10 1"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestATitleOfTwoEngagementsNamesNone(t *testing.T) {
	data := must(os.ReadFile("../../mci/catalog/public.catalog.json"))
	other := regexp.MustCompile(`"name": "Microsoft Viva[^"]*"`).ReplaceAll(data, []byte(`"name": "Workshop"`))
	card := must(catalog.Read(other, catalog.ReadOptions{Zone: time.LoadLocation}))
	text := "Claim ID,Customer ID,Engagement,Status,Created\nP-9," + tenant(9).Value() + ",Workshop,Submitted,2022-12-01\n"
	results := follow(t, portal.NewImporter(storeOf(t, 0), card, portal.ImportOptions{}), text, "2023-01-10")
	if results[0].Outcome != portal.Unknown {
		t.Errorf("got %+v", results)
	}
}

func TestAnOldExportIsStale(t *testing.T) {
	importer := portal.NewImporter(storeOf(t, 1), public(), portal.ImportOptions{})
	results := follow(t, importer, "Claim ID,Status\nclaim-0,Approved\n", "2022-11-09")
	if results[0].Outcome != portal.Stale || results[0].Claim != "claim-0" || results[0].Why == "" {
		t.Errorf("got %+v", results)
	}
}

func TestAHostMayNameTheClaimAndRefuseToAdopt(t *testing.T) {
	importer := portal.NewImporter(storeOf(t, 1), public(), portal.ImportOptions{NoAdoption: true, Match: func(row portal.Row) claims.ID {
		return map[claims.ID]claims.ID{"P-1": "claim-0"}[row.ClaimID]
	}})
	results := follow(t, importer, "Claim ID,Status,Customer ID,Engagement\nP-1,Approved,,\nP-2,Approved,"+tenant(7).Value()+","+string(viva)+"\n", "2023-01-10")
	if got := outcomes(results); !slices.Equal(got, []string{"2 moved claim-0 6", "3 unknown  0"}) {
		t.Errorf("got %q", got)
	}
}

func TestSeveralClaimsOfACustomerAreNotGuessed(t *testing.T) {
	s := storeOf(t, 1)
	for i, id := range []claims.ID{"claim-a", "claim-b"} {
		change := opened(id, 0, "Contoso")
		for _, command := range []claims.Command{claims.Cancel{}} {
			canceled := must(claims.Apply(change.Claim, command, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-11-11"), Received: at("2022-11-11")}))
			record := canceled.Claim
			change = claims.Change{Claim: record, Entries: append(change.Entries, canceled.Entries...)}
		}
		if i == 0 {
			must(desk.New(s, public()).Do(t.Context(), "claim-0", claims.Cancel{}, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-11-11"), Received: at("2022-11-11")}))
		}
		if err := s.Save(t.Context(), rows(change)); err != nil {
			t.Fatal(err)
		}
	}
	text := "Customer ID,Engagement,Status\n" + tenant(0).Value() + "," + string(viva) + ",Canceled\n"
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2023-01-10")
	if results[0].Outcome != portal.Unknown || !strings.Contains(results[0].Why, "several claims") {
		t.Errorf("got %+v", results)
	}
}

// A quirkyStore is a MemoryStore whose methods can be made to fail.
type quirkyStore struct {
	*store.Memory
	load func(claims.ID) error
	save func(store.Change) error
	list error
}

func (s *quirkyStore) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	if s.load != nil {
		if err := s.load(id); err != nil {
			return store.Envelope{}, err
		}
	}
	return s.Memory.Load(ctx, id)
}

func (s *quirkyStore) Save(ctx context.Context, change store.Change) error {
	if s.save != nil {
		if err := s.save(change); err != nil {
			return err
		}
	}
	return s.Memory.Save(ctx, change)
}

func (s *quirkyStore) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	if s.list != nil {
		return func(yield func(store.Envelope, error) bool) { yield(store.Envelope{}, s.list) }
	}
	return s.Memory.List(ctx, query)
}

// flawedFor returns stores that fail for one claim, one store for each method.
func flawedFor(id claims.ID, flaw error) map[string]*quirkyStore {
	return map[string]*quirkyStore{
		"load": {load: func(asked claims.ID) error {
			if asked == id {
				return flaw
			}
			return nil
		}},
		"save": {save: func(change store.Change) error {
			if change.Envelope.ID == id {
				return flaw
			}
			return nil
		}},
	}
}

func TestAStoreThatFailsForOneClaimCostsThatRowAlone(t *testing.T) {
	const text = "Claim ID,Status\nclaim-0,Approved\nclaim-1,Approved\nclaim-2,Approved\n"
	for name, test := range map[string]struct {
		flaw error
		want portal.Outcome
	}{
		"any error":        {errors.New("disk full"), portal.Failed},
		"a damaged record": {&store.ClaimError{ID: "claim-1", Err: errors.New("not JSON")}, portal.Unreadable},
		"always overtaken": {store.ErrConflict, portal.Failed},
	} {
		for method, s := range flawedFor("claim-1", test.flaw) {
			s.Memory = storeOf(t, 3)
			results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2023-01-10")
			if len(results) != 3 || results[0].Outcome != portal.Moved || results[1].Outcome != test.want || results[1].Claim != "claim-1" || results[1].Why == "" || results[2].Outcome != portal.Moved {
				t.Errorf("%s, %s: got %+v", name, method, results)
			}
		}
	}
}

// Claims that are held are no failure of the store, however many there are.
func TestAClaimUnderOtherTermsIsHeld(t *testing.T) {
	text := strings.ReplaceAll(string(must(public().MarshalJSON())), `"A": "5000"`, `"A": "4500"`)
	edited := must(catalog.Read([]byte(text), catalog.ReadOptions{}))
	var export strings.Builder
	export.WriteString("Claim ID,Status\n")
	for i := range 12 {
		export.WriteString(fmt.Sprintf("claim-%d,Approved\n", i))
	}
	s := storeOf(t, 12)
	for range 2 { // nothing was saved
		results := follow(t, portal.NewImporter(s, edited, portal.ImportOptions{}), export.String(), "2023-01-10")
		for i, r := range results {
			if r.Outcome != portal.Held || r.Outcome.Taken() || r.Claim != claims.ID(fmt.Sprint("claim-", i)) || !strings.Contains(r.Why, "has the terms") {
				t.Errorf("got %+v", r)
			}
		}
		if len(results) != 12 {
			t.Errorf("%d results", len(results))
		}
	}
}

func TestARowWhoseCustomerHasAClaimThatCannotBeListedIsUnknown(t *testing.T) {
	s := &quirkyStore{Memory: storeOf(t, 1), list: &store.ClaimError{ID: "x", Err: errors.New("not JSON")}}
	text := "Claim ID,Customer ID,Engagement,Status\nP-9," + tenant(9).Value() + "," + string(viva) + ",Approved\n"
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2023-01-10")
	if len(results) != 1 || results[0].Outcome != portal.Unknown {
		t.Errorf("got %+v", results)
	}
}

func TestAStoreThatIsOutOfReachEndsTheImport(t *testing.T) {
	down := errors.New("down")
	text := "Claim ID,Status\n" + strings.Repeat("claim-0,Approved\n", 50)
	s := &quirkyStore{Memory: storeOf(t, 1), load: func(claims.ID) error { return down }}
	rows := 0
	for result, err := range portal.NewImporter(s, public(), portal.ImportOptions{}).Import(t.Context(), strings.NewReader(text), at("2023-01-10"), at("2023-01-10")) {
		if err != nil {
			if !errors.Is(err, portal.ErrStoreUnavailable) || !errors.Is(err, down) || rows != 9 {
				t.Errorf("got %v after %d rows", err, rows)
			}
			return
		}
		rows++
		if result.Outcome != portal.Failed {
			t.Errorf("got %+v", result)
		}
	}
	t.Error("the import never ended with an error")
}

func TestACanceledContextEndsTheImport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	text := "Claim ID,Status\n" + strings.Repeat("claim-0,Approved\n", 5)
	rows := 0
	for _, err := range portal.NewImporter(storeOf(t, 1), public(), portal.ImportOptions{}).Import(ctx, strings.NewReader(text), at("2023-01-10"), at("2023-01-10")) {
		if err != nil {
			if !errors.Is(err, context.Canceled) || rows != 1 {
				t.Errorf("got %v after %d rows", err, rows)
			}
			return
		}
		rows++
		cancel()
	}
	t.Error("the import never ended with an error")
}

func TestAnInstantBeforeTimeIsTheErrorOfEachRow(t *testing.T) {
	results := follow(t, portal.NewImporter(storeOf(t, 1), public(), portal.ImportOptions{}), "Claim ID,Status\nclaim-0,Approved\n", "1999-01-10")
	if len(results) != 1 || results[0].Outcome != portal.Unreadable {
		t.Errorf("got %+v", results)
	}
}

func TestADryRunTellsWhatAnImportWouldDoAndSavesNothing(t *testing.T) {
	text := table() + "P-9,,,,Approved,\n"
	rehearsed, done := storeOf(t, 5), storeOf(t, 5)
	before := records(t, rehearsed)
	dry := portal.NewImporter(rehearsed, public(), portal.ImportOptions{DryRun: true, Options: monthFirst})
	for _, result := range follow(t, dry, text, "2023-01-10") {
		if result.Outcome == portal.Failed {
			t.Errorf("got %+v", result)
		}
	}
	got := outcomes(follow(t, portal.NewImporter(rehearsed, public(), portal.ImportOptions{DryRun: true, Options: monthFirst}), text, "2023-01-10"))
	want := outcomes(follow(t, portal.NewImporter(done, public(), portal.ImportOptions{Options: monthFirst}), text, "2023-01-10"))
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if after := records(t, rehearsed); !slices.Equal(before, after) {
		t.Errorf("a dry run changed the store: %q, and before %q", after, before)
	}
}

func TestADryRunSeesItsOwnChangesInOrder(t *testing.T) {
	// A dry run lists the claims of a customer that it made or moved together
	// with the stored ones, each of them once and in its present state.
	s := storeOf(t, 3)
	customer := "," + tenant(1).Value() + "," + string(viva)
	text := "Claim ID,Customer ID,Engagement,Status\n" +
		"claim-1,,,Canceled\n" +
		"a-first" + customer + ",Approved\n" + // claim-1, the customer's only claim, has ended
		customer + ",Canceled\n" +
		"z-last" + customer + ",Approved\n"
	want := outcomes(follow(t, portal.NewImporter(storeOf(t, 3), public(), portal.ImportOptions{}), text, "2023-01-10"))
	got := outcomes(follow(t, portal.NewImporter(s, public(), portal.ImportOptions{DryRun: true}), text, "2023-01-10"))
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTheNumberOfAClaimIsRecordedAndFindsItAgain(t *testing.T) {
	s := storeOf(t, 1)
	customer := "," + tenant(0).Value() + "," + string(viva)
	first := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), "Claim ID,Customer ID,Engagement,Status\nP-1"+customer+",Submitted\n", "2023-01-10")
	if first[0].Claim != "claim-0" || recordIn(must(s.Load(t.Context(), "claim-0"))).PortalNumber.Number != "P-1" {
		t.Fatalf("got %+v", first[0])
	}
	text := "Claim ID,Customer ID,Engagement,Status\nP-1,,,Under review\nP-2" + customer + ",Submitted\n"
	for _, dry := range []bool{true, false} {
		results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{DryRun: dry}), text, "2023-01-11")
		if got := outcomes(results); !slices.Equal(got, []string{"2 moved claim-0 1", "3 adopted P-2 1"}) {
			t.Errorf("dry run %t: got %q; a claim with another number is another claim", dry, got)
		}
	}
}

// A store looks for texts in lower case, and without telling numbers from
// customers.
func TestANumberIsFoundOnlyAsItIsWritten(t *testing.T) {
	for number, want := range map[string]string{
		"P-1": "2 matched claim-0 0", "p-1": "2 unknown  0", "P-10": "2 unknown  0", tenant(1).Value(): "2 unknown  0",
	} {
		s := storeOf(t, 3)
		importer := portal.NewImporter(s, public(), portal.ImportOptions{NoAdoption: true})
		follow(t, importer, "Claim ID,Customer ID,Engagement,Status\nP-1,"+tenant(0).Value()+","+string(viva)+",Submitted\n", "2023-01-10")
		if got := outcomes(follow(t, importer, "Claim ID,Status\n"+number+",Submitted\n", "2023-01-11")); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: got %q, want %q", number, got, want)
		}
	}
}

// The claims that the text of a number leads to are loaded to look at it.
func TestAClaimThatCannotBeReadHasNoNumberAndAnyOtherErrorIsTold(t *testing.T) {
	for want, flaw := range map[portal.Outcome]error{
		portal.Unknown: &store.ClaimError{ID: "claim-0", Err: errors.New("not JSON")},
		portal.Failed:  errors.New("disk full"),
	} {
		s := &quirkyStore{Memory: storeOf(t, 2)}
		follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), "Claim ID,Customer ID,Engagement,Status\nP-1,"+tenant(0).Value()+","+string(viva)+",Submitted\n", "2023-01-10")
		s.load = flawedFor("claim-0", flaw)["load"].load
		result := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{NoAdoption: true}), "Claim ID,Status\nP-1,Submitted\n", "2023-01-11")[0]
		if result.Outcome != want || want == portal.Failed && !strings.Contains(result.Why, "disk full") {
			t.Errorf("%v: got %s, %s", flaw, result.Outcome, result.Why)
		}
	}
}

func TestAnApprovedAmountIsRecordedIfItsCurrencyIsTold(t *testing.T) {
	text := "Claim ID,Status,Approved amount\nclaim-0,Approved,4800.00\n"
	for currency, want := range map[mci.Currency]string{"": "", "USD": "USD 4,800.00"} {
		s := storeOf(t, 1)
		importer := portal.NewImporter(s, public(), portal.ImportOptions{Currency: currency})
		for range 2 {
			results := follow(t, importer, text, "2023-01-10")
			if got := results[0].Amounts[0]; got.Agrees() != (want != "") || got.CurrencyAssumed != (want == "") {
				t.Errorf("with currency %q: got %+v", currency, got)
			}
		}
		record := recordIn(must(s.Load(t.Context(), "claim-0")))
		if got := record.Amounts.Approved.Money; !got.IsNone() && got.String() != want || got.IsNone() != (want == "") {
			t.Errorf("with currency %q: recorded %s, want %q", currency, got, want)
		}
	}
}

func TestPaymentsOfOneCurrencyAreComparedTogether(t *testing.T) {
	s := storeOf(t, 1)
	d := desk.New(s, public())
	must(d.Observe(t.Context(), "claim-0", claims.ReadStatus("Approved"), claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-10"), Received: at("2023-01-10")}))
	for _, paid := range []string{"3000", "2000"} {
		must(d.Do(t.Context(), "claim-0", claims.RecordPayment{Amount: must(mci.ParseMoney(paid, "USD"))}, claims.Meta{Actor: claims.Microsoft, At: at("2023-01-11"), Received: at("2023-01-11")}))
	}
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), "Claim ID,Status,Paid\nclaim-0,Approved,5000.00\n", "2023-01-12")
	if got := results[0].Amounts; len(got) != 1 || !got[0].Agrees() {
		t.Errorf("got %+v", got)
	}
}

// records returns the records of a store as texts.
func records(t testing.TB, s store.Store) (all []string) {
	t.Helper()
	for record, err := range s.List(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(record.ID, record.Version, record.Status))
	}
	return all
}

func TestAStatusWithSeveralMeaningsIsNeverNarrowedInSilence(t *testing.T) {
	text := "Claim ID,Customer ID,Engagement,Status\nclaim-0,,,Expired\nP-9," + tenant(9).Value() + "," + string(viva) + ",Expired\nclaim-1,,,Approved\n"
	results := follow(t, portal.NewImporter(storeOf(t, 2), public(), portal.ImportOptions{}), text, "2023-01-10")
	want := store.Statuses(claims.ConsentExpired, claims.NotSubmittedExpired, claims.PostSubmissionExpired, claims.DisputedExpired)
	for i, meanings := range [][]string{want, want, nil} {
		if !slices.Equal(results[i].Meanings, meanings) {
			t.Errorf("line %d: got %v, want %v", results[i].Row.Line, results[i].Meanings, meanings)
		}
	}
}

func TestWhatIsAssumedAndShownOfAClaimIsTold(t *testing.T) {
	text := "Claim ID,Customer ID,Engagement,Status,Approved amount,Paid amount,Estimated earnings,Requested amount,Requested currency\n" +
		"claim-0,,,Approved,5000.00,\"4,000.005\",5000,\"4.000,00\",EUR\n" +
		"P-9," + tenant(9).Value() + "," + string(viva) + ",Approved,5000.00,,,,\n"
	results := follow(t, portal.NewImporter(storeOf(t, 1), public(), portal.ImportOptions{}), text, "2023-01-10")
	dollars, euros := must(mci.ParseMoney("5000", "USD")), must(mci.ParseMoney("4000", "EUR"))
	got := results[0].Amounts
	if len(got) != 4 || !got[0].Shown.Equal(dollars) || !got[0].CurrencyAssumed || !got[0].Agrees() ||
		!got[1].Shown.Equal(euros) || got[1].CurrencyAssumed || got[1].Agrees() ||
		!got[2].Shown.Equal(dollars) || !got[2].CurrencyAssumed || !got[2].Recorded.IsNone() ||
		!got[3].Shown.IsNone() || got[3].Why == "" || got[3].Column != portal.PaidAmount {
		t.Errorf("got %+v", got)
	}
	if got := results[1].Amounts; len(got) != 1 || !got[0].Shown.IsNone() || got[0].Why == "" {
		t.Errorf("without any currency: got %+v", got)
	}
	if !slices.Contains(results[1].Assumed, "created") || !slices.Contains(results[0].Assumed, "consent.answered") {
		t.Errorf("assumed: %v and %v", results[0].Assumed, results[1].Assumed)
	}
}

func TestAClaimOfAnotherProgramIsNotTakenForAnUnknownOne(t *testing.T) {
	for _, other := range portal.OtherEngagements() {
		if other.Association != 0 {
			continue
		}
		text := "Claim ID,Engagement,Customer ID,Status\n4711," + other.Name + "," + tenant(1).Value() + ",Draft\n"
		results := follow(t, portal.NewImporter(storeOf(t, 0), public(), portal.ImportOptions{}), text, "2023-01-10")
		if len(results) != 1 || results[0].Outcome != portal.OtherProgram || !strings.Contains(results[0].Why, other.Kind) || !results[0].Outcome.Taken() {
			t.Errorf("%s: got %+v", other.Name, results)
		}
		if other.Source.Title == "" {
			t.Errorf("%s has no source", other.Name)
		}
	}
}

func TestAClaimThatSomebodyAdoptsMeanwhileIsObserved(t *testing.T) {
	s := &quirkyStore{Memory: storeOf(t, 0)}
	text := "Claim ID,Customer ID,Engagement,Status\nP-9," + tenant(9).Value() + "," + string(viva) + ",Approved\n"
	s.save = func(store.Change) error {
		s.save = nil
		follow(t, portal.NewImporter(s.Memory, public(), portal.ImportOptions{}), text, "2023-01-10")
		return nil
	}
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2023-01-10")
	if results[0].Outcome != portal.Matched {
		t.Errorf("got %+v", results)
	}
}

func FuzzAnImportNeverBreaksAClaim(f *testing.F) {
	f.Add(table())
	f.Add(sample)
	f.Add("\xFF\xFEx")
	f.Add("Status\tClaim ID\n\"Appr\noved\"\tclaim-0\n")
	f.Fuzz(func(t *testing.T, text string) {
		s := storeOf(t, 2)
		importer := portal.NewImporter(s, public(), portal.ImportOptions{})
		rows := 0
		for range importer.Import(t.Context(), strings.NewReader(text), at("2023-01-10"), at("2023-01-10")) {
			rows++
		}
		again := 0
		for result, err := range importer.Import(t.Context(), strings.NewReader(text), at("2023-01-10"), at("2023-01-10")) {
			again++
			if err == nil && (result.Outcome == portal.Adopted || result.Outcome < portal.Matched) {
				t.Fatalf("again: %+v", result)
			}
		}
		if rows != again {
			t.Fatalf("%d rows, and %d again", rows, again)
		}
		for record, err := range s.List(t.Context(), store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			var history []claims.Entry
			for entry, err := range desk.New(s, public()).History(t.Context(), record.ID) {
				if err != nil {
					t.Fatal(err)
				}
				history = append(history, entry)
			}
			replayed, err := claims.Replay(history, public())
			if err != nil || replayed.State().String() != record.Status || replayed.Version() != record.Version {
				t.Fatalf("%s is not what its history says: %v", record.ID, err)
			}
		}
	})
}

// A longTable generates its rows while it is read.
type longTable struct {
	left    int
	pending string
}

func (l *longTable) Read(p []byte) (int, error) {
	if l.pending == "" {
		if l.left == 0 {
			return 0, io.EOF
		}
		l.left--
		l.pending = fmt.Sprintf("claim-%d,Contoso,Customer claimed,2022-11-10\r\n", l.left%100)
	}
	n := copy(p, l.pending)
	l.pending = l.pending[n:]
	return n, nil
}

func TestALongExportTakesNoMoreMemoryThanAShortOne(t *testing.T) {
	s := storeOf(t, 100)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	heap := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before, most, rows := heap(), uint64(0), 0
	source := io.MultiReader(strings.NewReader("Claim ID,Claim name,Status,Created\r\n"), &longTable{left: 6_000})
	for result, err := range importer.Import(t.Context(), source, at("2023-01-10"), at("2023-01-10")) {
		if err != nil || result.Outcome != portal.Matched {
			t.Fatalf("%+v, %v", result, err)
		}
		if rows++; rows%1_500 == 0 {
			most = max(most, heap())
		}
	}
	if rows != 6_000 || most > before+1<<18 {
		t.Errorf("%d rows; the heap grew from %d to %d bytes", rows, before, most)
	}
}

func BenchmarkImport(b *testing.B) {
	s := storeOf(b, 100)
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	source := io.MultiReader(strings.NewReader("Claim ID,Claim name,Status,Created\r\n"), &longTable{left: b.N})
	b.ReportAllocs()
	for _, err := range importer.Import(b.Context(), source, at("2023-01-10"), at("2023-01-10")) {
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	source := io.MultiReader(strings.NewReader("Claim ID,Claim name,Status,Created\r\n"), &longTable{left: b.N})
	b.ReportAllocs()
	for _, err := range portal.Read(source, portal.Options{}) {
		if err != nil {
			b.Fatal(err)
		}
	}
}
