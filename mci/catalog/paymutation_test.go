package catalog_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/internal/documenttest"
)

// comparatorMutants returns changes that move the value of each bound below a
// path to the other side of the bound.
func comparatorMutants(document any, path string) []mutant {
	var all []mutant
	for _, moved := range documenttest.Comparators(document, path) {
		all = append(all, mutant{change(moved)})
	}
	return all
}

// probes returns claims on both sides of every bound of the made-up catalog, in
// every market and segment.
func probes() []catalog.PayInputs {
	var all []catalog.PayInputs
	add := func(change func(*catalog.PayInputs)) { all = append(all, facts(change)) }
	for _, country := range []mci.Country{"CH", "SG", "PL", "BR", "DE", "US", ""} {
		for _, day := range []string{"", "2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"} {
			for _, seats := range []string{"400", "1200", "6000"} {
				add(func(i *catalog.PayInputs) {
					i.CustomerCountry, i.Quantities["seats"], i.Quantities["active users"] = country, quantity(seats), quantity("0")
					i.Dates = mci.AnchorDates{Nomination: date(day), Consent: date(day), Creation: date(day), Submission: date(day), Approval: date(day)}
				})
			}
		}
		for _, segment := range []mci.Segment{"commercial", "education", "public sector", ""} {
			for _, users := range []string{"500.01", "3000"} {
				add(func(i *catalog.PayInputs) {
					i.CustomerCountry, i.Segment, i.Quantities["active users"] = country, segment, quantity(users)
				})
			}
		}
	}
	for _, seats := range []string{"99.99", "100", "299.99", "300", "999.99", "1000", "1000.01", "4999.99", "5000", "19999.99", "20000", "60000"} {
		for _, gap := range []string{"0", "0.01", "499.99", "500", "2499.99", "2500", "50000", "50000.01"} {
			add(func(i *catalog.PayInputs) {
				i.Quantities["seats"] = quantity(seats)
				i.Quantities["active users"] = without(seats, gap)
			})
		}
	}
	for day, sizes := range map[string][]string{
		"2025-12-31": {"99.99", "100", "999.99", "1000"},
		"2026-01-01": {"1200", "1200.01", "50000", "50000.01"},
	} {
		for _, seats := range sizes {
			add(func(i *catalog.PayInputs) { i.Dates.Nomination, i.Quantities["seats"] = date(day), quantity(seats) })
		}
	}
	for _, amount := range []string{"0.01", "999.99", "1000", "1000.01", "9999.99", "10000", "10000.01", "19999.99", "20000", "99999.99", "100000", "100000.01", "400000"} {
		for _, currency := range []mci.Currency{"USD", "EUR"} {
			for _, work := range []string{"0.01", "10", "9999"} {
				add(func(i *catalog.PayInputs) {
					i.ContractValue, i.Hours, i.Quantities["first-year consumption"] = must(mci.ParseMoney(amount, currency)), hours(work), quantity(amount)
				})
			}
		}
	}
	for _, on := range []string{"2026-06-17", "2026-06-18", "2026-09-16", "2026-09-17"} {
		for _, read := range []string{"249.99", "250", "250.01"} {
			add(func(i *catalog.PayInputs) { i.Target = catalog.Measurement{Quantity: quantity(read), On: date(on)} })
		}
	}
	return all
}

// without returns the difference of two quantities, or no quantity if the
// difference is negative.
func without(of, taken string) mci.Quantity {
	left, ok := new(big.Rat).SetString(of)
	less, also := new(big.Rat).SetString(taken)
	if !ok || !also || left.Cmp(less) < 0 {
		return mci.Quantity{}
	}
	return quantity(left.Sub(left, less).FloatString(2))
}

// worksheets returns the answers of the engagement for all probes as one text.
func worksheets(e *catalog.Engagement, probes []catalog.PayInputs) string {
	return strings.Join(sheetsOf(e, probes), "")
}

func sheetsOf(e *catalog.Engagement, probes []catalog.PayInputs) []string {
	all := make([]string, len(probes))
	for i, inputs := range probes {
		all[i] = sheetOf(e, inputs)
	}
	return all
}

func sheetOf(e *catalog.Engagement, inputs catalog.PayInputs) string {
	var b strings.Builder
	sheet := e.Payout(inputs).Worksheet()
	fmt.Fprintln(&b, sheet, e.PaysIn(inputs))
	for _, step := range sheet.Steps {
		b.WriteString(step.Source.Title)
	}
	return b.String()
}

// pays reports whether the engagement pays every probe as in sheets. It stops
// at the first difference.
func pays(e *catalog.Engagement, probes []catalog.PayInputs, sheets []string) bool {
	for i, inputs := range probes {
		if sheetOf(e, inputs) != sheets[i] {
			return false
		}
	}
	return true
}

// A change to any figure, bound, tier or choice of a pay shape changes a
// payout, even if the change is the smallest unit.
func TestEverySmallChangeToAShapeOfPayShowsInAPayout(t *testing.T) {
	t.Parallel()
	whole := madeUpDocument()
	all := probes()
	tried, refused := 0, 0
	for place := range at(whole, "editions[0].engagements").([]any) {
		// alone in its edition, the engagement is read in less time
		document := with(whole, change{"editions[0].engagements", []any{at(whole, fmt.Sprintf("editions[0].engagements[%d]", place))}})
		const path = "editions[0].engagements[0].pay"
		id := mci.EngagementID(at(document, strings.TrimSuffix(path, "pay")+"id").(string))
		before := sheetsOf(madeUpEngagement(t, id), all)
		selects := strings.Contains(strings.Join(before, ""), "selects the rate")
		for i, m := range append(mutants(document, path), comparatorMutants(document, path)...) {
			if tried++; testing.Short() && i%4 != 0 {
				continue
			}
			catalog, err := readDocument(with(document, m.change))
			if err != nil {
				refused++
				continue
			}
			e, _ := catalog.Find(id, mci.Date{})
			selectsNothing := strings.HasSuffix(m.Path, ".anchor") && !selects
			if !selectsNothing && pays(e, all, before) {
				t.Errorf("%s: no payout shows %s", id, m)
			}
		}
	}
	if tried < 300 || tried-refused < tried/3 {
		t.Errorf("only %d changes were tried, and %d of them did not even read", tried, refused)
	}
}

// If a bound of the embedded catalog had another comparator, a test would fail.
func TestEveryComparatorOfThePublicCatalogIsHeld(t *testing.T) {
	t.Parallel()
	document, want := publicDocument(t), wantPublicCatalog(t)
	tried := 0
	for i := range want.Editions[0].Engagements {
		document, want := only(document, want, i)
		for _, path := range []string{fixed + ".pay", fixed + ".offered"} {
			for _, m := range comparatorMutants(document, path) {
				tried++
				if checkTerms(with(document, m.change), want) == nil {
					t.Errorf("%s of %s: %v is not caught", m.Path, want.Editions[0].Engagements[0].Title, m.Value)
				}
			}
		}
	}
	if tried < 60 {
		t.Errorf("only %d bounds were swapped", tried)
	}
}
