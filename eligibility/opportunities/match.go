package opportunities

import (
	"encoding/json"
	"iter"
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An Opportunity is one opportunity of the list, with the facts that the host
// knows. If a fact is not supplied, it stays zero, and the rules that need it
// are unknown.
type Opportunity struct {
	// Customer holds the facts about the customer. Its ID is the MSX
	// opportunity ID.
	Customer eligibility.Customer `json:"customer"`
	// Terms are the contract value, the status and the sales stage.
	Terms mci.Opportunity `json:"opportunity"`
	// Hours are the hours that the partner would need. If they are not known,
	// each line answers for hours that its engagement accepts.
	Hours mci.Hours `json:"hours,omitzero"`
}

// An Answer is the answer for one opportunity. The zero Answer is empty.
type Answer struct {
	// Opportunity is the opportunity's ID.
	Opportunity mci.CustomerID
	// Lines are the answers for the engagements, in their order. There are none
	// if Err is set.
	Lines []Line
	// Err is a mci.FieldError if a field of the opportunity is malformed.
	Err error
}

// MarshalJSON returns the ID, the lines and the text of the error, if there is
// one.
func (a Answer) MarshalJSON() ([]byte, error) {
	form := struct {
		Opportunity mci.CustomerID `json:"opportunity"`
		Lines       []Line         `json:"lines"`
		Error       string         `json:"error,omitempty"`
	}{Opportunity: a.Opportunity, Lines: append([]Line{}, a.Lines...)}
	if a.Err != nil {
		form.Error = a.Err.Error()
	}
	return json.Marshal(form)
}

// A Line is the answer for one opportunity and one engagement. The zero Line is
// unknown.
type Line struct {
	// Engagement is the engagement with variable pay.
	Engagement mci.EngagementRef `json:"engagement"`
	// Title is the engagement's title.
	Title string `json:"title"`
	// Outcome is pass if the opportunity can be nominated now, fail if it
	// cannot, and unknown if a fact is missing. If the hours are not known, the
	// outcome is for hours that the engagement accepts.
	Outcome mci.Outcome `json:"outcome"`
	// Against are the findings of the rules that failed and are not waived.
	Against []mci.Finding `json:"against,omitempty"`
	// Missing are the findings of the rules that lack a fact.
	Missing []mci.Finding `json:"missing,omitempty"`
	// HoursAsked is the engagement's condition on the hours, in words such as
	// "at least 10"; empty if it has none.
	HoursAsked string `json:"hoursAsked,omitempty"`
	// Pay is the pay for each number of hours.
	Pay catalog.HourlyPay `json:"pay"`
	// Payout is the calculation for the opportunity's own hours. If they are
	// unknown, the worksheet needs them, unless the hours do not matter.
	Payout catalog.Worksheet `json:"payout"`
	// Estimated reports whether the pay depends on a date that has not
	// happened, such as that of the consent. If it does, Pay and Payout assume
	// that the consent and the submission are on the day of the question, as in
	// eligibility.Question.ProposedPayout.
	Estimated bool `json:"estimated,omitempty"`
}

const wantOpportunity = "an MSX opportunity ID"

// Match answers for each opportunity, in their order, whether each engagement
// with variable pay accepts it. Engagements with fixed pay are left out,
// because they accept no opportunities. The way, the instant, the user, the
// location, the partner's facts and the waivers come from asking. Its
// engagement, customer, opportunity and hours are not read.
//
// If an opportunity is malformed, or is not named by an MSX opportunity ID, its
// answer holds a [mci.FieldError]. If a field of asking is malformed, or if an
// engagement is nil or given twice, even in two editions, Match returns the
// error. If there are no engagements, it checks neither.
func Match(asking eligibility.Question, list []Opportunity, engagements iter.Seq[*catalog.Engagement]) ([]Answer, error) {
	asking.Engagement, asking.Customer, asking.Opportunity, asking.Hours = nil, eligibility.Customer{}, mci.Opportunity{}, mci.Hours{}
	var taking []*catalog.Engagement
	given := map[mci.EngagementID]bool{}
	for e := range engagements {
		if e == nil || given[e.Ref().Engagement] {
			return nil, mci.Invalid("engagements", nameOf(e), "engagements of a catalog, each in one edition")
		}
		given[e.Ref().Engagement] = true
		asking.Engagement = e
		if err := asking.Check(); err != nil {
			return nil, err
		}
		if e.PayKind() == catalog.VariablePay {
			taking = append(taking, e)
		}
	}
	answers := make([]Answer, len(list))
	for i := range list {
		answers[i] = match(asking, &list[i], taking)
	}
	return answers, nil
}

func nameOf(e *catalog.Engagement) string {
	if e == nil {
		return ""
	}
	return string(e.Ref().Engagement)
}

// match answers for one opportunity.
func match(asking eligibility.Question, o *Opportunity, engagements []*catalog.Engagement) Answer {
	answer := Answer{Opportunity: o.Customer.ID}
	if o.Customer.ID.Type() != mci.OpportunityID {
		answer.Err = mci.Invalid("customer.id.type", o.Customer.ID.Type().String(), wantOpportunity)
		return answer
	}
	if len(engagements) == 0 && asking.Engagement != nil {
		// The hours do not decide anything here, but they are checked for
		// malformed input all the same.
		q := asking
		q.Customer, q.Opportunity, q.Hours = o.Customer, o.Terms, o.Hours
		if err := q.Check(); err != nil {
			answer.Err = err
			return answer
		}
	}
	for _, e := range engagements {
		line, err := lineOf(asking, o, e)
		if err != nil {
			return Answer{Opportunity: o.Customer.ID, Err: err}
		}
		answer.Lines = append(answer.Lines, line)
	}
	return answer
}

// lineOf answers for one opportunity and one engagement.
func lineOf(q eligibility.Question, o *Opportunity, e *catalog.Engagement) (Line, error) {
	terms := e.OpportunityTerms()
	q.Engagement, q.Customer, q.Opportunity, q.Hours = e, o.Customer, o.Terms, o.Hours
	if q.Hours.IsNone() {
		q.Hours = accepted(terms)
	}
	decision, err := eligibility.Decide(&q)
	if err != nil {
		return Line{}, err
	}
	line := Line{Engagement: e.Ref(), Title: e.Title(), Outcome: decision.Outcome(), HoursAsked: terms.HoursAsked()}
	for _, finding := range decision.Reasons() {
		if finding.Outcome == mci.Fail {
			line.Against = append(line.Against, finding)
		} else {
			line.Missing = append(line.Missing, finding)
		}
	}
	day := e.Edition().Calendar().Day(q.At)
	inputs := catalog.PayInputs{
		Dates:           mci.AnchorDates{Nomination: day, Creation: day},
		CustomerCountry: o.Customer.Country,
		PartnerCountry:  q.Location.Country,
		Segment:         o.Customer.Segment,
		Hours:           o.Hours,
		ContractValue:   o.Terms.ContractValue,
		Quantities:      o.Customer.Quantities,
	}
	line.Pay = e.PayByHours(inputs)
	if line.Pay.Outcome == mci.Unknown {
		asOfToday := inputs
		asOfToday.Dates.Consent, asOfToday.Dates.Submission = day, day
		if estimate := e.PayByHours(asOfToday); !slices.Equal(estimate.Needs, line.Pay.Needs) {
			line.Pay, line.Estimated, inputs = estimate, true, asOfToday
		}
	}
	line.Payout = e.Payout(inputs).Worksheet()
	return line, nil
}

// accepted returns the fewest hours that an engagement accepts.
func accepted(terms catalog.OpportunityTerms) mci.Hours {
	if terms.MinimumHours.IsNone() {
		return mci.HoursOf(1)
	}
	return terms.MinimumHours
}
