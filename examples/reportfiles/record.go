package reportfiles

import (
	"context"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims/desk"
	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
)

// Recorded is one fact of the reports with what became of it.
type Recorded struct {
	// Recording is the command that was given.
	Recording settlement.Recording `json:"recording"`
	// Before says that it was recorded before.
	Before bool `json:"before,omitempty"`
	// Why says why it could not be recorded. It is empty if it was.
	Why string `json:"why,omitempty"`
}

// Record gives the commands that record what a settlement found, at an instant
// and by a user. A command that fails stops no other.
func Record(ctx context.Context, d *desk.Desk, settled *settlement.Settlement, at time.Time, user mci.UserID) ([]Recorded, []settlement.Unrecorded) {
	recordings, left := settled.Recordings()
	var all []Recorded
	for _, one := range recordings {
		done := Recorded{Recording: one}
		meta := one.Meta(at)
		meta.User = user
		change, err := d.Do(ctx, one.Claim, one.Command, meta)
		switch {
		case err != nil:
			done.Why = err.Error()
		case len(change.Entries) == 0:
			done.Before = true
		}
		all = append(all, done)
	}
	return all, left
}

// Lines yields the lines of a file, a folder or an archive, for a person who
// looks for one of them. An error is about a line or a file, as those of
// [Reports] are.
func Lines(name string, options *Options) iter.Seq2[reports.Line, error] {
	return func(yield func(reports.Line, error) bool) {
		var r Reports
		lines, finish, err := r.open(name, options)
		if err != nil {
			yield(reports.Line{}, err)
			return
		}
		defer func() { _ = finish() }() // it was only read
		for line, err := range lines {
			if !yield(line, err) {
				return
			}
		}
	}
}
