package referral

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A Link connects a claim with the referral that Partner Center made for it. A
// person chooses the referral; see [Desk.Candidates]. The zero Link is none.
type Link struct {
	// Referral is the ID of the partner's own referral in Partner Center.
	Referral string `json:"referral"`
	// By is the user who linked it.
	By string `json:"by"`
	// At is when it was linked, in UTC.
	At time.Time `json:"at"`
	// Comment is the reason, or empty.
	Comment string `json:"comment,omitempty"`
}

// An Unlinking records that a link was removed. The zero Unlinking is none.
type Unlinking struct {
	// Link is the link that was taken back.
	Link Link `json:"link"`
	// By is the user who took it back.
	By string `json:"by"`
	// At is when it was taken back, in UTC.
	At time.Time `json:"at"`
	// Comment is the reason, or empty.
	Comment string `json:"comment,omitempty"`
}

// An Observation is the partner's knowledge of a linked referral. The zero
// Observation means that it was not observed yet.
type Observation struct {
	// Since is when the referral was first seen as it is described here, in
	// UTC.
	Since time.Time `json:"since,omitzero"`
	// Type is the deal type of the whole engagement. NoDeal means that it is
	// unknown.
	Type cosell.DealType `json:"type,omitempty"`
	// Share is Yes if the referral is shared with Microsoft's sellers.
	Share mci.Fact `json:"share,omitempty"`
	// Stage is the sales stage as Partner Center writes it.
	Stage string `json:"stage,omitempty"`
	// Sellers is how much Microsoft's field sellers see.
	Sellers cosell.Visibility `json:"sellers,omitempty"`
	// Updated is when Partner Center changed the referral last.
	Updated resource.Instant `json:"updated,omitempty"`
	// Gone is true if Partner Center no longer has the referral.
	Gone bool `json:"gone,omitempty"`
	// Disconnected is true if the referral for Microsoft was seen before and is
	// gone.
	Disconnected bool `json:"disconnected,omitempty"`
}

// The longest user name and comment of a link, in bytes.
const (
	mostUserBytes    = 200
	mostCommentBytes = 4000
	mostIDBytes      = 200
)

// Check reports the first malformed field. The referral's ID, the user and the
// instant are required. The error is a [mci.FieldError].
func (l Link) Check() error {
	if err := vocabulary.CheckName("referral", l.Referral, mostIDBytes); err != nil {
		return err
	}
	return checkAct(l.By, l.Comment, l.At)
}

func checkAct(by, comment string, at time.Time) error {
	if err := vocabulary.CheckName("by", by, mostUserBytes); err != nil {
		return err
	}
	if comment != "" {
		if err := vocabulary.CheckText("comment", comment, mostCommentBytes); err != nil {
			return err
		}
	}
	if at.IsZero() {
		return mci.Invalid("at", "", "the instant of the act")
	}
	return nil
}

// isLinked reports whether the deal's referral is observed and never changed. A
// deal that has a referral keeps its mode.
func (d *Deal) isLinked(mode catalog.ReferralMode) bool {
	created := d.Remote != (Remote{})
	return d.Link.Referral != "" || mode == catalog.LinkedReferral && !created
}

// Observe returns a deal with the current state of its linked referral and of
// the referrals of its engagement. If nothing has changed, it returns the deal
// as it is. The deal type of the remote referral never goes back: if the
// referral for Microsoft is gone, the observation says so.
func Observe(current Deal, own *resource.Referral, related cosell.Related, at time.Time) Deal {
	deal, _ := cosell.DealTypeOf(own, related)
	next := current
	next.Seen = Observation{
		Since: current.Seen.Since, Type: deal, Share: own.Consent.ShareReferralWithMicrosoftSellers,
		Stage: own.SalesStage, Updated: own.UpdatedDateTime,
	}
	next.Remote = Remote{ID: own.ID, Type: max(current.Remote.Type, deal), State: own.State()}
	if found := microsoftIn(related.Referrals, own, current.Connected.ID); found != nil {
		next.Connected = seen(found)
	} else {
		next.Seen.Disconnected = current.Connected.ID != "" && deal != cosell.CoSell && (related.Read || current.Seen.Disconnected)
	}
	next.Seen.Sellers, _ = cosell.SellersSeeType(deal)
	return changed(current, next, at)
}

// observeGone returns a deal whose linked referral is gone.
func observeGone(current Deal, at time.Time) Deal {
	next := current
	next.Seen.Gone = true
	return changed(current, next, at)
}

func changed(current, next Deal, at time.Time) Deal {
	if next == current && !current.Seen.Since.IsZero() {
		return current
	}
	next.Seen.Since = at.UTC().Round(0)
	next.Version++
	return next
}

// microsoftIn returns the referral of the engagement that asks Microsoft: the
// one that is known, else the first one. It returns nil if there is none.
func microsoftIn(related []resource.Referral, own *resource.Referral, known string) (found *resource.Referral) {
	for i := range related {
		r := &related[i]
		if !r.AsksMicrosoft() || !strings.EqualFold(r.EngagementID, own.EngagementID) || strings.EqualFold(r.ID, own.ID) {
			continue
		}
		if found == nil || strings.EqualFold(r.ID, known) {
			found = r
		}
	}
	return found
}
