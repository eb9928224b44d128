package cases

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// associationLives makes the cases of the kind "associationLife".
func (m *maker) associationLives() {
	m.keyedAssociationLife()
	m.associationLivesTakenBack()
	m.drawAssociations(seed, drawn, m.offerLife)
}

// drawAssociations draws lives of CPOR claims from a seed.
func (m *maker) drawAssociations(seed uint64, lives int, offer func(life any, covers string)) {
	for number := range uint64(lives) { //nolint:gosec // because the number is not negative
		random := rand.New(rand.NewPCG(seed, number)) //nolint:gosec // because a case must be the same each time
		offer(m.drawAssociationLife(random), fmt.Sprintf("life %d of seed %d", number, seed))
	}
}

func (m *maker) drawAssociationLife(random *rand.Rand) answer.AssociationLife {
	var life answer.AssociationLife
	if random.IntN(3) == 0 {
		life.Terms = answer.Terms{Holidays: []mci.Date{day("2023-01-16"), day("2023-02-20")}, ToldAtApproval: true, ProofMonths: 6}
	}
	terms, err := life.Terms.Read()
	if err != nil {
		m.err = err
		return life
	}
	kinds := cpor.Kinds()
	kind := kinds[random.IntN(len(kinds))]
	living := answer.AssociationLiving{Terms: terms}
	do := answer.AssociationAction{Open: &answer.AssociationOpening{ID: "cpor-1", Question: associationQuestion(kind), Details: associationDetails(kind)}}
	when := proposed
	for range 6 + random.IntN(14) {
		step := answer.OneAssociationStep{Do: do, Meta: m.drawAssociationMeta(random, do, when)}
		life.Steps = append(life.Steps, step)
		if err := living.Take(&step); err != nil {
			m.err = err
			return life
		}
		if living.Claim == nil {
			return life
		}
		do = drawAssociationAction(random, living.Claim)
		when = drawAssociationInstant(random, living.Claim)
	}
	return life
}

func drawAssociationAction(random *rand.Rand, claim *association.Claim) answer.AssociationAction {
	all := triedOnAssociation(claim)
	switch random.IntN(20) {
	case 0:
		states := lifecycle.States()
		return answer.AssociationAction{Observe: states[random.IntN(len(states))].Status.String()}
	case 1:
		return answer.AssociationAction{TakeBack: &answer.TakingBack{Number: claim.Version()}}
	case 2:
		return commandedAssociation(all[random.IntN(len(all))])
	}
	var permitted []association.Command
	for _, command := range all {
		if claim.State().Permitted().Has(command.Event()) && command.Event() != lifecycle.WindowEnds && command.Event() != lifecycle.PartnerDisassociates {
			permitted = append(permitted, command)
		}
	}
	if len(permitted) == 0 || random.IntN(10) == 0 {
		return commandedAssociation(association.Expire{})
	}
	return commandedAssociation(permitted[random.IntN(len(permitted))])
}

func drawAssociationInstant(random *rand.Rand, claim *association.Claim) time.Time {
	latest := claim.Record().Updated
	running := claim.Deadlines()
	switch random.IntN(10) {
	case 0:
		return latest.Add(-time.Duration(random.IntN(600)) * time.Second)
	case 1, 2:
		if len(running) > 0 {
			return running[random.IntN(len(running))].Window.End.Add(bounds[random.IntN(len(bounds))].after)
		}
	}
	return latest.Add(time.Duration(random.IntN(5*24*60)) * time.Minute)
}

func (m *maker) drawAssociationMeta(random *rand.Rand, do answer.AssociationAction, when time.Time) claims.Meta {
	meta := asAdmin(claims.Partner, when)
	switch {
	case do.Observe != "":
		meta = asAdmin(claims.PartnerCenter, when)
	case do.Command != nil:
		var event lifecycle.Event
		if err := event.UnmarshalText([]byte(do.Command.Event)); err != nil {
			m.err = err
		}
		meta = associationBy(event, when)
	}
	if do.Open == nil && random.IntN(25) == 0 {
		meta.Actor = claims.Partner + claims.Actor(random.IntN(int(claims.PartnerCenter)))
	}
	if random.IntN(5) == 0 {
		meta.Key = fmt.Sprint("key-", random.IntN(4))
	}
	return meta
}
