package cases

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// detailedOnAssociation lists commands with every member that they can have.
// Each is given once, to a claim that permits it.
func detailedOnAssociation(claim *association.Claim) []association.Command {
	r := claim.Record()
	whole := cpor.Proof{
		Reference: "sow-2", Pertains: mci.Yes, Signed: mci.Yes, Dated: day("2023-01-02"), Describes: mci.Yes, Workloads: r.Workloads,
	}
	edit := association.Edit{
		Location: "geneva", Workloads: r.Workloads[:min(1, len(r.Workloads))], CustomerContact: otherContact, CustomerTitle: "Head of purchasing",
		PartnerContact: customerContact,
	}
	known := association.RecordFacts{Number: "4711", Location: r.Location, Workloads: r.Workloads, Subscription: r.Subscription}
	return []association.Command{
		edit,
		association.Edit{Subscription: cpor.SubscriptionID(strings.ToUpper(string(r.Subscription)))},
		association.FindCompetitor{Comment: "another partner claims the same"},
		association.RequestAction{Faults: cpor.Faults(), Comment: "the proof is not enough"},
		association.Reject{Faults: cpor.Faults(), Comment: "the proof is not enough"},
		association.Dispute{Proof: whole},
		association.EndSubscription{LastDay: day("2023-12-31")},
		association.OptOut{Comment: "the customer asked Microsoft"},
		known,
	}
}

// associationDetailed gives each detailed command if the claim permits it, and
// goes on with the claim.
func (m *maker) associationDetailed(claim *association.Claim) {
	for _, command := range detailedOnAssociation(claim) {
		meta := associationBy(command.Event(), claim.Record().Updated.AddDate(0, 0, 1))
		change, err := association.Apply(claim, command, meta)
		if err != nil || len(change.Entries) == 0 {
			continue
		}
		what := fmt.Sprintf("%s with %s", command.Event(), strings.Join(membersOf(command), ", "))
		m.offer(associationStep(claim, command, meta), what)
		m.associationRecorded(change.Claim, "after "+what)
	}
}

// associationRecorded gives a step to a claim if its record has a member that
// no question of the kind has yet.
func (m *maker) associationRecorded(claim *association.Claim, what string) {
	var fresh bool
	for _, member := range pathsOf(claim.Record()) {
		if name := "record: " + member; !m.seen[name] {
			m.seen[name], fresh = true, true
		}
	}
	if fresh {
		meta := asAdmin(claims.PartnerCenter, claim.Record().Updated.AddDate(0, 0, 1))
		m.offer(associationStep(claim, association.RecordFacts{Number: "4712"}, meta), "record facts "+what)
	}
}
