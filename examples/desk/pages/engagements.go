package pages

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An engagementList is the model of the Engagements page.
type engagementList struct {
	Filter eligibility.EngagementFilter `json:"filter"`
	Areas  []engagementArea             `json:"areas"`

	Availabilities []choice `json:"-"`
	Roles          []choice `json:"-"`
	Locations      []choice `json:"-"`
	// The user's choices on the page.
	Availability, Role, Location string `json:"-"`
}

// An engagementArea holds the engagements of a solution area.
type engagementArea struct {
	Area  string                       `json:"area"`
	Lines []eligibility.EngagementLine `json:"engagements"`
}

// engagementsPage lists the engagements by solution area. As in the portal, an
// engagement is left out if no location is eligible for it. If the eligibility
// is unknown, it is listed.
func (s *site) engagementsPage(r *http.Request) (answer, error) {
	m, err := s.readFilter(r.URL.Query())
	if err != nil {
		return nil, err
	}
	lines, err := eligibility.EngagementsPage(s.offered(), s.partner.Sites, m.Filter, s.now())
	if err != nil {
		return nil, err
	}
	m.Areas = byArea(lines)
	return &page{template: "engagements", title: "Engagements", section: "Engagements", model: m}, nil
}

// readFilter reads the user's choices on the page.
func (s *site) readFilter(values url.Values) (*engagementList, error) {
	m := &engagementList{Availability: values.Get("availability"), Role: values.Get("role"), Location: values.Get("location")}
	if m.Availability != "" {
		var a eligibility.Availability
		if err := a.UnmarshalText([]byte(m.Availability)); err != nil {
			return nil, mci.At("availability", err)
		}
		m.Filter.Availabilities = []eligibility.Availability{a}
	}
	if m.Role != "" {
		m.Filter.PartnerRoles = []string{m.Role}
	}
	if m.Location != "" {
		m.Filter.Locations = []mci.LocationID{mci.LocationID(m.Location)}
	}
	for _, a := range []eligibility.Availability{eligibility.Active, eligibility.Upcoming, eligibility.Expired, eligibility.AvailabilityUnknown} {
		m.Availabilities = append(m.Availabilities, choice{a.String(), a.String()})
	}
	for e := range s.offered() {
		if one := (choice{e.PartnerRole(), e.PartnerRole()}); !slices.Contains(m.Roles, one) {
			m.Roles = append(m.Roles, one)
		}
	}
	m.Locations = s.locations()
	return m, nil
}

// offered yields the engagements of each edition in its latest revision.
func (s *site) offered() iter.Seq[*catalog.Engagement] {
	return func(yield func(*catalog.Engagement) bool) {
		for edition := range s.catalog.Editions() {
			for e := range edition.Engagements() {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// byArea groups lines by their solution areas, in the order of the catalog.
func byArea(lines iter.Seq[eligibility.EngagementLine]) []engagementArea {
	all := []engagementArea{}
	for line := range lines {
		area := line.Engagement.SolutionArea()
		i := slices.IndexFunc(all, func(a engagementArea) bool { return a.Area == area })
		if i < 0 {
			i = len(all)
			all = append(all, engagementArea{Area: area})
		}
		all[i].Lines = append(all[i].Lines, line)
	}
	return all
}

// engagementPath returns the address of the page of an engagement in an
// edition.
func engagementPath(ref mci.EngagementRef) string {
	return "/engagements/" + url.PathEscape(string(ref.Engagement)) + "?" + url.Values{"edition": {string(ref.Edition)}}.Encode()
}

// engagement returns the engagement that an address names. If the query names
// an edition, the engagement is taken from it. Otherwise it is taken from the
// edition in force, and if there is none, from the latest edition.
func (s *site) engagement(r *http.Request) (*catalog.Engagement, error) {
	id := mci.EngagementID(r.PathValue("id"))
	if name := r.URL.Query().Get("edition"); name != "" {
		if edition, ok := s.catalog.Edition(mci.EditionID(name)); ok {
			if e, ok := edition.Engagement(id); ok {
				return e, nil
			}
		}
		return nil, mci.Invalid("edition", name, "an edition of the catalog that has the engagement")
	}
	if e, ok := s.catalog.Find(id, mci.DateOf(s.now())); ok {
		return e, nil
	}
	var latest *catalog.Engagement
	for e := range s.offered() {
		if e.Ref().Engagement == id {
			latest = e
		}
	}
	if latest == nil {
		return nil, errNoPage
	}
	return latest, nil
}

// An engagementModel is the model of an engagement's Summary page.
type engagementModel struct {
	Engagement   mci.EngagementRef        `json:"engagement"`
	Title        string                   `json:"title"`
	Description  string                   `json:"description,omitempty"`
	Area         string                   `json:"solutionArea"`
	Role         string                   `json:"partnerRole"`
	Pay          catalog.PayKind          `json:"pay"`
	Availability eligibility.Availability `json:"availability"`
	Links        []catalog.Link           `json:"links,omitempty"`
	// On is the chosen day. If it is zero, the page covers all days.
	On mci.Date `json:"on,omitzero"`
	// Statements are the catalog's statements about the engagement, on the
	// chosen day or on all days.
	Statements []topic `json:"statements"`
	// Sites are the partner's locations.
	Sites []siteLine `json:"sites"`

	Editions []tab  `json:"-"`
	Asked    string `json:"-"` // the chosen day, as it was typed
	Edition  string `json:"-"`
	Path     string `json:"-"`
	// Customers is the address of the engagement's Customers page.
	Customers string `json:"-"`
}

// A topic holds the statements about one subject.
type topic struct {
	Topic catalog.Topic `json:"topic"`
	Rows  []statement   `json:"rows"`
}

// Source is the source of all rows. It is zero if they have several sources.
func (t topic) Source() mci.Source {
	for i := range t.Rows {
		if t.Rows[i].Source != t.Rows[0].Source {
			return mci.Source{}
		}
	}
	return t.Rows[0].Source
}

// topicOrder is the order in which people ask: the pay, who gets it, and the
// deadlines.
var topicOrder = []catalog.Topic{
	catalog.PayTopic, catalog.OfferTopic, catalog.CustomerTopic, catalog.LimitTopic, catalog.GateTopic, catalog.WindowTopic, catalog.EvidenceTopic,
}

// place returns the place of a topic. If topicOrder does not list it, it comes
// last.
func (t topic) place() int {
	if i := slices.Index(topicOrder, t.Topic); i >= 0 {
		return i
	}
	return len(topicOrder)
}

// A statement is one statement of the catalog, with the days for which it
// holds.
type statement struct {
	ID     catalog.AspectID `json:"id"`
	What   string           `json:"what"`
	Scope  catalog.Scope    `json:"scope,omitzero"`
	Anchor mci.Anchor       `json:"anchor,omitempty"`
	Text   string           `json:"text"`
	From   mci.Date         `json:"from,omitzero"`
	Until  mci.Date         `json:"until,omitzero"`
	Source mci.Source       `json:"source"`
	// Unpublished describes the unpublished part of a rate in words. The
	// statement's text is then the base alone. It is empty for all other
	// statements.
	Unpublished string `json:"unpublished,omitempty"`
}

// rate returns 0 for a rate and 1 for any other statement, so that rates are
// sorted first.
func (s statement) rate() int {
	if strings.HasPrefix(string(s.ID), "rate.") {
		return 0
	}
	return 1
}

// Days returns the days of the statement in words.
func (s statement) Days() string { return mci.Period{From: s.From, Until: s.Until}.String() }

// A siteLine is a location on the Eligibility page.
type siteLine struct {
	Site eligibility.Site `json:"site"`
	// Eligible says whether the location is eligible for the engagement.
	Eligible mci.Fact `json:"eligible"`
	// Earns says whether the location earns by the engagement: it must be
	// enrolled and eligible, and its payee profile must be complete.
	Earns mci.Outcome `json:"earns"`
}

// engagementPage shows the Summary page of an engagement.
func (s *site) engagementPage(r *http.Request) (answer, error) {
	e, err := s.engagement(r)
	if err != nil {
		return nil, err
	}
	asked := r.URL.Query().Get("on")
	var on mci.Date
	if asked != "" {
		if on, err = mci.ParseDate(asked); err != nil {
			return nil, mci.At("on", err)
		}
	}
	m := summaryOf(e, on, s.now())
	m.Asked = asked
	for i := range s.partner.Sites {
		one := s.partner.Sites[i]
		m.Sites = append(m.Sites, siteLine{one, one.Eligible[e.Ref().Engagement], one.Earns(e.Ref().Engagement)})
	}
	for edition := range s.catalog.Editions() {
		if other, ok := edition.Engagement(e.Ref().Engagement); ok {
			m.Editions = append(m.Editions, tab{Name: edition.Name(), Address: engagementPath(other.Ref()), Current: other == e})
		}
	}
	return &page{template: "engagement", title: m.Title, section: "Engagements", model: m}, nil
}

// summaryOf returns the catalog's statements about an engagement on a day, or
// on all days if the day is zero.
func summaryOf(e *catalog.Engagement, on mci.Date, now time.Time) *engagementModel {
	ref := e.Ref()
	m := &engagementModel{
		Engagement: ref, Title: e.Title(), Description: e.Description(), Area: e.SolutionArea(), Role: e.PartnerRole(), Pay: e.PayKind(),
		Availability: eligibility.AvailabilityOf(e, now), Links: e.Links(), On: on, Sites: []siteLine{},
		Edition: string(ref.Edition), Path: "/engagements/" + url.PathEscape(string(ref.Engagement)),
		Customers: "/engagements/" + url.PathEscape(string(ref.Engagement)) + "/customers?" + url.Values{"edition": {string(ref.Edition)}}.Encode(),
	}
	for _, aspect := range e.Aspects(nil) {
		i := slices.IndexFunc(m.Statements, func(t topic) bool { return t.Topic == aspect.Topic })
		if i < 0 {
			i = len(m.Statements)
			m.Statements = append(m.Statements, topic{Topic: aspect.Topic})
		}
		m.Statements[i].add(aspect, on)
	}
	m.Statements = slices.DeleteFunc(m.Statements, func(t topic) bool { return len(t.Rows) == 0 })
	slices.SortStableFunc(m.Statements, func(a, b topic) int { return a.place() - b.place() })
	for i := range m.Statements {
		m.Statements[i].markBases()
		slices.SortStableFunc(m.Statements[i].Rows, func(a, b statement) int { return a.rate() - b.rate() })
	}
	return m
}

// The bounds of a spell that has no bound of its own.
const (
	firstDay = "0001-01-01"
	lastDay  = "9999-12-31"
)

// countryAspect is the kind of statement that adds one country to a market.
const countryAspect catalog.AspectID = "market.country"

// add adds the spells of an aspect. The countries of a market share one row, as
// they do in a guide.
func (t *topic) add(aspect *catalog.Aspect, on mci.Date) {
	for _, spell := range aspect.Spells {
		if !on.IsZero() && (on.Compare(spell.First) < 0 || on.Compare(spell.Last) > 0) {
			continue
		}
		row := statement{ID: aspect.ID, What: aspect.What, Scope: aspect.Scope, Anchor: aspect.Anchor, Text: spell.Text, Source: spell.Source}
		if spell.First.String() != firstDay {
			row.From = spell.First
		}
		if spell.Last.String() != lastDay {
			row.Until = spell.Last
		}
		if aspect.ID != countryAspect {
			t.Rows = append(t.Rows, row)
			continue
		}
		row.What, row.Text, row.Scope = "market "+spell.Text, "", catalog.Scope{}
		i := slices.IndexFunc(t.Rows, func(r statement) bool {
			return r.What == row.What && r.From == row.From && r.Until == row.Until
		})
		if i < 0 {
			row.Text = string(aspect.Scope.Country)
			t.Rows = append(t.Rows, row)
		} else {
			t.Rows[i].Text += ", " + string(aspect.Scope.Country)
		}
	}
}
