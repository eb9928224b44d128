package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/dealbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	dealaccess "github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/insights"
	"github.com/mci-go/incentives/referral/resource"
)

// A referralsModel is the model of the Deals page.
type referralsModel struct {
	// Type filters the deals. If it is empty, all types are shown.
	Type string `json:"type,omitempty"`
	// Mark is the instant up to which the changes in Partner Center are known.
	Mark time.Time `json:"mark,omitzero"`
	// Deals are the partner's own referrals that the user may see, at most 200.
	// The latest changed one is first.
	Deals []dealLine `json:"deals"`
	More  bool       `json:"more,omitempty"`
	// Hidden is the number of deals that the user may not see, and Why are the
	// findings of the first of them.
	Hidden int           `json:"hidden,omitempty"`
	Why    []mci.Finding `json:"why,omitempty"`
	// Insights count the deals that the user may see, by their types.
	Insights []insights.Insight `json:"insights"`
	// Feed are the events of the deals, at most 100. The latest one is first.
	Feed []dealEvent `json:"feed"`

	Tabs  []tab `json:"-"`
	Known bool  `json:"-"` // there are stored deals
}

// A dealLine is one of the partner's own referrals as a row of the page.
type dealLine struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Customer string           `json:"customer,omitempty"`
	Claim    claims.ID        `json:"claim,omitempty"`
	Type     cosell.DealType  `json:"type"`
	Category cosell.Category  `json:"category"`
	Status   string           `json:"status"`
	Stage    string           `json:"stage,omitempty"`
	Value    string           `json:"value,omitempty"`
	Updated  resource.Instant `json:"updated,omitempty"`
	// Sellers says how much Microsoft's field sellers see of the deal, and
	// Finding is the rule's finding about that.
	Sellers cosell.Visibility `json:"sellers"`
	Finding mci.Finding       `json:"finding"`
}

// A dealEvent is an event in a deal's life.
type dealEvent struct {
	At   time.Time `json:"at"`
	Deal string    `json:"deal"`
	Text string    `json:"text"`
}

const (
	mostDeals  = 200
	mostEvents = 100
)

// claimOf returns the ID of the claim that a referral is connected with. It is
// empty if there is none.
func claimOf(r *resource.Referral) claims.ID {
	id, ok := strings.CutPrefix(r.ExternalReferenceID, referral.LinkOf(""))
	if !ok {
		return ""
	}
	return claims.ID(id)
}

// dealUser is the user with a role for referrals, as in Partner Center. If the
// partner's file has no role for the user, it is unknown which deals the user
// may see.
func (s *site) dealUser() dealaccess.User {
	return dealaccess.User{Role: s.partner.ReferralRoles[s.user.ID], Email: s.contact().Email}
}

// referralsPage shows the deals, how much Microsoft sees of each, and their
// events.
func (s *site) referralsPage(r *http.Request) (answer, error) {
	m := &referralsModel{Type: r.URL.Query().Get("type"), Deals: []dealLine{}, Feed: []dealEvent{}, Insights: []insights.Insight{}}
	var chosen cosell.DealType
	if m.Type != "" && chosen.UnmarshalText([]byte(m.Type)) != nil {
		return nil, mci.Invalid("type", m.Type, "private, partner-led or co-sell")
	}
	book, err := s.readDeals()
	if err != nil {
		return nil, err
	}
	m.Mark, m.Known = book.Mark, len(book.Deals) > 0
	seen := m.visible(book.Sales(true), s.dealUser())
	if m.Insights, err = insights.Of(seen, insights.ByDealType, s.now()); err != nil {
		return nil, err
	}
	related := relatedDeals(&book)
	for i := range seen {
		if m.Type == "" || seen[i].Type == chosen {
			m.add(&seen[i], related[seen[i].Referral.EngagementID])
		}
	}
	m.arrange()
	return &page{template: "referrals", title: "Referrals", section: "Referrals", model: m}, nil
}

// visible returns the deals that a user may see, and counts the others.
func (m *referralsModel) visible(all []insights.Sale, user dealaccess.User) []insights.Sale {
	var seen []insights.Sale
	for i := range all {
		r := &all[i].Referral
		verdict := dealaccess.May(user, dealaccess.SeeDeal, r, locationOfDeal(r))
		if verdict.Outcome == mci.Pass {
			seen = append(seen, all[i])
			continue
		}
		if m.Hidden++; m.Why == nil {
			m.Why = slices.DeleteFunc(slices.Clone(verdict.Findings), func(f mci.Finding) bool { return f.Outcome == mci.Pass })
		}
	}
	return seen
}

// locationOfDeal returns the partner's location that a referral is addressed
// to. It is empty if the referral names none.
func locationOfDeal(r *resource.Referral) mci.LocationID {
	for _, target := range r.Target {
		if target.Type == resource.BusinessProfileLocation {
			return mci.LocationID(target.ID)
		}
	}
	return ""
}

// relatedDeals groups the referrals by their engagement.
func relatedDeals(b *dealbook.Book) map[string][]resource.Referral {
	related := map[string][]resource.Referral{}
	for i := range b.Deals {
		r := &b.Deals[i].Referral
		related[r.EngagementID] = append(related[r.EngagementID], *r)
	}
	return related
}

// add adds a deal and its events.
func (m *referralsModel) add(sale *insights.Sale, engagement []resource.Referral) {
	r := &sale.Referral
	one := dealLine{
		ID: r.ID, Name: r.Name, Customer: r.CustomerProfile.Name, Claim: claimOf(r), Type: sale.Type, Category: cosell.Classify(r).Category,
		Status: string(r.Status) + ", " + string(r.Substatus), Stage: r.SalesStage, Updated: r.UpdatedDateTime,
	}
	if r.Details.DealValue != "" {
		one.Value = strings.TrimSpace(r.Details.Currency + " " + string(r.Details.DealValue))
	}
	one.Sellers, one.Finding = cosell.SellersSee(r, cosell.Related{Read: true, Referrals: engagement})
	m.Deals = append(m.Deals, one)
	note := func(at resource.Instant, text string) {
		if instant, ok := at.Time(); ok {
			m.Feed = append(m.Feed, dealEvent{instant, one.Name, text})
		}
	}
	note(r.CreatedDateTime, "was created")
	note(r.AcceptedDateTime, "became active")
	note(r.ClosedDateTime, "was closed: "+string(r.Substatus))
	if r.UpdatedDateTime != r.CreatedDateTime {
		note(r.UpdatedDateTime, "was changed last")
	}
	for _, stage := range sale.Stages {
		m.Feed = append(m.Feed, dealEvent{stage.Since, one.Name, "came to the stage " + stage.Stage.String()})
	}
	for i := range engagement {
		if engagement[i].IsForMicrosoft() {
			note(engagement[i].CreatedDateTime, "was opened to Microsoft's sellers")
		}
	}
}

// arrange sorts the deals and the feed with the latest first, and makes the
// tabs.
func (m *referralsModel) arrange() {
	slices.SortStableFunc(m.Deals, func(a, b dealLine) int { return strings.Compare(string(b.Updated), string(a.Updated)) })
	slices.SortStableFunc(m.Feed, func(a, b dealEvent) int { return b.At.Compare(a.At) })
	if m.More = len(m.Deals) > mostDeals; m.More {
		m.Deals = m.Deals[:mostDeals]
	}
	m.Feed = m.Feed[:min(len(m.Feed), mostEvents)]
	n := 0
	for i := range m.Insights {
		n += m.Insights[i].Deals
	}
	m.Tabs = []tab{{Name: "All deals", Address: "/referrals", Current: m.Type == "", Count: strconv.Itoa(n)}}
	for i := range m.Insights {
		if key := m.Insights[i].Key; key != "" {
			m.Tabs = append(m.Tabs, tab{Name: sentence(key), Address: "/referrals?" + url.Values{"type": {key}}.Encode(), Current: m.Type == key, Count: strconv.Itoa(m.Insights[i].Deals)})
		}
	}
}

// WinRate returns the share of the closed deals that were won.
func (m *referralsModel) WinRate(i insights.Insight) string {
	percent, ok := i.WinRate()
	if !ok {
		return "–"
	}
	return strconv.Itoa(percent) + " %"
}

// readDeals returns the stored referrals. They come from the demonstration, or
// from the file in which another program keeps the referrals that it fetched
// from Partner Center.
func (s *site) readDeals() (dealbook.Book, error) {
	if s.deals != nil {
		return *s.deals, nil
	}
	return dealbook.Read(s.dealFile)
}
