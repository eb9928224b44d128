package opportunities

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// Summary returns the line for people, such as "Migration: pass; USD 200.00 an
// hour, USD 12,000.00 from 60 hours on, at least 20 hours". If a rule fails or
// a fact is missing, it says so.
func (l Line) Summary() string {
	if l.Title == "" {
		return mci.Unknown.String() // the zero Line
	}
	texts := []string{l.Title + ": " + l.Outcome.String()}
	for _, part := range []struct {
		name     string
		findings []mci.Finding
	}{{"against it", l.Against}, {"missing", l.Missing}} {
		var rules []string
		for _, finding := range part.findings {
			rules = append(rules, string(finding.Rule)+" wants "+finding.Want)
		}
		if len(rules) > 0 {
			texts = append(texts, part.name+": "+strings.Join(rules, ", "))
		}
	}
	texts = append(texts, l.paySummary())
	if l.Estimated && l.Pay.Outcome == mci.Pass {
		texts = append(texts, "estimated as of today")
	}
	return strings.Join(texts, "; ")
}

// paySummary returns the pay for each number of hours in words.
func (l Line) paySummary() string {
	pay := l.Pay
	switch {
	case pay.Outcome == mci.Fail:
		return "pays nothing: " + pay.Reason
	case pay.Outcome == mci.Unknown:
		return "the pay needs " + strings.Join(pay.Needs, ", ")
	case pay.PerHour.IsNone() && len(pay.Stages) > 0:
		first, rest := pay.Stages[0], pay.Stages[1]
		return first.Amount.String() + " on approval whatever the hours, and " + rest.Amount.String() + " more if " + rest.Condition
	case pay.PerHour.IsNone():
		return pay.Most.String() + " whatever the hours"
	}
	text := pay.PerHour.String() + " an hour, at most " + pay.Most.String()
	if !pay.Enough.IsNone() {
		text = pay.PerHour.String() + " an hour, " + pay.Most.String() + " from " + pay.Enough.String() + " hours on"
	}
	if l.HoursAsked != "" {
		text += ", " + l.HoursAsked + " hours"
	}
	if len(pay.Stages) > 0 {
		first, rest := pay.Stages[0], pay.Stages[1]
		text += "; of it " + first.Share + " on approval (at most " + first.Amount.String() + "), the rest if " + rest.Condition
	}
	return text
}
