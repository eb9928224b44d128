package catalog_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// must returns v and panics if err is not nil. Use it for values that the test
// wrote itself.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// date returns the day of a valid text, and the zero Date for the empty text.
func date(text string) mci.Date {
	if text == "" {
		return mci.Date{}
	}
	return must(mci.ParseDate(text))
}

func usd(amount string) mci.Money { return must(mci.ParseMoney(amount, mci.USD)) }

func hours(text string) mci.Hours {
	var h mci.Hours
	if err := h.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return h
}

func quantity(text string) mci.Quantity { return must(mci.ParseQuantity(text)) }

// wantFieldError fails the test unless err is a FieldError that also matches
// ErrInvalid, and returns it.
func wantFieldError(t testing.TB, err error) mci.FieldError {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) {
		t.Fatalf("got %v, want a FieldError", err)
	}
	if !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%v does not match ErrInvalid", err)
	}
	return *field
}

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
