package main

import (
	"iter"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/shopspring/decimal"
)

// terms holds the conditions of one engagement, compiled by hand from its
// public methods. A team that writes the rules without this library would do
// the same.
type terms struct {
	// takes is true for each accepted type of ID.
	takes   [mci.OpportunityID + 1]bool
	idTypes []string
	// offeredFrom is the first instant at which the engagement is offered.
	// offeredEnd is the first at which it is no longer offered, and knownEnd
	// the first at which that is unknown. All are in Unix seconds. If there is
	// none, it is 0.
	offeredFrom, offeredEnd, knownEnd int64
	paying                            [countries]bool
	payingNames                       map[string]bool
	limit                             int32
	// gated and the fields beside it are false for every engagement of the
	// sample.
	gated, barring, sized, demanding, openLimited, locking bool
	// regional is false too.
	regional bool
	variable bool
	// hours is the smallest number of hours in hundredths. It is 0 if there is
	// none.
	hours int64
	// value is the smallest contract value in cents. It is 0 if there is none.
	value      int64
	leastHours mci.Hours
	leastValue mci.Money
	statusName string
	stageNames []string
}

// countries is the number of different country numbers.
const countries = 1 + 26*26

// countryNumber returns a number for a code of two letters. It returns 0 if the
// text is no code.
func countryNumber(c mci.Country) uint16 {
	if len(c) != 2 {
		return 0
	}
	return 1 + 26*uint16(c[0]-'A') + uint16(c[1]-'A')
}

// termsOf compiles the terms of an engagement.
func termsOf(e *catalog.Engagement) (*terms, error) {
	wanted := e.OpportunityTerms()
	hours, err := hundredths(wanted.MinimumHours.String())
	if err != nil {
		return nil, err
	}
	value, err := hundredths(wanted.MinimumContractValue.Amount())
	if err != nil {
		return nil, err
	}
	limit, _ := e.ClaimLimit(mci.Date{})
	_, sized := e.SizeOf(catalog.PayInputs{})
	t := &terms{
		gated: some(e.PartnerGates(mci.AnchorDates{})), barring: e.Bars("", "") != mci.Pass, sized: sized != mci.Pass,
		demanding: some(e.Requirements()), openLimited: limit.Open != 0, locking: limit.Locked, regional: e.SharedRegion().Regions != nil,
		payingNames: map[string]bool{}, limit: int32(limit.Claims), variable: e.NeedsHours(),
		hours: hours, value: value, leastHours: wanted.MinimumHours, leastValue: wanted.MinimumContractValue,
		statusName: wanted.Status, stageNames: wanted.Stages(),
	}
	for _, kind := range e.IDTypes() {
		t.takes[kind] = true
		t.idTypes = append(t.idTypes, kind.String())
	}
	zone, offered := e.Edition().Calendar().Zone(), e.Offered()
	if !offered.From.IsZero() {
		t.offeredFrom = offered.From.Start(zone).Unix()
	}
	if !offered.Until.IsZero() {
		t.offeredEnd = offered.Until.AddDays(1).Start(zone).Unix()
	}
	if !offered.KnownUntil.IsZero() {
		t.knownEnd = offered.KnownUntil.AddDays(1).Start(zone).Unix()
	}
	t.fillPaying(e)
	return t, nil
}

// some reports whether a sequence has an element.
func some[T any](things iter.Seq[T]) bool {
	for range things {
		return true
	}
	return false
}

// fillPaying finds the countries in which the engagement pays.
func (t *terms) fillPaying(e *catalog.Engagement) {
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			country, err := mci.ParseCountry(string(first) + string(second))
			if err != nil {
				continue // not a country
			}
			if e.PaysIn(catalog.PayInputs{CustomerCountry: country}) == mci.Pass {
				t.paying[countryNumber(country)] = true
				t.payingNames[string(country)] = true
			}
		}
	}
}

// hundredths returns a decimal number in hundredths, or 0 for an empty text.
func hundredths(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	number, err := decimal.NewFromString(text)
	return number.Shift(2).IntPart(), err
}
