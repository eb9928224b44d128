package play

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// none is the expected text for a missing value: no status, no refusal, no
// deadline, no amount, or no line on a page.
const none = "none"

// An expectation holds the expected results of a step. If a field is left out,
// every result is accepted.
type expectation struct {
	Outcome outcome `json:"outcome"`
	Status  string  `json:"status"`
	// Ending is how an association ended.
	Ending string `json:"ending"`
	// Shown is the status in Partner Center, if it differs.
	Shown string `json:"shown"`
	// Swept holds the IDs of all claims that a sweep moves.
	Swept *[]string `json:"swept"`
	// Rule is the rule of the refusal.
	Rule string `json:"rule"`
	// Amount is money, or "unknown" or "none".
	Amount json.RawMessage `json:"amount"`
	// Deadlines holds the last day of each clock by its name.
	Deadlines map[string]string `json:"deadlines"`
	DealType  string            `json:"dealType"`

	// wanted is decoded from the fields above.
	wanted []comparison
}

// A comparison is an expected value, and a function that finds the real one in
// a line or in a page.
type comparison struct {
	field, want string
	found       func(*line) string
}

// read decodes an expectation about a claim of a kind. The schema has accepted
// it.
func (e *expectation) read(kind store.Kind) (problems mci.Problems) {
	note := func(path string, err error) {
		var problem *mci.FieldError
		if errors.As(mci.At(path, err), &problem) {
			problems = append(problems, problem)
		}
	}
	if e.Outcome != "" {
		e.compare("outcome", string(e.Outcome), func(l *line) string { return string(l.Outcome) })
	}
	if e.Status != "" {
		want, err := wantedStatus(e.Status, kind)
		note("status", valueOf(err))
		e.compare("status", want, func(l *line) string { return orNone(l.Status) })
	}
	if e.Ending != "" {
		e.compare("ending", e.Ending, func(l *line) string { return orNone(l.Ending) })
	}
	if e.Shown != "" {
		e.compare("shown", e.Shown, func(l *line) string { return orNone(l.Shown) })
	}
	if e.Swept != nil {
		e.compare("swept", inWords(slices.Sorted(slices.Values(*e.Swept))), foundSwept)
	}
	if e.Rule != "" {
		note("rule", checkRule(e.Rule))
		e.compare("rule", e.Rule, foundRule)
	}
	if e.Amount != nil {
		want, err := wantedAmount(e.Amount)
		note("amount", err)
		e.compare("amount", want, foundAmount)
	}
	for _, clock := range slices.Sorted(maps.Keys(e.Deadlines)) {
		e.compare("deadlines."+clock, e.Deadlines[clock], func(l *line) string { return foundDeadline(l, clock) })
	}
	if e.DealType != "" {
		e.compare("dealType", e.DealType, foundDealType)
	}
	return problems
}

// checkRule refuses a rule ID that no rule has, because no step can be refused
// by it.
func checkRule(id string) error {
	known := []string{none}
	for _, rule := range slices.Concat(eligibility.Rules(), claims.Rules(), cpor.Rules(), association.Rules(), credit.Rules()) {
		known = append(known, string(rule.ID))
	}
	if slices.Contains(known, id) {
		return nil
	}
	want := "the ID of a rule, or none; \"tracker rules\" lists them"
	if word := vocabulary.Nearest(id, known); word != "" {
		want = "the ID of a rule, such as " + word
	}
	return mci.Invalid("", id, want)
}

func (e *expectation) compare(field, want string, found func(*line) string) {
	e.wanted = append(e.wanted, comparison{field, want, found})
}

// wantedAmount returns an expected amount as text, such as USD 5,000.00.
func wantedAmount(raw json.RawMessage) (string, error) {
	var word string
	if json.Unmarshal(raw, &word) == nil {
		return word, nil
	}
	var money rawMoney
	if err := json.Unmarshal(raw, &money); err != nil {
		return "", mci.Invalid("", string(raw), "an amount, unknown or none")
	}
	amount, err := money.money()
	return amount.String(), err
}

// wantedStatus returns the documented name of a status of a claim of a kind.
func wantedStatus(text string, kind store.Kind) (string, error) {
	if text == none {
		return none, nil
	}
	if kind == store.PartnerAssociation {
		var status recognition.Status
		err := status.UnmarshalText([]byte(text))
		return status.String(), err
	}
	status, err := claims.ParseStatus(text)
	return status.String(), err
}

func orNone(text *string) string {
	if text == nil {
		return none
	}
	return *text
}

func foundSwept(l *line) string {
	var names []string
	for _, swept := range l.Swept {
		names = append(names, string(swept.Claim))
	}
	return inWords(slices.Sorted(slices.Values(names)))
}

func foundRule(l *line) string {
	if l.Refusal == nil {
		return none
	}
	return string(l.Refusal.Rule)
}

func foundAmount(l *line) string {
	switch {
	case l.Payout == nil || l.Payout.Outcome == mci.Fail:
		return none
	case l.Payout.Outcome == mci.Pass:
		return l.Payout.money.String()
	default:
		return mci.Unknown.String()
	}
}

func foundDeadline(l *line, clock string) string {
	for _, d := range l.Deadlines {
		if d.Kind == clock {
			return d.LastDay.String()
		}
	}
	return none
}

func foundDealType(l *line) string {
	if l.Referral == nil {
		return none
	}
	return l.Referral.DealType.String()
}

// A pageExpectation holds the tabs on which a customer is expected. If a claim
// of the customer has ended, the customer can be on two tabs.
type pageExpectation struct {
	Customer string          `json:"customer"`
	RawID    rawID           `json:"id"` // if it is left out, all IDs of the customer
	Tabs     []customers.Tab `json:"tabs"`
	Reasons  *[]string       `json:"reasons"`

	id mci.CustomerID // decoded from RawID
}

// read decodes a pageExpectation that the schema has accepted.
func (e *pageExpectation) read(b *Book) (err error) {
	if b.customer(e.Customer) == nil {
		return mci.Invalid("customer", e.Customer, "a customer of the book")
	}
	e.id, err = e.RawID.id()
	return mci.At("id", err)
}

// lines returns the lines of the page that the expectation is about.
func (e *pageExpectation) lines(p *page, b *Book) []customers.Line {
	var about []customers.Line
	customer := b.customer(e.Customer)
	for _, l := range p.lines {
		if e.id == l.ID || e.id.IsZero() && !customer.facts(l.ID).parsed.IsZero() {
			about = append(about, l)
		}
	}
	return about
}

// tabs returns the tabs of some lines.
func tabs(lines []customers.Line) (all []customers.Tab) {
	for _, l := range lines {
		all = append(all, l.Tab)
	}
	return all
}

// names returns the names of tabs, each once, in the order of the tabs.
func names(tabs []customers.Tab) string {
	var texts []string
	for _, tab := range slices.Compact(slices.Sorted(slices.Values(tabs))) {
		texts = append(texts, tab.String())
	}
	return inWords(texts)
}

// reasons returns the reasons of some lines.
func reasons(lines []customers.Line) string {
	var names []string
	for _, l := range lines {
		for _, reason := range l.Reasons {
			names = append(names, reason.String())
		}
	}
	return inWords(names)
}

// inWords joins texts, and returns none if there are none.
func inWords(texts []string) string {
	if len(texts) == 0 {
		return none
	}
	return strings.Join(texts, "; ")
}

// A difference is a result that differs from the book's expectation.
type difference struct {
	Book  string `json:"book"`
	Path  string `json:"path"`
	About string `json:"about"`
	Want  string `json:"want"`
	Found string `json:"found"`
}

func (d *difference) String() string {
	return fmt.Sprintf("%s: %s (%s): want %s, found %s", d.Book, d.Path, d.About, d.Want, d.Found)
}
