package pages

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/reportfiles"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A settlementModel is the model of the page that compares the claims with
// their payments.
type settlementModel struct {
	// State, Area and Location filter the claims.
	State    string `json:"state,omitempty"`
	Area     string `json:"area,omitempty"`
	Location string `json:"location,omitempty"`
	// Reports are the kept reports.
	Reports []keptReport `json:"reports"`
	// Files are the reports in them, and Problems the lines and files that
	// could not be read.
	Files    []reportfiles.File    `json:"files,omitempty"`
	Problems []reportfiles.Problem `json:"problems,omitempty"`
	// Sums are the totals by state for the claims of the chosen area and
	// location.
	Sums []settlement.Sum `json:"sums"`
	// Settlement has the chosen results, at most 200.
	Settlement *settlement.Settlement `json:"settlement"`
	// More says that there are more results than the page lists.
	More   bool                `json:"more,omitempty"`
	Unread []*store.ClaimError `json:"unread,omitempty"`

	Tabs      []tab             `json:"-"`
	Areas     []string          `json:"-"`
	Locations []choice          `json:"-"`
	sums      map[string]string // the hashes of the kept reports, by file name
}

// mostResults is the largest number of claims that the page lists.
const mostResults = 200

// settled compares the claims with reports, as of today.
func (s *site) settled(ctx context.Context, l *library) (*settlement.Settlement, error) {
	if err := s.follow(ctx); err != nil {
		return nil, err
	}
	return settlement.Settle(mci.DateOf(s.now()), s.ledger.settles(), &l.Lines)
}

// settlementPage shows the claims with their payments.
func (s *site) settlementPage(r *http.Request) (answer, error) {
	values := r.URL.Query()
	m := &settlementModel{State: values.Get("state"), Area: values.Get("area"), Location: values.Get("location"), Areas: s.areas(), Locations: s.locations()}
	var state settlement.State
	if m.State != "" && state.UnmarshalText([]byte(m.State)) != nil {
		return nil, mci.Invalid("state", m.State, strings.Join(stateNames(), ", "))
	}
	now, err := s.standing(r.Context())
	if err != nil {
		return nil, err
	}
	l, results, sums := now.library, now.settlement.Results, now.sums
	if m.Area != "" || m.Location != "" {
		if results, sums, err = m.place(now.settlement); err != nil {
			return nil, err
		}
	}
	chosen := *now.settlement
	chosen.Results, m.More = first(results, state)
	m.Sums, m.Settlement, m.Unread = sums, &chosen, now.settlement.Unread
	m.Reports, m.Files, m.Problems, m.sums = l.kept, l.Files, l.Problems, l.sums
	m.offer(len(results))
	return &page{template: "settlement", title: "Settlement", section: "Money", model: m}, nil
}

func stateNames() []string {
	var names []string
	for _, state := range settlement.States() {
		names = append(names, state.String())
	}
	return names
}

// offer makes the tabs: one for all claims, and one for each state that occurs.
func (m *settlementModel) offer(all int) {
	address := func(state string) string {
		values := url.Values{}
		for name, value := range map[string]string{"state": state, "area": m.Area, "location": m.Location} {
			if value != "" {
				values.Set(name, value)
			}
		}
		return "/money/settlement?" + values.Encode()
	}
	m.Tabs = []tab{{Name: "All", Address: address(""), Current: m.State == "", Count: strconv.Itoa(all)}}
	for i := range m.Sums {
		name := m.Sums[i].State.String()
		m.Tabs = append(m.Tabs, tab{Name: sentence(name), Address: address(name), Current: m.State == name, Count: strconv.Itoa(m.Sums[i].Claims)})
	}
}

// place returns the results for the chosen area and location, with their sums.
// The tabs and the totals count these.
func (m *settlementModel) place(all *settlement.Settlement) ([]settlement.Result, []settlement.Sum, error) {
	chosen := &settlement.Settlement{Results: []settlement.Result{}}
	for i := range all.Results {
		r := &all.Results[i]
		if (m.Area == "" || r.Area == m.Area) && (m.Location == "" || r.Location == m.Location) {
			chosen.Results = append(chosen.Results, *r)
		}
	}
	sums, err := chosen.Sums(settlement.SumByState)
	return chosen.Results, sums, err
}

// first returns the results in the chosen state, at most mostResults, and
// reports whether there are more. If no state is chosen, all results match. The
// ones that need attention come first.
func first(all []settlement.Result, state settlement.State) (results []settlement.Result, more bool) {
	count, byTrouble := 0, make([][]settlement.Result, len(troubles)+1)
	for i := range all {
		if state != 0 && all[i].State != state {
			continue
		}
		count++
		if same := &byTrouble[trouble(all[i].State)+1]; len(*same) < mostResults {
			*same = append(*same, all[i])
		}
	}
	results = []settlement.Result{}
	for _, same := range byTrouble {
		results = append(results, same[:min(len(same), mostResults-len(results))]...)
	}
	return results, count > mostResults
}

// troubles are the states of payment, with those that cost money first.
var troubles = []settlement.State{
	settlement.Late, settlement.PaidShort, settlement.NotEligible, settlement.TakenBack, settlement.PaidOver, settlement.Unknown,
	settlement.Reported, settlement.NotDue, settlement.Paid,
}

// trouble returns the place of a state, or -1 if it has none.
func trouble(state settlement.State) int { return slices.Index(troubles, state) }

// ToneOf returns the color of a state of payment.
func (m *settlementModel) ToneOf(state settlement.State) string {
	switch state {
	case settlement.Paid:
		return "good"
	case settlement.Late, settlement.PaidShort, settlement.NotEligible, settlement.TakenBack:
		return "bad"
	case settlement.PaidOver, settlement.Unknown:
		return "warn"
	case settlement.Reported, settlement.NotDue:
		return "wait"
	default:
		return ""
	}
}

// Actions are the findings that the partner can act on, each once.
func (m *settlementModel) Actions(r *settlement.Result) []settlement.Finding {
	var all []settlement.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; f.CanAct != mci.No && f.Action != "" {
			all = append(all, *f)
		}
	}
	return all
}

// A linePlace is the place of a report's line. If the report is kept, it has
// the address of the line's page.
type linePlace struct{ Text, Address string }

// At returns the place of a line.
func (m *settlementModel) At(o earnings.Origin) linePlace {
	sum, ok := m.sums[o.File]
	if !ok || o.Line == 0 {
		return linePlace{Text: o.String()}
	}
	return linePlace{o.String(), "/reports/" + sum + "?" + url.Values{"file": {o.File}, "line": {strconv.Itoa(o.Line)}}.Encode()}
}

// A reportLine is the model of the page for one line of a report.
type reportLine struct {
	Report keptReport `json:"report"`
	File   string     `json:"file"`
	Line   int        `json:"line"`
	// Values are the cells that the library read, with the names of the
	// columns.
	Values []detail `json:"values"`
}

// reportPage shows one line of a kept report.
func (s *site) reportPage(r *http.Request) (answer, error) {
	kept, _, err := s.keptReports()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(kept, func(k keptReport) bool { return k.Sum == r.PathValue("sum") })
	if i < 0 {
		return nil, errNoPage
	}
	m := &reportLine{Report: kept[i], File: r.URL.Query().Get("file")}
	if m.Line, err = strconv.Atoi(r.URL.Query().Get("line")); err != nil {
		return nil, mci.Invalid("line", r.URL.Query().Get("line"), "the number of a line")
	}
	for line, err := range reportfiles.Lines(filepath.Join(s.reportFolder(), m.Report.Sum), m.Report.options()) {
		if err != nil {
			continue // the page of the settlement names the unreadable files
		}
		var origin earnings.Origin
		var value any
		switch {
		case line.Row != nil:
			origin, value = line.Row.Origin, line.Row
		case line.Payment != nil:
			origin, value = line.Payment.Origin, line.Payment
		case line.Ineligible != nil:
			origin, value = line.Ineligible.Origin, line.Ineligible
		}
		if origin.Line == m.Line && origin.File == m.File {
			m.Values = valuesOf(value)
			return &page{template: "reportline", title: m.File + ", line " + strconv.Itoa(m.Line), section: "Money", model: m}, nil
		}
	}
	return nil, errNoPage
}
