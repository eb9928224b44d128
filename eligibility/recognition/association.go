package recognition

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PartnerID is a partner, by the host's own ID or by its ID of the Microsoft
// AI Cloud Partner Program.
type PartnerID string

const mostPartnerBytes = 100

// check reports a partner that is no text on one line.
func (id PartnerID) check(path string) error {
	if strings.ContainsAny(string(id), "\n\t") {
		return mci.Invalid(path, string(id), "an ID on one line")
	}
	return vocabulary.CheckID(path, string(id), mostPartnerBytes)
}

// An Association is what a partner has with a customer's workload, subscription
// or resource, as Partner Center or another portal shows it. Partner and
// Mechanism are required; a fact that is not supplied stays zero and makes the
// rules that need it unknown.
type Association struct {
	Partner   PartnerID `json:"partner"`
	Mechanism Mechanism `json:"mechanism"`
	// what it is with; a new subscription is another subject and needs another
	// association
	Subject Subject `json:"subject"`
	// Held are the days on which it holds. Unlike elsewhere, what is left out
	// is unknown, not unbounded: give From, and one of Until if it has ended or
	// will, and KnownUntil, the last day on which it was seen to hold.
	Held mci.Period `json:"held,omitzero"`

	// of a CPOR alone
	PartnerRole PartnerRole `json:"partnerRole,omitzero"`
	// of a PAL alone
	PALRole PALRole `json:"palRole,omitzero"`
	// of a CPOR claim alone
	Status Status `json:"status,omitzero"`
	// OptedOut is whether the customer opted out of a CPOR. Three pages give
	// three windows for that: five business days, seven days, any time. Any
	// time is taken, so that no date ends the question.
	OptedOut mci.Fact `json:"optedOut"`
	// PayDeclined is whether the partner opted out of incentive payments when
	// it claimed a workload.
	PayDeclined mci.Fact `json:"payDeclined"`
}

// Check reports the first malformed field, as a [mci.FieldError]: a partner or
// mechanism that is missing, a value that is not declared, a role or status of
// another mechanism, and days that contradict each other.
func (a *Association) Check() error {
	if err := a.Partner.check("partner"); err != nil {
		return err
	}
	if err := declared("mechanism", a.Mechanism, mechanismNames, true); err != nil {
		return err
	}
	if a.Subject != "" {
		if err := a.Subject.check("subject"); err != nil {
			return err
		}
	}
	if err := a.checkHeld(); err != nil {
		return err
	}
	if err := only(a.Mechanism, CPOR, "partnerRole", a.PartnerRole, partnerRoleNames); err != nil {
		return err
	}
	if err := only(a.Mechanism, PAL, "palRole", a.PALRole, palRoleNames); err != nil {
		return err
	}
	if err := only(a.Mechanism, CPOR, "status", a.Status, statusNames); err != nil {
		return err
	}
	if err := checkFact("optedOut", a.OptedOut); err != nil {
		return err
	}
	return checkFact("payDeclined", a.PayDeclined)
}

// checkFact reports a fact that is not declared.
func checkFact(path string, fact mci.Fact) error {
	if fact <= mci.No {
		return nil
	}
	return &mci.FieldError{Path: path, Found: strconv.Itoa(int(fact)), Want: "one of unknown, yes, no"}
}

func (a *Association) checkHeld() error {
	held := a.Held
	last := held.Until
	if last.IsZero() {
		last = held.KnownUntil
	}
	switch {
	case !held.Until.IsZero() && !held.KnownUntil.IsZero():
		return mci.Invalid("held", held.String(), "the last day or the last day that is known, not both")
	case !last.IsZero() && last.Compare(held.From) < 0:
		return mci.Invalid("held", held.String(), "a last day that is not before the first")
	default:
		return nil
	}
}

// declared reports a value that is not one of an enumeration, or the zero value
// where one is required. It takes no pointer and makes nothing but the error.
func declared[T ~uint8 | ~uint16](path string, value T, names vocabulary.Names[T], required bool) error {
	if int(value) < len(names.Texts) && (value != 0 || !required) {
		return nil
	}
	return mci.Invalid(path, names.Text(value), names.Allowed())
}

// only reports a value that is not declared, or one that is given for another
// mechanism than its own.
func only[T ~uint8 | ~uint16](mechanism, its Mechanism, path string, value T, names vocabulary.Names[T]) error {
	if value != 0 && mechanism != its {
		return mci.Invalid(path, names.Text(value), "none: only "+its.String()+" has a "+names.What)
	}
	return declared(path, value, names, false)
}

// heldOn answers whether the association holds on a day.
func (a *Association) heldOn(day mci.Date) mci.Outcome {
	held := a.Held
	if day.IsZero() {
		return mci.Unknown
	}
	outcome := held.Includes(day)
	open := held.From.IsZero() || held.Until.IsZero() && held.KnownUntil.IsZero()
	if outcome == mci.Pass && open {
		return mci.Unknown
	}
	return outcome
}

// holding says in words when the association holds.
func (a *Association) holding() string {
	held := a.Held
	from := "from " + orNone(held.From.String(), "an unknown day")
	if !held.KnownUntil.IsZero() {
		return from + ", known until " + held.KnownUntil.String()
	}
	return from + " until " + orNone(held.Until.String(), "an unknown day")
}
