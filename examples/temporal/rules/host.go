package rules

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Host is the desk and the store that the activities work on. [NewHost]
// returns one. It is safe for concurrent use if its store is.
type Host struct {
	store store.Store
	desk  *desk.Desk
}

// NewHost returns a host over a store, for claims under a catalog.
func NewHost(store store.Store, card *catalog.Catalog) *Host {
	return &Host{store, desk.New(store, card)}
}

func (h *Host) claim(ctx context.Context, id claims.ID) (*claims.Claim, error) {
	return h.desk.Claim(ctx, id)
}

func (h *Host) do(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) (claims.Change, error) {
	return h.desk.Do(ctx, id, command, meta)
}

func (h *Host) observe(ctx context.Context, id claims.ID, shown claims.PortalStatus, meta claims.Meta) (claims.Change, error) {
	return h.desk.Observe(ctx, id, shown, meta)
}

// entry returns the entry of the command with a key. It is nil if there is
// none.
func (h *Host) entry(ctx context.Context, id claims.ID, key string) (*claims.Entry, error) {
	for entry, err := range h.desk.History(ctx, id) {
		if err != nil {
			return nil, err
		}
		if entry.Key == key {
			return &entry, nil
		}
	}
	return nil, nil
}

// sweep expires the claims of both kinds whose window is over. It yields an
// error for each claim that fails, and nil for any other. If the store fails,
// that error is the last one.
func (h *Host) sweep(ctx context.Context, at time.Time) iter.Seq[error] {
	return func(yield func(error) bool) {
		for _, err := range h.desk.Sweep(ctx, store.Query{}, at) {
			if !yield(err) {
				return
			}
		}
		for _, err := range h.desk.Associations().Sweep(ctx, store.Query{}, at) {
			if !yield(err) {
				return
			}
		}
	}
}

// pageSize is the number of claims that are read at a time.
const pageSize = 500

// waiting yields the IDs of the partner activities that need attention until an
// instant. Associations have no workflow, because the sweep expires them. If a
// claim cannot be read, waiting yields its ID with a [store.ClaimError] and
// continues. Any other error is the last one.
func (h *Host) waiting(ctx context.Context, until time.Time) iter.Seq2[claims.ID, error] {
	return func(yield func(claims.ID, error) bool) {
		query := store.Query{Kind: store.PartnerActivity, Key: store.AttentionKey, Until: until, ByKey: true, Most: pageSize}
		for {
			found, from := 0, query
			for record, err := range h.store.List(ctx, query) {
				id, key := record.ID, record.Attention
				var one *store.ClaimError
				switch {
				case errors.As(err, &one):
					id, key = one.ID, one.Key
				case err != nil:
					yield("", err)
					return
				}
				found++
				if !key.IsZero() {
					query.After, query.AfterKey = id, key
				}
				if !yield(id, err) {
					return
				}
			}
			if found < pageSize || query.After == from.After { // the keys of a whole page are unknown
				return
			}
		}
	}
}
