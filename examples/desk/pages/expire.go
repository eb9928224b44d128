package pages

import (
	"context"
	"errors"
	"net/http"

	"github.com/mci-go/incentives/claims/store"
)

// expireAll records the expiry of every claim whose window is over, of both
// kinds. A claim that cannot be expired is named on the page of the work that
// is due, and does not keep the others.
func (s *site) expireAll(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	ended, left, err := s.sweep(r.Context())
	if err != nil {
		return nil, err
	}
	return s.tell("/due", notice{swept: true, ended: ended, left: left}), nil
}

// sweep returns the number of claims that it ended, and of those that it could
// not end.
func (s *site) sweep(ctx context.Context) (ended, left int, err error) {
	count := func(failure error) error {
		var one *store.ClaimError
		switch {
		case errors.As(failure, &one):
			left++
			s.log.ErrorContext(ctx, "a claim was not expired", "claim", string(one.ID), "error", one.Err)
			return nil
		case failure == nil:
			ended++
		}
		return failure
	}
	now := s.now()
	for _, failure := range s.desk.Sweep(ctx, store.Query{}, now) {
		if err := count(failure); err != nil {
			return ended, left, err
		}
	}
	for _, failure := range s.desk.Associations().Sweep(ctx, store.Query{}, now) {
		if err := count(failure); err != nil {
			return ended, left, err
		}
	}
	return ended, left, nil
}

// mostNamed is the most claims that are named before they are ended.
const mostNamed = 100

// ending finds the claims that a sweep would end now: all of them, of both
// kinds, whatever the page lists.
func (m *dueModel) ending(ctx context.Context, s *site) error {
	for row, err := range s.store.List(ctx, store.Query{Key: store.ExpiresKey, Until: s.now(), ByKey: true}) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one): // which the sweep leaves, too
			continue
		case err != nil:
			return err
		}
		if m.Over++; len(m.Ending) < mostNamed {
			m.Ending = append(m.Ending, row.ID)
		}
	}
	return nil
}
