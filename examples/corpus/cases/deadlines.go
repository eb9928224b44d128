package cases

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/corpus/answer"
)

// deadlines makes the cases of the kind "deadlines".
func (m *maker) deadlines() {
	m.deadlinesFrom("public", "", m.open(viva))
	m.deadlinesFrom("public", "of a small project", m.open(variable))
	// Half an hour before midnight in UTC, a day has begun in Zurich, and the
	// clocks go forward before the window ends.
	m.deadlinesIn(&base{"zoned", viva, day("2023-02-24"), zonedBases[0].with}, 23*time.Hour+30*time.Minute)
	// At three in the morning in UTC, it is the day before in California, and the
	// clocks go back before the window ends. These clocks have lengths of their
	// own.
	m.deadlinesIn(&base{"western", "by-unit", day("2025-10-10"), nil}, 3*time.Hour)
	m.walk(viva, func(l *visited) {
		m.divergences(l)
		m.beforeTheLatest(l.Claim)
		m.paid(l.Claim)
	})
	tenants := m.open(variable).Claim.Record()
	tenants.CustomerID, tenants.CheckedID = tenant, tenant
	m.offer(answer.Deadlines{Catalog: "public", Record: storedRecord(tenants), At: tenants.Created}, "malformed: a tenant ID for variable pay")
	for _, status := range claims.Statuses() {
		if claim := m.adopted(status); len(claim.Deadlines()) > 0 {
			m.running("public", claim, opened, "deadlines of an adopted claim, shown as "+status.String())
		}
	}
}

// running asks for the deadlines of a claim.
func (m *maker) running(name string, claim *claims.Claim, at time.Time, covers ...string) {
	m.offer(answer.Deadlines{Catalog: name, Record: stored(claim), At: at.UTC()}, covers...)
}

// deadlinesIn asks for the deadlines of claims of another zone, whose instants
// are so long after the beginning of a day in UTC.
func (m *maker) deadlinesIn(b *base, after time.Duration) {
	q := b.question(m.catalogs[b.catalog])
	q.At = b.on.Start(time.UTC).Add(after)
	m.deadlinesFrom(b.catalog, "in the catalog "+b.catalog, m.openBy(b.catalog, &q))
}

// deadlinesFrom asks for the deadlines of a claim and of those that it leads to.
// If the engagement is another shape than the first one, each state is asked
// about once, and each clock once just before its end and at it: the length of
// the clock matters, and not the state.
func (m *maker) deadlinesFrom(name, shape string, first *visited) {
	m.walkFrom(first, func(l *visited) {
		state := stateText(l.Claim.State())
		where, asked := state, bounds
		if shape != "" {
			state, where, asked = state+", "+shape, shape, bounds[:2]
		}
		m.running(name, l.Claim, l.Claim.Record().Updated, "deadlines of "+state)
		for _, deadline := range l.Claim.Deadlines() {
			for _, bound := range asked {
				m.running(name, l.Claim, deadline.Window.End.Add(bound.after), fmt.Sprintf("clock %s %s: %s", deadline.Clock, bound.name, where))
			}
		}
	})
}

// divergences asks for the deadlines of a claim of which Partner Center shows
// what its machine cannot reach: while the difference is open, when it was kept,
// and when the claim was given the shown status.
func (m *maker) divergences(l *visited) {
	state, when := stateText(l.Claim.State()), l.Claim.Record().Updated.AddDate(0, 0, 1)
	for _, name := range shown() {
		change, err := claims.Observe(l.Claim, claims.ReadStatus(name), asActor(claims.PartnerCenter, when))
		if err != nil || change.Claim.Divergence() == nil {
			continue
		}
		m.running("public", change.Claim, when, "an open divergence of "+state)
		if expiry, ok := change.Claim.Expiry(); ok {
			m.running("public", change.Claim, expiry.Window.End, "an open divergence, and the end of the clock "+expiry.Clock.String())
		}
		m.resolved(change.Claim, claims.Resolve{}, fmt.Sprintf("a divergence that was kept, ended %t", l.Claim.State().Terminal()))
		for status := range claims.ReadStatus(name).All() {
			m.resolved(change.Claim, claims.Resolve{Take: status}, "a divergence after which the claim is "+status.String())
		}
	}
}

// resolved asks for the deadlines of a claim whose divergence is settled.
func (m *maker) resolved(claim *claims.Claim, command claims.Resolve, what string) {
	meta := asActor(claims.Partner, claim.Record().Updated.AddDate(0, 0, 1))
	if change, err := claims.Apply(claim, command, meta); err == nil {
		m.running("public", change.Claim, meta.At, what)
	}
}

// beforeTheLatest asks for the deadlines at an instant before the latest entry
// of the claim: between the end of a window and an entry that came after it.
func (m *maker) beforeTheLatest(claim *claims.Claim) {
	expiry, ok := claim.Expiry()
	if !ok {
		return
	}
	later := asActor(claims.PartnerCenter, expiry.Window.End.AddDate(0, 0, 2))
	change, err := claims.Apply(claim, claims.RecordFacts{Number: "N-1"}, later)
	if err != nil {
		m.fail(err)
		return
	}
	for _, at := range []time.Time{later.At.Add(-time.Nanosecond), later.At} {
		m.running("public", change.Claim, at, fmt.Sprintf("the clock %s is over, and an entry is %s later", expiry.Clock, later.At.Sub(at)))
	}
}

// paid asks for the deadlines of an approved claim when its payment is late, and
// when a payment was recorded, corrected and taken back.
func (m *maker) paid(claim *claims.Claim) {
	if claim.State() != (claims.State{Status: claims.Approved}) || !claim.AwaitsPayment() {
		return
	}
	m.running("public", claim, claim.ExpectedPayment().AddDays(2).Start(time.UTC), "approved, and the expected payment is late")
	when := claim.Record().Updated
	diverged := func(claim *claims.Claim, what string) {
		at := claim.Record().Updated.AddDate(0, 0, 1)
		if change, err := claims.Observe(claim, claims.ReadStatus(claims.Rejected.String()), asActor(claims.PartnerCenter, at)); err == nil {
			m.running("public", change.Claim, at, what+", and an open divergence")
		}
	}
	diverged(claim, "approved")
	for _, c := range []struct{ what, money string }{{"paid", "3000"}, {"paid, corrected", "3100"}, {"paid, and taken back", "-3100"}} {
		when = when.AddDate(0, 0, 1)
		order := "pay-1"
		if c.money[0] == '-' {
			order = "pay-2"
		}
		change, err := claims.Apply(claim, claims.RecordPayment{Amount: usd(c.money), Reference: order, Earning: "E-1"}, by(claims.PaymentRecorded, when))
		if err != nil {
			m.fail(err)
			return
		}
		claim = change.Claim
		m.running("public", claim, when, c.what)
	}
	diverged(claim, "paid")
}
