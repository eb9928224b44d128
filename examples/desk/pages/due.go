package pages

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// mostDue is the largest number of claims that the page lists.
const mostDue = 100

// A dueModel is the model of the page of due work.
type dueModel struct {
	// By is the grouping: "area", "location", "owner", or "conflict" for
	// associations that cannot all be approved. If it is empty, the page lists
	// single claims.
	By string `json:"by,omitempty"`
	// Area, Location and Owner filter the claims.
	Area     string         `json:"area,omitempty"`
	Location mci.LocationID `json:"location,omitempty"`
	Owner    string         `json:"owner,omitempty"`
	// Claims are the most urgent claims, the most urgent one first.
	Claims []register.WorkItem `json:"claims,omitempty"`
	// More says that more claims wait than the page lists.
	More   bool                 `json:"more,omitempty"`
	Groups []register.WorkGroup `json:"groups,omitempty"`
	Unread []*store.ClaimError  `json:"unread,omitempty"`

	// Over is the number of all claims whose expiry is due, even if the page
	// does not list them. Ending are the first 100 of them.
	Over   int         `json:"over,omitempty"`
	Ending []claims.ID `json:"ending,omitempty"`

	// Conflicts are the workloads and subscriptions for which several
	// associations are approved, if By is "conflict".
	Conflicts []credit.Conflict `json:"conflicts,omitempty"`

	// Ended is the number of claims that the user has just ended, and Left the
	// number that could not be ended. If nothing was ended, both are empty.
	Ended string `json:"-"`
	Left  string `json:"-"`
	Tabs  []tab  `json:"-"`
	Group string `json:"-"` // the criterion of the groups, in words
	Of    string `json:"-"` // the group that was chosen, in words
	Clear string `json:"-"`
}

// A grouping is a criterion for groups of work, with the parameter that selects
// one group.
type grouping struct {
	name, title string
	// one is the text for one selected group.
	one string
	of  register.Grouping
}

var groupings = []grouping{
	{"area", "By area", "Solution area", register.BySolutionArea}, {"location", "By location", "Location", register.ByLocation}, {"owner", "By owner", "Owner", register.ByOwner},
}

// byConflict groups associations that cannot all be approved.
const byConflict = "conflict"

// duePage lists the claims that wait for somebody, the most urgent first. If a
// grouping is chosen, it counts them by group instead.
func (s *site) duePage(r *http.Request) (answer, error) {
	values := r.URL.Query()
	m := &dueModel{By: values.Get("by"), Area: values.Get("area"), Location: mci.LocationID(values.Get("location")), Owner: values.Get("owner")}
	i := slices.IndexFunc(groupings, func(g grouping) bool { return g.name == m.By })
	if i < 0 && m.By != "" && m.By != byConflict {
		return nil, mci.Invalid("by", m.By, "area, location, owner or conflict")
	}
	var err error
	if m.Owner, err = s.owner(r.Context(), m.Owner); err != nil {
		return nil, err
	}
	if m.By == byConflict {
		m.Conflicts, m.Unread, err = register.Conflicts(r.Context(), s.desk, store.Query{SolutionArea: m.Area, Location: m.Location, Owner: m.Owner})
	} else if i >= 0 {
		m.Group = groupings[i].one
		err = m.group(r.Context(), s, groupings[i].of)
	} else {
		err = m.list(r.Context(), s)
	}
	if err != nil {
		return nil, err
	}
	if err := m.ending(r.Context(), s); err != nil {
		return nil, err
	}
	if told := s.told(r); told.swept {
		m.Ended = counted(told.ended, "claim")
		if told.left > 0 {
			m.Left = counted(told.left, "claim")
		}
	}
	m.Tabs = []tab{{Name: "Most urgent", Address: "/due", Current: m.By == ""}}
	for _, g := range groupings {
		m.Tabs = append(m.Tabs, tab{Name: g.title, Address: "/due?by=" + g.name, Current: m.By == g.name})
	}
	m.Tabs = append(m.Tabs, tab{Name: "Conflicts", Address: "/due?by=" + byConflict, Current: m.By == byConflict})
	m.Of = m.Area + m.Owner
	if m.Location != "" {
		m.Of = s.locationName(m.Location)
	}
	return &page{template: "due", title: "Due", section: "Due", model: m}, nil
}

// owner returns the mail address of the owner in a page's address. An opaque
// text can stand there for the mail address. If it stands for no owner, the
// text is returned unchanged and matches no claim.
func (s *site) owner(ctx context.Context, said string) (string, error) {
	if len(said) != opaqueLength {
		return said, nil
	}
	if err := s.follow(ctx); err != nil {
		return "", err
	}
	return s.ledger.owner(said), nil
}

// group counts the waiting claims by group.
func (m *dueModel) group(ctx context.Context, s *site, by register.Grouping) (err error) {
	if err := s.follow(ctx); err != nil {
		return err
	}
	if m.Groups, m.Unread, err = s.ledger.groups(choosing{area: m.Area, location: m.Location, owner: m.Owner}, by); err != nil {
		return err
	}
	return s.firsts(ctx, m.Groups)
}

// list lists the most urgent claims.
func (m *dueModel) list(ctx context.Context, s *site) (err error) {
	query := store.Query{SolutionArea: m.Area, Location: m.Location, Owner: m.Owner}
	m.Claims, m.Unread, err = register.MostUrgent(ctx, s.desk, query, s.now(), mostDue+1)
	if m.More = len(m.Claims) > mostDue; m.More {
		m.Claims = m.Claims[:mostDue]
	}
	return err
}

// GroupAddress returns the address of the list of a group's claims.
func (m *dueModel) GroupAddress(name string) string {
	if m.By == "owner" { // a mail address, which must not stand in a page's address
		name = opaque(name)
	}
	return "/due?" + url.Values{m.By: {name}}.Encode()
}

// Waits returns the number of claims in a group that wait for an actor.
func (m *dueModel) Waits(g register.WorkGroup, actor string) int {
	var a claims.Actor
	if a.UnmarshalText([]byte(actor)) != nil {
		return 0
	}
	return g.ByActor[a]
}
