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
	// which has the title, the solution area and the partner role
	Engagement   *catalog.Engagement
	Availability Availability
	// yes, or unknown where it is not known whether any location is eligible
	Eligible mci.Fact
	Earning  EarningCount
}

// An EngagementFilter chooses among the lines of the Engagements page. An empty
// field chooses all, so that the zero EngagementFilter is none. The page of
// 2023 has all three filters, later ones have no locations. Source:
// [mci.EngagementsOverview].
type EngagementFilter struct {
	// any of these statuses
	Availabilities []Availability `json:"availabilities,omitempty"`
	// any of these roles in which the partner earns, such as "Build Intent"
	PartnerRoles []string `json:"partnerRoles,omitempty"`
	// as if the partner had no other locations
	Locations []mci.LocationID `json:"locations,omitempty"`
}

// EngagementsPage yields the engagements that the portal lists for a partner at
// an instant, in the given order: those for which at least one of the sites is
// eligible. Where that is not known, the line says so. The sites are all of the
// partner's, or those that a user may see; nil says that they are not known. A
// malformed site and a filter for a status that is not declared are a
// [mci.FieldError]. The engagements must not be nil.
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

// oneOf reports whether a value is among those that are asked for.
func oneOf[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

// SitesFor returns the sites at which a user is known to be permitted an
// action, in the given order. It is nil if the sites are not known. An action
// that is not declared, and a malformed field of the user or a site, are a
// [mci.FieldError].
func SitesFor(user mci.User, action Action, sites []Site) ([]Site, error) {
	if _, err := May(user, action, mci.Location{}); err != nil {
		return nil, err
	}
	if err := checkSites(sites); err != nil {
		return nil, err
	}
	return chosenSites(sites, func(location mci.Location) bool { return may(user, action, location).Outcome() == mci.Pass }), nil
}

// chosenSites never makes sites unknown that are known.
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

// MarshalJSON returns what the page shows of the engagement: its reference,
// title, solution area and partner role, its status, and which locations earn.
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

// UnmarshalJSON refuses: a line is made by [EngagementsPage] alone.
func (l *EngagementLine) UnmarshalJSON([]byte) error {
	return unwritable("an EngagementLine", "EngagementsPage makes it of an engagement")
}
