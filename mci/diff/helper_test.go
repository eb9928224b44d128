package diff_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/internal/documenttest"
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

func instant(text string) time.Time { return must(time.Parse(time.RFC3339, text)) }

func inHundredths(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

var aDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// madeUpJSON is a catalog that uses every shape in the format. None of its
// figures come from Microsoft.
var madeUpJSON = string(must(os.ReadFile("../catalog/testdata/made-up.catalog.json")))

// These are the paths of the engagements of the made-up catalog.
const (
	byMarket = "editions[0].engagements[0]"
	bySize   = "editions[0].engagements[1]"
	byHours  = "editions[0].engagements[2]"
	byUnit   = "editions[0].engagements[3]"
	byShare  = "editions[0].engagements[4]"
	byWhole  = "editions[0].engagements[5]"
	staged   = "editions[0].engagements[6]"
)

// absent removes the field or the element if it is the new value of a change.
type absent = documenttest.Absent

// A change sets the value at a path of a document, such as "editions[0].id". If
// the index is one past the end of an array, the value is appended.
type change struct {
	Path  string
	Value any
}

// with returns a changed copy of a decoded JSON document. The original stays
// unchanged.
func with(document any, changes ...change) any {
	edits := make([]documenttest.Change, len(changes))
	for i, c := range changes {
		edits[i] = documenttest.Change(c)
	}
	return documenttest.With(document, edits...)
}

// at returns the value at a path of a decoded JSON document.
func at(document any, path string) any { return documenttest.At(document, path) }

func decoded(t testing.TB, text string) any {
	t.Helper()
	var document any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// madeUpFacts returns the facts of a claim that is paid by every engagement of
// the made-up catalog.
func madeUpFacts() catalog.PayInputs {
	return catalog.PayInputs{
		Dates: mci.AnchorDates{
			Nomination: date("2026-01-05"), Creation: date("2026-01-05"), Consent: date("2026-01-20"), Submission: date("2026-03-01"), Approval: date("2026-03-20"),
		},
		CustomerCountry: "CH", PartnerCountry: "DE", Segment: "commercial", Hours: hours("80"), ContractValue: usd("50000"),
		Quantities: mci.Quantities{
			"seats": quantity("1200"), "active users": quantity("800"), "high-water mark": quantity("500"), "first-year consumption": quantity("150000.55"),
		},
		Target: catalog.Measurement{Quantity: quantity("260"), On: date("2026-07-01")},
	}
}

// facts returns the made-up facts after a change.
func facts(change func(*catalog.PayInputs)) catalog.PayInputs {
	inputs := madeUpFacts()
	change(&inputs)
	return inputs
}

// anyFacts draws a claim. If missing is true, it can lack some of the facts.
func anyFacts(t *rapid.T, missing bool) catalog.PayInputs {
	day := func(label string) mci.Date {
		if missing && rapid.IntRange(0, 5).Draw(t, "no "+label) == 0 {
			return mci.Date{}
		}
		return date("2025-07-01").AddDays(rapid.IntRange(-30, 400).Draw(t, label))
	}
	inputs := catalog.PayInputs{
		Dates: mci.AnchorDates{
			Nomination: day("nomination"), Creation: day("creation"), Consent: day("consent"), Submission: day("submission"), Approval: day("approval"),
		},
		CustomerCountry: rapid.SampledFrom([]mci.Country{"CH", "US", "SG", "PL", "BR"}).Draw(t, "country"),
		Segment:         rapid.SampledFrom([]mci.Segment{"commercial", "education", "public sector"}).Draw(t, "segment"),
		Hours:           hours(inHundredths(rapid.Int64Range(1, 50_000).Draw(t, "hundredths of an hour"))),
		ContractValue:   must(mci.ParseMoney(inHundredths(rapid.Int64Range(1, 100_000_000).Draw(t, "cents")), rapid.SampledFrom([]mci.Currency{"USD", "EUR"}).Draw(t, "currency"))),
		Quantities:      mci.Quantities{},
		Target:          catalog.Measurement{Quantity: anyQuantity(t, "target"), On: day("reading")},
	}
	for _, measure := range []mci.MeasureID{"seats", "active users", "high-water mark", "first-year consumption"} {
		if !missing || rapid.IntRange(0, 5).Draw(t, "no "+string(measure)) != 0 {
			inputs.Quantities[measure] = anyQuantity(t, string(measure))
		}
	}
	return inputs
}

func anyQuantity(t *rapid.T, label string) mci.Quantity {
	return quantity(inHundredths(rapid.OneOf(rapid.Int64Range(0, 200_000), rapid.Int64Range(0, 99_999_999_999)).Draw(t, label)))
}

// forget randomly clears a fact.
func forget[T any](t *rapid.T, what string, fact *T) {
	if rapid.Bool().Draw(t, "no "+what) {
		var none T
		*fact = none
	}
}
