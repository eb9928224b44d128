package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// A UserID is the partner's own ID of one of its users.
type UserID string

// A Role is what a user may do with incentives. The zero Role is none. Source:
// [PermissionsOverview].
type Role uint8

// The roles that work with claims. An admin may do all that a user may.
const (
	// sees programs and earnings, starts and works on claims
	IncentivesUser Role = iota + 1
	// also enrolls, keeps bank and tax data, disputes payments
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

// A Grant gives a user a role at one location, or at all of the partner's
// locations when Location is empty.
type Grant struct {
	Role     Role       `json:"role"`
	Location LocationID `json:"location,omitempty"`
}

// A User is a person at the partner with the roles that the portal gives them.
type User struct {
	ID     UserID  `json:"id"`
	Name   string  `json:"name,omitempty"`
	Grants []Grant `json:"grants"` // null is not known
}

// RoleAt returns the highest role that the user holds at a location, by a grant
// for that location or by one for all; no role if there is none. A role that is
// not declared counts for nothing.
func (u User) RoleAt(location LocationID) Role {
	var highest Role
	for _, grant := range u.Grants {
		if grant.Role <= IncentivesAdmin && (grant.Location == "" || grant.Location == location) {
			highest = max(highest, grant.Role)
		}
	}
	return highest
}
