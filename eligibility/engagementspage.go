package eligibility

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An EngagementLine is one line of the Engagements page.
type EngagementLine struct {
	// Engagement is the engagement of the line; it has the title, the solution
	// area and the partner role.
	Engagement *catalog.Engagement
	// Availability is the status of the engagement at the instant of the page.
	Availability Availability
	// Eligible is yes if one of the sites is known to be eligible, and unknown
	// if it is not known whether one is.
	Eligible mci.Fact
	// Earning is the number of sites that earn by the engagement.
	Earning EarningCount
}

// An EngagementFilter chooses lines of the Engagements page. An empty field
// chooses every line, and so does the zero EngagementFilter. The page of 2023
// has all three filters, later ones have no locations. Source:
// [mci.EngagementsOverview].
type EngagementFilter struct {
	// Availabilities are the statuses to show.
	Availabilities []Availability `json:"availabilities,omitempty"`
	// PartnerRoles are the roles to show, in which the partner earns, such as
	// "Build Intent".
	PartnerRoles []string `json:"partnerRoles,omitempty"`
	// Locations are the locations to consider, as if the partner had no others.
	Locations []mci.LocationID `json:"locations,omitempty"`
}

// EngagementsPage yields the engagements that the portal lists for a partner at
// an instant, in the given order. An engagement is listed if at least one of
// the sites is eligible for it. If that is not known, it is listed too, and its
// line says so. The sites are all of the partner's, or those that a user may
// see; nil means that they are not known. If a site is malformed, or the filter
// has a status that is not declared, the error is a [mci.FieldError]. The
// engagements must not be nil.
func EngagementsPage(engagements iter.Seq[*catalog.Engagement], sites []Site, filter EngagementFilter, at time.Time) (iter.Seq[EngagementLine], error) {
	if err := checkSites(sites); err != nil {
		return nil, err
	}
	if err := filter.check(); err != nil {
		return nil, err
	}
	return engagementLines(engagements, sites, filter, at), nil
}

func engagementLines(engagements iter.Seq[*catalog.Engagement], sites []Site, filter EngagementFilter, at time.Time) iter.Seq[EngagementLine] {
	sites = chosenSites(sites, func(location mci.Location) bool { return oneOf(filter.Locations, location.ID) })
	return func(yield func(EngagementLine) bool) {
		for engagement := range engagements {
			line := EngagementLine{
				Engagement:   engagement,
				Availability: AvailabilityOf(engagement, at),
				Eligible:     PartnerEligible(sites, engagement.Ref().Engagement),
				Earning:      CountEarning(sites, engagement.Ref().Engagement),
			}
			if line.Eligible != mci.No && filter.chooses(&line) && !yield(line) {
				return
			}
		}
	}
}

func (f *EngagementFilter) check() error {
	for k, wanted := range f.Availabilities {
		if wanted > Expired {
			return &mci.FieldError{
				Path:  fmt.Sprintf("filter.availabilities[%d]", k),
				Found: strconv.Itoa(int(wanted)), Want: availabilityNames.Allowed(),
			}
		}
	}
	return nil
}

func (f *EngagementFilter) chooses(line *EngagementLine) bool {
	return oneOf(f.Availabilities, line.Availability) && oneOf(f.PartnerRoles, line.Engagement.PartnerRole())
}

// oneOf reports whether a value is wanted. If the list is empty, every value
// is.
func oneOf[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

// SitesFor returns the sites at which a user is known to be permitted an
// action, in the given order. If the sites are not known, it returns nil. If
// the action is not declared, or a field of the user or of a site is malformed,
// the error is a [mci.FieldError].
func SitesFor(user mci.User, action Action, sites []Site) ([]Site, error) {
	if _, err := May(user, action, mci.Location{}); err != nil {
		return nil, err
	}
	if err := checkSites(sites); err != nil {
		return nil, err
	}
	return chosenSites(sites, func(location mci.Location) bool { return may(user, action, location).Outcome() == mci.Pass }), nil
}

// chosenSites returns the sites with a chosen location. The result is nil only
// if the sites are not known.
func chosenSites(sites []Site, chooses func(mci.Location) bool) []Site {
	if sites == nil {
		return nil
	}
	chosen := []Site{}
	for _, site := range sites {
		if chooses(site.Location) {
			chosen = append(chosen, site)
		}
	}
	return chosen
}

// MarshalJSON returns the line as the page shows it: the engagement's
// reference, title, solution area, partner role and pay kind, its status,
// whether a site is eligible, and how many earn.
func (l EngagementLine) MarshalJSON() ([]byte, error) {
	form := struct {
		Engagement   mci.EngagementRef `json:"engagement"`
		Title        string            `json:"title"`
		SolutionArea string            `json:"solutionArea"`
		PartnerRole  string            `json:"partnerRole"`
		PayKind      catalog.PayKind   `json:"payKind"`
		Availability Availability      `json:"availability"`
		Eligible     mci.Fact          `json:"eligible"`
		Earning      EarningCount      `json:"earning"`
	}{Availability: l.Availability, Eligible: l.Eligible, Earning: l.Earning}
	if e := l.Engagement; e != nil {
		form.Engagement, form.Title, form.SolutionArea = e.Ref(), e.Title(), e.SolutionArea()
		form.PartnerRole, form.PayKind = e.PartnerRole(), e.PayKind()
	}
	return json.Marshal(form)
}

// UnmarshalJSON always fails: only [EngagementsPage] makes a line.
func (l *EngagementLine) UnmarshalJSON([]byte) error {
	return unwritable("an EngagementLine", "EngagementsPage makes it from an engagement")
}
