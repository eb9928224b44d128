package claimstest_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// bureau is a driver of a desk for associations over a store in memory, with
// the association "contoso".
type bureau struct {
	desk *desk.Associations
	now  time.Time
	keys int
}

func newBureau() (*bureau, error) {
	card, err := theCatalog()
	return &bureau{desk: desk.New(&store.Memory{}, card).Associations(), now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}, err
}

// Advance implements [claimstest.AssociationSystem].
func (b *bureau) Advance(_ context.Context, by time.Duration) error {
	b.now = b.now.Add(by)
	return nil
}

// Status implements [claimstest.AssociationSystem].
func (b *bureau) Status(ctx context.Context) (recognition.Status, error) {
	claim, err := b.desk.Claim(ctx, "contoso")
	if err != nil {
		return 0, err
	}
	return claim.State().Status, nil
}

// Do implements [claimstest.AssociationSystem].
func (b *bureau) Do(ctx context.Context, event lifecycle.Event) error {
	switch event {
	case lifecycle.ClaimCreated:
		return b.open(ctx)
	case lifecycle.WindowEnds:
		return b.sweep(ctx)
	case lifecycle.ProofGiven:
		return b.prove(ctx, mci.Yes)
	}
	return b.give(ctx, stepOf[event])
}

// prove gives a proof, which the customer signed or did not.
func (b *bureau) prove(ctx context.Context, signed mci.Fact) error {
	return b.give(ctx, association.GiveProof{Proof: cpor.Proof{
		Reference: "statement of work", Pertains: mci.Yes, Signed: signed, Dated: mci.DateOf(b.now), Describes: mci.Yes, Workloads: claimed,
	}})
}

// DoWithout implements [claimstest.AssociationSystem].
func (b *bureau) DoWithout(ctx context.Context, guard lifecycle.Guard) error {
	if guard == lifecycle.ProofComplete {
		if err := b.prove(ctx, mci.No); err != nil {
			return err
		}
	}
	return b.give(ctx, refusedBy[guard])
}

// refusedBy has the commands that the guards refuse.
var refusedBy = map[lifecycle.Guard]association.Command{
	lifecycle.ProofComplete: association.Submit{}, lifecycle.RequestAnswered: association.Submit{},
	lifecycle.DisputeGrounds: association.Dispute{}, lifecycle.SameSubscription: association.Edit{Subscription: "another"},
}

var claimed = []cpor.Workload{"Dynamics 365 Sales"}

// stepOf has a command for each other event of an association that is there.
var stepOf = map[lifecycle.Event]association.Command{
	lifecycle.ClaimEdited: association.Edit{CustomerTitle: "Head of IT"}, lifecycle.PartnerComments: association.AddComment{Comment: "see page 2"},
	lifecycle.PartnerSubmits: association.Submit{}, lifecycle.ReviewBegins: association.BeginReview{}, lifecycle.CompetitorFound: association.FindCompetitor{},
	lifecycle.ReviewerAsks: association.RequestAction{}, lifecycle.ReviewerApproves: association.Approve{}, lifecycle.ReviewerRejects: association.Reject{},
	lifecycle.PartnerDisputes: association.Dispute{Justification: "the proof is signed"}, lifecycle.CustomerOptsOut: association.OptOut{},
	lifecycle.PartnerDisassociates: association.Disassociate{Reason: "the project ended"},
	lifecycle.SubscriptionEnds:     association.EndSubscription{LastDay: must(mci.ParseDate("2027-06-30"))},
}

func (b *bureau) give(ctx context.Context, command association.Command) error {
	_, err := b.desk.Do(ctx, "contoso", command, b.meta(command.Event()))
	return err
}

// meta returns the circumstances of an event, with a key of its own.
func (b *bureau) meta(event lifecycle.Event) claims.Meta {
	b.keys++
	meta := claims.Meta{At: b.now, Received: b.now, Key: fmt.Sprint("key ", b.keys)}
	for _, row := range lifecycle.Transitions() {
		if row.Event == event {
			meta.Actor = row.Actor
		}
	}
	if meta.Actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesAdmin
	}
	return meta
}

func (b *bureau) open(ctx context.Context) error {
	proposal, decision, err := cpor.Propose(cpor.Question{
		Kind: cpor.BusinessUsage, At: b.now, Own: mci.No, Others: mci.No,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "zurich", Enrollment: mci.Enrolled},
		Tenant:   must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")),
		Domain:   must(mci.ParseCustomerID(mci.DomainName, "contoso.com")), DomainMatches: mci.Yes,
		Workloads: claimed, OnTenant: mci.Yes, Channel: recognition.EnterpriseAgreement,
		Subscription: cpor.Subscription{ID: "0f8e7d6c", OfProduct: mci.Yes, Active: mci.Yes, Provisioned: mci.Yes, Listed: mci.Yes},
	}, cpor.Details{
		Name: "Contoso", CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"}, CustomerTitle: "Buyer",
		PartnerContact: mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if err != nil {
		return err
	}
	if proposal == nil {
		return fmt.Errorf("cannot be claimed: %v", decision.Reasons())
	}
	_, err = b.desk.Open(ctx, proposal, "contoso", b.meta(lifecycle.ClaimCreated))
	return err
}

// sweep expires what is due. A sweep that finds nothing refuses.
func (b *bureau) sweep(ctx context.Context) error {
	ended := false
	for _, err := range b.desk.Sweep(ctx, store.Query{}, b.now) {
		if err != nil {
			return err
		}
		ended = true
	}
	if !ended {
		return fmt.Errorf("nothing is due: %w", claims.ErrRefused)
	}
	return nil
}

// A driver of associations does for them what a [claimstest.System] does for
// claims of partner activities.
func ExampleAssociationSystem() {
	driver, err := newBureau()
	if err != nil {
		fmt.Println(err)
	}
	var system claimstest.AssociationSystem = driver
	ctx := context.Background()
	for _, event := range []lifecycle.Event{lifecycle.ClaimCreated, lifecycle.PartnerSubmits, lifecycle.ProofGiven, lifecycle.PartnerSubmits} {
		err := system.Do(ctx, event)
		status, _ := system.Status(ctx)
		fmt.Printf("%s: %s, refused: %t\n", event, status, errors.Is(err, claims.ErrRefused))
	}
	// Output:
	// create: Draft, refused: false
	// submit: Draft, refused: true
	// give proof: Draft, refused: false
	// submit: Submitted, refused: false
}
