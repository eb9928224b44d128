package partner

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// subscriptionOf returns the ID of a subscription.
func subscriptionOf(number int) cpor.SubscriptionID {
	return cpor.SubscriptionID(fmt.Sprintf("0f8e7d6c-5b4a-4938-8271-%012x", number))
}

// associate proposes and opens an association. If it exists only in Partner
// Center, it is adopted.
func (w *World) associate(d *deed) {
	tenant, err := tenantOf(d.dice.IntN(customers))
	domain, domainErr := mci.ParseCustomerID(mci.DomainName, "contoso.com")
	if err := errors.Join(err, domainErr); err != nil {
		w.violate(0, "", err)
		return
	}
	q := cpor.Question{
		Kind: oneOf(d.dice, cpor.Kinds()...), At: d.clock(),
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: oneOf(d.dice, mci.IncentivesAdmin, mci.IncentivesAdmin, mci.IncentivesUser)}}},
		Location: mci.Location{ID: "zurich", Enrollment: mci.Enrolled}, Tenant: tenant, Domain: domain, DomainMatches: mci.Yes, OnTenant: mci.Yes,
		Workloads: []cpor.Workload{"Microsoft Teams", "Exchange Online"}, Channel: recognition.EnterpriseAgreement,
		Own: mci.No, Others: oneOf(d.dice, mci.No, mci.No, mci.Yes),
	}
	if q.Kind != cpor.ModernWorkUsage {
		q.Workloads = []cpor.Workload{"Dynamics 365 Sales"}
		q.Subscription = cpor.Subscription{
			ID: subscriptionOf(d.dice.IntN(40)), OfProduct: mci.Yes, Active: mci.Yes, Provisioned: mci.Yes, Listed: mci.Yes,
		}
	}
	details := cpor.Details{Name: "Association", CustomerContact: customerContacts[0], CustomerTitle: "Head of IT", PartnerContact: partnerContacts[0]}
	if q.Kind == cpor.RevenueAssociation {
		details.Seller = cpor.Seller{Name: "Kim Berg", Customer: "Contoso", Solution: "Field Service"}
	}
	if d.dice.chance(12) {
		oneOf(d.dice, spoilsOfBond[:]...)(&q)
	}
	if d.dice.chance(12) {
		adoption := association.Adoption{
			Association: cpor.Association{Kind: q.Kind, Tenant: q.Tenant, Location: q.Location.ID}, Details: details,
			Shown: lifecycle.ReadStatus(oneOf(d.dice, bondNames()...)),
		}
		_, err := d.machine.desk.Associations().Adopt(d.ctx, adoption, d.id(), w.meta(d, claims.PartnerCenter))
		w.finish(d.id(), "association adopt", err)
		return
	}
	w.compareProposals(d, &q)
	proposal, decision, err := cpor.Propose(q, details)
	if err != nil || proposal == nil {
		w.count("associate", "not possible")
		w.answer("associate: not possible %s", decision.Outcome())
		return
	}
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: q.At, Received: q.At, Key: "associate " + string(d.id())}
	_, err = d.machine.desk.Associations().Open(d.ctx, proposal, d.id(), meta)
	w.finish(d.id(), "associate", err)
}

// association gives a command to an association, observes it, or takes an entry
// back. Then some give one of the latest commands again, and some correct an
// expiry.
func (w *World) association(d *deed) {
	id, all := d.id(), d.machine.desk.Associations()
	k := w.known[id]
	switch {
	case d.dice.chance(6):
		w.observeBond(d)
	case k != nil && len(k.bonds) > 0 && d.dice.chance(5):
		_, err := all.TakeBack(d.ctx, id, uint64(len(k.bonds)), w.meta(d, claims.Partner))
		w.finish(id, "association take back", err)
	default:
		event := w.eventOfBond(d, k)
		meta := w.meta(d, bondActor(event))
		if meta.Role != 0 && d.dice.chance(80) {
			meta.Role = mci.IncentivesAdmin
		}
		w.doBond(d, id, bondCommand(d.dice, event, d), meta)
	}
	if d.dice.chance(25) {
		w.strangerToBond(d)
	}
	if d.dice.chance(30) {
		w.repeatBond(d)
	}
	if d.dice.chance(15) {
		w.correctBond(d)
	}
}

// strangerToBond gives some commands to an association in any state.
func (w *World) strangerToBond(d *deed) {
	state := oneOf(d.dice, bondWays().states...)
	other := *d
	w.search(&other, farthestClaim, func(k *known) bool { return k.association != nil && k.association.State() == state })
	for range 1 + d.dice.IntN(4) {
		event := oneOf(d.dice, commandedBondEvents()...)
		meta := w.meta(&other, bondActor(event))
		if meta.Role != 0 {
			meta.Role = mci.IncentivesAdmin
		}
		w.doBond(&other, other.id(), bondCommand(d.dice, event, &other), meta)
	}
	d.keys = other.keys
}

// eventOfBond draws an event, mostly one that fits.
func (w *World) eventOfBond(d *deed, k *known) lifecycle.Event {
	event := oneOf(d.dice, lifecycle.Events()...)
	if k == nil || k.association == nil || !d.dice.chance(85) {
		return event
	}
	if events := bondWays().events[k.association.State()]; len(events) > 0 {
		event = oneOf(d.dice, events...)
	}
	switch {
	case k.association.State().Status == recognition.PartnerActionRequired && d.dice.chance(25):
		return lifecycle.ClaimEdited
	case k.association.State().Status == recognition.UnderReview && d.dice.chance(30):
		return lifecycle.ReviewerAsks
	case k.association.State() == (lifecycle.State{Status: recognition.Rejected}) && d.dice.chance(50):
		return lifecycle.PartnerDisputes
	case k.association.Divergence().Open() && d.dice.chance(40):
		return lifecycle.DivergenceResolved
	case d.dice.chance(3):
		return lifecycle.FactsRecorded
	default:
		return event
	}
}

// bondActor returns the actor of an event.
func bondActor(event lifecycle.Event) claims.Actor {
	if actor, known := bondWays().actors[event]; known {
		return actor
	}
	if event == lifecycle.FactsRecorded {
		return claims.PartnerCenter
	}
	return claims.Partner
}

// bondNotes are the comments of commands. An empty one can be malformed.
var bondNotes = [...]string{"", "see page 2", "see page 3"}

func bondNote(dice dice) string { return oneOf(dice, bondNotes[:]...) }

// bondCommands draw the command of an event of an association.
//
//nolint:exhaustive // because an opening, an observation and a taking-back have no command
var bondCommands = map[lifecycle.Event]func(dice, *deed) association.Command{
	lifecycle.ProofGiven: func(dice dice, d *deed) association.Command {
		day := mci.DateOf(d.At.UTC().AddDate(0, 0, -dice.IntN(60)))
		workloads := oneOf(dice, []cpor.Workload{"Microsoft Teams", "Exchange Online"}, []cpor.Workload{"Dynamics 365 Sales"})
		return association.GiveProof{Proof: cpor.Proof{
			Reference: "sow", Pertains: mci.Yes, Signed: oneOf(dice, mci.Yes, mci.Yes, mci.No), Dated: day, Describes: mci.Yes, Workloads: workloads,
		}}
	},
	lifecycle.ClaimEdited: func(dice dice, _ *deed) association.Command {
		return association.Edit{CustomerContact: oneOf(dice, customerContacts[:]...), Subscription: oneOf(dice, "", "", subscriptionOf(0))}
	},
	lifecycle.PartnerComments: func(dice dice, _ *deed) association.Command { return association.AddComment{Comment: bondNote(dice)} },
	lifecycle.PartnerSubmits:  func(dice dice, _ *deed) association.Command { return association.Submit{Comment: bondNote(dice)} },
	lifecycle.ReviewBegins:    func(dice, *deed) association.Command { return association.BeginReview{} },
	lifecycle.CompetitorFound: func(dice dice, _ *deed) association.Command {
		return association.FindCompetitor{Comment: bondNote(dice)}
	},
	lifecycle.ReviewerAsks: func(dice dice, _ *deed) association.Command {
		return association.RequestAction{Comment: bondNote(dice)}
	},
	lifecycle.ReviewerApproves: func(dice, *deed) association.Command { return association.Approve{} },
	lifecycle.ReviewerRejects:  func(dice dice, _ *deed) association.Command { return association.Reject{Comment: bondNote(dice)} },
	lifecycle.PartnerDisputes: func(dice dice, _ *deed) association.Command {
		return association.Dispute{Justification: bondNote(dice)}
	},
	lifecycle.CustomerOptsOut:      func(dice dice, _ *deed) association.Command { return association.OptOut{Comment: bondNote(dice)} },
	lifecycle.PartnerDisassociates: func(dice dice, _ *deed) association.Command { return association.Disassociate{Reason: bondNote(dice)} },
	lifecycle.SubscriptionEnds: func(_ dice, d *deed) association.Command {
		return association.EndSubscription{LastDay: mci.DateOf(d.At.UTC())}
	},
	lifecycle.WindowEnds: func(dice, *deed) association.Command { return association.Expire{} },
	lifecycle.DivergenceResolved: func(dice dice, _ *deed) association.Command {
		return association.Resolve{Take: oneOf(dice, append(lifecycle.States(), lifecycle.State{}, lifecycle.State{})...), Comment: bondNote(dice)}
	},
	lifecycle.FactsRecorded: func(dice dice, d *deed) association.Command {
		return association.RecordFacts{Number: numberOf(d.id()), Location: oneOf[mci.LocationID](dice, "", "zurich", "berlin")}
	},
}

// bondCommand draws the command of an event. If the event has none, as an
// opening has, the command begins a review.
func bondCommand(dice dice, event lifecycle.Event, d *deed) association.Command {
	if command := bondCommands[event]; command != nil {
		return command(dice, d)
	}
	return association.BeginReview{}
}
