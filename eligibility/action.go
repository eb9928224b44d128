package eligibility

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Action is a task of a partner's user in Partner Center, such as starting a
// claim. The zero Action is none. Only an account admin or a global admin can
// assign the roles themselves; this library does not model those two.
type Action uint8

// The actions.
const (
	// ViewPrograms sees programs, engagements, customers and claims.
	ViewPrograms Action = iota + 1
	// ViewEarnings sees earnings, without bank data.
	ViewEarnings
	// StartClaims adds or claims a customer, from an enrolled location.
	StartClaims
	// WorkOnClaims asks for consent, gives evidence, submits a claim, and
	// disputes a rejection.
	WorkOnClaims
	// DisputePayments questions a payment.
	DisputePayments
	// CreateAssociations claims an association with a customer (CPOR).
	CreateAssociations
	// ManageAssociations changes or ends such an association.
	ManageAssociations
	// EnrollLocations enrolls a location in a program.
	EnrollLocations
	// ManagePayeeProfile edits bank and tax data.
	ManagePayeeProfile
)

// actionTerms are the requirements of an action.
type actionTerms struct {
	means    string
	role     mci.Role // the lowest that suffices
	enrolled bool     // the location must be enrolled
	source   mci.Source
}

var (
	permissions        = mci.PermissionsOverview.Source()
	createAssociation  = mci.CreateAssociation.Source()
	manageAssociations = mci.Source{Title: "Public research notes that quote Microsoft Learn, Manage customer associations, as of 2025", Published: "2026-08-28", Grade: mci.ThirdParty}
	enrollment         = mci.Source{Title: "Microsoft Learn, Incentives enrollment", Published: "2022-09-16", Grade: mci.MicrosoftPublic}
)

var actions = [...]actionTerms{
	ViewPrograms: {means: "see programs, engagements, customers and claims", role: mci.IncentivesUser, source: permissions},
	ViewEarnings: {means: "see earnings", role: mci.IncentivesUser, source: permissions},
	StartClaims:  {means: "start claims", role: mci.IncentivesUser, enrolled: true, source: mci.CustomersPage.Source()},
	// No page says more: if a user may start a claim, the user may work on it.
	WorkOnClaims:       {means: "work on claims", role: mci.IncentivesUser, source: mci.LibraryReading.Source()},
	DisputePayments:    {means: "dispute payments", role: mci.IncentivesAdmin, source: permissions},
	CreateAssociations: {means: "create customer associations", role: mci.IncentivesAdmin, source: createAssociation},
	// The page of 2023 lets billing and global admins do it too. The page of
	// 2025 does not, and this row follows it.
	ManageAssociations: {means: "manage customer associations", role: mci.IncentivesAdmin, source: manageAssociations},
	EnrollLocations:    {means: "enroll locations", role: mci.IncentivesAdmin, source: enrollment},
	ManagePayeeProfile: {means: "manage bank and tax data", role: mci.IncentivesAdmin, source: permissions},
}

// terms returns the requirements of the action, and whether it is declared.
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

// MarshalText returns the action in words, such as "start claims". If the value
// is not declared, it returns a [mci.FieldError].
func (a Action) MarshalText() ([]byte, error) { return actionNames.Marshal(a) }

// UnmarshalText reads an action in words, such as "start claims". If the text
// is anything else, it returns a [mci.FieldError].
func (a *Action) UnmarshalText(text []byte) error { return actionNames.Unmarshal(a, text) }

// String returns the action in words, such as "start claims".
func (a Action) String() string { return actionNames.Text(a) }
