package partner

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// zones are those in which the editions of a world count their days. The number
// of the world selects one: UTC, one east of it, or one west of it.
var zones = [...]string{"UTC", "Europe/Zurich", "America/Los_Angeles"}

func (o *Options) zoneNumber() int { return int(o.Seed % uint64(len(zones))) } //nolint:gosec // because the remainder is small

// locations are loaded once. If one cannot be loaded, the world's cards cannot
// be read either, so there is no world.
var locations = sync.OnceValue(func() (all [len(zones)]*time.Location) {
	for i, zone := range zones {
		all[i], _ = time.LoadLocation(zone)
	}
	return all
})

// zone returns the zone in which the world's own count is done.
func (o *Options) zone() *time.Location { return locations()[o.zoneNumber()] }

// paidWithin is the number of days in which an approved claim is expected to be
// paid. Source: [mci.WorkshopClaims].
const paidWithin = 45

// startOf returns the first instant of the day that is some days after that of
// an instant, in the zone of the world's cards. The world counts it itself.
func (w *World) startOf(at time.Time, after int) time.Time {
	year, month, day := at.In(w.options.zone()).Date()
	return time.Date(year, month, day+after, 0, 0, 0, 0, w.options.zone())
}

// dayOf returns the day of an instant in the zone of the world's cards, and no
// day for no instant.
func (w *World) dayOf(at time.Time) mci.Date {
	if at.IsZero() {
		return mci.Date{}
	}
	return mci.DateOf(w.startOf(at, 0))
}

// countsDays is a part of invariant 6: a window begins with the day of an
// instant, and each day that the library derives from one is the world's.
func (w *World) countsDays(claim *claims.Claim, record *claims.Record) error {
	if claim.TermsChanged() {
		return nil
	}
	dates := claim.PayInputs().Dates
	for _, one := range [...]struct {
		name string
		got  mci.Date
		at   time.Time
	}{
		{"creation", dates.Creation, record.Created},
		{"first submission", dates.Submission, record.FirstSubmitted},
		{"approval", dates.Approval, record.ApprovedAt},
		{"rejection", dates.Rejection, record.RejectedAt},
		{"dispute", dates.Dispute, record.DisputeSubmitted},
	} {
		if want := w.dayOf(one.at); one.got != want {
			return fmt.Errorf("the %s at %s is on %s, and on %s in %s", one.name, one.at, one.got, want, w.options.zone())
		}
	}
	if d, ok := claim.Expiry(); ok && (d.DaysLeft(d.Window.End.Add(-1)) != 0 || d.DaysLeft(d.Window.End) != -1) {
		return fmt.Errorf("the %s window ends at %s, and %d days are left just before it and %d at it", d.Clock, d.Window.End, d.DaysLeft(d.Window.End.Add(-1)), d.DaysLeft(d.Window.End))
	}
	if !claim.AwaitsPayment() {
		return nil
	}
	if got, want := claim.Index().Attention, w.startOf(record.ApprovedAt, paidWithin+1); !got.Equal(want) {
		return fmt.Errorf("the claim approved at %s needs attention at %s, and at %s in %s", record.ApprovedAt, got, want.UTC(), w.options.zone())
	}
	if got, want := settlement.Of(claim).ApprovedOn, w.dayOf(record.ApprovedAt); got != want {
		return fmt.Errorf("the claim approved at %s is settled as approved on %s, and it was on %s in %s", record.ApprovedAt, got, want, w.options.zone())
	}
	return nil
}

// compareWaivers is a part of invariant 6: a waiver covers its last day whole,
// and not the next one.
func (w *World) compareWaivers(q *eligibility.Question) {
	today := w.dayOf(q.At)
	for _, covers := range [...]bool{true, false} {
		last := today
		if !covers {
			last = today.AddDays(-1)
		}
		with := *q
		with.Customer.MeetsCriteria = mci.No
		with.Waivers = []eligibility.Waiver{{Rule: "customer.criteria", Reason: "agreed", Approver: "maria", Until: last}}
		decision, err := eligibility.Decide(&with)
		if got := len(decision.Waived()) == 1; err == nil && got != covers {
			w.violate(6, "", fmt.Errorf("a waiver until %s covers %s: %t; in %s it is %s", last, q.At, got, w.options.zone(), today))
		}
	}
	w.count("invariant", "6")
}
