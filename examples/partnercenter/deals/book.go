package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/insights"
	"github.com/mci-go/incentives/referral/progress"
	"github.com/mci-go/incentives/referral/resource"
)

// A book is what the program remembers from run to run.
type book struct {
	// Mark is the instant up to which the changes are known.
	Mark time.Time `json:"mark,omitzero"`
	// Deals are the referrals as they were read last.
	Deals []deal `json:"deals"`
}

// A deal is a referral with the stages that it was seen in.
type deal struct {
	Referral resource.Referral     `json:"referral"`
	Stages   []insights.StageSince `json:"stages,omitempty"`
}

// A revision is a new version of a referral. If the referral is new, earlier is
// nil.
type revision struct {
	earlier, later *resource.Referral
}

// readBook reads the file of an earlier run. If there is none, the book is
// empty.
func readBook(file string) (book, error) {
	var b book
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return b, nil
	case err != nil:
		return b, err
	}
	return b, decode(file, data, &b)
}

// write replaces the file as a whole.
func (b *book) write(file string) error {
	data, err := json.MarshalIndent(b, "", "\t")
	if err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(file), ".deals-*") // for the owner alone
	if err != nil {
		return err
	}
	_, err = part.Write(append(data, '\n'))
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return nil
}

// take notes the referrals that were changed, and returns those that differ
// from what was known.
func (b *book) take(updates referral.Updates) []revision {
	b.Mark = updates.Mark
	var revisions []revision
	for i := range updates.Referrals {
		later := &updates.Referrals[i]
		at := slices.IndexFunc(b.Deals, func(d deal) bool { return strings.EqualFold(d.Referral.ID, later.ID) })
		if at < 0 {
			b.Deals = append(b.Deals, deal{Referral: *later, Stages: firstStage(later)})
			revisions = append(revisions, revision{later: later})
			continue
		}
		known := &b.Deals[at]
		if known.Referral.Equal(*later) {
			continue
		}
		earlier := known.Referral
		known.Stages = nextStage(known.Stages, &earlier, later)
		known.Referral = *later
		revisions = append(revisions, revision{&earlier, later})
	}
	return revisions
}

// firstStage returns the stage of a referral that was not changed since it was
// created. Since when any other one is in its stage is unknown.
func firstStage(r *resource.Referral) []insights.StageSince {
	created, ok := r.CreatedDateTime.Time()
	stage, err := progress.ParseSalesStage(r.SalesStage)
	if !ok || err != nil || r.CreatedDateTime != r.UpdatedDateTime {
		return nil
	}
	return []insights.StageSince{{Stage: stage, Since: created}}
}

// nextStage adds the stage that a referral came to.
func nextStage(stages []insights.StageSince, earlier, later *resource.Referral) []insights.StageSince {
	since, ok := later.UpdatedDateTime.Time()
	stage, err := progress.ParseSalesStage(later.SalesStage)
	if !ok || err != nil || earlier.SalesStage == later.SalesStage {
		return stages
	}
	return append(slices.Clone(stages), insights.StageSince{Stage: stage, Since: since})
}
