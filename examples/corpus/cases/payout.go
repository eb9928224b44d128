package cases

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// payouts makes the cases of the kind "payout".
func (m *maker) payouts() {
	for _, name := range []string{"public", "made-up"} {
		for edition := range m.catalogs[name].Editions() {
			for e := range edition.Engagements() {
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

func (m *maker) pay(name string, e *catalog.Engagement) {
	base := inputs(e)
	id := e.Ref().Engagement
	try := func(what string, change func(*catalog.PayInputs)) {
		in := base
		in.Quantities = maps.Clone(base.Quantities)
		change(&in)
		m.tryPay(name, e, in, fmt.Sprintf("shape %s, %s: %s", m.shape(e), id, what))
	}
	try("base", func(*catalog.PayInputs) {})
	for _, country := range []mci.Country{"", "CH", "SG", "BR", "TH", "BS", "US"} {
		try(fmt.Sprintf("the customer's country is %q", country), func(in *catalog.PayInputs) { in.CustomerCountry = country })
	}
	if name == "public" && e.PayKind() != catalog.VariablePay && id != viva {
		return // the same shape twenty times
	}
	payMissing(try, &base)
	payNumbers(try, &base, m.text(name, e))
	payDates(try, m.text(name, e))
	payTargets(try, &base, e)
}

// payTargets measures the target of pay in two stages around its bound and
// around the days of its window.
func payTargets(try func(string, func(*catalog.PayInputs)), base *catalog.PayInputs, e *catalog.Engagement) {
	if e.Ref().Engagement != "in-two-stages" {
		return
	}
	for _, after := range []int{89, 90, 91, 179, 180, 181} {
		for _, users := range []string{"249.99", "250"} {
			try(fmt.Sprintf("%s active users %d days after the approval", users, after), func(in *catalog.PayInputs) {
				in.Target = catalog.Measurement{Quantity: quantity(users), On: base.Dates.Approval.AddDays(after)}
			})
		}
	}
	try("a target without an approval", func(in *catalog.PayInputs) {
		in.Target = catalog.Measurement{Quantity: quantity("250"), On: base.Dates.Approval.AddDays(100)}
		in.Dates.Approval = mci.Date{}
	})
}

// payMissing leaves out one fact at a time.
func payMissing(try func(string, func(*catalog.PayInputs)), base *catalog.PayInputs) {
	try("no consent", func(in *catalog.PayInputs) { in.Dates.Consent = mci.Date{} })
	try("no nomination", func(in *catalog.PayInputs) { in.Dates.Nomination = mci.Date{} })
	try("no dates", func(in *catalog.PayInputs) { in.Dates = mci.AnchorDates{} })
	try("no hours", func(in *catalog.PayInputs) { in.Hours = mci.Hours{} })
	try("no contract value", func(in *catalog.PayInputs) { in.ContractValue = mci.Money{} })
	try("the contract value is in CHF", func(in *catalog.PayInputs) { in.ContractValue = must(mci.ParseMoney("120000", "CHF")) })
	for _, segment := range []mci.Segment{"", "education", "public sector"} {
		try(fmt.Sprintf("the segment is %q", segment), func(in *catalog.PayInputs) { in.Segment = segment })
	}
	for _, measure := range slices.Sorted(maps.Keys(base.Quantities)) {
		try(fmt.Sprintf("no %s", measure), func(in *catalog.PayInputs) { delete(in.Quantities, measure) })
	}
}

// number matches a number that a catalog writes.
var number = regexp.MustCompile(`"(?:from|above|upTo|below|cap|minimumHours|maximumHours)":\s*"([0-9.]+)"`)

// payNumbers puts each numeric fact just below, on and just above each number
// of the engagement.
func payNumbers(try func(string, func(*catalog.PayInputs)), base *catalog.PayInputs, text string) {
	far := []string{"1", "10", "150", "25000", "300000", "2500000"}
	values := append([]string{"0", "0.01"}, far...)
	for _, match := range number.FindAllStringSubmatch(text, -1) {
		values = append(values, around(match[1])...)
	}
	slices.Sort(values)
	for _, value := range slices.Compact(values) {
		if !base.Hours.IsNone() {
			try("hours are "+value, func(in *catalog.PayInputs) {
				if h, err := mci.ParseHours(value); err == nil {
					in.Hours = h
				}
			})
		}
		if !base.ContractValue.IsNone() {
			try("the contract value is "+value, func(in *catalog.PayInputs) {
				in.ContractValue = must(mci.ParseMoney(value, base.ContractValue.Currency()))
			})
		}
		if slices.Contains(far, value) {
			continue
		}
		for _, measure := range slices.Sorted(maps.Keys(base.Quantities)) {
			try(fmt.Sprintf("%s is %s", measure, value), func(in *catalog.PayInputs) { in.Quantities[measure] = quantity(value) })
		}
	}
}

// tryPay makes a case.
func (m *maker) tryPay(name string, e *catalog.Engagement, in catalog.PayInputs, what string) {
	m.offer(answer.Payout{Catalog: name, Engagement: e.Ref(), Inputs: in}, what)
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
