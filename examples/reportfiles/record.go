package reportfiles

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
)

// Recorded is one fact of the reports, with the result of recording it.
type Recorded struct {
	// Recording is the command that records the fact.
	Recording settlement.Recording `json:"recording"`
	// Before says that the fact was already recorded.
	Before bool `json:"before,omitempty"`
	// Why is the reason why the fact could not be recorded. It is empty if it
	// was.
	Why string `json:"why,omitempty"`
	// Note names a doubt about a recorded fact that a person should look at. It
	// is empty if there is none.
	Note string `json:"note,omitempty"`
}

// Record gives the commands that record the facts of a settlement, at an
// instant and by a user. If a command fails, the others are given all the same.
// If a payment may already be recorded without its earning ID, it is not
// recorded again; see [claims.RecordPayment.MayRepeat].
func Record(ctx context.Context, d *desk.Desk, settled *settlement.Settlement, at time.Time, user mci.UserID) ([]Recorded, []settlement.Unrecorded) {
	return record(ctx, d, settled, at, user, d.Do)
}

// Foresee returns the results that Record would have, and records nothing. If a
// fact was already recorded, it says so as Record does.
func Foresee(ctx context.Context, d *desk.Desk, settled *settlement.Settlement, at time.Time, user mci.UserID) ([]Recorded, []settlement.Unrecorded) {
	return record(ctx, d, settled, at, user, func(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) (claims.Change, error) {
		claim, err := d.Claim(ctx, id)
		if err != nil {
			return claims.Change{}, err
		}
		return claims.Apply(claim, command, meta)
	})
}

// record calls give for each command. The function gives the command, or
// foresees its result.
func record(
	ctx context.Context, d *desk.Desk, settled *settlement.Settlement, at time.Time, user mci.UserID,
	give func(context.Context, claims.ID, claims.Command, claims.Meta) (claims.Change, error),
) ([]Recorded, []settlement.Unrecorded) {
	recordings, left := settled.Recordings()
	var all []Recorded
	for _, one := range recordings {
		if why, err := doubt(ctx, d, &one); err != nil || why != "" {
			if err != nil {
				why = err.Error()
			}
			all = append(all, Recorded{Recording: one, Why: why})
			continue
		}
		done := Recorded{Recording: one}
		meta := one.Meta(at)
		meta.User = user
		change, err := give(ctx, one.Claim, one.Command, meta)
		switch {
		case err != nil:
			done.Why = err.Error()
		case len(change.Entries) == 0:
			done.Before = true
		default:
			done.Note = beyond(change.Claim, one.Command)
		}
		all = append(all, done)
	}
	return all, left
}

// doubt returns the reason why a payment in a report is not recorded. It is
// empty if the payment can be recorded.
func doubt(ctx context.Context, d *desk.Desk, one *settlement.Recording) (string, error) {
	payment, ok := one.Command.(claims.RecordPayment)
	if !ok {
		return "", nil
	}
	claim, err := d.Claim(ctx, one.Claim)
	if err != nil {
		return "", err
	}
	record := claim.Record()
	known, found := payment.MayRepeat(&record)
	if !found {
		return "", nil
	}
	return fmt.Sprintf("the claim has a payment of %s, %s, that names no earning and may be this one; if it is another one, record it by hand",
		known.Money, cmp.Or(known.Reference, "without a payment ID")), nil
}

// beyond says that a claim is now paid more than was approved. It is empty if
// that is not so, or if it is unknown.
func beyond(claim *claims.Claim, command claims.Command) string {
	if _, ok := command.(claims.RecordPayment); !ok {
		return ""
	}
	amounts := claim.Record().Amounts
	paid, err := mci.Sum(func(yield func(mci.Money) bool) {
		for payment := range amounts.Paid() {
			if !yield(payment.Money) {
				return
			}
		}
	})
	if err != nil {
		return "" // the amounts are in two currencies
	}
	if more, err := paid.Compare(amounts.Approved.Money); err != nil || more <= 0 {
		return ""
	}
	return fmt.Sprintf("with it, the payments of the claim are %s, and %s is approved", paid, amounts.Approved.Money)
}

// Lines yields the lines of a file, a folder or an archive, for a person who
// looks for one of them. Each error is about a line or a file, as in [Reports].
func Lines(name string, options *Options) iter.Seq2[reports.Line, error] {
	return func(yield func(reports.Line, error) bool) {
		var r Reports
		lines, finish, err := r.open(name, options)
		if err != nil {
			yield(reports.Line{}, err)
			return
		}
		defer func() { _ = finish() }() // the file was only read
		for line, err := range lines {
			if !yield(line, err) {
				return
			}
		}
	}
}
