package fact_test

import (
	"testing"

	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
)

func TestEveryCountryHasANumberAndNoOtherCodeHasOne(t *testing.T) {
	for first := range 256 {
		for second := range 256 {
			code := mci.Country([]byte{byte(first), byte(second)})
			_, err := mci.ParseCountry(string(code))
			number, ok := fact.NumberOf(code)
			if ok != (err == nil) || fact.IsCountry(code) != ok || ok && fact.CountryOf(number) != code {
				t.Errorf("%q: %d, %t, as it is read: %v", code, number, ok, err)
			}
		}
	}
	for _, code := range []mci.Country{"", "C", "CHE"} {
		if fact.IsCountry(code) {
			t.Errorf("%q is a country", code)
		}
	}
	for _, number := range []int{-1, fact.Countries} {
		if got := fact.CountryOf(number); got != "" {
			t.Errorf("%d is %s", number, got)
		}
	}
}
