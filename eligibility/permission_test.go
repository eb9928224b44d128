package eligibility

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func userWith(role mci.Role, location mci.LocationID) mci.User {
	return mci.User{ID: "u-1", Grants: []mci.Grant{{Role: role, Location: location}}}
}

func TestWhatAUserAndAnAdminMayDo(t *testing.T) {
	enrolled, discontinued := mci.Location{ID: "L-1", Enrollment: mci.Enrolled}, mci.Location{ID: "L-1", Enrollment: mci.Discontinued}
	for action, want := range map[Action]struct{ user, admin, elsewhere mci.Outcome }{
		ViewPrograms:       {mci.Pass, mci.Pass, mci.Pass},
		ViewEarnings:       {mci.Pass, mci.Pass, mci.Pass},
		StartClaims:        {mci.Pass, mci.Pass, mci.Fail},
		WorkOnClaims:       {mci.Pass, mci.Pass, mci.Pass},
		DisputePayments:    {mci.Fail, mci.Pass, mci.Pass},
		CreateAssociations: {mci.Fail, mci.Pass, mci.Pass},
		ManageAssociations: {mci.Fail, mci.Pass, mci.Pass},
		EnrollLocations:    {mci.Fail, mci.Pass, mci.Pass},
		ManagePayeeProfile: {mci.Fail, mci.Pass, mci.Pass},
	} {
		for _, c := range []struct {
			who      string
			user     mci.User
			location mci.Location
			want     mci.Outcome
		}{
			{"a user of the location", userWith(mci.IncentivesUser, "L-1"), enrolled, want.user},
			{"a user of all locations", userWith(mci.IncentivesUser, ""), enrolled, want.user},
			{"an admin of the location", userWith(mci.IncentivesAdmin, "L-1"), enrolled, want.admin},
			{"an admin of all locations", userWith(mci.IncentivesAdmin, ""), enrolled, want.admin},
			{"an admin where it is not enrolled", userWith(mci.IncentivesAdmin, ""), discontinued, want.elsewhere},
			{"an admin of another location", userWith(mci.IncentivesAdmin, "L-2"), enrolled, mci.Fail},
			{"a person without a role", mci.User{ID: "u-1", Grants: []mci.Grant{}}, enrolled, mci.Fail},
			{"a person of unknown roles", mci.User{ID: "u-1"}, enrolled, mci.Unknown},
			{"nobody", mci.User{}, enrolled, mci.Unknown},
		} {
			if got := may(c.user, action, c.location).Outcome(); got != c.want {
				t.Errorf("%s may %s: %v, want %v", c.who, action, got, c.want)
			}
		}
	}
}

func TestALocationOfUnknownEnrollmentLeavesStartingAClaimUnknown(t *testing.T) {
	admin, location := userWith(mci.IncentivesAdmin, ""), mci.Location{ID: "L-1"}
	if got := may(admin, StartClaims, location).Outcome(); got != mci.Unknown {
		t.Errorf("starting a claim: %v, want unknown", got)
	}
	if got := may(admin, WorkOnClaims, location).Outcome(); got != mci.Pass {
		t.Errorf("working on a claim: %v, want pass", got)
	}
}

func TestAPermissionSaysWhatItWantedAndFound(t *testing.T) {
	p := may(userWith(mci.IncentivesUser, "L-1"), DisputePayments, mci.Location{ID: "L-1"})
	reasons := p.Reasons()
	if len(reasons) != 1 || len(p.Findings()) != 1 {
		t.Fatalf("the findings are %v", p.Findings())
	}
	want := mci.Finding{
		Rule: "user.role", Outcome: mci.Fail, Path: "user", Want: "the role Incentives admin at the location to dispute payments",
		Found: "Incentives user at L-1", Source: mci.PermissionsOverview.Source(),
	}
	if reasons[0] != want {
		t.Errorf("the reason is %+v, want %+v", reasons[0], want)
	}
	started := may(mci.User{}, StartClaims, mci.Location{Enrollment: mci.Enrolled})
	if len(started.Findings()) != 2 || len(started.Reasons()) != 1 || started.Reasons()[0].Found != "unknown roles" {
		t.Errorf("the findings on starting a claim are %v", started.Findings())
	}
}

func TestAnActionThatIsNotDeclaredIsAnErrorAndHasNoAnswer(t *testing.T) {
	for _, action := range []Action{0, ManagePayeeProfile + 1, 255} {
		p, err := May(userWith(mci.IncentivesAdmin, ""), action, mci.Location{Enrollment: mci.Enrolled})
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != "action" {
			t.Errorf("action %d: %v, want an error of the field", action, err)
		}
		if p.Outcome() != mci.Unknown || p.Findings() != nil || p.Reasons() != nil {
			t.Errorf("action %d: %v, %v", action, p.Outcome(), p.Findings())
		}
	}
}

func TestEveryActionHasWordsASourceAndARole(t *testing.T) {
	all := Actions()
	if len(all) != int(ManagePayeeProfile) {
		t.Fatalf("there are %d actions", len(all))
	}
	seen := map[string]bool{}
	for _, action := range all {
		terms, ok := action.terms()
		if !ok || seen[action.String()] || terms.role == 0 || terms.source.Grade == 0 {
			t.Errorf("%q has the terms %+v", action, terms)
		}
		seen[action.String()] = true
	}
	var b strings.Builder
	for _, action := range all {
		terms, _ := action.terms()
		fmt.Fprintf(&b, "%s\n  role    %s\n  source  %s\n", action, terms.role, terms.source)
	}
	golden(t, "actions.golden.txt", b.String())
	if Action(0).String() != "" || Action(99).String() != "invalid action" {
		t.Errorf("the zero action is %q, an undeclared one %q", Action(0), Action(99))
	}
}

func TestStartingAClaimIsDecidedAsInTheNomination(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		d, p := decide(&q), may(q.User, StartClaims, q.Location)
		inDecision := map[mci.RuleID]mci.Finding{}
		for _, f := range d.Findings() {
			inDecision[f.Rule] = f
		}
		for _, f := range p.Findings() {
			if g := inDecision[f.Rule]; g.Outcome != f.Outcome || g.Found != f.Found || g.Path != f.Path {
				t.Fatalf("the decision found %+v, the permission %+v", g, f)
			}
		}
	})
}
