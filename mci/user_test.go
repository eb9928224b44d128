package mci_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestAUserHoldsTheHighestRoleOfAllGrantsThatReachALocation(t *testing.T) {
	user := func(grants ...mci.Grant) mci.User { return mci.User{ID: "sam", Name: "Sam", Grants: grants} }
	for _, c := range []struct {
		name     string
		user     mci.User
		location mci.LocationID
		want     mci.Role
	}{
		{"no grant", user(), "1234567", 0},
		{"user there", user(mci.Grant{Role: mci.IncentivesUser, Location: "1234567"}), "1234567", mci.IncentivesUser},
		{"user elsewhere", user(mci.Grant{Role: mci.IncentivesUser, Location: "7654321"}), "1234567", 0},
		{"admin everywhere", user(mci.Grant{Role: mci.IncentivesAdmin}), "1234567", mci.IncentivesAdmin},
		{"user everywhere, admin there", user(mci.Grant{Role: mci.IncentivesUser}, mci.Grant{Role: mci.IncentivesAdmin, Location: "1234567"}), "1234567", mci.IncentivesAdmin},
		{"admin there, user everywhere", user(mci.Grant{Role: mci.IncentivesAdmin, Location: "1234567"}, mci.Grant{Role: mci.IncentivesUser}), "1234567", mci.IncentivesAdmin},
		{"user everywhere, admin elsewhere", user(mci.Grant{Role: mci.IncentivesUser}, mci.Grant{Role: mci.IncentivesAdmin, Location: "7654321"}), "1234567", mci.IncentivesUser},
		{"a grant of no role", user(mci.Grant{Location: "1234567"}), "1234567", 0},
	} {
		if got := c.user.RoleAt(c.location); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestARoleThatIsNotDeclaredCountsForNothing(t *testing.T) {
	user := mci.User{ID: "u", Grants: []mci.Grant{{Role: 9}, {Role: mci.IncentivesUser, Location: "L-1"}}}
	if here, elsewhere := user.RoleAt("L-1"), user.RoleAt("L-2"); here != mci.IncentivesUser || elsewhere != 0 {
		t.Errorf("the roles are %v and %v", here, elsewhere)
	}
}
