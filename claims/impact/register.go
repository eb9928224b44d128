package impact

import (
	"errors"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// Register yields the impact of a new catalog on each record, in the order of
// the records. It holds one record in memory at a time, and the differences
// between the engagements of the records.
//
// The claims are examined as of an instant. If the date of a changed term has
// not happened, the change touches a claim only from that day on. If a record
// cannot be read, its impact says so, and Register continues. It also continues
// if an error of the records is a [store.ClaimError]. Any other error of the
// records is the last one that Register yields. If a catalog is nil or the
// instant is zero, the only error is a [mci.FieldError].
func Register(records iter.Seq2[claims.Record, error], old, updated *catalog.Catalog, at time.Time) iter.Seq2[Impact, error] {
	return func(yield func(Impact, error) bool) {
		if err := checkInput(records, old, updated, at); err != nil {
			yield(Impact{}, err)
			return
		}
		c := check{old: old, updated: updated, at: at, changes: map[[2]*catalog.Engagement][]diff.Change{}}
		for record, err := range records {
			var one *store.ClaimError
			switch {
			case errors.As(err, &one):
				if !yield(Impact{Claim: one.ID, Loading: Unreadable, Why: errOr(one.Err, "the claim cannot be read").Error()}, nil) {
					return
				}
			case err != nil:
				yield(Impact{}, err)
				return
			case !yield(c.impact(&record), nil):
				return
			}
		}
	}
}

func checkInput(records iter.Seq2[claims.Record, error], old, updated *catalog.Catalog, at time.Time) error {
	switch {
	case records == nil:
		return mci.Invalid("records", "", "the records of a register")
	case old == nil:
		return mci.Invalid("old", "", "a catalog")
	case updated == nil:
		return mci.Invalid("updated", "", "a catalog")
	case at.IsZero():
		return mci.Invalid("at", "", "an instant")
	default:
		return nil
	}
}

// check compares claims under two catalogs.
type check struct {
	old, updated *catalog.Catalog
	at           time.Time
	// changes holds the differences between two engagements, by the pair of
	// them.
	changes map[[2]*catalog.Engagement][]diff.Change
}

// impact returns the impact on one claim.
func (c *check) impact(record *claims.Record) Impact {
	i := Impact{Claim: record.ID, Status: record.Status, Engagement: record.Engagement, Loading: Loads}
	before, errBefore := claims.Restore(*record, c.old)
	after, errAfter := claims.Restore(*record, c.updated)
	switch {
	case after == nil:
		i.Loading = Unreadable
	case errAfter != nil:
		i.Loading = NeedsAcceptance
	}
	if errAfter != nil {
		i.Why = errAfter.Error()
	}
	target := c.target(record.Engagement)
	if target != nil {
		i.Target = target.Ref()
	}
	if known := either(before, after); known != nil && known.State().Terminal() && !known.AwaitsPayment() {
		i.Ended = true
		return i
	}
	i.Old = c.payUnder(before, errBefore)
	if i.New = unknownPay(errOr(errAfter, "the claim cannot be read")); after != nil && target != nil {
		i.New = c.payUnder(moved(after, target))
	}
	i.Difference = difference(i.Old, i.New)
	if errBefore == nil && target != nil {
		i.Touches = c.touches(before, target, &i)
	}
	return i
}

func either(before, after *claims.Claim) *claims.Claim {
	if before != nil {
		return before
	}
	return after
}

func errOr(err error, text string) error {
	if err == nil {
		err = errors.New(text)
	}
	return err
}

// payUnder returns the payout of a claim, or the reason why it is unknown. If a
// claim is held, the amount that Microsoft approved is known all the same.
func (c *check) payUnder(claim *claims.Claim, err error) Pay {
	if err != nil && (claim == nil || !claim.AwaitsPayment()) {
		return unknownPay(err)
	}
	return payOf(claim, c.at)
}

// target returns the engagement of a reference, in the latest revision of its
// edition that the new catalog has. If that revision lacks the engagement,
// target returns the engagement in the reference's own revision. If that lacks
// it, too, target returns nil.
func (c *check) target(ref mci.EngagementRef) *catalog.Engagement {
	if latest, ok := c.updated.Edition(ref.Edition); ok {
		if engagement, ok := latest.Engagement(ref.Engagement); ok {
			return engagement
		}
	}
	engagement, _ := c.updated.Engagement(ref)
	return engagement
}

// moved returns the claim after a move to the target.
func moved(claim *claims.Claim, target *catalog.Engagement) (*claims.Claim, error) {
	if !claim.TermsChanged() && claim.Record().Engagement == target.Ref() {
		return claim, nil
	}
	change, err := claims.Apply(claim, claims.AcceptTerms{Revision: target.Ref().Revision}, claims.Meta{
		Actor: claims.Partner, Role: mci.IncentivesUser, At: claim.Record().Updated,
	})
	return change.Claim, err
}

// touches returns the changes from the claim's terms to the target that touch
// the claim or may touch it. The payouts under both are in the impact already.
func (c *check) touches(claim *claims.Claim, target *catalog.Engagement, i *Impact) []Touched {
	pair := [2]*catalog.Engagement{claim.Engagement(), target}
	changes, ok := c.changes[pair]
	if !ok {
		changes = diff.Engagements(pair[0], pair[1])
		c.changes[pair] = changes
	}
	// A catalog can no longer change anything in an approved claim, except for
	// a second stage.
	if len(changes) == 0 || i.Old.Approved && !pair[0].PaysInStages() && !target.PaysInStages() {
		return nil
	}
	inputs, today := claim.PayInputs(), pair[0].Edition().Calendar().Day(c.at)
	var all []Touched
	for _, change := range changes {
		touch := change.Touches(inputs, today)
		if change.Kind == diff.RateChange {
			touch = i.paid(touch)
		}
		if touch.Outcome != mci.Fail {
			all = append(all, Touched{change, touch})
		}
	}
	return all
}

// paid returns the touch of a rate change on a claim that pays the same under
// both catalogs. For example, the claim may be in a tier whose rate stays the
// same. If the pay is an estimate, another day may still select a rate that
// differs.
func (i *Impact) paid(touch diff.Touch) diff.Touch {
	same := i.Old.Outcome != mci.Unknown && i.Old.Outcome == i.New.Outcome && i.Old.Amount.Equal(i.New.Amount)
	switch {
	case !same || touch.Outcome == mci.Fail:
		return touch
	case i.Old.Estimated || i.New.Estimated:
		return diff.Touch{Outcome: mci.Unknown, Why: "it pays the same as of today; " + touch.Why}
	default:
		return diff.Touch{Outcome: mci.Fail, Why: "it pays the same"}
	}
}
