package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An Adoption is what is known of a claim that only Partner Center has. Name,
// engagement, customer and status are required; what else is left zero is
// missing from the claim, see [Claim.Missing].
type Adoption struct {
	// of the claim, 1 to 200 bytes
	Name string
	// in the edition that the claim is under
	Engagement *catalog.Engagement
	// of a kind that the engagement takes
	CustomerID mci.CustomerID
	// the tenant of a customer who is named by domain; else none or the
	// customer's ID
	CheckedID mci.CustomerID
	// one that a document lists; of several that it can mean, the first is
	// taken
	Shown PortalStatus

	CustomerCountry, LocationCountry mci.Country
	CustomerContact, PartnerContact  mci.Contact
	Location                         mci.LocationID
	// for variable pay alone
	Hours mci.Hours
	// of the claim in Partner Center; zero means not known, and the instant of
	// the observation stands in its place
	Created time.Time
}

// Adopt makes a claim that only Partner Center knows, in the status that is
// shown. It is the one way around a nomination: Microsoft has taken the claim
// already, so that nothing is decided and no limit is held. The claim says so,
// see [Claim.Adopted], and lists what is assumed and what is missing; no amount
// is made up. It is checked as [Restore] checks a record.
//
// The meta's actor must be [PartnerCenter]. Malformed or contradicting input,
// and a status that no document lists, is a [mci.FieldError]. Source:
// [mci.LibraryReading].
func Adopt(adoption Adoption, id ID, meta Meta) (Change, error) {
	a := &adoption
	if err := a.check(&meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	adopted := &Claim{engagement: a.Engagement, record: a.record(id, meta.At)}
	r := &adopted.record
	r.Keys = usedKeys(nil, meta.Key, ClaimAdopted)
	for status := range a.Shown.All() {
		r.take(status, meta.At)
		break
	}
	if err := adopted.check(); err != nil {
		return Change{}, err
	}
	entry := adopted.entry(State{}, &adopting, &meta)
	opening := adopted.Record()
	entry.Shown, entry.Opening = a.Shown, &opening
	return Change{adopted, []Entry{entry}}, nil
}

func (a *Adoption) check(meta *Meta) error {
	if a.Engagement == nil {
		return mci.Invalid("engagement", "", "an engagement")
	}
	if !a.Shown.Known() {
		return mci.Invalid("shown", a.Shown.String(), "a documented status of a claim")
	}
	return checkPortal(meta)
}

func (a *Adoption) record(id ID, at time.Time) Record {
	record := Record{
		ID: id, Version: 1, Name: a.Name, Engagement: a.Engagement.Ref(), Terms: a.Engagement.Digest(),
		CustomerID: a.CustomerID, CheckedID: a.CheckedID, CustomerCountry: a.CustomerCountry, CustomerContact: a.CustomerContact,
		PartnerContact: a.PartnerContact, Location: a.Location, LocationCountry: a.LocationCountry, Hours: a.Hours,
		Created: utc(a.Created), Updated: at, Observed: &Observed{Adopted: true},
	}
	if record.CheckedID.IsZero() {
		record.CheckedID = record.CustomerID
	}
	if a.Created.IsZero() {
		record.Created = at
		record.assume(assumedCreated)
	}
	record.assume(assumedWay)
	for _, m := range []struct {
		field   int
		missing bool
	}{
		{assumedHours, a.Hours.IsNone() && a.Engagement.PayKind() == catalog.VariablePay},
		{assumedCustomerContact, a.CustomerContact.IsZero()},
		{assumedPartnerContact, a.PartnerContact.IsZero()},
	} {
		if m.missing {
			record.assume(m.field)
		}
	}
	return record
}
