package cases

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// payouts makes the cases of the kind "payout".
func (m *maker) payouts() {
	for _, name := range []string{"public", "made-up", "corrected"} {
		for _, ref := range engagementsOf(m.catalogs[name]) {
			e, _ := m.catalogs[name].Engagement(ref)
			if _, known := m.catalogs["public"].Engagement(ref); name == "public" || !known {
				m.pay(name, e)
			}
		}
	}
}

// inputs are facts of a claim for which every shape pays.
func inputs(e *catalog.Engagement) catalog.PayInputs {
	on := day("2022-12-01")
	if e.Edition().ID() != "FY23-2022-11" {
		on = day("2025-12-01")
	}
	in := catalog.PayInputs{
		Dates: mci.AnchorDates{
			Nomination: on, Creation: on, Consent: on.AddDays(10), Submission: on.AddDays(20), Approval: on.AddDays(30),
		},
		CustomerCountry: "CH", PartnerCountry: "CH",
	}
	if e.Ref().Engagement == "fy23-executive-order-14028" {
		in.CustomerCountry = "US"
	}
	if e.NeedsHours() {
		in.Hours = hours("60")
	}
	currency := mci.USD
	if e.Ref().Engagement == "by-whole-share" {
		currency = "EUR"
	}
	if e.PayKind() == catalog.VariablePay {
		in.ContractValue = must(mci.ParseMoney("120000", currency))
	}
	if measures := e.Measures(); len(measures) > 0 {
		in.Segment, in.Quantities = "commercial", mci.Quantities{}
		for _, measure := range measures {
			in.Quantities[measure] = quantity("1500")
		}
		if e.Ref().Engagement == "by-unit" || e.Ref().Engagement == "by-size" {
			in.Quantities["high-water mark"], in.Quantities["active users"] = quantity("1000"), quantity("1200")
		}
	}
	return in
}

// pay offers the payouts of an engagement. If the shape of pay occurs in many
// engagements, one of them has all cases.
func (m *maker) pay(name string, e *catalog.Engagement) {
	base := inputs(e)
	id := e.Ref().Engagement
	var tried []payTrial
	bounds := numbersOf(m.text(name, e))
	try := func(fact, value string, change func(*catalog.PayInputs)) {
		in := base
		in.Quantities = maps.Clone(base.Quantities)
		change(&in)
		question := must(answer.Marshal(answer.Payout{Catalog: name, Engagement: e.Ref(), Inputs: in}))
		bound := slices.Contains(bounds, value[strings.LastIndex(value, " ")+1:])
		tried = append(tried, payTrial{fact, fact + value, bound, question, string(must(answer.Of(m.catalogs, m.kind, question)))})
	}
	try("base", "", func(*catalog.PayInputs) {})
	for _, country := range []mci.Country{"", "CH", "SG", "BR", "TH", "BS", "US"} {
		try("the customer's country", fmt.Sprintf(" is %q", country), func(in *catalog.PayInputs) { in.CustomerCountry = country })
	}
	if name == "made-up" || e.PayKind() == catalog.VariablePay || name == "public" && id == viva { // the public catalog has one shape twenty times
		payMissing(try, &base)
		payNumbers(try, &base, m.text(name, e))
		payDates(try, m.text(name, e))
		payTargets(try, &base, e)
	}
	for _, t := range telling(tried) {
		m.offer(t.question, fmt.Sprintf("shape %s, %s: %s", m.shape(e), id, t.what))
	}
}

// A payTrial changes one fact of the base. It has the question and the answer.
type payTrial struct {
	fact, what string
	bound      bool // whether the value is a number of the catalog
	question   json.RawMessage
	answer     string
}

// telling returns the trials that tell something. If no value of a fact changes
// the answer of the base, which is the first trial, the first value stands for
// all of them. If several values in a row have one answer, the first and the
// last stand for those between, but for a bound of the catalog.
func telling(tried []payTrial) (told []payTrial) {
	var facts []string
	values := map[string][]payTrial{}
	for _, t := range tried {
		if values[t.fact] == nil {
			facts = append(facts, t.fact)
		}
		values[t.fact] = append(values[t.fact], t)
	}
	for _, fact := range facts {
		row := values[fact]
		if !slices.ContainsFunc(row, func(t payTrial) bool { return t.answer != tried[0].answer }) {
			row = row[:1]
		}
		for i, t := range row {
			if t.bound || i == 0 || i == len(row)-1 || t.answer != row[i-1].answer || t.answer != row[i+1].answer {
				told = append(told, t)
			}
		}
	}
	return told
}

// A payTry tries a value of a fact.
type payTry func(fact, value string, change func(*catalog.PayInputs))

// payTargets measures the target around its bound and around the days of its
// window, if the engagement pays in two stages.
func payTargets(try payTry, base *catalog.PayInputs, e *catalog.Engagement) {
	if !slices.Contains([]mci.EngagementID{"in-two-stages", "illustrative-pay-in-two-stages"}, e.Ref().Engagement) {
		return
	}
	for _, after := range []int{89, 90, 91, 179, 180, 181} {
		for _, users := range []string{"249.99", "250"} {
			try("the target", fmt.Sprintf(" is measured with %s active users %d days after the approval", users, after), func(in *catalog.PayInputs) {
				in.Target = catalog.Measurement{Quantity: quantity(users), On: base.Dates.Approval.AddDays(after)}
			})
		}
	}
	try("the target", " is measured without an approval", func(in *catalog.PayInputs) {
		in.Target = catalog.Measurement{Quantity: quantity("250"), On: base.Dates.Approval.AddDays(100)}
		in.Dates.Approval = mci.Date{}
	})
}

// payMissing leaves out one fact at a time.
func payMissing(try payTry, base *catalog.PayInputs) {
	try("the consent", " is missing", func(in *catalog.PayInputs) { in.Dates.Consent = mci.Date{} })
	try("the nomination", " is missing", func(in *catalog.PayInputs) { in.Dates.Nomination = mci.Date{} })
	try("the dates", " are missing", func(in *catalog.PayInputs) { in.Dates = mci.AnchorDates{} })
	try("the rejection", " is known", func(in *catalog.PayInputs) { in.Dates.Rejection = base.Dates.Approval })
	try("the dispute", " is known", func(in *catalog.PayInputs) { in.Dates.Dispute = base.Dates.Approval })
	try("hours", " are missing", func(in *catalog.PayInputs) { in.Hours = mci.Hours{} })
	try("the contract value", " is missing", func(in *catalog.PayInputs) { in.ContractValue = mci.Money{} })
	try("the contract value", " is in CHF", func(in *catalog.PayInputs) { in.ContractValue = must(mci.ParseMoney("120000", "CHF")) })
	for _, segment := range []mci.Segment{"", "education", "public sector"} {
		try("the segment", fmt.Sprintf(" is %q", segment), func(in *catalog.PayInputs) { in.Segment = segment })
	}
	for _, measure := range slices.Sorted(maps.Keys(base.Quantities)) {
		try(string(measure), " is missing", func(in *catalog.PayInputs) { delete(in.Quantities, measure) })
	}
}

// number matches a number that a catalog writes.
var number = regexp.MustCompile(`"(?:from|above|upTo|below|cap|minimumHours|maximumHours)":\s*"([0-9.]+)"`)

// numbersOf returns the numbers that the text of an engagement writes.
func numbersOf(text string) (all []string) {
	for _, match := range number.FindAllStringSubmatch(text, -1) {
		all = append(all, match[1])
	}
	return all
}

// payNumbers puts each numeric fact just below, on and just above each number
// of the engagement.
func payNumbers(try payTry, base *catalog.PayInputs, text string) {
	far := []string{"1", "10", "150", "25000", "300000", "2500000"}
	values := append([]string{"0", "0.01"}, far...)
	for _, bound := range numbersOf(text) {
		values = append(values, around(bound)...)
	}
	slices.SortFunc(values, func(a, b string) int { return decimal.RequireFromString(a).Compare(decimal.RequireFromString(b)) })
	for _, value := range slices.Compact(values) {
		if !base.Hours.IsNone() {
			try("hours", " are "+value, func(in *catalog.PayInputs) {
				if h, err := mci.ParseHours(value); err == nil {
					in.Hours = h
				}
			})
		}
		if !base.ContractValue.IsNone() {
			try("the contract value", " is "+value, func(in *catalog.PayInputs) {
				in.ContractValue = must(mci.ParseMoney(value, base.ContractValue.Currency()))
			})
		}
		if slices.Contains(far, value) {
			continue
		}
		for _, measure := range slices.Sorted(maps.Keys(base.Quantities)) {
			try(string(measure), " is "+value, func(in *catalog.PayInputs) { in.Quantities[measure] = quantity(value) })
		}
	}
}

func (m *maker) shape(e *catalog.Engagement) mci.RuleID {
	return e.Payout(catalog.PayInputs{}).Worksheet().Rule
}

// text is the JSON of an engagement in a catalog.
func (m *maker) text(name string, e *catalog.Engagement) string {
	var file struct {
		Editions []struct {
			ID          mci.EditionID     `json:"id"`
			Engagements []json.RawMessage `json:"engagements"`
		} `json:"editions"`
	}
	if err := json.Unmarshal(must(m.catalogs[name].MarshalJSON()), &file); err != nil {
		m.fail(err)
	}
	for _, edition := range file.Editions {
		for _, text := range edition.Engagements {
			var one struct{ ID mci.EngagementID }
			if json.Unmarshal(text, &one) == nil && one.ID == e.Ref().Engagement && edition.ID == e.Ref().Edition {
				return string(text)
			}
		}
	}
	m.fail(fmt.Errorf("the catalog %s has no text of %s", name, e.Ref().Engagement))
	return ""
}
