// Package dealbook keeps the referrals of Partner Center in one file, each in
// the version that was read last and with the stages in which it was seen. A
// program calls [Read], [Book.Take] and [Book.Write].
package dealbook

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/insights"
	"github.com/mci-go/incentives/referral/progress"
	"github.com/mci-go/incentives/referral/resource"
)

// A Book holds the referrals that a program keeps from run to run. The zero
// Book is empty.
type Book struct {
	// Mark is the instant up to which the changes are known.
	Mark time.Time `json:"mark,omitzero"`
	// Deals are the referrals.
	Deals []Deal `json:"deals"`
}

// A Deal is a referral with the stages in which it was seen.
type Deal struct {
	// Referral is the referral in the version that was read last.
	Referral resource.Referral `json:"referral"`
	// Stages are the stages that the referral has reached, the first one first.
	Stages []insights.StageSince `json:"stages,omitempty"`
}

// A Revision is a new version of a referral.
type Revision struct {
	// Earlier is the version that was known before. It is nil if the referral
	// is new. Later is the new version.
	Earlier, Later *resource.Referral
}

// Read reads the file of an earlier run. If there is none, the book is empty.
func Read(file string) (Book, error) {
	var b Book
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return b, nil
	case err != nil:
		return b, err
	}
	return b, Decode(file, data, &b)
}

// Write replaces the file as a whole.
func (b *Book) Write(file string) error {
	data, err := json.MarshalIndent(b, "", "\t")
	if err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(file), ".deals-*") // only the owner can read it
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

// Take stores the referrals that were changed, and returns those that differ
// from their known versions.
func (b *Book) Take(updates referral.Updates) []Revision {
	b.Mark = updates.Mark
	var revisions []Revision
	for i := range updates.Referrals {
		later := &updates.Referrals[i]
		at := slices.IndexFunc(b.Deals, func(d Deal) bool { return strings.EqualFold(d.Referral.ID, later.ID) })
		if at < 0 {
			b.Deals = append(b.Deals, Deal{Referral: *later, Stages: firstStage(later)})
			revisions = append(revisions, Revision{Later: later})
			continue
		}
		known := &b.Deals[at]
		if known.Referral.Equal(*later) {
			continue
		}
		earlier := known.Referral
		known.Stages = nextStage(known.Stages, &earlier, later)
		known.Referral = *later
		revisions = append(revisions, Revision{&earlier, later})
	}
	return revisions
}

// firstStage returns the stage of a referral that was not changed since it was
// created. If a referral was changed, it is unknown since when it is in its
// stage.
func firstStage(r *resource.Referral) []insights.StageSince {
	created, ok := r.CreatedDateTime.Time()
	stage, err := progress.ParseSalesStage(r.SalesStage)
	if !ok || err != nil || r.CreatedDateTime != r.UpdatedDateTime {
		return nil
	}
	return []insights.StageSince{{Stage: stage, Since: created}}
}

// nextStage adds the stage that a referral has reached.
func nextStage(stages []insights.StageSince, earlier, later *resource.Referral) []insights.StageSince {
	since, ok := later.UpdatedDateTime.Time()
	stage, err := progress.ParseSalesStage(later.SalesStage)
	if !ok || err != nil || earlier.SalesStage == later.SalesStage {
		return stages
	}
	return append(slices.Clone(stages), insights.StageSince{Stage: stage, Since: since})
}

// Sales returns the partner's own referrals with their deal types, which depend
// on the other referrals of the same engagement. If whole is false, a part of
// the list could not be read, so no type is concluded from the absence of
// another referral.
func (b *Book) Sales(whole bool) []insights.Sale {
	related := map[string][]resource.Referral{}
	for i := range b.Deals {
		r := &b.Deals[i].Referral
		related[r.EngagementID] = append(related[r.EngagementID], *r)
	}
	var sales []insights.Sale
	for i := range b.Deals {
		d := &b.Deals[i]
		if d.Referral.IsForMicrosoft() {
			continue
		}
		deal, _ := cosell.DealTypeOf(&d.Referral, cosell.Related{Read: whole, Referrals: related[d.Referral.EngagementID]})
		sales = append(sales, insights.Sale{Referral: d.Referral, Type: deal, Stages: d.Stages})
	}
	return sales
}

// Decode reads strict JSON from the file of a program.
func Decode(file string, data []byte, into any) error {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
		return mci.Invalid(file, err.Error(), "a file as README.md shows it")
	}
	return nil
}
