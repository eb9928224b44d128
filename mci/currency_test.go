package mci_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// These are the differences between the library's currencies and the
// independent list, by reason.
var (
	currenciesAddedSince = []string{
		// Caribbean guilder, since 2025-03-31, for ANG
		"XCG",
		// Zimbabwe Gold, since 2024-09-01, for ZWL
		"ZWG",
	}
	currenciesRetired = []string{
		// Netherlands Antillean guilder, until 2025-03-31, now XCG
		"ANG",
		// Bulgarian lev, until 2025-12-31, now EUR
		"BGN",
		// Cuban convertible peso, until 2021-06-30
		"CUC",
		// Croatian kuna, until 2022-12-31, now EUR
		"HRK",
		// Sierra Leonean leone before its redenomination, until 2024-03-31, now
		// SLE
		"SLL",
		// Zimbabwe dollar, until 2024-08-31, now ZWG
		"ZWL",
	}
	// fundsCodes are units of account within one country.
	fundsCodes  = []string{"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}
	metalsCodes = []string{"XAG", "XAU", "XPD", "XPT"}
	// supranationalUnit are units of bond markets, banks and funds.
	supranationalUnit = []string{"XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA"}
	// notCurrencies are codes for testing and for "no currency".
	notCurrencies = []string{"XTS", "XXX"}
)

func TestCurrenciesAreThoseOfAnIndependentList(t *testing.T) {
	listed := codes(t, "testdata/iso4217-alpha3.txt")
	left := slices.Concat(currenciesRetired, fundsCodes, metalsCodes, supranationalUnit, notCurrencies)
	for _, code := range left {
		if !slices.Contains(listed, code) {
			t.Errorf("%s is left out for a reason, but the list does not have it", code)
		}
	}
	for _, code := range letters(3) {
		want := slices.Contains(listed, code) && !slices.Contains(left, code) || slices.Contains(currenciesAddedSince, code)
		currency, err := mci.ParseCurrency(code)
		if accepted := err == nil; accepted != want {
			t.Errorf("%s: accepted is %v, want %v", code, accepted, want)
		} else if accepted && string(currency) != code {
			t.Errorf("%s is read as %s", code, currency)
		}
	}
}

func TestCurrenciesHaveTheMinorDigitsOfAnIndependentList(t *testing.T) {
	listed := map[string]int{}
	digits := 0
	for _, word := range codes(t, "testdata/iso4217-minor-digits.txt") {
		if n, err := strconv.Atoi(word); err == nil {
			digits = n
		} else {
			listed[word] = digits
		}
	}
	for _, code := range letters(3) {
		want, accepted := listed[code]
		if digits, ok := mci.Currency(code).MinorDigits(); digits != want || ok != accepted {
			t.Errorf("%s has %d minor digits (%v), want %d (%v)", code, digits, ok, want, accepted)
		}
	}
}

func TestCurrencyCodesAreThreeCapitalLetters(t *testing.T) {
	for _, code := range []string{"", "   ", "US", "US ", " US", "S D", "D A", "usd", "Usd", "USDX", "AED AFN", "840", "$", "ＵＳＤ"} {
		currency, err := mci.ParseCurrency(code)
		field := wantFieldError(t, err)
		if currency != "" || field.Path != "" || field.Want != "an ISO 4217 currency code in capitals, such as USD" {
			t.Errorf("%q is read as %q with %+v", code, currency, field)
		}
		if digits, ok := mci.Currency(code).MinorDigits(); ok || digits != 0 {
			t.Errorf("%q has %d minor digits (%v)", code, digits, ok)
		}
	}
}
