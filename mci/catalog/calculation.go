package catalog

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// calculation is a payout in the making. It records its steps only if it has a
// sheet.
type calculation struct {
	engagement *Engagement
	inputs     PayInputs
	sheet      *Worksheet
	missing    bool
	refused    bool
}

// A result is the outcome of a calculation with its amounts, as in [Payout]. It
// is small, because it passes through several functions.
type result struct {
	outcome            mci.Outcome
	amount, onApproval mci.Money
}

// calculate runs the engagement's formula, rounds the result once, at the end,
// and divides it into its stages.
func (c *calculation) calculate() result {
	e := c.engagement
	if !c.admitted() {
		return result{outcome: mci.Fail}
	}
	c.worked()
	whole := e.pay.whole(c)
	switch {
	case c.refused:
		return result{outcome: mci.Fail}
	case c.missing:
		return result{}
	}
	minor, ok := e.edition.rounding.Round(whole)
	if !ok {
		c.needs("facts from which an amount of at most %d digits follows", mci.MostMinorDigits)
		return result{}
	}
	amount := mci.MoneyOf(minor, e.pay.currency())
	c.step("rounding", mci.LibraryReading.Source(), func() (string, string) {
		return e.edition.rounding.Mode.String() + ", once, to the minor unit", amount.String()
	})
	if e.stages == nil {
		return result{mci.Pass, amount, amount}
	}
	return e.stages.divide(c, amount)
}

// admitted notes if the customer's segment is barred. If the engagement is not
// offered in the country that decides, it notes that and returns false.
func (c *calculation) admitted() bool {
	e := c.engagement
	if country := c.inputs.country(e.edition.marketCountry); country != "" && !e.OfferedIn(country) {
		c.ineligible("%s is not offered in %s", e.Title(), country)
		return false
	}
	c.barred("")
	return true
}

// step adds a line to the sheet, if there is a sheet.
func (c *calculation) step(name string, source mci.Source, say func() (detail, value string)) {
	if c.sheet != nil {
		detail, value := say()
		c.sheet.Steps = append(c.sheet.Steps, PayoutStep{Name: name, Detail: detail, Value: value, Source: source})
	}
}

// amount adds a line about an amount.
func (c *calculation) amount(name string, source mci.Source, amount mci.Exact, detail func() string) {
	c.step(name, source, func() (string, string) { return detail(), amount.Text(c.engagement.pay.currency()) })
}

// decides marks the line that decides the amount, counted from the end: 1 is
// the last line.
func (c *calculation) decides(before int) {
	if c.sheet != nil {
		c.sheet.Steps[len(c.sheet.Steps)-before].Limiting = true
	}
}

// needs notes a missing input.
func (c *calculation) needs(what string, values ...any) {
	c.missing = true
	if c.sheet == nil || c.refused {
		return
	}
	if need := fmt.Sprintf(what, values...); !slices.Contains(c.sheet.Needs, need) {
		c.sheet.Needs = append(c.sheet.Needs, need)
	}
}

// ineligible notes the reason why there is no amount. The reason overrides
// every missing input, because no rate is never a rate of zero.
func (c *calculation) ineligible(reason string, values ...any) {
	if c.sheet != nil && !c.refused {
		c.sheet.Needs, c.sheet.Reason = nil, fmt.Sprintf(reason, values...)
	}
	c.refused = true
}

// rateless notes that a market has no rate for any of the possible sizes or
// segments, so that the one that is missing could not help.
func (c *calculation) rateless(possible []string, market string, rate func(string) mci.Money) {
	if paysSome(possible, rate) == mci.Fail {
		c.ineligible("no rate in market %s", market)
	}
}

// possible reports whether an amount can still result: nothing is missing and
// nothing rules it out.
func (c *calculation) possible() bool { return !c.missing && !c.refused }

// selected returns the rate that is in force on the day of its anchor. If none
// is known to be in force, it notes the reason and returns nil.
func selected[T any](c *calculation, rates *dated[T]) *datedRow[T] {
	return selectedOf(c, rates, "rate", "rate is")
}

// selectedOf is selected for other rows than rates, with their name.
func selectedOf[T any](c *calculation, rows *dated[T], name, are string) *datedRow[T] {
	day := c.inputs.Dates.On(rows.anchor)
	row, inForce := rows.on(day)
	switch {
	case row == nil && inForce == mci.Fail:
		c.ineligible("no %s for %s on %s", name, rows.anchor, day)
		return nil
	case row == nil:
		c.needs("the %s date", rows.anchor)
		return nil
	}
	if row.period == (mci.Period{}) {
		return row
	}
	c.step(name, row.source, func() (string, string) {
		return fmt.Sprintf("%s on %s selects the %s %s", rows.anchor, day, name, row.period), inForce.String()
	})
	if inForce == mci.Unknown {
		c.needs("whether the %s still in force on %s, known until %s", are, day, row.period.KnownUntil)
		return nil
	}
	return row
}

// market returns the market of the country that decides, and true. If there is
// none, it notes the reason and returns false.
func (c *calculation) market(list *MarketList, anchor mci.Anchor) (string, bool) {
	whose, day := c.engagement.edition.marketCountry, c.inputs.Dates.On(anchor)
	country := c.inputs.country(whose)
	if country == "" {
		c.needs("the %s's country", whose)
		return "", false
	}
	version, inForce := list.versions.on(day)
	switch {
	case version == nil && inForce == mci.Fail:
		c.ineligible("market list %s has no version for %s on %s", list.id, anchor, day)
		return "", false
	case version == nil:
		c.needs("the %s date", anchor)
		return "", false
	case inForce == mci.Unknown:
		c.needs("whether market list %s is still in force on %s, known until %s", list.id, day, version.period.KnownUntil)
		return "", false
	}
	market, ok := version.terms.of(country)
	if !ok {
		c.ineligible("market list %s has no market for %s", list.id, country)
		return "", false
	}
	c.step("market", version.source, func() (string, string) {
		return fmt.Sprintf("%s's country %s on list %s", whose, country, list.id), market
	})
	return market, true
}

// quantity returns the quantity of a measure, and whether it is known. If it is
// not, the measure is noted as missing.
func (c *calculation) quantity(measure mci.MeasureID) (mci.Quantity, bool) {
	q, ok := c.inputs.Quantities[measure]
	if !ok {
		c.needs("%s", measure)
	}
	return q, ok
}

// contractValue returns the contract value in minor units of a currency. If it
// is absent, in another currency, not above zero or too large, it is noted as
// missing.
func (c *calculation) contractValue(currency mci.Currency) (minor int64) {
	value := c.inputs.ContractValue
	minor = value.Minor()
	switch {
	case value.IsNone():
		c.needs("the contract value")
	case value.Currency() != currency:
		c.needs("the contract value in %s", currency)
	case minor <= 0:
		c.needs("a contract value above zero, of at most %d digits", mci.MostMinorDigits)
	}
	return minor
}

// barred notes that a segment is barred from a size, or from the whole
// engagement if the size is empty. If the segment is not known and that
// matters, it is noted as missing.
func (c *calculation) barred(size string) {
	switch outcome := c.engagement.Bars(c.inputs.Segment, size); {
	case outcome == mci.Unknown:
		c.needs("the customer's segment")
	case outcome == mci.Pass:
	case size == "":
		c.ineligible("customers of the segment %s are barred", c.inputs.Segment)
	default:
		c.ineligible("customers of the segment %s are barred from size %s", c.inputs.Segment, size)
	}
}

// lowest returns the lowest of the amounts in the last lines and marks its
// line. If amounts are equal, the first of them decides.
func (c *calculation) lowest(amounts ...mci.Exact) mci.Exact {
	least := 0
	for i, amount := range amounts {
		if amount.Compare(amounts[least]) < 0 {
			least = i
		}
	}
	c.decides(len(amounts) - least)
	return amounts[least]
}

// capped returns the lower of a cap and the amount in the last line. If there
// is no cap, it returns the amount.
func (c *calculation) capped(amount mci.Exact, most mci.Money, source mci.Source) mci.Exact {
	if most.IsNone() {
		return c.lowest(amount)
	}
	minor := most.Minor()
	limit := mci.ExactOf(minor)
	c.amount("cap", source, limit, func() string { return "the most that is paid" })
	return c.lowest(amount, limit)
}
