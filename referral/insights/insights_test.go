package insights

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

func sale(deal cosell.DealType, substatus progress.Substatus, value, currency, month string) Sale {
	s := Sale{Type: deal, Referral: resource.Referral{
		Status: progress.StatusClosed, Substatus: substatus, SolutionArea: "Azure",
		Details: resource.Details{DealValue: resource.Decimal(value), Currency: currency},
	}}
	if substatus == progress.Accepted {
		s.Referral.Status = progress.StatusActive
	}
	if month != "" {
		s.Referral.CreatedDateTime = resource.Instant(month + "-01T00:30:00Z")
	}
	return s
}

func day(n int) time.Time { return time.Date(2026, time.May, n, 0, 0, 0, 0, time.UTC) }

func ExampleOf() {
	sales := []Sale{
		sale(cosell.CoSell, progress.Won, "25000", "USD", "2026-05"), sale(cosell.CoSell, progress.Lost, "9000", "EUR", "2026-05"),
		sale(cosell.CoSell, progress.Won, "5000", "USD", "2026-06"), sale(cosell.PartnerLed, progress.Accepted, "100", "USD", "2026-06"),
	}
	counted, err := Of(sales, ByDealType, day(31))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range counted {
		rate, ok := i.WinRate()
		fmt.Println(i.Key, i.Deals, i.Values, rate, ok)
	}
	// Output:
	// co-sell 3 [EUR 9,000.00 USD 30,000.00] 67 true
	// partner-led 1 [USD 100.00] 0 false
}

func TestDealsAreCountedByEachGroupingAndUnknownOnesApart(t *testing.T) {
	sales := []Sale{
		sale(cosell.CoSell, progress.Won, "1", "USD", "2026-05"), sale(cosell.NoDeal, progress.Declined, "2", "USD", ""),
		sale(cosell.Private, progress.Accepted, "", "USD", "2026-04"),
		{},
	}
	for by, want := range map[Grouping][]string{
		ByDealType: {" 2", "co-sell 1", "private 1"}, ByStatus: {" 1", "Active/Accepted 1", "Closed/Declined 1", "Closed/Won 1"},
		BySolutionArea: {" 1", "Azure 3"}, ByMonth: {" 2", "2026-04 1", "2026-05 1"},
	} {
		counted, err := Of(sales, by, day(1))
		var got []string
		for _, i := range counted {
			got = append(got, fmt.Sprint(i.Key, " ", i.Deals))
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d: %q, %v, want %q", by, got, err, want)
		}
	}
	if got, err := Of(sales, ByMonth+1, day(1)); !errors.Is(err, mci.ErrInvalid) || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestValuesOfSeveralCurrenciesStayApartAndUnreadableOnesAreCounted(t *testing.T) {
	sales := []Sale{
		sale(cosell.CoSell, progress.Won, "3", "CHF", ""), sale(cosell.CoSell, progress.Lost, "x", "USD", ""), sale(cosell.CoSell, progress.Lost, "", "", ""),
	}
	for range 11 { // the sum of eleven exceeds the largest amount
		sales = append(sales, sale(cosell.CoSell, progress.Won, "999999999999999", "USD", ""))
	}
	got := must(Of(sales, ByDealType, day(1)))
	i := got[0]
	if i.Unvalued != 3 || i.Won != 12 || i.Lost != 2 || len(i.Values) != 2 || i.Values[0].String() != "CHF 3.00" ||
		i.Values[1].String() != "USD 9,999,999,999,999,990.00" || !slices.Equal(i.Values, i.WonValues) {
		t.Errorf("%+v", got)
	}
}

func TestTheTimeInAStageEndsWithTheNextOneTheClosingOrNow(t *testing.T) {
	open, closed := sale(cosell.CoSell, progress.Accepted, "1", "USD", ""), sale(cosell.CoSell, progress.Won, "1", "USD", "")
	open.Stages = []StageSince{{progress.StageCreated, day(1)}, {progress.StageQualified, day(3)}, {progress.StageCreated, day(4)}}
	closed.Stages = []StageSince{{progress.StageCreated, day(1)}}
	closed.Referral.ClosedDateTime = resource.InstantOf(day(6))
	open.Referral.ClosedDateTime = resource.InstantOf(day(5)) // of a closing that was undone
	disordered, future := open, open
	disordered.Stages = []StageSince{{progress.StageCreated, day(3)}, {progress.StageQualified, day(1)}}
	future.Stages = []StageSince{{progress.StageCreated, day(30)}}
	got := must(Of([]Sale{open, closed, disordered, future, {Type: cosell.CoSell}}, ByDealType, day(10)))
	want := []TimeInStage{{progress.StageCreated, 2, 13 * 86_400}, {progress.StageQualified, 1, 86_400}}
	if !slices.Equal(got[0].Stages, want) || got[0].Unstaged != 3 || got[0].Stages[0].Average() != 156*time.Hour {
		t.Errorf("%+v", got)
	}
	if (TimeInStage{}).Average() != 0 {
		t.Error("no deals have an average")
	}
}

// Two thousand deals were in a stage for a quarter each, which is longer
// together than a time.Duration. The dates of some are absurd.
func TestTheTimesOfManyDealsAreAddedUpAndAbsurdOnesAreLeftOut(t *testing.T) {
	open := sale(cosell.CoSell, progress.Accepted, "1", "USD", "")
	open.Stages = []StageSince{{progress.StageCreated, day(1).AddDate(0, 0, -90)}}
	sales := slices.Repeat([]Sale{open}, 2000)
	for _, since := range []time.Time{{}, day(1).AddDate(-3000, 0, 0), day(1).AddDate(-293, 0, 0)} {
		absurd := open
		absurd.Stages = []StageSince{{progress.StageCreated, since}, {progress.StageQualified, day(1)}, {progress.StageCreated, day(1)}}
		sales = append(sales, absurd)
	}
	got := must(Of(sales, ByDealType, day(1)))
	if len(got) != 1 || got[0].Unstaged != 3 || len(got[0].Stages) != 1 || got[0].Stages[0].Average() != 90*24*time.Hour {
		t.Errorf("%+v", got)
	}
}

func TestEveryDealIsInOneGroupWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sales := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Sale {
			return sale(
				rapid.SampledFrom([]cosell.DealType{cosell.NoDeal, cosell.Private, cosell.CoSell}).Draw(t, "type"),
				rapid.SampledFrom([]progress.Substatus{progress.Accepted, progress.Won, progress.Lost}).Draw(t, "substatus"),
				rapid.SampledFrom([]string{"", "1.50", "2"}).Draw(t, "value"), rapid.SampledFrom([]string{"USD", "EUR", "?"}).Draw(t, "currency"), "",
			)
		})).Draw(t, "sales")
		by := Grouping(rapid.IntRange(0, 3).Draw(t, "by"))
		got := must(Of(sales, by, day(1)))
		deals := 0
		for _, i := range got {
			deals += i.Deals
			if rate, _ := i.WinRate(); i.Open+i.Won+i.Lost != i.Deals || rate < 0 || rate > 100 {
				t.Fatalf("%+v", i)
			}
		}
		slices.Reverse(sales)
		if again := must(Of(sales, by, day(1))); deals != len(sales) || fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("%d deals: %v, backward %v", len(sales), got, again)
		}
	})
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
