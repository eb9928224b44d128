package association

import (
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// checkForm returns an error for the first field of a record that is malformed
// on its own, without regard to the others.
func (r *Record) checkForm() error {
	if err := vocabulary.CheckID("id", string(r.ID), mostIDBytes); err != nil {
		return err
	}
	switch {
	case r.Kind == 0:
		return mci.Invalid("kind", "", "a kind of association")
	case r.Tenant.IsZero():
		return mci.Invalid("tenant", "", "a tenant ID")
	}
	if err := vocabulary.CheckForeign("name", r.Name, mostNameBytes); err != nil {
		return err
	}
	if err := r.Association.Check(); err != nil {
		return err
	}
	if err := r.Details.Check(); err != nil {
		return err
	}
	if err := mci.At("proof", r.Proof.Check()); err != nil {
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

func (r *Record) checkKeys() error { return usedkey.Check(r.Keys, eventNames) }

// checkDivergence returns an error if a divergence lacks a side or its instant.
func (r *Record) checkDivergence() error {
	divergence := r.Observed.divergence()
	switch {
	case divergence == nil:
		return nil
	case divergence.At.IsZero():
		return mci.Invalid("observed.divergence.at", "", form.WantInstant)
	case !dense.Reached(index(divergence.Local)):
		return mci.Invalid("observed.divergence.local", divergence.Local.String(), "a state that the machine reaches")
	default:
		return vocabulary.CheckForeign("observed.divergence.shown", divergence.Shown.String(), mostNameBytes)
	}
}
