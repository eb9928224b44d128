package impact_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// all returns the impacts on some records. There must be no error.
func all(t *testing.T, updated *catalog.Catalog, records ...claims.Record) []impact.Impact {
	t.Helper()
	var impacts []impact.Impact
	for i, err := range impact.Register(listed(records...), must(catalog.Public()), updated, day("2022-12-01")) {
		if err != nil {
			t.Fatal(err)
		}
		impacts = append(impacts, i)
	}
	if len(impacts) != len(records) {
		t.Fatalf("%d impacts of %d records", len(impacts), len(records))
	}
	return impacts
}

const (
	lessA  = `"A": "5000"`
	muchA  = `"A": "4500"`
	noA    = `"A": "5000",`
	window = `"consent": 30`
)

func TestTheImpactOnAClaim(t *testing.T) {
	consented := claimOf("claim-1", "CH", agreed("2022-11-15")...)
	opened := claimOf("claim-1", "CH")
	approved := claimOf("claim-1", "CH", append(reviewed(), given{"2022-11-23", claims.Approve{}})...)
	paid := claimOf("claim-1", "CH", append(reviewed(), given{"2022-11-23", claims.Approve{}}, given{"2022-12-20", claims.RecordPayment{Amount: usd("5000")}})...)
	for _, c := range []struct {
		name    string
		updated *catalog.Catalog
		record  claims.Record
		loading impact.Loading
		touches int
		want    string
	}{
		{"the same catalog", must(catalog.Public()), consented, impact.Loads, 0, "claim-1: loads; it pays USD 5,000.00"},
		{"other words", card("Modern Work", "The modern workplace"), consented, impact.Loads, 0, "claim-1: loads; it pays USD 5,000.00"},
		{"a revision with another rate", corrected(lessA, muchA), consented, impact.Loads, 1, "claim-1: loads; touched by 1 change; USD 5,000.00 becomes USD 4,500.00"},
		{"a rate edited in place", card(lessA, muchA), consented, impact.NeedsAcceptance, 1, "claim-1: needs acceptance; touched by 1 change; USD 5,000.00 becomes USD 4,500.00"},
		{"a rate and a window edited in place", card(lessA, muchA, window, `"consent": 20`), consented, impact.NeedsAcceptance, 2, "claim-1: needs acceptance; touched by 2 changes; USD 5,000.00 becomes USD 4,500.00"},
		{"a rate taken away", card(noA, ""), consented, impact.NeedsAcceptance, 1, "claim-1: needs acceptance; touched by 1 change; USD 5,000.00 becomes not eligible: no rate in market A"},
		{"a rate before consent", card(lessA, muchA), opened, impact.NeedsAcceptance, 1, "claim-1: needs acceptance; touched by 1 change; USD 5,000.00 (estimated) becomes USD 4,500.00 (estimated)"},
		{"a rate after the approval", card(lessA, muchA), approved, impact.NeedsAcceptance, 0, "claim-1: needs acceptance; it pays USD 5,000.00 (approved)"},
		{"a rate after the payment", card(lessA, muchA), paid, impact.NeedsAcceptance, 0, "claim-1: it has ended"},
		{
			"another edition", card(`"FY23-2022-11"`, `"FY23-2022-12"`), consented, impact.Unreadable, 0,
			`claim-1: unreadable; USD 5,000.00 becomes engagement: found "FY23-2022-11/fy23-microsoft-viva", want an engagement of the catalog`,
		},
	} {
		got := all(t, c.updated, c.record)[0]
		if got.String() != c.want || got.Loading != c.loading || len(got.Touches) != c.touches {
			t.Errorf("%s: got  %s (%s, %d touches)\nwant %s", c.name, got, got.Loading, len(got.Touches), c.want)
		}
		if (got.Loading == impact.Loads) != (got.Why == "") || got.Claim != "claim-1" || got.Status != c.record.Status || got.Engagement != c.record.Engagement {
			t.Errorf("%s: got %+v", c.name, got)
		}
	}
}

func TestTheTargetIsTheLatestRevisionThatHasTheEngagement(t *testing.T) {
	record := claimOf("claim-1", "CH", agreed("2022-11-15")...)
	for _, c := range []struct {
		name    string
		updated *catalog.Catalog
		want    int
	}{
		{"a correction", corrected(lessA, muchA), 2},
		{"a correction without the engagement", corrected(`"fy23-microsoft-viva"`, `"fy23-viva"`), 1},
		{"none", must(catalog.Public()), 1},
	} {
		got := all(t, c.updated, record)[0]
		if got.Target.Revision.Number() != c.want || got.Target.Engagement != "fy23-microsoft-viva" || got.Loading != impact.Loads {
			t.Errorf("%s: got %+v", c.name, got)
		}
	}
	if got := all(t, card(`"fy23-microsoft-viva"`, `"fy23-viva"`), record)[0]; got.Target != (mci.EngagementRef{}) || got.Loading != impact.Unreadable {
		t.Errorf("got %+v", got)
	}
}

// impactOf returns the impact on one record of a change from one catalog to
// another.
func impactOf(t *testing.T, old, updated *catalog.Catalog, record claims.Record) (one impact.Impact) {
	t.Helper()
	for i, err := range impact.Register(listed(record), old, updated, day("2022-12-01")) {
		if err != nil {
			t.Fatal(err)
		}
		one = i
	}
	return one
}

func TestTheStageThatIsKnownIsToldWhileTheRestIsNot(t *testing.T) {
	old := paying(inStages("65"))
	approved := append(reviewed(), given{"2022-11-23", claims.Approve{}})
	for _, c := range []struct {
		name     string
		updated  *catalog.Catalog
		commands []given
		want     string // old and new on approval, and the difference
		is       string // how the sum is known
	}{
		{"a lower share", paying(inStages("50")), agreed("2022-11-15"), "USD 3,250.00 USD 2,500.00 USD -750.00", "on approval alone"},
		{"a lower share before consent", paying(inStages("50")), nil, "USD 3,250.00 USD 2,500.00 USD -750.00", "estimated as of today, on approval alone"},
		{"no stages any more", card(), agreed("2022-11-15"), "USD 3,250.00 USD 5,000.00 USD 1,750.00", "on approval alone"},
		{"a lower share after the approval", paying(inStages("50")), approved, "USD 3,250.00 USD 3,250.00 USD 0.00", "approved, on approval alone"},
	} {
		got := impactOf(t, old, c.updated, claimIn(old, "claim-1", "CH", c.commands...))
		var totals impact.Totals
		if err := totals.Add(got); err != nil {
			t.Fatal(err)
		}
		if len(totals.Money) != 1 || totals.UnknownPay != 0 || totals.Needs != nil {
			t.Errorf("%s: got %+v", c.name, totals)
			continue
		}
		sum := totals.Money[0]
		if text := fmt.Sprint(sum.Old, sum.New, sum.Difference); text != c.want || sum.Basis() != c.is || !got.Difference.Equal(sum.Difference) || len(got.Touches) == 0 {
			t.Errorf("%s: got %s, %s, %d touches of %s", c.name, text, sum.Basis(), len(got.Touches), got)
		}
		if got.Old.OnApproval.IsNone() || got.Old.Outcome != mci.Unknown || !got.Old.Amount.IsNone() || !strings.Contains(got.String(), "on approval, the rest unknown: needs a measurement of seats") {
			t.Errorf("%s: the rest is told: %s", c.name, got)
		}
	}
}

// What Microsoft approved is no figure of a catalog.
func TestWhatIsApprovedStaysWhateverADraftPays(t *testing.T) {
	rest := append(reviewed(), given{"2022-11-23", claims.Approve{Amount: usd("4200")}})
	for name, updated := range map[string]*catalog.Catalog{
		"another rate": card(lessA, muchA), "no rate": card(noA, ""), "another window": card(window, `"consent": 20`), "another currency": card(`"currency": "USD"`, `"currency": "JPY"`),
	} {
		got := impactOf(t, must(catalog.Public()), updated, claimOf("claim-1", "CH", rest...))
		want := impact.Pay{Outcome: mci.Pass, Amount: usd("4200"), Approved: true}
		if diff := cmp.Diff([]impact.Pay{want, want}, []impact.Pay{got.Old, got.New}); diff != "" || got.Difference.Sign() != 0 || got.Touches != nil {
			t.Errorf("%s: %s (-want +got):\n%s", name, got, diff)
		}
		if got.Loading == impact.NeedsAcceptance {
			held := impactOf(t, updated, must(catalog.Public()), claimOf("claim-1", "CH", rest...))
			if !held.Old.Amount.Equal(usd("4200")) || !held.Old.Approved {
				t.Errorf("%s: held by the old catalog, got %s", name, held)
			}
		}
	}
	unrecorded := spoiled(claimOf("claim-1", "CH", rest...), func(r *claims.Record) { r.Amounts.Approved = claims.Amount{} })
	if _, err := claims.Restore(unrecorded, must(catalog.Public())); err == nil {
		t.Error("a record of commands alone can lack the amount")
	}
}

// adopted returns the record of a claim that Partner Center shows.
func adopted(id claims.ID, country mci.Country, shown string) claims.Record {
	engagement, _ := must(catalog.Public()).Find("fy23-microsoft-viva", mci.DateOf(day("2022-11-10")))
	return must(claims.Adopt(claims.Adoption{
		Name: "Contoso", Engagement: engagement, CustomerID: must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")),
		CustomerCountry: country, Location: "zurich", Shown: claims.ReadStatus(shown), Created: day("2022-11-10"),
	}, id, claims.Meta{Actor: claims.PartnerCenter, At: day("2022-11-20"), Received: day("2022-11-20")})).Claim.Record()
}

func TestWhatIsMissingIsNamedWithTheNumberOfClaims(t *testing.T) {
	var totals impact.Totals
	for _, record := range []claims.Record{
		adopted("claim-1", "", "Customer consent received"), adopted("claim-2", "", "Customer consent received"),
		adopted("claim-3", "CH", "Approved"), adopted("claim-4", "CH", "Customer consent received"),
	} {
		if err := totals.Add(all(t, card(lessA, muchA), record)[0]); err != nil {
			t.Fatal(err)
		}
	}
	want := []impact.Need{{What: "the customer's country", Claims: 2}, {What: "the amount that Microsoft approved", Claims: 1}}
	if diff := cmp.Diff(want, totals.Needs); diff != "" || totals.UnknownPay != 3 {
		t.Errorf("the pay of %d is unknown (-want +got):\n%s", totals.UnknownPay, diff)
	}
}

func TestTheRatesOfAnotherTierTouchNoClaim(t *testing.T) {
	old := paying(byTier("4", "6"))
	record := claimIn(old, "claim-1", "CH", agreed("2022-11-15")...)
	for name, c := range map[string]struct {
		updated *catalog.Catalog
		touches int
		want    string
	}{
		"its own tier":    {paying(byTier("3", "6")), 1, "claim-1: needs acceptance; touched by 1 change; USD 2,000.00 becomes USD 1,500.00"},
		"another tier":    {paying(byTier("4", "5")), 0, "claim-1: needs acceptance; it pays USD 2,000.00"},
		"nothing changes": {old, 0, "claim-1: loads; it pays USD 2,000.00"},
	} {
		if got := impactOf(t, old, c.updated, record); got.String() != c.want || len(got.Touches) != c.touches {
			t.Errorf("%s: got %s, %d touches", name, got, len(got.Touches))
		}
	}
}

// A claim that the old catalog holds already has no payout by it.
func TestAClaimThatTheOldCatalogHoldsIsUnknownThere(t *testing.T) {
	record := claimOf("claim-1", "CH", agreed("2022-11-15")...)
	for i, err := range impact.Register(listed(record), card(lessA, muchA), must(catalog.Public()), day("2022-12-01")) {
		if err != nil || i.Loading != impact.Loads || i.Old.Outcome != mci.Unknown || i.Old.Why == "" || i.New.Amount != usd("5000") || !i.Difference.IsNone() || i.Touches != nil {
			t.Errorf("got %+v, %v", i, err)
		}
	}
}

func TestAClaimThatPaysNothingUnderOneCatalogDiffersByItsWholePay(t *testing.T) {
	record := claimOf("claim-1", "CH", agreed("2022-11-15")...)
	if got := all(t, card(noA, ""), record)[0]; got.Difference != usd("-5000") {
		t.Errorf("with the rate taken away: %v, want -5000", got.Difference)
	}
}

func TestAClaimThatOnlyOneCatalogCanReadHasEnded(t *testing.T) {
	paid := claimOf("claim-1", "CH", append(reviewed(), given{"2022-11-23", claims.Approve{}}, given{"2022-12-20", claims.RecordPayment{Amount: usd("5000")}})...)
	public, other := must(catalog.Public()), card(`"FY23-2022-11"`, `"FY23-2022-12"`)
	for _, c := range []struct {
		name         string
		old, updated *catalog.Catalog
	}{{"the old one", public, other}, {"the updated one", other, public}} {
		for i, err := range impact.Register(listed(paid), c.old, c.updated, day("2022-12-21")) {
			if err != nil || !i.Ended {
				t.Errorf("%s: got %+v, %v", c.name, i, err)
			}
		}
	}
}

func TestOneRecordThatCannotBeReadDoesNotStopTheRest(t *testing.T) {
	good := claimOf("claim-2", "CH", agreed("2022-11-15")...)
	bad := spoiled(claimOf("claim-1", "CH"), func(r *claims.Record) { r.Version = 0 })
	damaged := errors.New("the row is damaged")
	records := func(yield func(claims.Record, error) bool) {
		_ = yield(claims.Record{}, &store.ClaimError{ID: "claim-0", Err: damaged}) && yield(bad, nil) && yield(good, nil)
	}
	var got []string
	for i, err := range impact.Register(records, must(catalog.Public()), must(catalog.Public()), day("2022-12-01")) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(i.Claim)+" "+i.Loading.String())
		if i.Loading == impact.Unreadable && (i.Why == "" || i.Old.Outcome != mci.Unknown || i.New.Outcome != mci.Unknown) {
			t.Errorf("got %+v", i)
		}
	}
	if want := []string{"claim-0 unreadable", "claim-1 unreadable", "claim-2 loads"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnErrorOfTheRecordsIsTheLast(t *testing.T) {
	broken := errors.New("the store is down")
	records := func(yield func(claims.Record, error) bool) {
		_ = yield(claimOf("claim-1", "CH"), nil) && yield(claims.Record{}, broken) && yield(claimOf("claim-2", "CH"), nil)
	}
	var errs []error
	for _, err := range impact.Register(records, must(catalog.Public()), must(catalog.Public()), day("2022-12-01")) {
		errs = append(errs, err)
	}
	if len(errs) != 2 || errs[0] != nil || !errors.Is(errs[1], broken) {
		t.Errorf("got %v", errs)
	}
}

func TestRegisterNeedsItsInput(t *testing.T) {
	public := must(catalog.Public())
	for path, register := range map[string]iter.Seq2[impact.Impact, error]{
		"records": impact.Register(nil, public, public, day("2022-12-01")),
		"old":     impact.Register(listed(), nil, public, day("2022-12-01")),
		"updated": impact.Register(listed(), public, nil, day("2022-12-01")),
		"at":      impact.Register(listed(), public, public, day("2022-12-01").AddDate(-2021, -11, 0).Add(-9*60*60*1e9)),
	} {
		count := 0
		for _, err := range register {
			var field *mci.FieldError
			if count++; !errors.As(err, &field) || field.Path != path {
				t.Errorf("%s: got %v", path, err)
			}
		}
		if count != 1 {
			t.Errorf("%s: %d errors", path, count)
		}
	}
}

func TestRegisterStopsWhenAsked(t *testing.T) {
	read := 0
	records := func(yield func(claims.Record, error) bool) {
		for i := range 10 {
			if read++; i%2 == 0 && !yield(claimOf(named(i), "CH"), nil) || i%2 == 1 && !yield(claims.Record{}, &store.ClaimError{ID: named(i), Err: errors.New("x")}) {
				return
			}
		}
	}
	for _, most := range []int{1, 2} {
		read = 0
		count := 0
		for range impact.Register(records, must(catalog.Public()), must(catalog.Public()), day("2022-12-01")) {
			if count++; count == most {
				break
			}
		}
		if read != most {
			t.Errorf("%d records were read for %d impacts", read, most)
		}
	}
}

func TestALoadingIsReadAsItIsWritten(t *testing.T) {
	for _, l := range []impact.Loading{0, impact.Loads, impact.NeedsAcceptance, impact.Unreadable} {
		var read impact.Loading
		if err := read.UnmarshalText(must(l.MarshalText())); err != nil || read != l {
			t.Errorf("%s is read as %s (%v)", l, read, err)
		}
	}
	if _, err := impact.Loading(9).MarshalText(); err == nil {
		t.Error("an undeclared loading is written")
	}
	var read impact.Loading
	if err := read.UnmarshalText([]byte("perhaps")); err == nil {
		t.Error("an undeclared loading is read")
	}
}

func TestAnImpactReadsAsASentence(t *testing.T) {
	five := impact.Pay{Outcome: mci.Pass, Amount: usd("5000")}
	missing := impact.Pay{Needs: []string{"the country"}, Why: "unknown: needs the country"}
	for _, c := range []struct {
		want string
		of   impact.Impact
	}{
		{"c: loads", impact.Impact{}},
		{"c: loads; it pays USD 5,000.00", impact.Impact{Old: five, New: five}},
		{"c: loads; unknown: needs the country", impact.Impact{Old: missing, New: missing}},
		{"c: loads; USD 5,000.00 becomes unknown: needs the country", impact.Impact{Old: five, New: missing}},
		{"c: loads; touched by 2 changes; it pays USD 5,000.00", impact.Impact{Old: five, New: five, Touches: make([]impact.Touched, 2)}},
		{"c: it has ended", impact.Impact{Old: five, New: five, Ended: true}},
	} {
		i := c.of
		i.Claim, i.Loading = "c", impact.Loads
		if got := i.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTotalsAddUpByCurrency(t *testing.T) {
	pay := func(amount string, currency mci.Currency) impact.Pay {
		return impact.Pay{Outcome: mci.Pass, Amount: must(mci.ParseMoney(amount, currency))}
	}
	nothing := impact.Pay{Outcome: mci.Fail, Why: "not eligible"}
	touched := func(o mci.Outcome) []impact.Touched {
		one := impact.Touched{}
		one.Touch.Outcome = o
		return []impact.Touched{{}, one}
	}
	estimated := func(p impact.Pay) impact.Pay {
		p.Estimated = true
		return p
	}
	var totals impact.Totals
	part := func(amount string) impact.Pay {
		return impact.Pay{OnApproval: usd(amount), Needs: []string{"a measurement"}, Why: "the rest"}
	}
	needs := func(what ...string) impact.Pay { return impact.Pay{Needs: what} }
	approved := impact.Pay{Outcome: mci.Pass, Amount: usd("4200"), Approved: true}
	for _, i := range []impact.Impact{
		{Loading: impact.Loads, Old: part("65"), New: part("50")},
		{Loading: impact.Loads, Old: pay("100", "USD"), New: part("100")},
		{Loading: impact.Loads, Old: estimated(part("65")), New: estimated(part("50"))},
		{Loading: impact.NeedsAcceptance, Old: approved, New: approved},
		{Loading: impact.Loads, Old: pay("4200", "USD"), New: approved},
		{Loading: impact.Loads, Old: needs("the size", "the country"), New: needs("the country")},
		{Loading: impact.Loads, Old: part("65"), New: needs("the country")},
		{Loading: impact.NeedsAcceptance, Ended: true},
		{Loading: impact.Loads, Old: estimated(pay("300", "USD")), New: estimated(pay("200", "USD"))},
		{Loading: impact.Loads, Old: pay("50", "USD"), New: estimated(pay("40", "USD"))},
		{Loading: impact.Loads, Old: estimated(pay("1", "EUR")), New: estimated(nothing)},
		{Loading: impact.Loads, Old: estimated(pay("1", "EUR"))},
		{Loading: impact.Loads, Old: pay("5000", "USD"), New: pay("4500", "USD"), Touches: touched(mci.Pass)},
		{Loading: impact.NeedsAcceptance, Old: pay("3000", "USD"), New: nothing, Touches: touched(mci.Pass)},
		{Loading: impact.NeedsAcceptance, Old: pay("100", "USD"), New: pay("90", "EUR")},
		{Loading: impact.Loads, Old: nothing, New: pay("10", "EUR")},
		{Loading: impact.Loads, Old: nothing, New: nothing},
		{Loading: impact.Loads, Old: pay("7", "USD"), Touches: touched(mci.Unknown)},
		{Loading: impact.Loads, Ended: true},
		{Loading: impact.Loads, Ended: true, Old: pay("20", "USD"), New: pay("10", "USD")},
		{Loading: impact.Unreadable},
	} {
		if err := totals.Add(i); err != nil {
			t.Fatal(err)
		}
	}
	eur := func(amount string) mci.Money { return must(mci.ParseMoney(amount, "EUR")) }
	want := impact.Totals{
		Claims: 21, Loads: 14, NeedAcceptance: 3, Unreadable: 1, Ended: 3, Touched: 2, MayBeTouched: 1, UnknownPay: 5,
		Needs: []impact.Need{{What: "the country", Claims: 2}, {What: "the size", Claims: 1}},
		Money: []impact.Sum{
			{Claims: 2, Old: eur("0"), New: eur("100"), Difference: eur("100")},
			{Claims: 4, Old: usd("12300"), New: usd("8700"), Difference: usd("-3600")},
			{Claims: 2, OnApproval: true, Old: usd("165"), New: usd("150"), Difference: usd("-15")},
			{Claims: 1, Estimated: true, Old: eur("1"), New: eur("0"), Difference: eur("-1")},
			{Claims: 2, Estimated: true, Old: usd("350"), New: usd("240"), Difference: usd("-110")},
			{Claims: 1, Estimated: true, OnApproval: true, Old: usd("65"), New: usd("50"), Difference: usd("-15")},
			{Claims: 1, Approved: true, Old: usd("4200"), New: usd("4200"), Difference: usd("0")},
		},
	}
	if diff := cmp.Diff(want, totals); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestASumBeyondTheRangeIsAnErrorAndLeavesTheTotals(t *testing.T) {
	much := impact.Pay{Outcome: mci.Pass, Amount: mci.MoneyOf(999_999_999_999_999_999, mci.USD)}
	var totals impact.Totals
	one := impact.Impact{Loading: impact.Loads, Old: much, New: much}
	if err := totals.Add(one); err != nil {
		t.Fatal(err)
	}
	before := totals
	before.Money = slices.Clone(totals.Money)
	if err := totals.Add(one); !errors.Is(err, mci.ErrAmountRange) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(before, totals); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestAnImpactIsWrittenAsJSON(t *testing.T) {
	got := all(t, corrected(lessA, muchA), claimOf("claim-1", "CH", agreed("2022-11-15")...))[0]
	const want = `{"claim":"claim-1","status":"Customer consent received",` +
		`"engagement":{"edition":"FY23-2022-11","engagement":"fy23-microsoft-viva"},"loading":"loads",` +
		`"target":{"edition":"FY23-2022-11","revision":2,"engagement":"fy23-microsoft-viva"},` +
		`"touches":[{"change":{"kind":"rate","engagement":"fy23-microsoft-viva","what":"rate in market A","old":"USD 5,000.00","new":"USD 4,500.00","anchor":"consent","correction":true,` +
		`"source":{"title":"Microsoft Partner Center announcement, MCI communication (item 5), with its payout matrix","published":"2022-11-02","grade":"Microsoft public"}},` +
		`"touch":{"outcome":"pass","why":"with the consent, rate in market A: USD 4,500.00 instead of USD 5,000.00"}}],` +
		`"old":{"outcome":"pass","amount":{"amount":"5000.00","currency":"USD"}},"new":{"outcome":"pass","amount":{"amount":"4500.00","currency":"USD"}},` +
		`"difference":{"amount":"-500.00","currency":"USD"}}`
	data := string(must(json.Marshal(got)))
	if diff := cmp.Diff(want, data); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var read impact.Impact
	if err := json.Unmarshal([]byte(data), &read); err != nil || read.String() != got.String() || string(must(json.Marshal(read))) != data {
		t.Errorf("read as %s (%v)", read, err)
	}
}

func TestTheImpactOnAClaimDoesNotDependOnTheOthers(t *testing.T) {
	a, b := claimOf("claim-1", "CH", agreed("2022-11-15")...), claimOf("claim-2", "PL", agreed("2022-11-15")...)
	updated := card(lessA, muchA)
	together, alone := all(t, updated, a, b, a), append(all(t, updated, b), all(t, updated, a)...)
	for i, want := range []impact.Impact{alone[1], alone[0], alone[1]} {
		if together[i].String() != want.String() {
			t.Errorf("got %s, want %s", together[i], want)
		}
	}
	if !strings.HasSuffix(together[1].String(), "it pays USD 1,000.00") {
		t.Errorf("got %s", together[1])
	}
}

// Stores are the host's own, so a store may name a claim and give no reason.
func TestAClaimThatAStoreNamesWithoutAReasonIsUnreadable(t *testing.T) {
	records := func(yield func(claims.Record, error) bool) {
		yield(claims.Record{}, &store.ClaimError{ID: "claim-1"})
	}
	card := must(catalog.Public())
	for i, err := range impact.Register(records, card, card, day("2022-12-01")) {
		if err != nil || i.Claim != "claim-1" || i.Loading != impact.Unreadable || i.Why != "the claim cannot be read" {
			t.Errorf("got %+v, %v", i, err)
		}
	}
}
