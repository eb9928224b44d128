package eligibility

import (
	"encoding/json"

	"github.com/mci-go/incentives/mci"
)

// A Permission answers whether a user may do something at a location. The zero
// Permission answers nothing and is unknown. If a role is given or taken away
// in the Azure portal, it can take an hour until Partner Center shows it.
// Source: [mci.PermissionsOverview].
type Permission struct {
	action           Action
	location         mci.Location
	found            string
	role, enrollment mci.Outcome
}

// May answers whether a user may do something at one of the partner's
// locations. The user must hold a sufficient role, for that location or for
// all. To start a claim, the location must be enrolled too. If the grants are
// nil, the roles are unknown; a user without a role has an empty slice of
// grants. If the action is not declared, or a field of the user or the location
// is malformed, it returns a [mci.FieldError].
func May(user mci.User, action Action, location mci.Location) (Permission, error) {
	if _, ok := action.terms(); !ok {
		return Permission{}, mci.Invalid("action", action.String(), "an action that is declared")
	}
	var i inspection
	i.object("user", func() { i.user(&user) })
	i.object("location", func() { i.location(&location) })
	if i.first != nil {
		return Permission{}, i.first
	}
	return may(user, action, location), nil
}

// may is May for well-formed arguments.
func may(user mci.User, action Action, location mci.Location) Permission {
	terms, _ := action.terms()
	p := Permission{action: action, location: location, found: roleFound(&user, location.ID), role: holds(&user, location.ID, terms.role), enrollment: mci.Pass}
	if terms.enrolled {
		p.enrollment = location.Enrollment.Outcome()
	}
	return p
}

// holds answers whether a user holds a role at a location, or a higher one. If
// the grants were not supplied, it is unknown.
func holds(user *mci.User, location mci.LocationID, role mci.Role) mci.Outcome {
	return unlessZero(user.Grants == nil, user.RoleAt(location) >= role)
}

// Outcome returns pass if the user may do it, fail if not, and unknown if the
// user's roles or the location's enrollment are not known.
func (p Permission) Outcome() mci.Outcome { return p.role.And(p.enrollment) }

// Findings returns the finding on the user's role and, if the action needs an
// enrolled location, the finding on the enrollment.
func (p Permission) Findings() []mci.Finding {
	terms, ok := p.action.terms()
	if !ok {
		return nil
	}
	findings := []mci.Finding{{
		Rule: userRoleRule, Outcome: p.role, Path: "user", Want: wantedRole(terms.role) + " to " + terms.means,
		Found: p.found, Source: terms.source,
	}}
	if terms.enrolled {
		findings = append(findings, mci.Finding{
			Rule: enrolledRule, Outcome: p.enrollment, Path: "location.enrollment", Want: wantedEnrollment,
			Found: p.location.Enrollment.String(), Source: mci.CustomersPage.Source(),
		})
	}
	return findings
}

// Reasons returns only the findings that stand in the way: those that failed
// and those that lacked a fact.
func (p Permission) Reasons() []mci.Finding {
	var reasons []mci.Finding
	for _, finding := range p.Findings() {
		if finding.Outcome != mci.Pass {
			reasons = append(reasons, finding)
		}
	}
	return reasons
}

// The rules that a permission shares with the table of a decision.
const (
	userRoleRule     mci.RuleID = "user.role"
	enrolledRule     mci.RuleID = "location.enrolled"
	wantedEnrollment            = "a location enrolled in the program"
)

func wantedRole(least mci.Role) string {
	if least == mci.IncentivesAdmin {
		return "the role Incentives admin at the location"
	}
	return "the role Incentives admin or Incentives user at the location"
}

func roleFound(user *mci.User, location mci.LocationID) string {
	if user.Grants == nil {
		return "unknown roles"
	}
	return orNone(user.RoleAt(location).String(), "no role") + " at " + orNone(string(location), "no location")
}

// MarshalJSON returns the action, the location's ID, the outcome and the
// findings. The zero Permission has no findings and is unknown.
func (p Permission) MarshalJSON() ([]byte, error) {
	findings := p.Findings()
	if findings == nil {
		findings = []mci.Finding{}
	}
	return json.Marshal(struct {
		Action   Action         `json:"action"`
		Location mci.LocationID `json:"location"`
		Outcome  mci.Outcome    `json:"outcome"`
		Findings []mci.Finding  `json:"findings"`
	}{p.action, p.location.ID, p.Outcome(), findings})
}

// UnmarshalJSON always fails: only [May] makes a permission.
func (p *Permission) UnmarshalJSON([]byte) error {
	return unwritable("a Permission", "May makes it from a user, an action and a location")
}
