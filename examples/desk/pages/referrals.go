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

// A referralsModel is the model of the page of the deals.
type referralsModel struct {
	// Type chooses the deals, or is empty.
	Type string `json:"type,omitempty"`
	// Mark is the instant up to which the changes in Partner Center are known.
	Mark time.Time `json:"mark,omitzero"`
	// Deals are the partner's own referrals that the user may see, the one that
	// was changed last first; at most 200.
	Deals []dealLine `json:"deals"`
	More  bool       `json:"more,omitempty"`
	// Hidden is the number of deals that the user may not see, and Why are the
	// findings of the first of them.
	Hidden int           `json:"hidden,omitempty"`
	Why    []mci.Finding `json:"why,omitempty"`
	// Insights count the deals that the user may see, by their types.
	Insights []insights.Insight `json:"insights"`
	// Feed is what happened, the latest first; at most 100 events.
	Feed []dealEvent `json:"feed"`

	Tabs  []tab `json:"-"`
	Known bool  `json:"-"` // there is a book of referrals
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
	// Sellers is how much Microsoft's field sellers see of the deal, with the
	// finding that says so.
	Sellers cosell.Visibility `json:"sellers"`
	Finding mci.Finding       `json:"finding"`
}

// A dealEvent is something that happened to a deal.
type dealEvent struct {
	At   time.Time `json:"at"`
	Deal string    `json:"deal"`
	Text string    `json:"text"`
}

const (
	mostDeals  = 200
	mostEvents = 100
)

// claimOf returns the claim that a referral is connected with, or nothing.
func claimOf(r *resource.Referral) claims.ID {
	id, ok := strings.CutPrefix(r.ExternalReferenceID, referral.LinkOf(""))
	if !ok {
		return ""
	}
	return claims.ID(id)
}

// dealUser is the user as Partner Center knows them for referrals. Without a
// role in the partner's file it is not known what they may see.
func (s *site) dealUser() dealaccess.User {
	return dealaccess.User{Role: s.partner.ReferralRoles[s.user.ID], Email: s.contact().Email}
}

// referralsPage shows the deals, how much Microsoft sees of each, and what
// happened to them.
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
// to, or the empty ID if it names none.
func locationOfDeal(r *resource.Referral) mci.LocationID {
	for _, target := range r.Target {
		if target.Type == resource.BusinessProfileLocation {
			return mci.LocationID(target.ID)
		}
	}
	return ""
}

// relatedDeals returns the referrals by their engagement.
func relatedDeals(b *dealbook.Book) map[string][]resource.Referral {
	related := map[string][]resource.Referral{}
	for i := range b.Deals {
		r := &b.Deals[i].Referral
		related[r.EngagementID] = append(related[r.EngagementID], *r)
	}
	return related
}

// add adds a deal, and what happened to it.
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

// arrange orders the deals and the feed, the latest first, and makes the tabs.
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

// readDeals returns the stored referrals: those of the demonstration, or those
// of the file that a program which asks Partner Center keeps.
func (s *site) readDeals() (dealbook.Book, error) {
	if s.deals != nil {
		return *s.deals, nil
	}
	return dealbook.Read(s.dealFile)
}
