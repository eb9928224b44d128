package claims

import (
	"time"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An Adoption describes a claim that only Partner Center has. Name, engagement,
// customer and status are required. If another field is zero, it can be missing
// from the claim; see [Claim.Missing].
type Adoption struct {
	// Name is the name of the claim, 1 to 200 bytes.
	Name string
	// Engagement is the engagement in the edition that the claim is under.
	Engagement *catalog.Engagement
	// CustomerID is the customer's ID, of a type that the engagement allows.
	CustomerID mci.CustomerID
	// CheckedID is the tenant if the customer is named by domain. Otherwise it
	// is none or the customer's ID.
	CheckedID mci.CustomerID
	// Shown is a status name that a document lists. If it can mean several
	// statuses, the claim gets the first.
	Shown PortalStatus

	// CustomerCountry and LocationCountry are the countries of the customer and
	// of the partner's location.
	CustomerCountry, LocationCountry mci.Country
	// CustomerContact and PartnerContact are the contacts on the two sides.
	CustomerContact, PartnerContact mci.Contact
	// Location is the partner's location.
	Location mci.LocationID
	// Hours are the hours of the engagement, if it needs hours.
	Hours mci.Hours
	// Created is the instant of the claim's creation in Partner Center. If it
	// is zero, it is not known, and the claim gets the instant of the
	// observation.
	Created time.Time
}

// Adopt makes a claim that only Partner Center has, in the status that is
// shown. It is the only way to make a claim without a nomination. Microsoft
// already has the claim, so Adopt checks no eligibility and no limit.
// [Claim.Adopted] reports true for such a claim, [Claim.Assumed] lists its
// assumed fields and [Claim.Missing] its missing ones. Adopt makes up no
// amount. It checks the claim as [Restore] checks a record.
//
// The meta's actor must be [PartnerCenter]. If the input is malformed or
// contradicts itself, or if no document lists the status, Adopt returns a
// [mci.FieldError]. Source: [mci.LibraryReading].
func Adopt(adoption Adoption, id ID, meta Meta) (Change, error) {
	a := &adoption
	if err := a.check(id, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	adopted := &Claim{engagement: a.Engagement, record: a.record(id, meta.At)}
	r := &adopted.record
	for status := range a.Shown.All() {
		adopted.take(status, meta.At)
		break
	}
	if err := adopted.check(); err != nil {
		return Change{}, err
	}
	key, err := meta.key(ClaimAdopted, r.openingContent())
	if err != nil {
		return Change{}, err
	}
	r.Keys = withKey(nil, key)
	change, entry := adopted.change(State{}, &adopting, &meta, meta.At)
	entry.Shown, entry.Opening = a.Shown, adopted.unindexed()
	return change, nil
}

func (a *Adoption) check(id ID, meta *Meta) error {
	if err := form.CheckNewID("id", string(id), mostKeyBytes); err != nil {
		return err
	}
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
		field   field
		missing bool
	}{
		{assumedHours, a.Hours.IsNone() && a.Engagement.NeedsHours()},
		{assumedCustomerContact, a.CustomerContact.IsZero()},
		{assumedPartnerContact, a.PartnerContact.IsZero()},
	} {
		if m.missing {
			record.assume(m.field)
		}
	}
	return record
}
