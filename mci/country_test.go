package mci_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// codes returns the codes in a file of test data. Lines that begin with # are
// comments.
func codes(t testing.TB, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			found = append(found, strings.Fields(line)...)
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s has no codes", file)
	}
	return found
}

// letters yields every text of n capital letters.
func letters(n int) []string {
	texts := []string{""}
	for range n {
		var longer []string
		for _, text := range texts {
			for c := 'A'; c <= 'Z'; c++ {
				longer = append(longer, text+string(c))
			}
		}
		texts = longer
	}
	return texts
}

func TestCountriesAreThoseOfAnIndependentList(t *testing.T) {
	assigned := codes(t, "testdata/iso3166-1-alpha2.txt")
	if len(assigned) != 249 {
		t.Fatalf("the list has %d codes, want 249", len(assigned))
	}
	for _, code := range letters(2) {
		country, err := mci.ParseCountry(code)
		if accepted, want := err == nil, slices.Contains(assigned, code); accepted != want {
			t.Errorf("%s: accepted is %v, want %v", code, accepted, want)
		} else if accepted && string(country) != code {
			t.Errorf("%s is read as %s", code, country)
		}
	}
}

func TestCountryCodesAreTwoCapitalLetters(t *testing.T) {
	for _, code := range []string{"", " ", "  ", "C", "C ", " C", "ch", "Ch", "CHE", "CH ", "AD AE", "D A", "756", "ＣＨ", "XX", "UK", "EU", "XK"} {
		country, err := mci.ParseCountry(code)
		field := wantFieldError(t, err)
		if country != "" || field.Path != "" || field.Want != "an ISO 3166-1 alpha-2 country code in capitals, such as CH" {
			t.Errorf("%q is read as %q with %+v", code, country, field)
		}
	}
}
