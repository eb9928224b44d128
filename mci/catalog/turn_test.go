package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// said returns every term of the engagement for a claim whose dates are all on
// one day.
func said(e *catalog.Engagement, day mci.Date) string {
	dates := mci.AnchorDates{Nomination: day, Consent: day, Submission: day, Creation: day}
	var b strings.Builder
	limit, inForce := e.ClaimLimit(day)
	fmt.Fprintln(&b, e.Offered().Includes(day), limit, inForce)
	for gate := range e.PartnerGates(dates) {
		fmt.Fprintln(&b, gate, gate.Source)
	}
	for _, part := range mci.EvidenceParts() {
		fmt.Fprintln(&b, part, e.Evidence().Requires(part, dates))
	}
	fmt.Fprintln(&b, e.Evidence().Source(dates))
	template, source := e.Evidence().Template(day)
	fmt.Fprintln(&b, template, source)
	inputs := madeUpFacts()
	inputs.Dates, inputs.Target = dates, catalog.Measurement{}
	for _, country := range []mci.Country{"CH", "US", "BS", "TH", "DE"} {
		inputs.CustomerCountry, inputs.PartnerCountry = country, country
		payout := e.Payout(inputs)
		fmt.Fprintln(&b, e.PaysIn(inputs), payout.Outcome, payout.Amount, payout.OnApproval)
	}
	return b.String()
}

func TestBetweenTwoTurnsAnEngagementSaysTheSame(t *testing.T) {
	first, last := date("2022-01-01"), date("2028-01-01")
	public, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	turned := 0
	for _, card := range []*catalog.Catalog{madeUpCatalog(t), public} {
		for edition := range card.Editions() {
			for e := range edition.Engagements() {
				turns := e.Turns(first)
				from := first
				for _, turn := range append(turns, last) {
					for _, days := range []int{1, from.DaysUntil(turn) / 2, from.DaysUntil(turn) - 1} {
						if day := from.AddDays(max(days, 0)); day.Compare(turn) < 0 && said(e, day) != said(e, from) {
							t.Errorf("%s says something else on %s than on %s; its turns are %v\nbefore:\n%s\nthen:\n%s", e.Title(), day, from, turns, said(e, from), said(e, day))
						}
					}
					from = turn
				}
				turned += len(turns)
			}
		}
	}
	if turned == 0 {
		t.Error("nothing ever turns")
	}
}

func TestTurnsAreInOrderEachOnceAndAfterTheDay(t *testing.T) {
	for edition := range madeUpCatalog(t).Editions() {
		for e := range edition.Engagements() {
			all := e.Turns(mci.Date{})
			if !slices.IsSortedFunc(all, mci.Date.Compare) || len(slices.Compact(slices.Clone(all))) != len(all) {
				t.Errorf("the turns of %s are %v", e.Title(), all)
			}
			for i, day := range all {
				if later := e.Turns(day); !slices.Equal(later, all[i+1:]) {
					t.Errorf("the turns of %s after %s are %v, want %v", e.Title(), day, later, all[i+1:])
				}
			}
		}
	}
}
