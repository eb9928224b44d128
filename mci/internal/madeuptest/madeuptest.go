// Package madeuptest describes the made-up catalog for the tests of packages
// catalog and diff. A test calls [Facts] for the facts of a claim, or
// [AnyFacts] to draw some. The catalog uses every shape that the format has. No
// figure in it is Microsoft's. If a test passes a malformed value, the
// functions panic.
package madeuptest

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The paths of engagements of the made-up catalog.
const (
	ByMarket = "editions[0].engagements[0]"
	BySize   = "editions[0].engagements[1]"
	ByHours  = "editions[0].engagements[2]"
	ByUnit   = "editions[0].engagements[3]"
	ByShare  = "editions[0].engagements[4]"
	ByWhole  = "editions[0].engagements[5]"
	Staged   = "editions[0].engagements[6]"
	ByTier   = "editions[0].engagements[7]"
	ByWork   = "editions[0].engagements[8]"
	Worked   = "editions[0].engagements[9]"
	Changing = "editions[0].engagements[10]"
)

// Must returns a value that the test itself wrote down correctly.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Date returns the day of a text, and no day for the empty text.
func Date(text string) mci.Date {
	if text == "" {
		return mci.Date{}
	}
	return Must(mci.ParseDate(text))
}

// Instant returns the instant of a text as RFC 3339 has it.
func Instant(text string) time.Time { return Must(time.Parse(time.RFC3339, text)) }

// USD returns an amount of US dollars.
func USD(amount string) mci.Money { return Must(mci.ParseMoney(amount, mci.USD)) }

// Hours returns the hours of a text, and none for the empty text.
func Hours(text string) (hours mci.Hours) {
	if err := hours.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return hours
}

// Quantity returns the quantity of a text.
func Quantity(text string) mci.Quantity { return Must(mci.ParseQuantity(text)) }

// InHundredths returns a number of hundredths as a decimal.
func InHundredths(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

// Facts are those of a claim that every engagement of the made-up catalog pays
// for.
func Facts() catalog.PayInputs {
	return catalog.PayInputs{
		Dates: mci.AnchorDates{
			Nomination: Date("2026-01-05"), Creation: Date("2026-01-05"), Consent: Date("2026-01-20"), Submission: Date("2026-03-01"), Approval: Date("2026-03-20"),
		},
		CustomerCountry: "CH", PartnerCountry: "DE", Segment: "commercial", Hours: Hours("80"), ContractValue: USD("50000"),
		Quantities: mci.Quantities{
			"seats": Quantity("1200"), "active users": Quantity("800"), "high-water mark": Quantity("500"), "first-year consumption": Quantity("150000.55"),
		},
		Target: catalog.Measurement{Quantity: Quantity("260"), On: Date("2026-07-01")},
	}
}

// Changed returns the made-up facts with a change.
func Changed(change func(*catalog.PayInputs)) catalog.PayInputs {
	inputs := Facts()
	change(&inputs)
	return inputs
}

// A Draw returns a number from least to most that a property draws.
type Draw func(label string, least, most int64) int64

func one[T any](draw Draw, label string, of ...T) T { return of[draw(label, 0, int64(len(of)-1))] }

func (draw Draw) missing(what string, may bool) bool { return may && draw("no "+what, 0, 5) == 0 }

func (draw Draw) day(label string, missing bool) mci.Date {
	if draw.missing(label, missing) {
		return mci.Date{}
	}
	return Date("2025-07-01").AddDays(int(draw(label, -30, 400)))
}

func (draw Draw) quantity(label string) mci.Quantity {
	return Quantity(InHundredths(draw(label, 0, one[int64](draw, "most "+label, 200_000, 99_999_999_999))))
}

// AnyFacts draws a claim, some of whose facts may be missing.
func AnyFacts(draw Draw, missing bool) catalog.PayInputs {
	inputs := catalog.PayInputs{
		Dates: mci.AnchorDates{
			Nomination: draw.day("nomination", missing), Creation: draw.day("creation", missing), Consent: draw.day("consent", missing),
			Submission: draw.day("submission", missing), Approval: draw.day("approval", missing),
		},
		CustomerCountry: one[mci.Country](draw, "country", "CH", "US", "SG", "PL", "BR"),
		Segment:         one[mci.Segment](draw, "segment", "commercial", "education", "public sector"),
		Hours:           Hours(InHundredths(draw("hundredths of an hour", 1, 50_000))),
		ContractValue:   Must(mci.ParseMoney(InHundredths(draw("cents", 1, 100_000_000)), one[mci.Currency](draw, "currency", "USD", "EUR"))),
		Quantities:      mci.Quantities{},
		Target:          catalog.Measurement{Quantity: draw.quantity("target"), On: draw.day("reading", missing)},
	}
	for _, measure := range []mci.MeasureID{"seats", "active users", "high-water mark", "first-year consumption"} {
		if !draw.missing(string(measure), missing) {
			inputs.Quantities[measure] = draw.quantity(string(measure))
		}
	}
	return inputs
}
