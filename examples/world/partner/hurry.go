package partner

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// mostHurry bounds the commands of a step in which all sides hurry.
const mostHurry = 16

// hurry lets all sides act at once, until the step's claim reaches a drawn
// state by the shortest way of the machine. If nobody hurried, few claims would
// be reviewed after a dispute.
func (w *World) hurry(d *deed) {
	w.search(d, 40, func(k *known) bool { return k.claim != nil && k.claim.State().Status.Class() == 0 })
	to := oneOf(d.dice, activityWays().states...)
	if d.dice.chance(50) {
		to.Disputed = true // if there is no such state, no way leads there
	}
	for range mostHurry {
		claim := w.claim(d.id())
		if claim == nil {
			w.answer("hurry: nothing")
			return
		}
		event := activityWays().toward[claim.State()][to]
		if event == 0 {
			return
		}
		if class := w.hurriedly(d, event, claim); class != 0 && class != desk.Refused && class != desk.Malformed {
			return
		}
		w.audit([]claims.ID{d.id()}) // the next command needs the claim as it is
	}
}

// hurriedly gives the command of an event. If a submission lacks evidence, it
// gives that first.
func (w *World) hurriedly(d *deed, event claims.Event, claim *claims.Claim) desk.ErrorClass {
	if event == claims.PartnerSubmits && len(claim.MissingEvidence(d.clock())) > 0 {
		event = claims.EvidenceGiven
	}
	given := command(d.dice, event, claim)
	switch event { //nolint:exhaustive // because the others lack nothing
	case claims.ConsentSent:
		given = claims.SendConsent{DealSize: usd(120000)}
	case claims.PartnerSubmits:
		given = claims.Submit{Comment: "in a hurry"}
	case claims.EvidenceGiven:
		part := claim.MissingEvidence(d.clock())[0].Part
		give := claims.GiveEvidence{Part: part}
		if part == mci.ProofOfExecution {
			give.Template = templateDay()
		}
		given = give
	}
	meta := punctual(actorOf(event), d.clock())
	meta.Key = fmt.Sprintf("hurry %x %d", d.Draw, d.keys)
	d.keys++
	class, _ := w.give(d, d.id(), given, meta)
	return class
}
