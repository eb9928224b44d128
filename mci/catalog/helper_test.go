package catalog_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/internal/documenttest"
	"github.com/mci-go/incentives/mci/internal/madeuptest"
)

// The helpers that both packages share, by short names.
const (
	byMarket, bySize, byHours, byUnit = madeuptest.ByMarket, madeuptest.BySize, madeuptest.ByHours, madeuptest.ByUnit
	byShare, byWhole, staged          = madeuptest.ByShare, madeuptest.ByWhole, madeuptest.Staged
	byTier, byWork, worked, changing  = madeuptest.ByTier, madeuptest.ByWork, madeuptest.Worked, madeuptest.Changing
)

var (
	date, instant, hours, quantity = madeuptest.Date, madeuptest.Instant, madeuptest.Hours, madeuptest.Quantity
	usd, inHundredths              = madeuptest.USD, madeuptest.InHundredths
	madeUpFacts, facts             = madeuptest.Facts, madeuptest.Changed
	decoded, at, with              = documenttest.Decoded, documenttest.At, documenttest.With[change]
)

func must[T any](v T, err error) T { return madeuptest.Must(v, err) }

// anyFacts draws a claim, some of whose facts may be missing.
func anyFacts(t *rapid.T, missing bool) catalog.PayInputs {
	return madeuptest.AnyFacts(func(label string, least, most int64) int64 { return rapid.Int64Range(least, most).Draw(t, label) }, missing)
}

// absent, as the new value of a change, takes the field or the element away.
type absent = documenttest.Absent

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
