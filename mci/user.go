package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// A UserID is the partner's own ID of one of its users.
type UserID string

// A Role is a user's set of permissions for work with incentives. The zero Role
// is no role. Source: [PermissionsOverview].
type Role uint8

// The roles that work with claims. An admin may do everything that a user may
// do.
const (
	// IncentivesUser sees programs and earnings, and starts and works on
	// claims.
	IncentivesUser Role = iota + 1
	// IncentivesAdmin also enrolls, keeps bank and tax data, and disputes
	// payments.
	IncentivesAdmin
)

var roleNames = vocabulary.Names[Role]{What: "role", Texts: []string{"", "Incentives user", "Incentives admin"}}

// String returns the role's name in the portal.
func (r Role) String() string { return roleNames.Text(r) }

// MarshalText returns the role's name in the portal.
func (r Role) MarshalText() ([]byte, error) { return roleNames.Marshal(r) }

// UnmarshalText reads a role's name in the portal. Any other text is a
// [FieldError].
func (r *Role) UnmarshalText(text []byte) error { return roleNames.Unmarshal(r, text) }

// A Grant gives a user a role at one location or at all of the partner's
// locations.
type Grant struct {
	// Role is the role that the user holds.
	Role Role `json:"role"`
	// Location is the location at which the role holds. If it is empty, the
	// role holds at all locations.
	Location LocationID `json:"location,omitempty"`
}

// A User is a person at the partner with the roles that the portal gives them.
type User struct {
	// ID is the partner's own ID of the user.
	ID UserID `json:"id"`
	// Name is the name of the user.
	Name string `json:"name,omitempty"`
	// Grants are the roles of the user. If they are nil, which in JSON is null
	// or the member left out, the roles are unknown. An empty slice, which is
	// [], says that the user has no role.
	Grants []Grant `json:"grants"`
}

// RoleAt returns the highest role that the user holds at a location, by a grant
// for that location or by one for all locations. If there is none, it returns
// the zero Role. A grant with a role that is not declared is ignored.
func (u User) RoleAt(location LocationID) Role {
	var highest Role
	for _, grant := range u.Grants {
		if grant.Role <= IncentivesAdmin && (grant.Location == "" || grant.Location == location) {
			highest = max(highest, grant.Role)
		}
	}
	return highest
}
