package access

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/internal/conditions"
	"github.com/mci-go/incentives/referral/resource"
)

// A Role is a user's role for referrals in Partner Center. The zero Role is
// unknown.
type Role uint8

// The roles.
const (
	UnknownRole    Role = iota
	NoRole              // the user has no role for referrals
	ReferralsUser       // sees and edits the deals of whose team the user is a member
	ReferralsAdmin      // sees and edits all deals
)

var roleNames = vocabulary.Names[Role]{What: "role", Texts: []string{"unknown", "none", "Referrals user", "Referrals admin"}}

// String returns the role's name.
func (r Role) String() string { return roleNames.Text(r) }

// MarshalText returns the role's name. A value that is not declared is a
// [mci.FieldError].
func (r Role) MarshalText() ([]byte, error) { return roleNames.Marshal(r) }

// UnmarshalText reads a role's name. Any other text is a [mci.FieldError].
func (r *Role) UnmarshalText(text []byte) error { return roleNames.Unmarshal(r, text) }

// An Act is an act on a deal. The zero Act is to see it.
type Act uint8

// The acts.
const (
	SeeDeal    Act = iota // see the deal and its activities
	EditDeal              // edit the deal
	CreateDeal            // create a deal
)

var actNames = vocabulary.Names[Act]{What: "act", Texts: []string{"see", "edit", "create"}}

// String returns the act in words.
func (a Act) String() string { return actNames.Text(a) }

// MarshalText returns the act in words. A value that is not declared is a
// [mci.FieldError].
func (a Act) MarshalText() ([]byte, error) { return actNames.Marshal(a) }

// UnmarshalText reads the act in words. Any other text is a [mci.FieldError].
func (a *Act) UnmarshalText(text []byte) error { return actNames.Unmarshal(a, text) }

// A User is a person with a role for referrals.
type User struct {
	// Role is the role for referrals.
	Role Role `json:"role,omitzero"`
	// Email is the address by which the person is in the teams of deals.
	Email string `json:"email,omitempty"`
	// Locations limit the role to locations. If it is empty, the role is for
	// the whole company.
	Locations []mci.LocationID `json:"locations,omitzero"`
}

// A request is an act of a user on a deal.
type request struct {
	user     User
	act      Act
	deal     *resource.Referral
	location mci.LocationID
}

var accessRows = []ruling.Row[request, struct{}]{
	allows("access.role", "user.role", "a role for referrals", func(a request) (mci.Outcome, string) {
		switch a.user.Role {
		case ReferralsUser, ReferralsAdmin:
			return mci.Pass, a.user.Role.String()
		case NoRole:
			return mci.Fail, a.user.Role.String()
		case UnknownRole:
		}
		return mci.Unknown, a.user.Role.String()
	}),
	allows("access.location", "location", "a location that the role is for", func(a request) (mci.Outcome, string) {
		switch {
		case len(a.user.Locations) == 0:
			return mci.Pass, "a role for the whole company"
		case a.location == "":
			return mci.Unknown, "unknown"
		default:
			return mci.FactOf(slices.Contains(a.user.Locations, a.location)).Outcome(), string(a.location)
		}
	}),
	allows("access.team", "team", "the role of an admin, or a member of the deal's team", checkTeam),
	allows("access.act", "act", "an act that is declared", func(a request) (mci.Outcome, string) {
		switch a.act {
		case SeeDeal, EditDeal, CreateDeal:
			return mci.Pass, a.act.String()
		}
		return mci.Unknown, a.act.String()
	}),
}

func allows(id mci.RuleID, path, want string, look func(request) (mci.Outcome, string)) ruling.Row[request, struct{}] {
	return conditions.Row(id, path, want, "to see or edit a deal it takes "+want, mci.PermissionsOverview.Source(), struct{}{}, look)
}

func checkTeam(a request) (mci.Outcome, string) {
	switch {
	case a.act == CreateDeal:
		return mci.Pass, "a deal that is created"
	case a.user.Role == ReferralsAdmin:
		return mci.Pass, a.user.Role.String()
	case a.deal == nil || a.user.Email == "":
		return mci.Unknown, "unknown"
	case slices.ContainsFunc(a.deal.Team, func(m resource.Member) bool { return strings.EqualFold(m.Email, a.user.Email) }):
		return mci.Pass, "a member"
	case a.user.Role == UnknownRole:
		return mci.Unknown, "no member, and a user of an unknown role"
	case slices.ContainsFunc(a.deal.Odd(), func(o resource.Odd) bool { return !o.Read && strings.HasPrefix(o.Path, "team") }):
		return mci.Unknown, "a team that could not be read"
	default:
		return mci.Fail, "no member"
	}
}

// May decides whether a user may see, edit or create a deal at a location, with
// a finding for each condition. To create, the deal is nil. An admin sees all
// deals of the locations that the role is for. A user sees and edits a deal if
// the user is a member of its team. If a user may see a deal, the user may see
// its activities. If the role or the act is not declared, it is unknown whether
// the user may.
//
// The documents contradict each other about who creates deals: the pages on
// permissions and on co-sell let users do it, and the referrals FAQ wants an
// admin. May follows the former. Source: [mci.PermissionsOverview].
func May(user User, act Act, deal *resource.Referral, location mci.LocationID) resource.Verdict {
	return conditions.Judge(accessRows, request{user, act, deal, location})
}

// Activities returns the differences between two versions of a deal, if the
// user may see the later one, and the verdict about that. If it is unknown
// whether the user may, it returns none. See [change.Activities].
func Activities(user User, location mci.LocationID, earlier, later *resource.Referral, by string) ([]change.Activity, resource.Verdict) {
	verdict := May(user, SeeDeal, later, location)
	if verdict.Outcome != mci.Pass {
		return nil, verdict
	}
	return slices.Collect(change.Activities(earlier, later, by)), verdict
}

// Rules returns the meanings of the rules of this package.
func Rules() []mci.Rule { return conditions.Rules(accessRows) }
