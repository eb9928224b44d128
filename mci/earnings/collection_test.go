package earnings_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// sameValue lets cmp compare types with unexported fields.
var sameValue = cmp.Options{
	cmp.Comparer(func(a, b earnings.Amount) bool { return a == b }),
	cmp.Comparer(func(a, b mci.Date) bool { return a == b }),
	cmp.Comparer(func(a, b earnings.Month) bool { return a == b }),
}

func collect(t testing.TB, rows ...earnings.Row) []earnings.Earning {
	t.Helper()
	var c earnings.Collection
	for _, row := range rows {
		if err := c.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	return c.Earnings()
}

func TestNeitherOrderNorRepetitionChangesWhatWasEarned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rows().Draw(t, "rows")
		want := collectIn(t, all)
		again := slices.Clone(all)
		for _, place := range rapid.SliceOfN(rapid.IntRange(0, 29), 0, 10).Draw(t, "repeated") {
			if place < len(all) {
				again = append(again, all[place])
			}
		}
		again = rapid.Permutation(again).Draw(t, "shuffled")
		if diff := cmp.Diff(want, collectIn(t, again), sameValue); diff != "" {
			t.Fatalf("-first +again:\n%s", diff)
		}
	})
}

func collectIn(t *rapid.T, rows []earnings.Row) []earnings.Earning {
	var c earnings.Collection
	for _, row := range rows {
		if err := c.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	return c.Earnings()
}

func TestTheLatestCalculationCountsThenTheLatestDownload(t *testing.T) {
	first, recalculated, downloaded := goodRow(), goodRow(), goodRow()
	recalculated.CalculationDate, recalculated.Amount = date("2023-03-09"), amount("1", "CHF")
	recalculated.Downloaded = date("2023-03-01")
	downloaded.Downloaded, downloaded.PaymentStatus = date("2023-04-05"), "Sent"
	if got := collect(t, first, recalculated, downloaded); len(got) != 1 || got[0].Row != recalculated || got[0].Contradicted {
		t.Errorf("got %+v, want the later calculation", got)
	}
	if got := collect(t, downloaded, first); len(got) != 1 || got[0].Row != downloaded || got[0].Contradicted {
		t.Errorf("got %+v, want the later download", got)
	}
}

func TestTwoLinesThatContradictEachOtherAreTold(t *testing.T) {
	one, other := goodRow(), goodRow()
	other.Amount = amount("4700", "CHF")
	for _, rows := range [][]earnings.Row{{one, other}, {other, one}, {one, other, one}, {other, one, other}} {
		if got := collect(t, rows...); len(got) != 1 || !got[0].Contradicted || got[0].Amount != other.Amount {
			t.Errorf("got %+v, want the greater amount, marked", got)
		}
	}
	later := one
	later.CalculationDate = date("2023-04-01")
	if got := collect(t, one, other, later); len(got) != 1 || got[0].Contradicted {
		t.Errorf("got %+v, want the later calculation without a mark", got)
	}
}

func TestOfContradictingLinesWithOneAmountTheLaterStatusCountsAndThenTheOneThatNamesAClaim(t *testing.T) {
	upcoming, nameless := goodRow(), goodRow()
	nameless.ClaimID, nameless.Lever = "", "Zebra"
	sent, other, unknown := nameless, goodRow(), goodRow()
	sent.PaymentStatus, other.ClaimID, unknown.PaymentStatus, unknown.ClaimID = "Sent", "C-0", "On the moon", "C-2"
	for name, c := range map[string]struct {
		lines  []earnings.Row
		counts earnings.Row
		others []string
	}{
		"one names a claim":            {[]earnings.Row{nameless, upcoming}, upcoming, nil},
		"the other was sent":           {[]earnings.Row{upcoming, sent}, sent, []string{"C-1"}},
		"nobody knows one status":      {[]earnings.Row{unknown, upcoming}, upcoming, []string{"C-2"}},
		"two name claims":              {[]earnings.Row{other, upcoming, nameless}, upcoming, []string{"C-0"}},
		"two name claims, one is sent": {[]earnings.Row{other, upcoming, sent, unknown}, sent, []string{"C-0", "C-1", "C-2"}},
	} {
		for range c.lines {
			c.lines = append(c.lines[1:], c.lines[0])
			got := collect(t, c.lines...)
			if len(got) != 1 || got[0].Row != c.counts || !got[0].Contradicted || !slices.Equal(got[0].OtherClaims, c.others) {
				t.Errorf("%s: got %+v, want the line of %q as %s, and %q", name, got, c.counts.ClaimID, c.counts.PaymentStatus, c.others)
			}
		}
	}
	later := upcoming
	later.CalculationDate = date("2023-04-01")
	if got := collect(t, other, upcoming, later); got[0].Contradicted || got[0].OtherClaims != nil {
		t.Errorf("got %+v, want nothing of an earlier calculation", got)
	}
}

func TestAnEarningThatIsRepeatedForEachTransactionContradictsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := make([]earnings.Row, rapid.IntRange(1, 6).Draw(t, "lines"))
		for i := range lines {
			lines[i] = goodRow()
			lines[i].TransactionID = rapid.SampledFrom([]string{"T-1", "T-2", "T-3"}).Draw(t, "transaction")
			lines[i].TransactionDate = date("2023-02-01").AddDays(rapid.IntRange(0, 2).Draw(t, "day"))
			lines[i].Origin.Line = rapid.IntRange(2, 4).Draw(t, "line")
			if rapid.IntRange(0, 9).Draw(t, "other") == 0 {
				lines[i].Amount = amount("4700", "CHF")
			}
		}
		want := collectIn(t, lines)
		differ := slices.ContainsFunc(lines, func(r earnings.Row) bool { return r.Amount != lines[0].Amount })
		if len(want) != 1 || want[0].Contradicted != differ {
			t.Fatalf("got %+v, want one earning", want)
		}
		if diff := cmp.Diff(want, collectIn(t, rapid.Permutation(lines).Draw(t, "shuffled")), sameValue); diff != "" {
			t.Fatalf("-first +again:\n%s", diff)
		}
	})
}

func TestWithoutAnIDTheFactsTellEarningsApart(t *testing.T) {
	one := goodRow()
	one.EarningID = ""
	other := one
	other.Lever = "Another"
	got := collect(t, one, one, other, goodRow())
	if len(got) != 3 || !got[0].ByID || got[1].ByID || got[2].ByID {
		t.Errorf("got %+v, want one by its ID and two by their facts", got)
	}
}

func TestAMalformedLineIsNotTaken(t *testing.T) {
	var c earnings.Collection
	wantFieldError(t, c.Add(earnings.Row{}))
	wantFieldError(t, c.AddPayment(earnings.Payment{EarnedUSD: amount("1", "CHF")}))
	if len(c.Earnings())+len(c.Payments()) != 0 {
		t.Error("a malformed line was taken")
	}
}

func TestAPaymentThatIsReportedTwiceIsOnePayment(t *testing.T) {
	var c earnings.Collection
	later, nameless, contradicting := goodPayment(), goodPayment(), goodPayment()
	later.PaymentStatus, later.Downloaded = "Reversed", date("2023-05-01")
	nameless.PaymentID = ""
	contradicting.PaymentID, contradicting.Origin.Line = "P-0", 7
	opposite := contradicting
	opposite.Total = amount("1", "CHF")
	for _, payment := range []earnings.Payment{later, goodPayment(), nameless, goodPayment(), opposite, contradicting, nameless} {
		if err := c.AddPayment(payment); err != nil {
			t.Fatal(err)
		}
	}
	want := []earnings.Order{
		{Payment: contradicting, ByID: true, Contradicted: true},
		{Payment: later, ByID: true},
		{Payment: nameless},
	}
	if diff := cmp.Diff(want, c.Payments(), sameValue); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestTheTallyAddsUpWhatTheCollectionHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rows().Draw(t, "rows")
		var tally earnings.Tally
		for i := range all {
			if err := tally.Add(&all[i]); err != nil {
				t.Fatal(err)
			}
		}
		distinct := collectIn(t, all)
		if tally.Len() != len(distinct) {
			t.Fatalf("%d earnings, want %d", tally.Len(), len(distinct))
		}
		totals, err := tally.Totals(earnings.ByArea)
		if err != nil {
			t.Fatal(err)
		}
		for _, total := range totals {
			var sum earnings.Amount
			count := 0
			for _, earning := range distinct {
				kind, _ := earning.Kind()
				if earning.SolutionArea != total.SolutionArea || earning.PaymentStatus != total.PaymentStatus || earning.Amount.Currency() != total.Currency || kind != total.Kind || earning.ByID != total.ByID {
					continue
				}
				count++
				if sum.IsNone() {
					sum = earning.Amount
				} else {
					sum = must(sum.Add(earning.Amount))
				}
			}
			// If two lines differ only in the status, either one may count.
			if total.Contradicted == 0 && (sum != total.Amount || count != total.Earnings) && !slices.ContainsFunc(distinct, func(e earnings.Earning) bool { return e.Contradicted }) {
				t.Fatalf("%+v, want %v of %d", total, sum, count)
			}
		}
	})
}

func TestNeitherOrderNorRepetitionChangesATally(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rows().Draw(t, "rows")
		totals := func(rows []earnings.Row) []earnings.Total {
			var tally earnings.Tally
			for i := range rows {
				if err := tally.Add(&rows[i]); err != nil {
					t.Fatal(err)
				}
			}
			return must(tally.Totals(earnings.ByParticipant, earnings.ByProgram, earnings.ByType, earnings.ByArea, earnings.ByRole, earnings.ByEngagement, earnings.ByPaymentMonth))
		}
		again := rapid.Permutation(append(slices.Clone(all), all...)).Draw(t, "shuffled")
		if diff := cmp.Diff(totals(all), totals(again), sameValue); diff != "" {
			t.Fatalf("-first +again:\n%s", diff)
		}
	})
}

func TestTotalsAreInTheOrderOfTheDocumentedStatusesAndUnknownOnesComeLast(t *testing.T) {
	var tally earnings.Tally
	for i, status := range []string{"Odd", "Sent", "Another", "Unprocessed", "Upcoming"} {
		row := earnings.Row{EarningID: fmt.Sprint("E-", i), EarningType: "Rebate", PaymentStatus: status, Amount: amount("1", "USD")}
		if err := tally.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, total := range must(tally.Totals()) {
		got = append(got, total.PaymentStatus)
	}
	if want := []string{"Unprocessed", "Upcoming", "Sent", "Another", "Odd"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The totals come out of a map, so they are asked for more than once.
func TestTheTotalOfEarningsWithAnIDComesBeforeThatOfTheOthers(t *testing.T) {
	var tally earnings.Tally
	for _, id := range []string{"", "E-1"} {
		row := earnings.Row{EarningID: id, EarningType: "Rebate", PaymentStatus: "Sent", Amount: amount("1", "USD")}
		if err := tally.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	for range 50 {
		if got := must(tally.Totals()); len(got) != 2 || !got[0].ByID || got[1].ByID {
			t.Fatalf("got %+v, want the total of earnings with an ID first", got)
		}
	}
}

func TestAFieldThatIsNotAskedForIsLeftOutOfASum(t *testing.T) {
	var tally earnings.Tally
	row := goodRow()
	if err := tally.Add(&row); err != nil {
		t.Fatal(err)
	}
	filled := func(g earnings.Group) []bool {
		return []bool{
			g.ParticipantID != "", g.ProgramName != "", g.EarningType != "", g.SolutionArea != "", g.PartnerRole != "", g.EngagementName != "", !g.PaymentMonth.IsZero(),
		}
	}
	for i, by := range []earnings.By{
		earnings.ByParticipant, earnings.ByProgram, earnings.ByType, earnings.ByArea, earnings.ByRole, earnings.ByEngagement, earnings.ByPaymentMonth,
	} {
		want := make([]bool, 7)
		want[i] = true
		if got := filled(must(tally.Totals(by))[0].Group); !slices.Equal(got, want) {
			t.Errorf("by %d: %v", by, got)
		}
	}
}

func TestASumWithoutAllItsUSDollarsHasNone(t *testing.T) {
	var tally earnings.Tally
	with, without := goodRow(), goodRow()
	with.AmountUSD = amount("199.99", mci.USD)
	without.EarningID, without.AmountUSD = "1002", earnings.Amount{}
	for _, row := range []earnings.Row{with, without} {
		if err := tally.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	if got := must(tally.Totals()); len(got) != 1 || !got[0].AmountUSD.IsNone() || got[0].Amount != amount("9200", "CHF") {
		t.Errorf("got %+v", got)
	}
	thresholds := must(tally.Thresholds())
	if len(thresholds) != 1 || thresholds[0].Below != mci.NotSupplied || !thresholds[0].UnpaidUSD.IsNone() {
		t.Errorf("got %+v, want unknown", thresholds)
	}
}

func TestAThresholdIsHeldAgainstWhatIsStillToBePaid(t *testing.T) {
	var tally earnings.Tally
	for i, line := range []struct {
		program, kind, status, amount string
	}{
		{"MCI", "Rebate", "Upcoming", "150"},
		{"MCI", "Rebate", "UNPROCESSED", "49.99"},
		{"MCI", "Rebate", "Sent", "5000"},
		{"MCI", "Co-op", "Upcoming", "10"},
		{"CSP", "Rebate", "Upcoming", "100"},
		{"CSP", "Rebate", "Unprocessed", "100"},
	} {
		row := earnings.Row{
			EarningID: string(rune('a' + i)), ProgramName: line.program, EarningType: line.kind, PaymentStatus: line.status,
			Amount: amount(line.amount, mci.USD), AmountUSD: amount(line.amount, mci.USD),
		}
		if err := tally.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	want := []earnings.Threshold{
		{ProgramName: "CSP", EarningType: "Rebate", UnpaidUSD: amount("200", mci.USD), Below: mci.No},
		{ProgramName: "MCI", EarningType: "Rebate", UnpaidUSD: amount("199.99", mci.USD), Below: mci.Yes},
	}
	if diff := cmp.Diff(want, must(tally.Thresholds()), sameValue); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestATallyRefusesAMalformedLineAndASumBeyondItsBounds(t *testing.T) {
	var tally earnings.Tally
	wantFieldError(t, tally.Add(&earnings.Row{}))
	if tally.Len() != 0 {
		t.Error("a malformed line was taken")
	}
	if _, err := tally.Totals(); err != nil || errors.Is(err, mci.ErrInvalid) {
		t.Errorf("an empty tally: %v", err)
	}
}

// mostBytesAnEarning is the maximum memory of a tally for each distinct
// earning, in bytes. Source: the design of this library.
const mostBytesAnEarning = 200

func TestATallyHoldsLittleForEachEarning(t *testing.T) {
	const count = 100_000
	before := heap()
	tally := new(earnings.Tally)
	row := goodRow()
	for i := range count {
		row.EarningID = fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012d", i) // as long as a GUID
		if err := tally.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	if each := (heap() - before) / count; each > mostBytesAnEarning {
		t.Errorf("%d bytes an earning, want at most %d", each, mostBytesAnEarning)
	}
	if tally.Len() != count {
		t.Errorf("%d earnings", tally.Len())
	}
}

// heap returns the number of reachable bytes.
func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

func TestOfTwoLinesThatSayTheSameTheFirstOriginIsKept(t *testing.T) {
	for _, origins := range [][]earnings.Origin{{{File: "a.csv", Line: 3}, {File: "b.csv", Line: 2}}, {{File: "a.csv", Line: 3}, {File: "a.csv", Line: 9}}} {
		one, other := goodRow(), goodRow()
		one.Origin, other.Origin = origins[0], origins[1]
		for _, rows := range [][]earnings.Row{{one, other}, {other, one}} {
			if got := collect(t, rows...); len(got) != 1 || got[0].Origin != origins[0] || got[0].Contradicted {
				t.Errorf("got %+v, want the origin %v", got, origins[0])
			}
		}
	}
}

func TestATallySaysHowManyEarningsHadContradictingLines(t *testing.T) {
	var tally earnings.Tally
	one, other := goodRow(), goodRow()
	other.AmountUSD = amount("1", mci.USD)
	for _, row := range []earnings.Row{one, other, one} {
		if err := tally.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	if got := must(tally.Totals()); len(got) != 1 || got[0].Contradicted != 1 || got[0].Earnings != 1 || got[0].AmountUSD != one.AmountUSD {
		t.Errorf("got %+v", got)
	}
}
