package mci_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

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

func TestFieldErrorSaysWhereWhatAndWhatIsAllowed(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{mci.Invalid("locations[0].country", "ch", "a country"), `locations[0].country: found "ch", want a country`},
		{mci.Invalid("", "ch", "a country"), `found "ch", want a country`},
		{mci.Invalid("country", "", "a country"), `country: found nothing, want a country`},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestFieldErrorMatchesErrInvalidAndNothingElse(t *testing.T) {
	err := fmt.Errorf("reading: %w", mci.Invalid("a", "b", "c"))
	if !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%v does not match ErrInvalid", err)
	}
	for _, other := range []error{mci.ErrCurrencyMismatch, io.EOF} {
		if errors.Is(err, other) {
			t.Errorf("%v matches %v", err, other)
		}
	}
}

func TestAtPutsAPrefixBeforeThePath(t *testing.T) {
	for _, c := range []struct{ prefix, path, want string }{
		{"engagement", "pay.cap", "engagement.pay.cap"},
		{"rates", "[0].from", "rates[0].from"},
		{"", "cap", "cap"},
		{"pay", "", "pay"},
		{"", "", ""},
	} {
		err := mci.At(c.prefix, fmt.Errorf("wrapped: %w", mci.Invalid(c.path, "found", "want")))
		if diff := cmp.Diff(mci.FieldError{Path: c.want, Found: `"found"`, Want: "want"}, wantFieldError(t, err)); diff != "" {
			t.Errorf("At(%q) of path %q (-want +got):\n%s", c.prefix, c.path, diff)
		}
	}
}

func TestAtNestsFromTheInsideOut(t *testing.T) {
	err := mci.At("editions[0]", mci.At("pay", mci.At("cap", mci.Invalid("", "x", "y"))))
	if got := wantFieldError(t, err).Path; got != "editions[0].pay.cap" {
		t.Errorf("got %s", got)
	}
}

func TestAtLeavesTheFieldErrorThatItWasGivenUnchanged(t *testing.T) {
	inner := mci.Invalid("cap", "x", "y")
	_ = mci.At("pay", inner)
	if inner.Path != "cap" {
		t.Errorf("path became %s", inner.Path)
	}
}

func TestAtReturnsOtherErrorsAsTheyAre(t *testing.T) {
	if err := mci.At("pay", nil); err != nil {
		t.Errorf("got %v for no error", err)
	}
	if err := mci.At("pay", io.EOF); err != io.EOF { //nolint:errorlint // the very same value comes back
		t.Errorf("got %v, want io.EOF", err)
	}
}

func TestProblemsMatchErrInvalidAndHoldEachField(t *testing.T) {
	first, second := mci.Invalid("a", "1", "x"), mci.Invalid("b", "2", "y")
	var err error = mci.Problems{first, second}
	if !errors.Is(err, mci.ErrInvalid) {
		t.Error("does not match ErrInvalid")
	}
	var field *mci.FieldError
	if !errors.As(err, &field) || field != first {
		t.Errorf("errors.As found %v, want the first problem", field)
	}
	var problems mci.Problems
	if !errors.As(fmt.Errorf("reading: %w", err), &problems) || len(problems) != 2 {
		t.Errorf("errors.As found %v, want both problems", problems)
	}
	if got, want := err.Error(), "a: found \"1\", want x\nb: found \"2\", want y"; got != want {
		t.Errorf("got %s, want one problem a line: %s", got, want)
	}
	unwrapped := err.(interface{ Unwrap() []error }).Unwrap()
	if len(unwrapped) != 2 || unwrapped[0] != error(first) || unwrapped[1] != error(second) { //nolint:errorlint // the very same values
		t.Errorf("unwrapped to %v", unwrapped)
	}
}

func TestAnErrorRepeatsOnlySixtyBytesOfAWrongInput(t *testing.T) {
	whole := strings.Repeat("x", 60)
	for _, c := range []struct{ found, want string }{
		{whole, `"` + whole + `"`},
		{whole + "y", `"` + whole + `"…`},
		{strings.Repeat("x", 1<<20), `"` + whole + `"…`},
	} {
		if got := mci.Invalid("", c.found, "").Found; got != c.want {
			t.Errorf("%d bytes are shown as %.100s, want %s", len(c.found), got, c.want)
		}
	}
}

func TestAWrongInputIsQuotedSoThatItCannotForgeALine(t *testing.T) {
	err := mci.Invalid("id", "x\nid: found \x1b[31mnothing\x00", "y")
	if got, want := err.Found, `"x\nid: found \x1b[31mnothing\x00"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAShortenedQuoteDoesNotSplitALetter(t *testing.T) {
	for _, letter := range []string{"é", "€", "𝄞"} {
		for shift := range utf8.UTFMax {
			text := strings.Repeat("x", shift) + strings.Repeat(letter, 40)
			found := mci.Invalid("", text, "").Found
			if strings.Contains(found, `\x`) {
				t.Errorf("%s…: shown as %s, with a byte that is not in the text by itself", text[:shift+len(letter)], found)
			}
		}
	}
}

func TestAtPutsThePrefixBeforeEveryProblem(t *testing.T) {
	problems := mci.Problems{mci.Invalid("a", "1", "2"), mci.Invalid("", "3", "4")}
	want := "x.a: found \"1\", want 2\nx: found \"3\", want 4"
	if got := mci.At("x", problems); got.Error() != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
