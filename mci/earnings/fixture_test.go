package earnings_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// golden returns what a golden file says, and compares a text with it or rewrites it first.
func golden(t *testing.T, name, got string) string {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed (-want +got); if that is meant, run with -update:\n%s", path, diff)
	}
	return string(want)
}

// must returns a value that the test itself wrote down correctly.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func month(text string) earnings.Month { return must(earnings.ParseMonth(text)) }

// wantFieldError fails the test unless err is a FieldError that also matches ErrInvalid, and returns it.
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
