package diff_test

import (
	"os"
	"regexp"

	"pgregory.net/rapid"

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
	date, instant, quantity, facts = madeuptest.Date, madeuptest.Instant, madeuptest.Quantity, madeuptest.Changed
	decoded, at, with              = documenttest.Decoded, documenttest.At, documenttest.With[change]
)

func must[T any](v T, err error) T { return madeuptest.Must(v, err) }

// anyFacts draws a claim, some of whose facts may be missing.
func anyFacts(t *rapid.T, missing bool) catalog.PayInputs {
	return madeuptest.AnyFacts(func(label string, least, most int64) int64 { return rapid.Int64Range(least, most).Draw(t, label) }, missing)
}

// absent, as the new value of a change, takes the field or the element away.
type absent = documenttest.Absent

var aDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// madeUpJSON is a catalog that uses every shape in the format. None of its
// figures come from Microsoft.
var madeUpJSON = string(must(os.ReadFile("../catalog/testdata/made-up.catalog.json")))

// A change puts a value at a path of a document, such as "editions[0].id". An
// index one past the end of an array appends.
type change struct {
	Path  string
	Value any
}

// forget takes a fact away, or not.
func forget[T any](t *rapid.T, what string, fact *T) {
	if rapid.Bool().Draw(t, "no "+what) {
		var none T
		*fact = none
	}
}
