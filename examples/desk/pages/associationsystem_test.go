package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// drivenAssociation drives the pages as a program does, in JSON, with one
// association that it claims.
type drivenAssociation struct {
	*driven
}

// shown returns the association as a program reads it.
func (d drivenAssociation) shown() (status recognition.Status, version uint64, err error) {
	w := d.get(d.t, d.claimed, "application/json")
	var page struct {
		Record struct {
			Status  recognition.Status
			Version uint64
		}
	}
	if w.Code != http.StatusOK {
		return 0, 0, fmt.Errorf("%d: %s", w.Code, w.Body)
	}
	err = json.Unmarshal(w.Body.Bytes(), &page)
	return page.Record.Status, page.Record.Version, err
}

// Status implements [claimstest.AssociationSystem].
func (d drivenAssociation) Status(context.Context) (recognition.Status, error) {
	status, _, err := d.shown()
	return status, err
}

// Do implements [claimstest.AssociationSystem].
func (d drivenAssociation) Do(_ context.Context, event lifecycle.Event) error {
	if event == lifecycle.ClaimCreated {
		w := d.program(d.t, http.MethodPost, "/associate", d.proposing(d.t))
		d.claimed, _, _ = strings.Cut(w.Header().Get("Location"), "?")
		return result(w)
	}
	return d.send(event, d.fields(event))
}

// DoWithout implements [claimstest.AssociationSystem].
func (d drivenAssociation) DoWithout(ctx context.Context, guard lifecycle.Guard) error {
	switch guard {
	case lifecycle.ProofComplete:
		unsigned := d.fields(lifecycle.ProofGiven)
		unsigned["proof.signed"] = "no"
		if err := d.send(lifecycle.ProofGiven, unsigned); err != nil {
			return err
		}
		return d.Do(ctx, lifecycle.PartnerSubmits)
	case lifecycle.RequestAnswered:
		return d.Do(ctx, lifecycle.PartnerSubmits)
	case lifecycle.DisputeGrounds:
		return d.send(lifecycle.PartnerDisputes, nil)
	default: // lifecycle.HasSubscription, since the association is with a workload
		return d.Do(ctx, lifecycle.SubscriptionEnds)
	}
}

// send sends a form of the association, as a program does that knows its
// version.
func (d drivenAssociation) send(event lifecycle.Event, fields map[string]string) error {
	_, version, err := d.shown()
	if err != nil {
		return err
	}
	d.keys++
	values := url.Values{"version": {strconv.FormatUint(version, 10)}, "key": {fmt.Sprint("key-", d.keys)}}
	for name, value := range fields {
		values.Set(name, value)
	}
	return result(d.program(d.t, http.MethodPost, d.claimed+"/"+slug(event), values))
}

// fields are the fields of the form of an event that needs some.
func (d drivenAssociation) fields(event lifecycle.Event) map[string]string {
	switch event {
	case lifecycle.ProofGiven:
		return map[string]string{
			"proof.reference": "poe.pdf", "proof.pertains": "yes", "proof.signed": "yes", "proof.dated": d.now().Format("2006-01-02"), "proof.describes": "yes",
			"proof.workloads": "Microsoft Teams\nExchange Online",
		}
	case lifecycle.ClaimEdited:
		return map[string]string{"customerTitle": "Head of IT"}
	case lifecycle.PartnerComments:
		return map[string]string{"comment": "see page 2"}
	case lifecycle.PartnerDisputes:
		return map[string]string{"justification": "the proof is signed"}
	case lifecycle.PartnerDisassociates:
		return map[string]string{"reason": "the project ended"}
	case lifecycle.SubscriptionEnds:
		return map[string]string{"lastDay": "2027-06-30"}
	default:
		return nil
	}
}

func TestThePagesLeadAnAssociationToEveryStateAsTheMachineDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: -short leads no association through all pages")
	}
	claimstest.TestAssociationSystem(t, func(t *testing.T) claimstest.AssociationSystem {
		t.Helper()
		return drivenAssociation{&driven{fixture: newFixture(t, nil), t: t}}
	}, claimstest.AssociationLacks{Guards: []lifecycle.Guard{lifecycle.SameSubscription}}) // since the form does not name it
}
