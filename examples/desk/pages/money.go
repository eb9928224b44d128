package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A moneyModel is the model of the Money page.
type moneyModel struct {
	// Area and Location filter the claims.
	Area     string         `json:"area,omitempty"`
	Location mci.LocationID `json:"location,omitempty"`
	// Totals are the amounts by status. There are four kinds of amounts, which
	// are never added up.
	Totals []store.PipelineStatus `json:"totals"`
	// Unpaid are the approved claims that were not paid yet, ordered by their
	// expected payment, so the overdue ones come first.
	Unpaid []register.WorkItem `json:"unpaid"`
	// More says that more payments are expected than the page lists.
	More bool `json:"more,omitempty"`
	// Late is the number of the listed claims whose payment is overdue.
	Late   int                 `json:"late"`
	Unread []*store.ClaimError `json:"unread,omitempty"`

	Areas     []string `json:"-"`
	Locations []choice `json:"-"`
}

// moneyPage shows the pipeline and the expected payments.
func (s *site) moneyPage(r *http.Request) (answer, error) {
	values := r.URL.Query()
	m := &moneyModel{Area: values.Get("area"), Location: mci.LocationID(values.Get("location")), Unpaid: []register.WorkItem{}, Areas: s.areas(), Locations: s.locations()}
	if err := s.follow(r.Context()); err != nil {
		return nil, err
	}
	chosen := choosing{area: m.Area, location: m.Location}
	var err error
	if m.Totals, m.Unread, err = s.ledger.totals(chosen); err != nil {
		return nil, err
	}
	for claim, err := range s.desk.Claims(r.Context(), s.ledger.awaited(chosen, claims.Approved, mostDue+1)) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			m.Unread = append(m.Unread, one)
		case err != nil:
			return nil, err
		default:
			m.await(register.Work(register.Activity(claim), s.now()))
		}
	}
	return &page{template: "money", title: "Money", section: "Money", model: m}, nil
}

// await adds a claim if its payment is expected.
func (m *moneyModel) await(work register.WorkItem) {
	if work.Expected.IsZero() {
		return
	}
	if len(m.Unpaid) == mostDue {
		m.More = true
		return
	}
	m.Unpaid = append(m.Unpaid, work)
	if work.Overdue {
		m.Late++
	}
}

// StatusAddress returns the address of the claims that a line counts.
func (m *moneyModel) StatusAddress(line store.PipelineStatus) string {
	values := url.Values{"status": {line.Status}, "kind": {line.Kind.String()}}
	if m.Area != "" {
		values.Set("area", m.Area)
	}
	if m.Location != "" {
		values.Set("location", string(m.Location))
	}
	return "/claims?" + values.Encode()
}

// Amounts returns the totals of a status by currency. There is at least one.
func (m *moneyModel) Amounts(s store.PipelineStatus) []store.PipelineAmount {
	if len(s.Amounts) == 0 {
		return make([]store.PipelineAmount, 1)
	}
	return slices.Clone(s.Amounts)
}
