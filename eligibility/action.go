package eligibility

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Action is something that a user of the partner does with incentives in
// Partner Center. The zero Action is none. Assigning the roles themselves takes
// an account admin or a global admin, which this library does not model.
type Action uint8

// The actions.
const (
	// see programs, engagements, customers and claims
	ViewPrograms Action = iota + 1
	// see what was earned, without bank data
	ViewEarnings
	// add or claim a customer, from an enrolled location
	StartClaims
	// ask for consent, give evidence, submit, dispute a rejection
	WorkOnClaims
	// question what was paid
	DisputePayments
	// claim an association with a customer (CPOR)
	CreateAssociations
	// change or end such an association
	ManageAssociations
	// enroll a location in a program
	EnrollLocations
	// bank and tax data
	ManagePayeeProfile
)

// actionTerms are what an action takes.
type actionTerms struct {
	means    string
	role     mci.Role // the lowest that suffices
	enrolled bool     // the location must be enrolled
	source   mci.Source
}

var (
	permissions        = mci.PermissionsOverview.Source()
	createAssociation  = mci.Source{Title: "Microsoft Learn, Create a customer association", Published: "2023-10-10", Grade: mci.MicrosoftPublic}
	manageAssociations = mci.Source{Title: "Public research notes that quote Microsoft Learn, Manage customer associations, as of 2025", Published: "2026-08-28", Grade: mci.ThirdParty}
	enrollment         = mci.Source{Title: "Microsoft Learn, Incentives enrollment", Published: "2022-09-16", Grade: mci.MicrosoftPublic}
)

var actions = [...]actionTerms{
	ViewPrograms: {means: "see programs, engagements, customers and claims", role: mci.IncentivesUser, source: permissions},
	ViewEarnings: {means: "see earnings", role: mci.IncentivesUser, source: permissions},
	StartClaims:  {means: "start claims", role: mci.IncentivesUser, enrolled: true, source: mci.CustomersPage.Source()},
	// Who may start a claim may work on it: no page says more.
	WorkOnClaims:       {means: "work on claims", role: mci.IncentivesUser, source: mci.LibraryReading.Source()},
	DisputePayments:    {means: "dispute payments", role: mci.IncentivesAdmin, source: permissions},
	CreateAssociations: {means: "create customer associations", role: mci.IncentivesAdmin, source: createAssociation},
	// The page of 2023 let billing and global admins do it too; the one of 2025
	// does not, and is taken.
	ManageAssociations: {means: "manage customer associations", role: mci.IncentivesAdmin, source: manageAssociations},
	EnrollLocations:    {means: "enroll locations", role: mci.IncentivesAdmin, source: enrollment},
	ManagePayeeProfile: {means: "manage bank and tax data", role: mci.IncentivesAdmin, source: permissions},
}

// terms returns what the action takes, and whether it is declared.
func (a Action) terms() (actionTerms, bool) {
	if a == 0 || int(a) >= len(actions) {
		return actionTerms{}, false
	}
	return actions[a], true
}

// Actions returns every action.
func Actions() []Action {
	var all []Action
	for a := range actions[1:] {
		all = append(all, Action(a+1))
	}
	return all
}

var actionNames = func() vocabulary.Names[Action] {
	names := vocabulary.Names[Action]{What: "action"}
	for i := range actions {
		names.Texts = append(names.Texts, actions[i].means)
	}
	return names
}()

// MarshalText returns what the user does, such as "start claims". A value that
// is not declared is a [mci.FieldError].
func (a Action) MarshalText() ([]byte, error) { return actionNames.Marshal(a) }

// UnmarshalText reads what the user does, such as "start claims". Any other
// text is a [mci.FieldError].
func (a *Action) UnmarshalText(text []byte) error { return actionNames.Unmarshal(a, text) }

// String returns what the user does, such as "start claims".
func (a Action) String() string { return actionNames.Text(a) }
