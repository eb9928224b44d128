package cases

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
)

// associationMetas uses idempotency keys again, and dates commands before the
// latest entry and after their receipt, by the tolerance and a nanosecond more
// or less. If a record holds as many keys as it can keep, the next one drops
// the oldest.
func (m *maker) associationMetas(claim *association.Claim) {
	latest := claim.Record().Updated
	facts := association.RecordFacts{Number: "4711"}
	for _, bound := range bounds {
		meta := asAdmin(claims.PartnerCenter, latest.Add(-claims.DefaultTolerance-bound.after))
		m.offer(associationStep(claim, facts, meta), "tolerance "+bound.name)
		meta = asAdmin(claims.PartnerCenter, latest.Add(24*time.Hour+claims.DefaultTolerance+bound.after))
		meta.Received = latest.Add(24 * time.Hour)
		m.offer(associationStep(claim, facts, meta), "later than the receipt by the tolerance "+bound.name)
		meta.Future = true
		m.offer(associationStep(claim, facts, meta), "later than the receipt, and vouched for, "+bound.name)
	}
	for _, tolerance := range []time.Duration{claims.NoTolerance, time.Hour, claims.MostTolerance, claims.MostTolerance + 1} {
		meta := asAdmin(claims.PartnerCenter, latest.Add(-10*time.Minute))
		meta.Tolerance = tolerance
		m.offer(associationStep(claim, facts, meta), fmt.Sprintf("tolerance of %s", tolerance))
	}
	for number := range keptKeys + 1 {
		meta := asAdmin(claims.PartnerCenter, latest)
		meta.Key = fmt.Sprint("k", number)
		change, err := association.Apply(claim, facts, meta)
		if err != nil {
			m.fail(err)
			return
		}
		claim = change.Claim
		again := meta
		again.Key = "k0"
		switch number {
		case 0:
			m.offer(associationStep(claim, facts, again), "key: the same command later")
			m.offer(associationStep(claim, association.RecordFacts{Number: "4712"}, again), "key: the same event with other content")
			m.offer(associationStep(claim, association.Submit{}, asAdmin(claims.Partner, latest)), "key: another command without a key")
		case keptKeys - 1:
			m.offer(associationStep(claim, facts, again), "key: the same command, many keys later")
			again.Key = fmt.Sprint("k", keptKeys)
			m.offer(associationStep(claim, facts, again), "key: one more than the record keeps")
		case keptKeys:
			m.offer(associationStep(claim, facts, again), "key: one that the record no longer keeps")
		}
	}
}
