package catalog

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// OpportunityTerms are the conditions that an opportunity and its hours must
// meet before a customer can be nominated. If fixed pay has a condition on the
// hours, it is a condition of the payout too. A zero field sets no condition.
type OpportunityTerms struct {
	// MinimumHours is the smallest number of hours that is accepted.
	MinimumHours mci.Hours
	// MaximumHours is the greatest number of hours that is accepted.
	MaximumHours mci.Hours
	// MinimumContractValue is the smallest contract value that is accepted, in
	// the currency of the pay.
	MinimumContractValue mci.Money
	// MaximumContractValue is the greatest contract value that is accepted, in
	// the currency of the pay.
	MaximumContractValue mci.Money
	// Status is the status that the opportunity must have.
	Status string
	// Source is the document that states the conditions.
	Source mci.Source
	stages []string
}

// Stages returns the accepted sales stages of the opportunity. If there are
// none, any stage is accepted. The slice is a copy.
func (t OpportunityTerms) Stages() []string { return slices.Clone(t.stages) }

// TakesStatus answers whether an opportunity with a status can be nominated. It
// ignores upper and lower case. If the catalog asks for a status, the outcome
// is unknown for the empty one.
func (e *Engagement) TakesStatus(status string) mci.Outcome {
	if wanted := e.opportunity.Status; wanted != "" {
		return takes([]string{wanted}, status)
	}
	return mci.Pass
}

// TakesStage answers whether an opportunity in a sales stage can be nominated.
// It ignores upper and lower case. If the catalog lists stages, the outcome is
// unknown for the empty stage.
func (e *Engagement) TakesStage(stage string) mci.Outcome {
	if wanted := e.opportunity.stages; len(wanted) > 0 {
		return takes(wanted, stage)
	}
	return mci.Pass
}

// takes answers whether a text is one of the accepted texts, ignoring case.
func takes(asked []string, text string) mci.Outcome {
	if text == "" {
		return mci.Unknown
	}
	return mci.FactOf(slices.ContainsFunc(asked, func(one string) bool { return strings.EqualFold(one, text) })).Outcome()
}

// TakesHours answers whether the hours are neither fewer nor more than the
// catalog asks for. If it asks for hours, the outcome is unknown without them.
func (e *Engagement) TakesHours(hours mci.Hours) mci.Outcome {
	t := &e.opportunity
	switch {
	case !t.asksHours():
		return mci.Pass
	case hours.IsNone():
		return mci.Unknown
	}
	enough := hours.Compare(t.MinimumHours) >= 0
	return mci.FactOf(enough && (t.MaximumHours.IsNone() || hours.Compare(t.MaximumHours) <= 0)).Outcome()
}

// TakesContractValue answers whether the contract value is neither less nor
// more than the catalog asks for. If it asks for a contract value, the outcome
// is unknown without one, and if the value is in another currency.
func (e *Engagement) TakesContractValue(value mci.Money) mci.Outcome {
	t := &e.opportunity
	return within(value, t.MinimumContractValue, 1).And(within(value, t.MaximumContractValue, -1))
}

// within answers whether a value lies on a side of a bound, or at it: 1 is the
// side above, and -1 the side below. If there is no bound, it does.
func within(value, at mci.Money, side int) mci.Outcome {
	if at.IsNone() {
		return mci.Pass
	}
	order, err := value.Compare(at)
	if err != nil {
		return mci.Unknown
	}
	return mci.FactOf(order*side >= 0).Outcome()
}

// HoursAsked returns the condition on the hours in words, such as "at least 10
// and at most 200". If there is none, it is empty.
func (t OpportunityTerms) HoursAsked() string {
	return span(t.MinimumHours.String(), t.MaximumHours.String())
}

// ContractValueAsked returns the condition on the contract value in words, such
// as "at least USD 25,000.00". If there is none, it is empty.
func (t OpportunityTerms) ContractValueAsked() string {
	return span(amountText(t.MinimumContractValue).words, amountText(t.MaximumContractValue).words)
}

// span returns a range in words. If an end is empty, the range has no such end.
func span(least, most string) string {
	var ends []string
	if least != "" {
		ends = append(ends, "at least "+least)
	}
	if most != "" {
		ends = append(ends, "at most "+most)
	}
	return strings.Join(ends, " and ")
}

func (t *OpportunityTerms) asksHours() bool {
	return !t.MinimumHours.IsNone() || !t.MaximumHours.IsNone()
}

func (t *OpportunityTerms) asksContractValue() bool {
	return !t.MinimumContractValue.IsNone() || !t.MaximumContractValue.IsNone()
}

// conditions returns the conditions that the terms set.
func (t *OpportunityTerms) conditions() Conditions {
	return AsksHours.where(t.asksHours()) | AsksContractValue.where(t.asksContractValue()) |
		AsksOpportunityStatus.where(t.Status != "") | AsksOpportunityStage.where(len(t.stages) > 0)
}

// NeedsHours reports whether a nomination has hours: if the pay is variable, if
// it is paid by the hour, or if the hours are a condition of fixed pay. The
// nomination freezes them.
func (e *Engagement) NeedsHours() bool { return e.needsHours }

// worked notes if the hours are a condition of fixed pay that is not met. With
// variable pay they are only a condition of the nomination.
func (c *calculation) worked() {
	t := &c.engagement.opportunity
	if c.engagement.PayKind() != FixedPay || !t.asksHours() {
		return
	}
	hours := c.hours()
	switch c.engagement.TakesHours(hours) {
	case mci.Pass:
		c.step("hours", t.Source, func() (string, string) { return "a condition of the pay, " + t.HoursAsked(), hours.String() })
	case mci.Fail:
		c.ineligible("%s hours, and the pay asks for %s", hours, t.HoursAsked())
	case mci.Unknown: // noted already
	}
}

func (t *OpportunityTerms) aspects(l *aspectList) {
	add := func(kind aspectKind, text statement) {
		l.add(Aspect{name: kind.name(), Anchor: mci.NominationAnchor}, t.Source, text)
	}
	add(leastHours, plain(t.MinimumHours.String()))
	add(mostHours, plain(t.MaximumHours.String()))
	add(leastContractValue, amountText(t.MinimumContractValue))
	add(mostContractValue, amountText(t.MaximumContractValue))
	// Two guides that differ only in upper and lower case say the same; each is
	// shown in its own letters.
	add(opportunityStatus, statement{folded(t.Status), t.Status})
	stages := make([]statement, len(t.stages))
	for i, stage := range t.stages {
		stages[i] = statement{folded(stage), stage}
	}
	add(opportunityStages, listedStatements(stages, ", "))
}

// folded returns one form of all texts that differ only in upper and lower
// case, as [strings.EqualFold] compares them.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return unicode.ToLower(least)
	}, text)
}

func (r *catalogReader) opportunity(o *object) OpportunityTerms {
	const wantHours = "hours such as 20"
	terms := OpportunityTerms{
		MinimumHours: readOptional(o, "minimumHours", wantHours, mci.ParseHours),
		MaximumHours: readOptional(o, "maximumHours", wantHours, mci.ParseHours),
		Status:       o.optionalText("status"),
		Source:       r.source(o),
	}
	if o.has("minimumContractValue") {
		terms.MinimumContractValue = o.money("minimumContractValue")
	}
	if o.has("maximumContractValue") {
		terms.MaximumContractValue = o.money("maximumContractValue")
	}
	if o.has("stages") {
		terms.stages = texts(o, "stages", plainText)
		for i, stage := range terms.stages {
			again := slices.ContainsFunc(terms.stages[:i], func(before string) bool { return strings.EqualFold(before, stage) })
			if again && stage != "" {
				repeated(o.field("stages").Element(i), stage)
			}
		}
	}
	terms.checkEnds(o)
	o.done()
	return terms
}

// checkEnds reports ranges that no value lies in.
func (t *OpportunityTerms) checkEnds(o *object) {
	if most := t.MaximumHours; !most.IsNone() && most.Compare(t.MinimumHours) < 0 {
		o.report("maximumHours", most.String(), "not less than the minimum of "+t.MinimumHours.String())
	}
	least, most := t.MinimumContractValue, t.MaximumContractValue
	switch order, err := most.Compare(least); {
	case least.IsNone() || most.IsNone():
	case err != nil:
		o.field("maximumContractValue").Member("currency").Report(vocabulary.Quote(string(most.Currency())), "the currency of the minimum, "+string(least.Currency()))
	case order < 0:
		o.field("maximumContractValue").Member("amount").Report(most.String(), "not less than the minimum of "+least.String())
	}
}
