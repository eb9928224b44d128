package cases

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
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
