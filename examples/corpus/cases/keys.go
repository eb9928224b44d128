package cases

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/corpus/answer"
)

// keptKeys is the number of keys that a record keeps.
const keptKeys = 64

// keys repeat a command under its key, and give another one under it.
func (m *maker) keys() {
	l := m.open(viva)
	meta := asActor(claims.Partner, opened.AddDate(0, 0, 1))
	meta.Key = "key-1"
	first := claims.SendConsent{DealSize: usd("25000")}
	m.offer(step(l.Claim, commanded(first), meta), "key: first use")
	change, err := claims.Apply(l.Claim, first, meta)
	if err != nil {
		m.fail(err)
		return
	}
	later := meta
	later.At = meta.At.AddDate(0, 0, 1)
	m.offer(step(change.Claim, commanded(first), later), "key: the same command later")
	m.offer(step(change.Claim, commanded(claims.SendConsent{DealSize: usd("26000")}), later), "key: the same event with other content")
	m.offer(step(change.Claim, commanded(claims.ResendConsent{}), later), "key: another event")
	later.Key = "key-2"
	m.offer(step(change.Claim, commanded(first), later), "key: the same command under another key")
	facts := claims.RecordFacts{Number: "N-1", Comment: "seen in the export"}
	m.offer(step(change.Claim, commanded(facts), asActor(claims.PartnerCenter, later.At)), "record facts")
	known, err := claims.Apply(change.Claim, facts, asActor(claims.PartnerCenter, later.At))
	if err != nil {
		m.fail(err)
		return
	}
	again := asActor(claims.PartnerCenter, later.At)
	m.offer(step(known.Claim, commanded(facts), again), "record facts: known already")
	again.Key = "key-3"
	m.offer(step(known.Claim, commanded(facts), again), "record facts: known already, under a key")
}

// manyKeys gives commands to a claim that has used as many keys as its record
// keeps, and one more.
func (m *maker) manyKeys() {
	claim := m.open(viva).Claim
	facts := claims.RecordFacts{Number: "N-1"}
	meta := asActor(claims.PartnerCenter, opened)
	for number := range keptKeys + 1 {
		meta.Key = fmt.Sprint("k", number)
		change, err := claims.Apply(claim, facts, meta)
		if err != nil {
			m.fail(err)
			return
		}
		claim = change.Claim
		if number == keptKeys-1 {
			meta.Key = "k0"
			m.offer(step(claim, commanded(facts), meta), "key: the same command, many keys later")
			m.offer(step(claim, commanded(claims.RecordFacts{Number: "N-2"}), meta), "key: another command, many keys later")
			meta.Key = fmt.Sprint("k", keptKeys)
			m.offer(step(claim, commanded(facts), meta), "key: one more than the record keeps")
		}
	}
	meta.Key = "k0"
	m.offer(step(claim, commanded(facts), meta), "key: one that the record no longer keeps")
}

// keyedLife gives each kind of step under a key: for the first time, again, and
// another step under the same key. An observation that agrees with the claim
// keeps its key, too.
func (m *maker) keyedLife() {
	l := m.open(viva)
	life, when := answer.Life{Catalog: "public", Steps: l.steps}, opened
	life.Steps[0].Meta.Key = "opened"
	take := func(key string, actor claims.Actor, do answer.Action) {
		when = when.AddDate(0, 0, 1)
		step := answer.OneStep{Do: do, Meta: asActor(actor, when)}
		step.Meta.Key = key
		life.Steps = append(life.Steps, step)
		m.fail(l.Take(&step, m.catalogs["public"]))
	}
	back := func(number uint64) answer.Action {
		return answer.Action{TakeBack: &answer.TakingBack{Number: number}}
	}
	for range 2 {
		take("sent", claims.Partner, commanded(claims.SendConsent{}))
	}
	take("sent", claims.Partner, commanded(claims.ResendConsent{}))
	for _, name := range []string{"Customer consent received", "Customer consent received", "Submitted"} {
		take("seen", claims.PartnerCenter, answer.Action{Observe: name})
	}
	take("seen", claims.Partner, commanded(claims.AddComment{Comment: "see page 2"}))
	take("agreed", claims.PartnerCenter, answer.Action{Observe: "Customer consent received"})
	take("opened", claims.PartnerCenter, answer.Action{Observe: "Submitted"})
	take("", claims.Partner, commanded(claims.AddComment{Comment: "see page 2"}))
	latest := l.Claim.Version()
	for _, number := range []uint64{latest, latest, latest - 1} {
		take("back", claims.Partner, back(number))
	}
	m.offer(life, "keys of each kind of step")
}

// keyedAssociationLife does the same for an association.
func (m *maker) keyedAssociationLife() {
	var l answer.AssociationLiving
	var life answer.AssociationLife
	when := proposed.AddDate(0, 0, -1)
	take := func(key string, actor claims.Actor, do answer.AssociationAction) {
		when = when.AddDate(0, 0, 1)
		step := answer.OneAssociationStep{Do: do, Meta: asAdmin(actor, when)}
		step.Meta.Key = key
		life.Steps = append(life.Steps, step)
		m.fail(l.Take(&step))
	}
	comment := commandedAssociation(association.AddComment{Comment: "see page 2"})
	take("opened", claims.Partner, answer.AssociationAction{Open: &answer.AssociationOpening{
		ID: "cpor-1", Question: associationQuestion(cpor.ModernWorkUsage), Details: associationDetails(cpor.ModernWorkUsage),
	}})
	for range 2 {
		take("said", claims.Partner, comment)
	}
	take("said", claims.Partner, commandedAssociation(association.GiveProof{Proof: cpor.Proof{Reference: "sow-1"}}))
	for _, name := range []string{"Submitted", "Submitted", "Under review"} {
		take("seen", claims.PartnerCenter, answer.AssociationAction{Observe: name})
	}
	take("seen", claims.Partner, comment)
	take("agreed", claims.PartnerCenter, answer.AssociationAction{Observe: "Submitted"})
	take("opened", claims.PartnerCenter, answer.AssociationAction{Observe: "Under review"})
	take("", claims.Microsoft, commandedAssociation(association.BeginReview{}))
	latest := l.Claim.Version()
	for _, number := range []uint64{latest, latest, latest - 1} {
		take("back", claims.Partner, answer.AssociationAction{TakeBack: &answer.TakingBack{Number: number}})
	}
	m.offer(life, "keys of each kind of step")
}
