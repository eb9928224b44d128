// Package catalogimpact reports the effect of a new catalog on the stored
// claims and their pay: claim by claim, by engagement and in total. A program
// calls [Of] for the claims and [Editions] for the catalogs alone.
package catalogimpact

import (
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// A Report is the effect of a new catalog on the stored claims. The zero Report
// is the effect on no claim.
type Report struct {
	// Claims are the claims that change.
	Claims []impact.Impact `json:"claims"`
	// Engagements holds the sums of each engagement, by its ID. If the
	// engagement of a claim cannot be read, the claim counts only in Totals.
	Engagements map[mci.EngagementID]impact.Totals `json:"engagements"`
	// Totals are the sums of all claims.
	Totals impact.Totals `json:"totals"`
	// Missing are the engagements that the draft lacks although there are
	// claims for them. These claims could not be read. A catalog must keep
	// every edition that has claims.
	Missing []Missing `json:"missing,omitempty"`
}

// A Missing is an engagement that a draft lacks.
type Missing struct {
	// Engagement is the missing engagement, with its edition.
	Engagement mci.EngagementRef `json:"engagement"`
	// Claims is the number of claims for it.
	Claims int `json:"claims"`
}

// miss counts a claim for an engagement that the draft lacks.
func (r *Report) miss(ref mci.EngagementRef) {
	for i := range r.Missing {
		if r.Missing[i].Engagement == ref {
			r.Missing[i].Claims++
			return
		}
	}
	r.Missing = append(r.Missing, Missing{ref, 1})
}

// Of compares the stored claims at an instant under the present catalog and
// under a draft. If all is true, the report also has the claims that do not
// change. Nothing is stored.
func Of(records iter.Seq2[claims.Record, error], present, draft *catalog.Catalog, at time.Time, all bool) (*Report, error) {
	r := &Report{Claims: []impact.Impact{}, Engagements: map[mci.EngagementID]impact.Totals{}}
	for one, err := range impact.Register(records, present, draft, at) {
		if err != nil {
			return nil, err
		}
		if err := r.Totals.Add(one); err != nil {
			return nil, err
		}
		if id := one.Engagement.Engagement; id != "" {
			of := r.Engagements[id]
			if err := of.Add(one); err != nil {
				return nil, err
			}
			r.Engagements[id] = of
		}
		if lacks(present, draft, &one) {
			r.miss(one.Engagement)
		}
		if all || changes(&one) {
			r.Claims = append(r.Claims, one)
		}
	}
	return r, nil
}

// lacks reports whether a claim cannot be read because the draft does not have
// its engagement.
func lacks(present, draft *catalog.Catalog, i *impact.Impact) bool {
	if i.Loading != impact.Unreadable {
		return false
	}
	_, known := present.Engagement(i.Engagement)
	_, kept := draft.Engagement(i.Engagement)
	return known && !kept
}

// changes reports whether a claim is read or paid differently, or may be. If
// the claim has ended, it only has to be readable.
func changes(i *impact.Impact) bool {
	if i.Ended {
		return i.Loading == impact.Unreadable
	}
	return i.Loading != impact.Loads || len(i.Touches) > 0 || i.Difference.Sign() != 0 || i.Old.Outcome != i.New.Outcome
}

// An Edition is an edition of a draft with its differences from the present
// catalog.
type Edition struct {
	// Edition is the ID of the draft's edition.
	Edition mci.EditionID `json:"edition"`
	// Against is the ID of the present edition with which it is compared. It is
	// the edition with the same ID, or the latest one if there is none.
	Against mci.EditionID `json:"against,omitempty"`
	// Changes are the differences.
	Changes []diff.Change `json:"changes"`
}

// Editions compares each edition of a draft with the present catalog. If an
// edition is the same, it is left out.
func Editions(present, draft *catalog.Catalog) []Edition {
	var last *catalog.Edition
	byID := map[mci.EditionID]*catalog.Edition{}
	for e := range present.Editions() {
		byID[e.ID()], last = e, e
	}
	var all []Edition
	for e := range draft.Editions() {
		against := byID[e.ID()]
		if against == nil {
			against = last
		}
		one := Edition{Edition: e.ID(), Changes: diff.Editions(against, e)}
		if against != nil {
			one.Against = against.ID()
		}
		if len(one.Changes) > 0 {
			all = append(all, one)
		}
	}
	return all
}
