package claims

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Limits of the texts of a record that no command writes, in bytes.
const (
	mostNameBytes   = 200
	mostReasonBytes = 4000
)

// checkForm returns an error for the first field of a record that is malformed
// on its own, without regard to the other fields. Open checks a new claim with
// it, and Restore a stored one.
func (r *Record) checkForm() error {
	for _, check := range []func(*Record) error{
		(*Record).checkTexts, (*Record).checkCountries, (*Record).checkInstants, (*Record).checkAmounts, (*Record).checkEvidence, (*Record).checkKeys, (*Record).checkDivergence,
	} {
		if err := check(r); err != nil {
			return err
		}
	}
	for _, side := range []struct {
		path    string
		contact *mci.Contact
		unknown bool
	}{
		{"customerContact", &r.CustomerContact, r.assumes(assumedCustomerContact)},
		{"partnerContact", &r.PartnerContact, r.assumes(assumedPartnerContact)},
	} {
		if side.unknown && side.contact.IsZero() {
			continue
		}
		if err := side.contact.Check(); err != nil {
			return mci.At(side.path, err)
		}
	}
	return nil
}

func (r *Record) checkTexts() error {
	if err := vocabulary.CheckID("id", string(r.ID), mostKeyBytes); err != nil {
		return err
	}
	if err := vocabulary.CheckForeign("name", r.Name, mostNameBytes); err != nil {
		return err
	}
	if r.PortalNumber.Number == "" != r.PortalNumber.At.IsZero() {
		return mci.Invalid("portalNumber.at", r.PortalNumber.At.Format(time.RFC3339), "an instant exactly if there is a number")
	}
	if err := checkOptional(vocabulary.CheckID, "portalNumber.number", r.PortalNumber.Number, mostKeyBytes); err != nil {
		return err
	}
	for _, text := range []struct {
		path, text string
		most       int
	}{
		{"mismatchReason", r.MismatchReason, mostReasonBytes},
		{"location", string(r.Location), mostNameBytes},
		{"segment", string(r.Segment), mostNameBytes},
		{"opportunity.status", r.Opportunity.Status, mostNameBytes},
		{"opportunity.stage", r.Opportunity.Stage, mostNameBytes},
	} {
		if err := checkOptional(vocabulary.CheckForeign, text.path, text.text, text.most); err != nil {
			return err
		}
	}
	return nil
}

func (r *Record) checkCountries() error {
	for _, c := range []struct {
		path    string
		country mci.Country
	}{{"customerCountry", r.CustomerCountry}, {"locationCountry", r.LocationCountry}} {
		if c.country == "" {
			continue
		}
		if _, err := mci.ParseCountry(string(c.country)); err != nil {
			return mci.At(c.path, err)
		}
	}
	return nil
}

// A place is the position of a field in a record. Its text is made only for an
// error.
type place struct {
	list  string
	index int // -1 if the field is not in a list
	field string
}

// String returns the path of the field, such as "evidence[1].updated".
func (p place) String() string {
	if p.index < 0 {
		return p.field
	}
	return strings.TrimSuffix(fmt.Sprintf("%s[%d].%s", p.list, p.index, p.field), ".")
}

// An instantAt is an instant of a record with its place.
type instantAt struct {
	place place
	at    *time.Time
}

// instants yields every instant of the record: the instants of the claim's life
// and all others, such as the times of evidence and payments. It makes no list,
// because every Restore goes through it several times.
func (r *Record) instants(yield func(instantAt) bool) {
	for i := range instants {
		if !yield(instantAt{place{"", -1, instant(i).path()}, instants[i].at(r)}) {
			return
		}
	}
	for _, single := range [...]instantAt{
		{place{"", -1, "updated"}, &r.Updated},
		{place{"", -1, "portalNumber.at"}, &r.PortalNumber.At},
		{place{"", -1, "amounts.estimated.at"}, &r.Amounts.Estimated.At},
		{place{"", -1, "amounts.requested.at"}, &r.Amounts.Requested.At},
		{place{"", -1, "amounts.approved.at"}, &r.Amounts.Approved.At},
	} {
		if !yield(single) {
			return
		}
	}
	if r.TermsAccepted != nil && !yield(instantAt{place{"", -1, "termsAccepted"}, r.TermsAccepted}) {
		return
	}
	for i := range r.Evidence {
		if !yield(instantAt{place{"evidence", i, "updated"}, &r.Evidence[i].Updated}) {
			return
		}
	}
	for i := range r.Amounts.Payments {
		if !yield(instantAt{place{"amounts.payments", i, "at"}, &r.Amounts.Payments[i].At}) {
			return
		}
	}
	if divergence := r.Observed.divergence(); divergence != nil {
		yield(instantAt{place{"", -1, "observed.divergence.at"}, &divergence.At})
	}
}

func (r *Record) checkInstants() error {
	for i := range r.instants {
		if !i.at.IsZero() && !inYears(*i.at) {
			return mci.Invalid(i.place.String(), i.at.Format(time.RFC3339), wantInstant)
		}
	}
	return nil
}

func (r *Record) checkAmounts() error {
	for i, a := range []*Amount{&r.Amounts.Estimated, &r.Amounts.Requested, &r.Amounts.Approved} {
		path := "amounts." + [...]string{"estimated", "requested", "approved"}[i]
		switch {
		case a.Money.IsNone() != a.At.IsZero():
			return mci.Invalid(path+".at", a.At.Format(time.RFC3339), "an instant if and only if there is an amount")
		case a.Money.Sign() < 0:
			return mci.Invalid(path+".money", a.Money.String(), "an amount of zero or more")
		}
	}
	return r.checkPayments()
}

// checkEvidence returns an error if a part appears twice or out of order, or if
// a part other than a survey is sent or void.
func (r *Record) checkEvidence() error {
	var last mci.EvidencePart
	for i, e := range r.Evidence {
		if err := e.check(last); err != nil {
			return mci.At(place{"evidence", i, ""}.String(), err)
		}
		last = e.Part
	}
	return nil
}

func (e *Evidence) check(after mci.EvidencePart) error {
	survey := e.Part == mci.CustomerSurvey || e.Part == mci.PartnerSurvey
	switch {
	case e.Part <= after || e.Part > mci.PartnerSurvey:
		return mci.Invalid("part", e.Part.String(), "each part once, in the order invoice, proof of execution, customer survey, partner survey")
	case e.State != EvidenceDone && (!survey || e.State != SurveySent && e.State != SurveyVoid):
		return mci.Invalid("state", e.State.String(), "done, or for a survey sent or void")
	case !e.Template.IsZero() && e.Part != mci.ProofOfExecution:
		return mci.Invalid("template", e.Template.String(), "a template only for the proof of execution")
	case e.Updated.IsZero():
		return mci.Invalid("updated", "", wantInstant)
	default:
		return checkOptional(vocabulary.CheckName, "reference", e.Reference, mostReferenceBytes)
	}
}

func (r *Record) checkKeys() error { return usedkey.Check(r.Keys, eventNames) }

// checkDivergence returns an error if a divergence lacks a side or its instant.
func (r *Record) checkDivergence() error {
	divergence := r.Observed.divergence()
	if divergence == nil {
		return nil
	}
	switch {
	case divergence.At.IsZero():
		return mci.Invalid("observed.divergence.at", "", wantInstant)
	case !divergence.Local.reached():
		return mci.Invalid("observed.divergence.local", divergence.Local.String(), "a state that the machine reaches")
	default:
		return vocabulary.CheckForeign("observed.divergence.shown", divergence.Shown.text, mostNameBytes)
	}
}

// checkMeasures returns an error if the record has a quantity that the
// engagement does not ask for.
func (r *Record) checkMeasures(engagement *catalog.Engagement) error {
	if len(r.Quantities) == 0 {
		return nil // most engagements count nothing
	}
	for _, measure := range slices.Sorted(maps.Keys(r.Quantities)) {
		if !slices.Contains(engagement.Measures(), measure) {
			return mci.Invalid("quantities", string(measure), "a measure that the engagement asks for")
		}
	}
	return nil
}
