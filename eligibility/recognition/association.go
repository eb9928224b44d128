package recognition

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PartnerID identifies a partner by the host's own ID or by its ID of the
// Microsoft AI Cloud Partner Program, 1 to 100 bytes on one line.
type PartnerID string

const mostPartnerBytes = 100

// check reports an ID that is not a text on one line.
func (id PartnerID) check(path string) error {
	if strings.ContainsAny(string(id), "\n\t") {
		return mci.Invalid(path, string(id), "an ID on one line")
	}
	return vocabulary.CheckID(path, string(id), mostPartnerBytes)
}

// An Association is the link between a partner and a customer's workload,
// subscription or resource, as Partner Center or another portal shows it.
// Partner and Mechanism are required. If any other fact is not supplied, it
// stays zero and makes the rules that need it unknown.
type Association struct {
	// Partner is the partner that has the association.
	Partner PartnerID `json:"partner"`
	// Mechanism is the mechanism by which Microsoft associates the partner.
	Mechanism Mechanism `json:"mechanism"`
	// Subject is the workload, subscription or resource. A new subscription is
	// another subject and needs another association.
	Subject Subject `json:"subject"`
	// Held are the days on which the association holds. Unlike elsewhere, an
	// end that is left out is unknown, not unbounded. Give From, and one of two
	// others: Until if the association has ended or will end, or KnownUntil,
	// the last day on which it was seen to hold.
	Held mci.Period `json:"held,omitzero"`

	// PartnerRole is the role that the partner claims; CPOR only.
	PartnerRole PartnerRole `json:"partnerRole,omitzero"`
	// PALRole is the role of the linked account; PAL only.
	PALRole PALRole `json:"palRole,omitzero"`
	// Status is the status of the partner's claim; CPOR only.
	Status Status `json:"status,omitzero"`
	// OptedOut is whether the customer opted out of a CPOR. Three pages give
	// three windows for that: five business days, seven days, any time. This
	// package reads them as any time, so no date settles the fact.
	OptedOut mci.Fact `json:"optedOut"`
	// PayDeclined is whether the partner opted out of incentive payments when
	// it claimed a workload.
	PayDeclined mci.Fact `json:"payDeclined"`
}

// Check reports the first malformed field, as a [mci.FieldError]. The faults
// are a partner or mechanism that is missing, a value that is not declared, a
// role or status of another mechanism, and days that contradict each other.
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

// declared reports a value that is not declared, or the zero value if one is
// required. It needs no pointer and allocates only the error.
func declared[T ~uint8 | ~uint16](path string, value T, names vocabulary.Names[T], required bool) error {
	if int(value) < len(names.Texts) && (value != 0 || !required) {
		return nil
	}
	return mci.Invalid(path, names.Text(value), names.Allowed())
}

// only reports a value that is not declared, or a value that belongs to another
// mechanism.
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

// holding describes the days on which the association holds.
func (a *Association) holding() string {
	held := a.Held
	from := "from " + orNone(held.From.String(), "an unknown day")
	if !held.KnownUntil.IsZero() {
		return from + ", known until " + held.KnownUntil.String()
	}
	return from + " until " + orNone(held.Until.String(), "an unknown day")
}
