package catalog_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// consent returns the facts of a claim whose customer, in the given country,
// consented on the given day.
func consent(country mci.Country, on string) catalog.PayInputs {
	return catalog.PayInputs{CustomerCountry: country, Dates: mci.AnchorDates{Consent: date(on)}}
}

// variable returns the facts of a claim for variable pay. If a text is empty,
// the fact is unknown.
func variable(country mci.Country, value, work string) catalog.PayInputs {
	inputs := catalog.PayInputs{CustomerCountry: country, Hours: hours(work)}
	if value != "" {
		inputs.ContractValue = usd(value)
	}
	return inputs
}

// worksheet returns the steps of a payout, one per line, and its summary.
func worksheet(p catalog.Payout) string {
	var b strings.Builder
	for _, s := range p.Worksheet().Steps {
		fmt.Fprintf(&b, "%s | %s | %s | %v\n", s.Name, s.Detail, s.Value, s.Limiting)
	}
	return b.String() + p.Summary()
}

func TestFixedPayIsTheRateOfTheMarketOnTheDayOfConsent(t *testing.T) {
	const (
		old     = "rate | consent on 2022-10-31 selects the rate until 2022-10-31 | pass | false\n"
		card    = "rate | consent on 2022-12-01 selects the rate from 2022-11-01, known until 2023-06-30 | pass | false\n"
		after   = "rate | consent on 2023-07-01 selects the rate from 2022-11-01, known until 2023-06-30 | unknown | false\n"
		swiss   = "market | customer's country CH on list M2022 | A | false\n"
		rounded = "rounding | half away from zero, once, to the minor unit | USD 5,000.00 | false\n"
	)
	for _, c := range []struct {
		name       string
		engagement mci.EngagementID
		inputs     catalog.PayInputs
		want       string
	}{
		{"market A", "fy23-microsoft-viva", consent("CH", "2022-12-01"), card + swiss + "amount | market A | USD 5,000.00 | true\n" + rounded + "USD 5,000.00"},
		{
			"not offered in the country", "fy23-executive-order-14028", consent("CH", "2022-12-01"),
			"not eligible: Executive Order 14028 is not offered in CH",
		},
		{
			"the earlier rate", "fy23-microsoft-viva", consent("CH", "2022-10-31"),
			old + swiss + "base | market A, a part of the total | USD 5,000.00 | false\nunknown: needs the true-up of the earlier rate, which is unpublished",
		},
		{
			"after the program year", "fy23-microsoft-viva", consent("CH", "2023-07-01"),
			after + swiss + "unknown: needs whether the rate is still in force on 2023-07-01, known until 2023-06-30",
		},
		{"no country", "fy23-microsoft-viva", consent("", "2022-12-01"), card + "unknown: needs the customer's country"},
		{"no consent", "fy23-microsoft-viva", consent("CH", ""), swiss + "unknown: needs the consent date"},
	} {
		p := engagement(t, c.engagement).Payout(c.inputs)
		// The steps before the date is known are not part of the contract.
		if c.name == "no consent" {
			if p.Outcome != mci.Unknown || !slices.Equal(p.Worksheet().Needs, []string{"the consent date"}) {
				t.Errorf("%s: got %s", c.name, worksheet(p))
			}
			continue
		}
		if diff := cmp.Diff(c.want, worksheet(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if p.Worksheet().Kind != catalog.FixedPay || p.Worksheet().Engagement != (mci.EngagementRef{Edition: "FY23-2022-11", Engagement: c.engagement}) {
			t.Errorf("%s: pays %v for %v", c.name, p.Worksheet().Kind, p.Worksheet().Engagement)
		}
	}
}

func TestTheBaseOfAnUnpublishedRateIsNeverTheTotal(t *testing.T) {
	p := engagement(t, "fy23-microsoft-viva").Payout(consent("CH", "2022-10-31"))
	if p.Outcome != mci.Unknown || !p.Amount.IsNone() || strings.Contains(p.Summary(), "5,000") {
		t.Errorf("got %v, %s, %q", p.Outcome, p.Amount, p.Summary())
	}
}

func TestAPayoutNamesEverythingThatIsMissing(t *testing.T) {
	for _, c := range []struct {
		engagement mci.EngagementID
		inputs     catalog.PayInputs
		want       []string
	}{
		{"fy23-microsoft-viva", catalog.PayInputs{}, []string{"the consent date", "the customer's country"}},
		{"illustrative-variable-pay", catalog.PayInputs{}, []string{"the contract value", "hours", "the customer's country"}},
		{"illustrative-variable-pay", variable("CH", "", ""), []string{"the contract value", "hours"}},
		{"illustrative-variable-pay", variable("CH", "1000", ""), []string{"hours"}},
		{"illustrative-variable-pay", variable("CH", "", "80"), []string{"the contract value"}},
		{"illustrative-variable-pay", variable("", "1000", "80"), []string{"the customer's country"}},
	} {
		p := engagement(t, c.engagement).Payout(c.inputs)
		got := slices.Sorted(slices.Values(p.Worksheet().Needs))
		if !slices.Equal(got, slices.Sorted(slices.Values(c.want))) || p.Outcome != mci.Unknown || !p.Amount.IsNone() {
			t.Errorf("%s of %+v: needs %q, want %q", c.engagement, c.inputs, p.Worksheet().Needs, c.want)
		}
	}
}

func TestOnlyAnUnknownPayoutNeedsSomething(t *testing.T) {
	hourly := change{variably + ".pay.rates[0].hourlyRates.C", absent{}}
	illustrative, _ := catalogWith(t, hourly).Find("illustrative-variable-pay", mci.Date{})
	p := illustrative.Payout(variable("PL", "", ""))
	if p.Outcome != mci.Fail || len(p.Worksheet().Needs) > 0 || p.Summary() != "not eligible: no hourly rate in market C" {
		t.Errorf("got %v with needs %q: %s", p.Outcome, p.Worksheet().Needs, p.Summary())
	}
}

func TestAMarketWithoutARateIsNotEligible(t *testing.T) {
	p := withoutARateInB(t).Payout(consent("SG", "2022-12-01"))
	want := "rate | consent on 2022-12-01 selects the rate from 2022-11-01, known until 2023-06-30 | pass | false\n" +
		"market | customer's country SG on list M2022 | B | false\nnot eligible: no rate in market B"
	if diff := cmp.Diff(want, worksheet(p)); diff != "" || !p.Amount.IsNone() || p.Outcome != mci.Fail {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// withoutARateInB returns a workshop that pays only in the markets A and C.
func withoutARateInB(t *testing.T) *catalog.Engagement {
	t.Helper()
	e, _ := catalogWith(t, change{fixed + ".pay.rates[0].amounts.B", absent{}}, change{fixed + ".pay.rates[1].amounts.B", absent{}}).
		Find("fy23-collaborative-apps", mci.Date{})
	return e
}

func TestAfterTheProgramYearTheLackOfARateIsUnknownToo(t *testing.T) {
	p := withoutARateInB(t).Payout(consent("SG", "2023-07-01"))
	if p.Outcome != mci.Unknown {
		t.Errorf("got %s, want unknown: what is in force on that day is not published", p.Summary())
	}
}

func TestWhetherARatePaysInACountryIsUnknownAfterTheProgramYear(t *testing.T) {
	e := withoutARateInB(t)
	for _, country := range []mci.Country{"CH", "SG"} {
		if got := e.PaysIn(consent(country, "2023-07-01")); got != mci.Unknown {
			t.Errorf("%s: %v, want unknown: what is in force on that day is not published", country, got)
		}
	}
}

func TestPaysInAsksTheRatesOfTheDay(t *testing.T) {
	gap, _ := catalogWith(t, change{fixed + ".pay.rates[0].from", "2022-09-01"}, change{fixed + ".pay.rates[0].amounts.C", absent{}}).
		Find("fy23-collaborative-apps", mci.Date{})
	noRest, _ := catalogWith(t, change{"marketLists[0].versions[0].markets[2]", map[string]any{"id": "C", "countries": []any{"PL"}}}).
		Find("fy23-collaborative-apps", mci.Date{})
	variablePay, _ := catalogWith(t, change{variably + ".pay.rates[0].hourlyRates.C", absent{}}).Find("illustrative-variable-pay", mci.Date{})
	for _, c := range []struct {
		name       string
		engagement *catalog.Engagement
		inputs     catalog.PayInputs
		want       mci.Outcome
	}{
		{"a rate", engagement(t, "fy23-microsoft-viva"), consent("PL", "2022-12-01"), mci.Pass},
		{"a base alone", engagement(t, "fy23-microsoft-viva"), consent("PL", "2022-10-31"), mci.Pass},
		{"no rate", withoutARateInB(t), consent("SG", "2022-12-01"), mci.Fail},
		{"no country", withoutARateInB(t), consent("", "2022-12-01"), mci.Unknown},
		{"a rate, no date yet", withoutARateInB(t), consent("PL", ""), mci.Pass},
		{"no rate, no date yet", withoutARateInB(t), consent("SG", ""), mci.Fail},
		{"offered there", engagement(t, "fy23-executive-order-14028"), consent("US", "2022-12-01"), mci.Pass},
		{"a rate, and not offered there", engagement(t, "fy23-executive-order-14028"), consent("CH", "2022-12-01"), mci.Fail},
		{"a rate, and not offered there, no date yet", engagement(t, "fy23-executive-order-14028"), consent("CH", ""), mci.Fail},
		{"offered in some countries, no country", engagement(t, "fy23-executive-order-14028"), consent("", "2022-12-01"), mci.Unknown},
		{"before the first rate", gap, consent("CH", "2022-08-31"), mci.Fail},
		{"a rate that the earlier one lacks, then", gap, consent("PL", "2022-09-30"), mci.Fail},
		{"a rate that the earlier one lacks, later", gap, consent("PL", "2022-11-01"), mci.Pass},
		{"a rate that the earlier one lacks, no date yet", gap, consent("PL", ""), mci.Pass},
		{"a country without a market", noRest, consent("SK", "2022-12-01"), mci.Fail},
		{"an hourly rate", variablePay, variable("SG", "", ""), mci.Pass},
		{"no hourly rate", variablePay, variable("PL", "", ""), mci.Fail},
		{"hourly, no country", variablePay, variable("", "", ""), mci.Unknown},
	} {
		if got := c.engagement.PaysIn(c.inputs); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestACountryWithoutAMarketIsNotEligible(t *testing.T) {
	e, _ := catalogWith(t, change{"marketLists[0].versions[0].markets[2]", map[string]any{"id": "C", "countries": []any{"PL"}}}).Find("fy23-collaborative-apps", mci.Date{})
	if got := e.Payout(consent("SK", "2022-12-01")).Summary(); got != "not eligible: market list M2022 has no market for SK" {
		t.Errorf("got %s", got)
	}
	if got := e.Payout(consent("PL", "2022-12-01")).Summary(); got != "USD 1,000.00" {
		t.Errorf("got %s", got)
	}
}

func TestATextThatIsNoCountryIsPaidNothing(t *testing.T) {
	for _, country := range []mci.Country{"ch", "CHE", "Switzerland", "XX", "A[", "[A", "[B", "B@", "@B", "\xffA"} {
		e := engagement(t, "fy23-microsoft-viva")
		if p := e.Payout(consent(country, "2022-12-01")); p.Outcome == mci.Pass {
			t.Errorf("%q is paid %s", country, p.Amount)
		}
		if got := e.PaysIn(catalog.PayInputs{CustomerCountry: country, PartnerCountry: country}); got == mci.Pass {
			t.Errorf("%q is paid", country)
		}
	}
}

func TestADayBeforeTheFirstRateIsNotEligible(t *testing.T) {
	e, _ := catalogWith(t, change{fixed + ".pay.rates[0]", absent{}}).Find("fy23-collaborative-apps", mci.Date{})
	if got := e.Payout(consent("CH", "2022-10-31")).Summary(); got != "not eligible: no rate for consent on 2022-10-31" {
		t.Errorf("got %s", got)
	}
}

func TestTheCatalogSaysWhichDateSelectsTheRate(t *testing.T) {
	dates := mci.AnchorDates{Nomination: date("2022-12-01")}
	for anchor, dates := range map[string]mci.AnchorDates{
		"nomination": dates,
		"submission": {Submission: date("2022-12-01"), Consent: date("2022-10-31")},
		"creation":   {Creation: date("2022-12-01"), Consent: date("2022-10-31")},
	} {
		e, _ := catalogWith(t, change{fixed + ".pay.anchor", anchor}).Find("fy23-collaborative-apps", mci.Date{})
		if got := e.Payout(catalog.PayInputs{CustomerCountry: "CH", Dates: dates}).Summary(); got != "USD 5,000.00" {
			t.Errorf("%s: got %s", anchor, got)
		}
		if got := e.Payout(consent("CH", "2022-12-01")).Summary(); !strings.Contains(got, "needs the "+anchor+" date") {
			t.Errorf("%s: got %s", anchor, got)
		}
	}
}

func TestTheCatalogSaysWhoseCountryDecides(t *testing.T) {
	e, _ := catalogWith(t, change{"editions[0].settings.marketCountry", "partner"}).Find("fy23-collaborative-apps", mci.Date{})
	inputs := consent("CH", "2022-12-01")
	if got := e.Payout(inputs).Summary(); got != "unknown: needs the partner's country" {
		t.Errorf("got %s", got)
	}
	if got := e.PaysIn(inputs); got != mci.Unknown {
		t.Errorf("got %v", got)
	}
	inputs.PartnerCountry = "SG"
	if got := e.Payout(inputs).Summary(); got != "USD 3,000.00" {
		t.Errorf("got %s", got)
	}
	byCustomer := consent("CH", "2022-12-01")
	byCustomer.PartnerCountry = "SG"
	if got := engagement(t, "fy23-collaborative-apps").Payout(byCustomer).Summary(); got != "USD 5,000.00" {
		t.Errorf("got %s", got)
	}
}

func TestVariablePayIsTheLowestOfThreeTerms(t *testing.T) {
	const market = "market | customer's country CH on list M2022 | A | false\n"
	for _, c := range []struct{ name, value, hours, want string }{
		{"share", "100000", "80", market +
			"share of value | 10% of USD 100,000.00 | USD 10,000.00 | true\n" +
			"hours | 80 hours at USD 150.00 in market A | USD 12,000.00 | false\n" +
			"cap | the most that is paid | USD 20,000.00 | false\n" +
			"rounding | half away from zero, once, to the minor unit | USD 10,000.00 | false\nUSD 10,000.00"},
		{"hours", "500000", "80", market +
			"share of value | 10% of USD 500,000.00 | USD 50,000.00 | false\n" +
			"hours | 80 hours at USD 150.00 in market A | USD 12,000.00 | true\n" +
			"cap | the most that is paid | USD 20,000.00 | false\n" +
			"rounding | half away from zero, once, to the minor unit | USD 12,000.00 | false\nUSD 12,000.00"},
		{"cap", "500000", "200", market +
			"share of value | 10% of USD 500,000.00 | USD 50,000.00 | false\n" +
			"hours | 200 hours at USD 150.00 in market A | USD 30,000.00 | false\n" +
			"cap | the most that is paid | USD 20,000.00 | true\n" +
			"rounding | half away from zero, once, to the minor unit | USD 20,000.00 | false\nUSD 20,000.00"},
		{"hours just below the cap", "200000", "133.33", market +
			"share of value | 10% of USD 200,000.00 | USD 20,000.00 | false\n" +
			"hours | 133.33 hours at USD 150.00 in market A | USD 19,999.50 | true\n" +
			"cap | the most that is paid | USD 20,000.00 | false\n" +
			"rounding | half away from zero, once, to the minor unit | USD 19,999.50 | false\nUSD 19,999.50"},
		{"share and cap equal: the first decides", "200000", "200", market +
			"share of value | 10% of USD 200,000.00 | USD 20,000.00 | true\n" +
			"hours | 200 hours at USD 150.00 in market A | USD 30,000.00 | false\n" +
			"cap | the most that is paid | USD 20,000.00 | false\n" +
			"rounding | half away from zero, once, to the minor unit | USD 20,000.00 | false\nUSD 20,000.00"},
	} {
		p := engagement(t, "illustrative-variable-pay").Payout(variable("CH", c.value, c.hours))
		if diff := cmp.Diff(c.want, worksheet(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if p.Worksheet().Kind != catalog.VariablePay {
			t.Errorf("%s: pays %v", c.name, p.Worksheet().Kind)
		}
	}
}

func TestEqualInputsGiveEqualPayoutsWhateverTheDigitsTheyWereWrittenWith(t *testing.T) {
	e := engagement(t, "illustrative-variable-pay")
	want := e.Payout(variable("CH", "100000", "80"))
	for _, inputs := range []catalog.PayInputs{variable("CH", "100000.0", "80.0"), variable("CH", "100000.00", "80.00"), variable("CH", "0100000", "080")} {
		if diff := cmp.Diff(want.String(), e.Payout(inputs).String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestVariablePayNeedsTheContractValueInItsOwnCurrency(t *testing.T) {
	inputs := variable("CH", "", "80")
	inputs.ContractValue = must(mci.ParseMoney("100000", "EUR"))
	if got := engagement(t, "illustrative-variable-pay").Payout(inputs).Summary(); got != "unknown: needs the contract value in USD" {
		t.Errorf("got %s", got)
	}
}

func TestVariablePayIsNeverNegative(t *testing.T) {
	p := engagement(t, "illustrative-variable-pay").Payout(variable("CH", "-100000", "80"))
	if p.Outcome == mci.Pass {
		t.Errorf("a negative contract value pays %s", p.Amount)
	}
}

func TestEachStepOfAPayoutNamesItsSource(t *testing.T) {
	grades := func(p catalog.Payout) (got []string) {
		for _, s := range p.Worksheet().Steps {
			got = append(got, s.Name+": "+s.Source.Grade.String())
		}
		return got
	}
	for _, c := range []struct {
		payout catalog.Payout
		want   []string
	}{
		{
			engagement(t, "fy23-microsoft-viva").Payout(consent("CH", "2022-12-01")),
			[]string{"rate: Microsoft public", "market: Microsoft public", "amount: Microsoft public", "rounding: inferred"},
		},
		{
			engagement(t, "illustrative-variable-pay").Payout(variable("CH", "100000", "80")),
			[]string{"market: Microsoft public", "share of value: illustrative", "hours: illustrative", "cap: illustrative", "rounding: inferred"},
		},
	} {
		if diff := cmp.Diff(c.want, grades(c.payout)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestAWorksheetSurvivesStorage(t *testing.T) {
	for _, p := range []catalog.Payout{
		engagement(t, "fy23-microsoft-viva").Payout(consent("CH", "2022-12-01")),
		engagement(t, "fy23-microsoft-viva").Payout(consent("CH", "2022-10-31")),
		engagement(t, "fy23-microsoft-viva").Payout(consent("CH", "")),
		engagement(t, "fy23-executive-order-14028").Payout(consent("PL", "2022-12-01")),
		engagement(t, "illustrative-variable-pay").Payout(variable("CH", "123456.78", "7.25")),
	} {
		var decoded catalog.Worksheet
		stored := must(json.Marshal(p))
		if err := json.Unmarshal(stored, &decoded); err != nil {
			t.Error(err)
		} else if diff := cmp.Diff(string(stored), string(must(json.Marshal(decoded)))); diff != "" || decoded.String() != p.String() {
			t.Errorf("(-stored +restored):\n%s", diff)
		}
	}
}

func TestAPayoutIsPrintedAsAWorksheet(t *testing.T) {
	want := strings.Join([]string{
		"market          customer's country CH on list M2022                       A",
		"share of value  10% of USD 100,000.00                         USD 10,000.00  <- decides",
		"hours           80 hours at USD 150.00 in market A            USD 12,000.00",
		"cap             the most that is paid                         USD 20,000.00",
		"rounding        half away from zero, once, to the minor unit  USD 10,000.00",
		"payout          USD 10,000.00",
	}, "\n")
	if diff := cmp.Diff(want, engagement(t, "illustrative-variable-pay").Payout(variable("CH", "100000", "80")).String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// anyVariableInputs draws the facts of a claim for variable pay. All of them
// are known.
func anyVariableInputs(t *rapid.T) (cents, hundredths int64, country mci.Country, inputs catalog.PayInputs) {
	cents = rapid.OneOf(rapid.Int64Range(1, 10_000), rapid.Int64Range(1, 100_000_000), rapid.Int64Range(1, 99_999_999_999_999_999)).Draw(t, "cents")
	hundredths = rapid.OneOf(rapid.Int64Range(1, 10_000), rapid.Int64Range(1, 99_999_999)).Draw(t, "hundredths of an hour")
	country = rapid.SampledFrom([]mci.Country{"CH", "SG", "PL"}).Draw(t, "country")
	return cents, hundredths, country, variable(country, inHundredths(cents), inHundredths(hundredths))
}

// exact returns an amount as a fraction, to be compared with another way to
// calculate.
func exact(t interface{ Fatalf(string, ...any) }, amount string) *big.Rat {
	r, ok := new(big.Rat).SetString(amount)
	if !ok {
		t.Fatalf("%q is no number", amount)
	}
	return r
}

func TestVariablePayEqualsTheSameCalculationInFractions(t *testing.T) {
	e := engagement(t, "illustrative-variable-pay")
	rapid.Check(t, func(t *rapid.T) {
		cents, hundredths, country, inputs := anyVariableInputs(t)
		p := e.Payout(inputs)
		if p.Outcome != mci.Pass {
			t.Fatalf("got %s", p.Summary())
		}
		rate := map[mci.Country]int64{"CH": 150, "SG": 100, "PL": 50}[country]
		terms := []*big.Rat{
			new(big.Rat).SetFrac64(cents, 100*10), // 10 %
			new(big.Rat).Mul(new(big.Rat).SetFrac64(hundredths, 100), big.NewRat(rate, 1)),
			big.NewRat(20_000, 1),
		}
		least := slices.MinFunc(terms, (*big.Rat).Cmp)
		// FloatString rounds half away from zero
		if got, want := p.Amount.Amount(), least.FloatString(2); got != want {
			t.Fatalf("pays %s, want %s", got, want)
		}
		paid := exact(t, p.Amount.Amount())
		if paid.Cmp(terms[2]) > 0 {
			t.Fatalf("pays %s, above the cap", p.Amount)
		}
		halfACent := big.NewRat(1, 200)
		for _, term := range terms {
			if above := new(big.Rat).Sub(paid, term); above.Cmp(halfACent) > 0 {
				t.Fatalf("pays %s, above the term %s by more than the rounding", p.Amount, term.FloatString(4))
			}
		}
		limiting := 0
		for _, step := range p.Worksheet().Steps {
			if step.Limiting {
				limiting++
			}
		}
		if limiting != 1 {
			t.Fatalf("%d terms decide, want 1", limiting)
		}
	})
}

func TestVariablePayNeverFallsWithMoreHoursOrMoreValue(t *testing.T) {
	e := engagement(t, "illustrative-variable-pay")
	rapid.Check(t, func(t *rapid.T) {
		cents, hundredths, country, inputs := anyVariableInputs(t)
		moreCents := rapid.Int64Range(0, 1_000_000).Draw(t, "more cents")
		moreWork := rapid.Int64Range(0, 10_000).Draw(t, "more hundredths of an hour")
		if cents+moreCents > 99_999_999_999_999_999 || hundredths+moreWork > 99_999_999 {
			t.Skip("out of bounds")
		}
		before := e.Payout(inputs).Amount
		for _, more := range []catalog.PayInputs{
			variable(country, inHundredths(cents+moreCents), inHundredths(hundredths)),
			variable(country, inHundredths(cents), inHundredths(hundredths+moreWork)),
		} {
			if after := e.Payout(more).Amount; must(after.Compare(before)) < 0 {
				t.Fatalf("pays %s, and less with more: %s", before, after)
			}
		}
	})
}

// Facts become known over time. If an answer was pass or fail, more facts must
// not change it.
func TestNoPayoutIsBetterWithLessInformation(t *testing.T) {
	card := must(catalog.Public())
	var all []*catalog.Engagement
	for edition := range card.Editions() {
		all = slices.AppendSeq(all, edition.Engagements())
	}
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(all).Draw(t, "engagement")
		whole := catalog.PayInputs{
			Dates:           mci.AnchorDates{Consent: date("2022-11-01").AddDays(rapid.IntRange(-60, 300).Draw(t, "consent"))},
			CustomerCountry: rapid.SampledFrom([]mci.Country{"CH", "SG", "PL"}).Draw(t, "country"),
			Hours:           hours("80"),
			ContractValue:   usd("120000"),
		}
		part := whole
		if rapid.Bool().Draw(t, "no date") {
			part.Dates.Consent = mci.Date{}
		}
		if rapid.Bool().Draw(t, "no country") {
			part.CustomerCountry = ""
		}
		if rapid.Bool().Draw(t, "no hours") {
			part.Hours = mci.Hours{}
		}
		if rapid.Bool().Draw(t, "no value") {
			part.ContractValue = mci.Money{}
		}
		less, more := e.Payout(part), e.Payout(whole)
		if less.Outcome != mci.Unknown && less.Outcome != more.Outcome {
			t.Fatalf("%s with less is %s, with more %s", e.Title(), less.Summary(), more.Summary())
		}
		for _, p := range []catalog.Payout{less, more} {
			if (p.Outcome == mci.Pass) == p.Amount.IsNone() || (p.Outcome == mci.Fail) == (p.Worksheet().Reason == "") || p.Outcome == mci.Unknown && len(p.Worksheet().Needs) == 0 {
				t.Fatalf("outcome %v with %s, reason %q and needs %q", p.Outcome, p.Amount, p.Worksheet().Reason, p.Worksheet().Needs)
			}
		}
	})
}

// Before the consent, the day that selects the rate can be any later day. The
// answer without a date is therefore pass if and only if some date gives pass.
// The reader computes these answers in advance.
func TestWithoutTheDateThatSelectsTheRateACountryIsPaidIfItIsOnSomeDay(t *testing.T) {
	for _, card := range []*catalog.Catalog{publicly(t), madeUpCatalog(t)} {
		for edition := range card.Editions() {
			for e := range edition.Engagements() {
				for _, country := range []mci.Country{"CH", "US", "BS", "TH", "IN", "ZZ", "ch", "CHE", "A", "[A"} {
					inputs := madeUpFacts()
					inputs.CustomerCountry, inputs.PartnerCountry = country, country
					inputs.Dates = mci.AnchorDates{}
					got, some := e.PaysIn(inputs), false
					for day := date("2022-06-15"); day.Compare(date("2027-08-01")) < 0; day = day.AddDays(15) {
						inputs.Dates = mci.AnchorDates{Nomination: day, Consent: day, Submission: day, Creation: day}
						some = some || e.PaysIn(inputs) == mci.Pass
					}
					if got == mci.Fail && some || got == mci.Pass && !some {
						t.Errorf("%s in %q: %v, and paid on some day: %t", e.Title(), country, got, some)
					}
				}
			}
		}
	}
}

func publicly(t *testing.T) *catalog.Catalog {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	return card
}
