package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// pageSize is the number of claims that a desk lists or saves at a time.
const pageSize = 100

// A Listed is one claim of a page of a list. The zero Listed has no claim.
type Listed struct {
	// ID is the ID of the claim.
	ID claims.ID
	// Claim is the claim. It is nil if the claim cannot be read or restored.
	Claim *claims.Claim
	// Err is nil, or a store.ClaimError: the claim cannot be read or restored,
	// or it comes together with a claims.TermsError because its terms have
	// changed.
	Err error
}

// List yields the claims of a query, in its order. It saves nothing and reads a
// page at a time, as its caller reads. If a claim cannot be read or restored,
// List yields nil with a [store.ClaimError] and goes on. A claim whose terms
// have changed comes together with a ClaimError that wraps a
// [claims.TermsError]. Any other error is the last that it yields.
func (d *Desk) List(ctx context.Context, query store.Query) iter.Seq2[*claims.Claim, error] {
	return func(yield func(*claims.Claim, error) bool) {
		for page, err := range d.Pages(ctx, query, pageSize) {
			for _, l := range page {
				if !yield(l.Claim, l.Err) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// Pages yields the claims of a query, as [Desk.List] does, a page of at most
// some claims at a time. While its caller works on a page, no call to the store
// is in progress. An error beside a page is the last that it yields, and its
// page may be nil. A size of less than 1, or of more than 100, is 100.
func (d *Desk) Pages(ctx context.Context, query store.Query, size int) iter.Seq2[[]Listed, error] {
	if size < 1 || size > pageSize {
		size = pageSize
	}
	return func(yield func([]Listed, error) bool) {
		if query.Ordered() && query.After != "" && query.AfterKey.IsZero() {
			yield(nil, mci.Invalid("afterKey", "", "the key of the claim after which the list begins, since the order is by key"))
			return
		}
		p := pager{desk: d, query: query, size: size, left: query.Most}
		for more := true; more; {
			var page []Listed
			var err error
			page, more, err = p.next(ctx)
			if len(page) > 0 && !yield(page, nil) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// A pager lists the pages of a query one after the other.
type pager struct {
	desk  *Desk
	query store.Query
	size  int
	left  int // the most claims that may still come; 0 for no bound
	// told holds the unreadable claims after the cursor whose keys the store
	// does not know, so that each is yielded only once.
	told map[claims.ID]bool
}

// next lists a page, and reports whether there may be more. If the list fails,
// next returns the error with the claims before it.
func (p *pager) next(ctx context.Context) (page []Listed, more bool, err error) {
	query := p.query
	query.Most = p.size
	if p.left > 0 {
		query.Most = min(p.left, p.size)
	}
	rows, known := 0, 0
	for record, err := range p.desk.store.List(ctx, query) {
		l, key, err := p.read(record, err)
		if err != nil {
			return page, false, err
		}
		rows++
		switch {
		case !key.IsZero() || !p.query.Ordered():
			known++
			if err := p.move(cursorAt{key, l.ID}); err != nil {
				return page, false, err
			}
		case p.told[l.ID]:
			continue
		default:
			p.tell(l.ID)
		}
		if page = append(page, l); rows == query.Most {
			break
		}
	}
	if rows < query.Most || len(page) == p.left {
		return page, false, nil
	}
	p.left = max(0, p.left-len(page))
	if known == 0 {
		return page, false, fmt.Errorf("the store lists %d claims that cannot be read, and says the key of none", rows)
	}
	return page, true, nil
}

// read returns one claim of a list with its key. It returns an error only if
// more than this claim is affected.
func (p *pager) read(record claims.Record, err error) (Listed, time.Time, error) {
	l, key := Listed{ID: record.ID}, p.query.Key.Of(record.Index)
	var bad *store.ClaimError
	switch {
	case errors.As(err, &bad):
		l.ID, l.Err, key = bad.ID, unreadable(bad.ID, bad), bad.Key
	case err != nil:
		return l, key, err
	default:
		if l.Claim, err = claims.Restore(record, p.desk.catalog); l.Claim == nil {
			l.Err = unreadable(record.ID, err)
		} else if err != nil {
			l.Err = aboutClaim(record.ID, err)
		}
	}
	if !p.query.Ordered() {
		key = time.Time{}
	}
	return l, key, nil
}

// move moves the cursor on to a claim. It refuses to go back, since a store
// that does so could be listed forever.
func (p *pager) move(to cursorAt) error {
	from := cursorAt{p.query.AfterKey, p.query.After}
	if !p.query.Ordered() {
		from.key = time.Time{}
	}
	if to.compare(from) <= 0 {
		return fmt.Errorf("the store lists claim %q after claim %q", to.id, from.id)
	}
	p.query.After = to.id
	if p.query.Ordered() {
		p.query.AfterKey = to.key
	}
	return nil
}

func (p *pager) tell(id claims.ID) {
	if p.told == nil {
		p.told = map[claims.ID]bool{}
	}
	p.told[id] = true
}

// A cursorAt is the place where a list goes on: after a claim's key, which is
// zero in the order of IDs, and its ID.
type cursorAt struct {
	key time.Time
	id  claims.ID
}

// compare orders places by key and then by ID.
func (c cursorAt) compare(other cursorAt) int {
	return cmp.Or(c.key.Compare(other.key), strings.Compare(string(c.id), string(other.id)))
}
