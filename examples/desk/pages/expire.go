package pages

import (
	"context"
	"errors"
	"net/http"

	"github.com/mci-go/incentives/claims/store"
)

// expireAll records the expiry of every claim of both kinds whose window is
// over. If a claim cannot be expired, the page of due work names it, and the
// other claims are expired all the same.
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

// sweep returns the number of claims that it ended, and the number that it
// could not end.
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

// mostNamed is the largest number of claims that the page names before they are
// ended.
const mostNamed = 100

// ending finds all claims of both kinds that a sweep would end now, even if the
// page does not list them.
func (m *dueModel) ending(ctx context.Context, s *site) error {
	for row, err := range s.store.List(ctx, store.Query{Key: store.ExpiresKey, Until: s.now(), ByKey: true}) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one): // the sweep skips this claim, too
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
