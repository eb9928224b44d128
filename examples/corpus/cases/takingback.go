package cases

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/examples/corpus/answer"
)

// outcome names the outcome of taking an entry back.
func outcome(err error) string {
	if err != nil {
		return "refused"
	}
	return "permitted"
}

// historyOf returns the JSON of a history.
func historyOf[E any](entries []E) (history []json.RawMessage) {
	for i := range entries {
		history = append(history, must(answer.Marshal(&entries[i])))
	}
	return history
}

// takenBack takes back the latest entry of a claim, and the entry before it,
// once for each outcome. The lives have a case for each event, because a life
// needs no history.
func (m *maker) takenBack(l *visited) {
	meta := asActor(claims.Partner, l.Claim.Record().Updated.AddDate(0, 0, 1))
	for i, entry := range []string{"the latest entry", "the entry before the latest"} {
		number := l.Claim.Version() - uint64(i) //nolint:gosec // because it is 0 or 1
		_, err := claims.TakeBack(l.Claim, l.History, number, m.catalogs["public"], meta)
		back := answer.Action{TakeBack: &answer.TakingBack{Number: number, History: historyOf(l.History)}}
		m.offer(step(l.Claim, back, meta), fmt.Sprintf("take back %s, %s", entry, outcome(err)))
	}
}

// associationTakenBack does the same for an association.
func (m *maker) associationTakenBack(l *visitedAssociation) {
	meta := asAdmin(claims.Partner, l.Claim.Record().Updated.AddDate(0, 0, 1))
	for i, entry := range []string{"the latest entry", "the entry before the latest"} {
		number := l.Claim.Version() - uint64(i) //nolint:gosec // because it is 0 or 1
		_, err := association.TakeBack(l.Claim, l.History, number, meta)
		back := answer.AssociationAction{TakeBack: &answer.TakingBack{Number: number, History: historyOf(l.History)}}
		m.offer(answer.AssociationStep{Record: storedAssociation(l.Claim), Do: back, Meta: meta}, fmt.Sprintf("take back %s, %s", entry, outcome(err)))
	}
}

// livesTakenBack makes lives whose last step takes back a command, for each
// event. The opening cannot be taken back.
func (m *maker) livesTakenBack() {
	end := func(l *visited, event claims.Event) {
		back := answer.OneStep{
			Do: answer.Action{TakeBack: &answer.TakingBack{Number: l.Claim.Version()}}, Meta: asActor(claims.Partner, l.Claim.Record().Updated.AddDate(0, 0, 1)),
		}
		m.offer(answer.Life{Catalog: "public", Steps: slices.Concat(l.steps, []answer.OneStep{back})}, fmt.Sprintf("take back %s", event))
	}
	end(m.open(viva), claims.AddCustomer)
	m.walk(viva, func(l *visited) {
		for _, command := range tried {
			if next := l.then(command, usual(l.Claim, command)); next != nil {
				end(next, command.Event())
			}
		}
	})
}

// associationLivesTakenBack does the same for associations.
func (m *maker) associationLivesTakenBack() {
	m.walkAssociations(func(l *visitedAssociation) {
		for _, command := range triedOnAssociation(l.Claim) {
			next := l.then(command, usualOfAssociation(l.Claim, command))
			if next == nil {
				continue
			}
			back := answer.OneAssociationStep{
				Do:   answer.AssociationAction{TakeBack: &answer.TakingBack{Number: next.Claim.Version()}},
				Meta: asAdmin(claims.Partner, next.Claim.Record().Updated.AddDate(0, 0, 1)),
			}
			m.offer(answer.AssociationLife{Steps: slices.Concat(next.steps, []answer.OneAssociationStep{back})}, fmt.Sprintf("take back %s", command.Event()))
		}
	})
}
