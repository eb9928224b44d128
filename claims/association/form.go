package association

import (
	"strconv"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// parties are the parts of a claim that name somebody, each of which may be
// empty.
type parties struct {
	location          mci.LocationID
	subscription      SubscriptionID
	customer, partner mci.Contact
	title             string
}

func checkParties(p *parties) error {
	if err := form.Optional(vocabulary.CheckID, "location", string(p.location), mostNameBytes); err != nil {
		return err
	}
	if err := form.Optional(vocabulary.CheckID, "subscription", string(p.subscription), mostSubscriptionBytes); err != nil {
		return err
	}
	if err := form.Optional(vocabulary.CheckName, "customerTitle", p.title, mostNameBytes); err != nil {
		return err
	}
	for _, side := range []struct {
		path    string
		contact mci.Contact
	}{{"customerContact", p.customer}, {"partnerContact", p.partner}} {
		if !side.contact.IsZero() {
			if err := side.contact.Check(); err != nil {
				return mci.At(side.path, err)
			}
		}
	}
	return nil
}

// check returns an error unless the seller is named in full, or not at all.
func (s Seller) check() error {
	if s == (Seller{}) {
		return nil
	}
	for _, text := range []struct{ path, text string }{{"name", s.Name}, {"customer", s.Customer}, {"solution", s.Solution}} {
		if err := vocabulary.CheckName(text.path, text.text, mostNameBytes); err != nil {
			return err
		}
	}
	return nil
}

// checkForm returns an error for the first field of a record that is malformed
// on its own, without regard to the others.
func (r *Record) checkForm() error {
	if err := vocabulary.CheckID("id", string(r.ID), mostIDBytes); err != nil {
		return err
	}
	if r.Kind == 0 || int(r.Kind) >= len(kinds) {
		return mci.Invalid("kind", r.Kind.String(), kindNames.Allowed())
	}
	if err := vocabulary.CheckForeign("name", r.Name, mostNameBytes); err != nil {
		return err
	}
	if err := checkCustomer(r.Tenant, r.Domain); err != nil {
		return err
	}
	if err := checkWorkloads(r.Workloads); err != nil {
		return err
	}
	if err := mci.At("channel", checkChannel(r.Channel)); err != nil {
		return err
	}
	if err := checkFact("payDeclined", r.PayDeclined); err != nil {
		return err
	}
	if err := checkParties(&parties{r.Location, r.Subscription, r.CustomerContact, r.PartnerContact, r.CustomerTitle}); err != nil {
		return err
	}
	if err := mci.At("seller", r.Seller.check()); err != nil {
		return err
	}
	if err := mci.At("proof", r.Proof.check()); err != nil {
		return err
	}
	for _, check := range []func(*Record) error{(*Record).checkNumber, (*Record).checkInstants, (*Record).checkKeys, (*Record).checkDivergence} {
		if err := check(r); err != nil {
			return err
		}
	}
	return nil
}

func (r *Record) checkNumber() error {
	if r.PortalNumber.Number == "" != r.PortalNumber.At.IsZero() {
		return mci.Invalid("portalNumber.at", form.Shown(r.PortalNumber.At), "an instant exactly if there is a number")
	}
	return form.Optional(vocabulary.CheckID, "portalNumber.number", r.PortalNumber.Number, mostIDBytes)
}

func (r *Record) checkInstants() error {
	for _, i := range r.instants() {
		if !i.at.IsZero() && !form.InYears(*i.at) {
			return mci.Invalid(i.path, form.Shown(*i.at), form.WantInstant)
		}
	}
	return nil
}

func (r *Record) checkKeys() error {
	seen := make(map[string]bool, len(r.Keys))
	for i, used := range r.Keys {
		at := "keys[" + strconv.Itoa(i) + "]"
		if err := vocabulary.CheckID(at+".key", used.Key, mostIDBytes); err != nil {
			return err
		}
		if used.Event == 0 || used.Event >= recordedCount {
			return mci.Invalid(at+".event", used.Event.String(), eventNames.Allowed())
		}
		if seen[used.Key] {
			return mci.Invalid(at+".key", used.Key, "a key that was used once")
		}
		seen[used.Key] = true
	}
	return nil
}

// checkDivergence returns an error if a divergence lacks a side or its instant.
func (r *Record) checkDivergence() error {
	divergence := r.Observed.divergence()
	switch {
	case divergence == nil:
		return nil
	case divergence.At.IsZero():
		return mci.Invalid("observed.divergence.at", "", form.WantInstant)
	case !divergence.Local.reached():
		return mci.Invalid("observed.divergence.local", divergence.Local.String(), "a state that the machine reaches")
	default:
		return vocabulary.CheckForeign("observed.divergence.shown", divergence.Shown.text, mostNameBytes)
	}
}
