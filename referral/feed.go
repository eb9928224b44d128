package referral

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/resource"
)

// A Feed is a [Gateway] that lists all referrals, even those that the desk did
// not make. It is optional. A desk needs it to find the referral that Partner
// Center made for a claim. The suite TestFeed of package referraltest checks an
// implementation: each sentence of this interface that says MUST is one of its
// cases.
type Feed interface {
	// Query returns one page of the referrals that a query selects. It MUST
	// return no other. It MUST return all of them over its pages, in the order
	// that the query asks for. It MUST return a page without Next after the
	// last one. A page may be empty although others follow. If it cannot read
	// some elements of the service's answer, it returns those that it can read
	// with an UnreadError.
	Query(ctx context.Context, query Query) (Page, error)
}

// A Query selects referrals. An empty field selects all. Source: Microsoft
// Learn, "Get a list of referrals", 2020-09-30. The page filters by equality
// alone, so a gateway selects by UpdatedSince and Customer itself.
type Query struct {
	// Status selects referrals in a status.
	Status progress.Status `json:"status,omitzero"`
	// Direction selects incoming or outgoing referrals.
	Direction resource.Direction `json:"direction,omitzero"`
	// Engagement is the ID of an engagement.
	Engagement string `json:"engagement,omitempty"`
	// Country is the customer's country.
	Country mci.Country `json:"country,omitzero"`
	// Customer is the customer's name. It is compared without case.
	Customer string `json:"customer,omitempty"`
	// UpdatedSince selects referrals that were changed at this instant or
	// later. A referral without a readable instant is selected.
	UpdatedSince time.Time `json:"updatedSince,omitzero"`
	// Order is the order of the list.
	Order Order `json:"order,omitzero"`
	// Select names the members that are read, such as "status". If it is empty,
	// all members are. A gateway adds the members that the query itself needs.
	Select []string `json:"select,omitzero"`
	// Most is the number of referrals on a page. Zero leaves it to the service.
	Most int `json:"most,omitempty"`
	// Next is the Next of the page before. It is empty for the first page.
	Next string `json:"next,omitempty"`
}

// A Page is one page of a list.
type Page struct {
	// Referrals are those of the page that the query selects.
	Referrals []resource.Referral `json:"referrals,omitzero"`
	// Next leads to the next page. It is empty on the last one.
	Next string `json:"next,omitempty"`
}

// An Order is the order of a list. The zero Order is LatestUpdateFirst. Source:
// Microsoft Learn, "Get a list of referrals", 2020-09-30.
type Order uint8

// The orders.
const (
	LatestUpdateFirst Order = iota
	OldestFirst             // by creation
	NewestFirst             // by creation
)

var orderNames = vocabulary.Names[Order]{What: "order", Texts: []string{"latest update first", "oldest first", "newest first"}}

// String returns the order in words.
func (o Order) String() string { return orderNames.Text(o) }

// MarshalText returns the order in words. A value that is not declared is a
// [mci.FieldError].
func (o Order) MarshalText() ([]byte, error) { return orderNames.Marshal(o) }

// UnmarshalText reads the order in words. Any other text is a [mci.FieldError].
func (o *Order) UnmarshalText(text []byte) error { return orderNames.Unmarshal(o, text) }

// Selects reports whether a query selects a referral.
func (q *Query) Selects(r *resource.Referral) bool {
	updated, known := r.UpdatedDateTime.Time()
	return (q.Status == "" || r.Status == q.Status) &&
		(q.Direction == "" || r.Direction == q.Direction) &&
		(q.Engagement == "" || strings.EqualFold(r.EngagementID, q.Engagement)) &&
		(q.Country == "" || strings.EqualFold(r.CustomerProfile.Address.Country, string(q.Country))) &&
		(q.Customer == "" || strings.EqualFold(r.CustomerProfile.Name, q.Customer)) &&
		(q.UpdatedSince.IsZero() || !known || !updated.Before(q.UpdatedSince))
}

// Unsure returns an error if it is unknown whether a query selects a referral,
// because a member that the query selects by could not be read. A gateway
// returns such errors in an UnreadError, so that no referral is lost unnoticed.
// The error shows nothing personal.
func (q *Query) Unsure(r *resource.Referral) error {
	for _, by := range []struct {
		asked         bool
		path, pointer string
	}{
		{q.Status != "", "status", "/status"},
		{q.Direction != "", "direction", "/direction"},
		{q.Engagement != "", "engagementId", "/engagementId"},
		{q.Country != "", "customerProfile.address.country", "/customerProfile/address/country"},
		{q.Customer != "", "customerProfile.name", "/customerProfile/name"},
	} {
		if by.asked && r.UnreadAround(by.pointer) {
			return fmt.Errorf("referral %q: %s could not be read", r.ID, by.path)
		}
	}
	return nil
}

// mostPages and mostListed limit the pages and the referrals of a list.
const (
	mostPages  = 1000
	mostListed = 100_000
)

// All returns the referrals of all pages of a query, each once, in its last
// version. If an element of a page could not be read, All goes on and returns
// the others with an UnreadError. After any other error it returns those that
// were read by then. If the pages do not end, or have more than 100,000
// referrals, the error is [ErrEndless].
func All(ctx context.Context, feed Feed, query Query) ([]resource.Referral, error) {
	return listUpTo(ctx, feed, query, mostListed)
}

// listUpTo is All with another bound of the referrals.
func listUpTo(ctx context.Context, feed Feed, query Query, most int) ([]resource.Referral, error) {
	var found []resource.Referral
	var unread UnreadError
	places, visited := map[string]int{}, map[string]bool{}
	for range mostPages {
		page, err := feed.Query(ctx, query)
		if err != nil && !unread.add(err) {
			return found, err
		}
		for i := range page.Referrals {
			id := strings.ToLower(page.Referrals[i].ID)
			if at, ok := places[id]; ok && id != "" {
				found[at] = page.Referrals[i]
				continue
			}
			places[id] = len(found)
			found = append(found, page.Referrals[i])
		}
		if len(found) > most {
			return found, fmt.Errorf("%w: more than %d referrals", ErrEndless, most)
		}
		if page.Next == "" {
			if unread.Elements != nil {
				return found, &unread
			}
			return found, nil
		}
		if visited[page.Next] {
			return found, fmt.Errorf("%w: a page leads to an earlier one", ErrEndless)
		}
		visited[page.Next] = true
		query.Next = page.Next
	}
	return found, fmt.Errorf("%w: %d pages and more", ErrEndless, mostPages)
}

// Updates are the referrals that were changed since a mark.
type Updates struct {
	// Referrals are those that were changed, each once.
	Referrals []resource.Referral `json:"referrals,omitzero"`
	// Mark is the mark for the next call. It is never later than the current
	// instant.
	Mark time.Time `json:"mark,omitzero"`
	// Ahead holds the IDs of the referrals whose change is dated in the future.
	// They are among Referrals, and their dates do not move the mark.
	Ahead []string `json:"ahead,omitzero"`
}

// clockTolerance is how far two clocks may differ. It is inferred.
const clockTolerance = 5 * time.Minute

// CatchUp returns the referrals that were changed since a mark. Call it
// regularly, because Partner Center gives up an event after ten deliveries. The
// first mark is the zero time, or the instant from which changes matter. A
// referral that was changed exactly at the mark is returned again. The query's
// Order, UpdatedSince and Next are set by CatchUp.
//
// A change that is dated later than now is returned, but does not move the
// mark, because later changes would be missed. If it is dated more than five
// minutes ahead, Ahead names its referral. If the mark itself is that far
// ahead, the error is a [mci.FieldError]; a host then sets it back.
//
// After an error the mark stays as it was, so that nothing is lost; the
// referrals that could be read are returned.
func CatchUp(ctx context.Context, feed Feed, mark time.Time, query Query, now time.Time) (Updates, error) {
	updates := Updates{Mark: mark}
	switch {
	case now.IsZero():
		return updates, mci.Invalid("now", "", "the current instant")
	case mark.Sub(now) > clockTolerance:
		return updates, mci.Invalid("mark", mark.UTC().Format(time.RFC3339), "an instant that is not in the future")
	case mark.After(now):
		mark = now
	}
	query.Order, query.UpdatedSince, query.Next = LatestUpdateFirst, mark, ""
	found, err := All(ctx, feed, query)
	updates.Referrals = found
	for i := range found {
		if updated, ok := found[i].UpdatedDateTime.Time(); ok && updated.Sub(now) > clockTolerance {
			updates.Ahead = append(updates.Ahead, found[i].ID)
		}
	}
	if err != nil {
		return updates, err
	}
	updates.Mark = mark.UTC()
	for i := range found {
		if updated, ok := found[i].UpdatedDateTime.Time(); ok && updated.After(updates.Mark) && !updated.After(now) {
			updates.Mark = updated.UTC()
		}
	}
	return updates, nil
}

// Sort sorts referrals in an order. Referrals with equal instants keep their
// order. An unreadable instant counts as the zero time.
func (o Order) Sort(list []resource.Referral) {
	slices.SortStableFunc(list, func(a, b resource.Referral) int {
		switch o {
		case OldestFirst:
			return compareInstants(a.CreatedDateTime, b.CreatedDateTime)
		case NewestFirst:
			return compareInstants(b.CreatedDateTime, a.CreatedDateTime)
		case LatestUpdateFirst:
		}
		return compareInstants(b.UpdatedDateTime, a.UpdatedDateTime)
	})
}

func compareInstants(a, b resource.Instant) int {
	first, _ := a.Time()
	second, _ := b.Time()
	return first.Compare(second)
}
