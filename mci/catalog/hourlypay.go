package catalog

import "github.com/mci-go/incentives/mci"

// An HourlyPay is the pay for the hours of a claim: PerHour for each hour,
// until Most is reached. The zero HourlyPay is unknown. If the pay is divided
// into two stages, PerHour and Most are the sums of both, and Stages has the
// part of Most that the approval pays.
type HourlyPay struct {
	// Outcome is pass if the amounts hold, fail if the claim is not eligible,
	// and unknown if something other than the hours is missing.
	Outcome mci.Outcome `json:"outcome"`
	// PerHour is the amount for an hour. It is no amount if the hours do not
	// change the pay.
	PerHour mci.Money `json:"perHour"`
	// Most is the most that is paid, however many hours there are. If there are
	// Stages, all of it is paid only if the second reaches its target.
	Most mci.Money `json:"most"`
	// Stages are the parts of Most if the pay is divided into two stages. The
	// pay for fewer hours is divided by the same shares.
	Stages []Stage `json:"stages,omitempty"`
	// Enough are the fewest hours that pay Most. There are none if the hours do
	// not change the pay, or if no number of hours reaches Most.
	Enough mci.Hours `json:"enough,omitzero"`
	// Needs are the missing inputs, in words. The hours are never among them.
	Needs []string `json:"needs,omitempty"`
	// Reason says why there is no amount. It is empty unless Outcome is fail.
	Reason string `json:"reason,omitempty"`
}

// PayByHours calculates the pay of a claim for each number of hours. It ignores
// the hours and the target of the inputs, and does not check the hours that the
// engagement asks for; see [Engagement.TakesHours]. It never fails: if an input
// is missing, the outcome is unknown.
func (e *Engagement) PayByHours(inputs PayInputs) HourlyPay {
	inputs.Target = Measurement{}
	shape, ok := e.pay.(hourly)
	if !ok {
		return e.payAtAnyHours(inputs)
	}
	var sheet Worksheet
	c := calculation{engagement: e, inputs: inputs, sheet: &sheet}
	var perHour mci.Money
	var most mci.Exact
	if c.admitted() {
		perHour, most = shape.byHours(&c)
	}
	switch {
	case c.refused:
		return HourlyPay{Outcome: mci.Fail, Reason: sheet.Reason}
	case c.missing:
		return HourlyPay{Needs: sheet.Needs}
	}
	// a share of a contract value, or a cap: within the bounds of both
	minor, _ := e.edition.rounding.Round(most)
	whole := mci.MoneyOf(minor, e.pay.currency())
	if e.stages != nil {
		e.stages.divide(&c, whole)
	}
	return HourlyPay{
		Outcome: mci.Pass, PerHour: perHour, Most: whole, Stages: sheet.Stages, Enough: enough(perHour.Minor(), minor, e.edition.rounding),
	}
}

// payAtAnyHours is PayByHours for pay that the hours do not change. They can be
// its condition, so that it is calculated with hours that meet it.
func (e *Engagement) payAtAnyHours(inputs PayInputs) HourlyPay {
	inputs.Hours = e.opportunity.MinimumHours
	if inputs.Hours.IsNone() {
		inputs.Hours = e.opportunity.MaximumHours
	}
	sheet := e.Payout(inputs).Worksheet()
	paid := HourlyPay{Outcome: sheet.Outcome, Most: sheet.Amount, Stages: sheet.Stages, Needs: sheet.Needs, Reason: sheet.Reason}
	if len(sheet.Stages) > 0 { // unknown only because of the target
		paid.Outcome, paid.Needs = mci.Pass, nil
		paid.Most, _ = sheet.Stages[0].Amount.Add(sheet.Stages[1].Amount)
	}
	return paid
}

// enough returns the fewest hours whose price, rounded as a payout is, reaches
// an amount, or none if no number of hours does.
func enough(perHour, amount int64, rounding mci.Rounding) mci.Hours {
	reaches := func(hundredths int64) bool {
		// A price that money cannot hold is more than any amount.
		price, ok := rounding.Round(mci.HoursOf(hundredths).Times(perHour))
		return !ok || price >= amount
	}
	low, high := int64(0), int64(mostHundredths) // low is too few, high may be enough
	if !reaches(high) {
		return mci.Hours{}
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		if reaches(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return mci.HoursOf(high)
}

// mostHundredths is the largest number of hundredths that [mci.HoursOf]
// accepts.
const mostHundredths = 99_999_999
