package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// driven drives the tracker by its commands, with one claim in a database of
// its own.
type driven struct {
	t     *testing.T
	file  string
	now   time.Time
	given bool            // all evidence, whose survey is not sent again
	read  map[string]bool // the statuses in which an assistant has read the claim
}

// shown has an assistant read the claim, in each status once.
func (d *driven) shown(claim, status string) {
	if status != "" && !d.read[status] {
		d.read[status] = true
		d.readByAnAssistant(claim)
	}
}

// Advance implements [claimstest.System].
func (d *driven) Advance(_ context.Context, by time.Duration) error {
	d.now = d.now.Add(by)
	return nil
}

// track runs a command at the present instant.
func (d *driven) track(args ...string) result {
	return track(d.t, append(args, "--at", d.now.Format(time.RFC3339), "--db", d.file)...)
}

// Status implements [claimstest.System].
func (d *driven) Status(context.Context) (claims.Status, error) {
	r := d.track("show", "contoso", "--json")
	var shown struct {
		Record struct{ Status claims.Status }
	}
	err := json.Unmarshal([]byte(r.out), &shown)
	if err == nil {
		d.shown("contoso", shown.Record.Status.String())
	}
	return shown.Record.Status, err
}

// flagsOf has the flags of the commands that need some.
var flagsOf = map[claims.Event]string{
	claims.ConsentSent: "|--deal-size=250000USD", claims.ContactUpdated: "|--side=partner|--contact=Kim <kim@fabrikam.com>", claims.PartnerComments: "|--comment=here",
	claims.ReviewerApproves: "|--amount=3500USD", claims.PaymentRecorded: "|--amount=3500USD",
}

// Do implements [claimstest.System].
func (d *driven) Do(_ context.Context, event claims.Event) error {
	switch event {
	case claims.AddCustomer:
		return d.answer(d.track("open", "contoso", "contoso.json"))
	case claims.WindowEnds:
		r := d.track("sweep")
		if r.status == done && !strings.Contains(r.out, "contoso") {
			return fmt.Errorf("%s%w", r.out, claims.ErrRefused)
		}
		return d.answer(r)
	case claims.EvidenceGiven:
		parts := evidence
		if d.given {
			parts = evidence[len(evidence)-1:]
		}
		for _, part := range parts {
			if err := d.give(part); err != nil {
				return err
			}
		}
		d.given = true
		return nil
	default:
		return d.give(strings.ReplaceAll(event.String(), " ", "-") + flagsOf[event])
	}
}

// without has the commands that the guards refuse.
var without = map[claims.Guard]string{
	claims.EvidenceComplete: "submit", claims.RequestAnswered: "submit",
	claims.SurveyLinkLive:      "give-evidence|--part=customer survey|--survey-sent",
	claims.CustomerContactOpen: "update-contact|--side=customer|--contact=Kim <kim@contoso.com>",
}

// DoWithout implements [claimstest.System].
func (d *driven) DoWithout(_ context.Context, guard claims.Guard) error {
	if guard == claims.EvidenceComplete && d.given {
		if err := d.give("give-evidence|--part=partner survey|--survey-sent"); err != nil {
			return err
		}
	}
	return d.give(without[guard])
}

// give gives a command with its flags to the claim.
func (d *driven) give(command string) error {
	return d.answer(d.track(append([]string{"do", "contoso", "--user", "pat"}, strings.Split(command, "|")...)...))
}

// answer returns the result of a command as an error. If it is a refusal, it
// names the permitted commands.
func (d *driven) answer(r result) error {
	switch {
	case r.status == done:
		return nil
	case r.status == failed && strings.Contains(r.err, "permitted"):
		return fmt.Errorf("%s: %w", r.err, claims.ErrRefused)
	default:
		return fmt.Errorf("status %d: %s", r.status, r.err)
	}
}

func TestTheCommandsLeadAClaimToEveryStateAsTheMachineDoesAndAnAssistantReadsIt(t *testing.T) {
	enterCopyOfTestdata(t)
	made, read := 0, map[string]bool{}
	claimstest.TestSystem(t, func(t *testing.T) claimstest.System {
		t.Helper()
		made++
		return &driven{t: t, file: fmt.Sprintf("system-%d.db", made), now: time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC), read: read}
	}, claimstest.Lacks{
		Events: []claims.Event{claims.ClaimCustomer}, // since contoso.json is a new customer's
		Guards: []claims.Guard{claims.DealSizeGiven}, // since the edition does not require it
	})
}

// drivenAssociation drives the tracker by its commands, with one association in
// a database of its own.
type drivenAssociation struct{ *driven }

// Status implements [claimstest.AssociationSystem].
func (d drivenAssociation) Status(context.Context) (recognition.Status, error) {
	r := d.track("show", "teams", "--json")
	var shown struct {
		Record struct{ Status recognition.Status }
	}
	err := json.Unmarshal([]byte(r.out), &shown)
	if err == nil {
		d.shown("teams", shown.Record.Status.String())
	}
	return shown.Record.Status, err
}

// associationFlagsOf has the flags of the commands that need some.
var associationFlagsOf = map[lifecycle.Event]string{
	lifecycle.ClaimEdited: "--customer-title=Boss", lifecycle.PartnerComments: "--comment=see page 2", lifecycle.ReviewerRejects: "--fault=missing products",
	lifecycle.ReviewerAsks: "--fault=missing products", lifecycle.CompetitorFound: "--comment=another",
	lifecycle.PartnerDisputes: "--justification=it names them", lifecycle.PartnerDisassociates: "--reason=the project is over", lifecycle.SubscriptionEnds: "--last-day=2027-06-30",
}

// Do implements [claimstest.AssociationSystem].
func (d drivenAssociation) Do(_ context.Context, event lifecycle.Event) error {
	switch event {
	case lifecycle.ClaimCreated:
		return d.answer(d.track("open", "teams", "teams.json"))
	case lifecycle.WindowEnds:
		r := d.track("sweep")
		if r.status == done && !strings.Contains(r.out, "teams") {
			return fmt.Errorf("%s%w", r.out, claims.ErrRefused)
		}
		return d.answer(r)
	}
	given := associationVerb(event) + "|" + associationFlagsOf[event]
	if event == lifecycle.ProofGiven {
		given = goodProof
	}
	return d.give(given)
}

// give gives a command with its flags to the association.
func (d drivenAssociation) give(command string) error {
	args := slices.DeleteFunc(strings.Split(command, "|"), func(arg string) bool { return arg == "" })
	return d.answer(d.track(slices.Concat([]string{"do", "teams"}, admin, args)...))
}

// DoWithout implements [claimstest.AssociationSystem].
func (d drivenAssociation) DoWithout(ctx context.Context, guard lifecycle.Guard) error {
	switch guard {
	case lifecycle.ProofComplete:
		if err := d.give("give-proof|--proof=draft.pdf|--undated"); err != nil {
			return err
		}
		return d.give("submit")
	case lifecycle.RequestAnswered:
		return d.give("submit")
	case lifecycle.DisputeGrounds:
		return d.give("dispute")
	case lifecycle.SameSubscription:
		return d.give("edit|--subscription=another")
	default: // lifecycle.HasSubscription, since the association is with a workload
		return d.Do(ctx, lifecycle.SubscriptionEnds)
	}
}

func TestTheCommandsLeadAnAssociationToEveryStateAsTheMachineDoesAndAnAssistantReadsIt(t *testing.T) {
	enterCopyOfTestdata(t)
	made, read := 0, map[string]bool{}
	claimstest.TestAssociationSystem(t, func(t *testing.T) claimstest.AssociationSystem {
		t.Helper()
		made++
		return drivenAssociation{&driven{t: t, file: fmt.Sprintf("association-%d.db", made), now: time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC), read: read}}
	}, claimstest.AssociationLacks{})
}
