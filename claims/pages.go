package claims

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/mci-go/incentives/mci"
)

// pageSize is the number of claims that a desk lists or saves at a time.
const pageSize = 100

// A listed is a stored claim, or the error with which the store or Restore
// answered.
type listed struct {
	id    ID
	claim *Claim
	err   error // a ClaimError
}

// pages lists the claims of a query. While the caller works on a page, no call
// to the store is in progress.
func (d *Desk) pages(ctx context.Context, query Query) iter.Seq2[[]listed, error] {
	return d.pagesOf(ctx, query, pageSize)
}

// pagesOf lists the claims of a query in pages of a size.
func (d *Desk) pagesOf(ctx context.Context, query Query, size int) iter.Seq2[[]listed, error] {
	return func(yield func([]listed, error) bool) {
		if query.byKey() && query.After != "" && query.AfterKey.IsZero() {
			yield(nil, mci.Invalid("afterKey", "", "the key of the claim after which the list begins, since the order is by key"))
			return
		}
		p := pager{desk: d, query: query, size: size, left: query.Most}
		for more := true; more; {
			var page []listed
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
	query Query
	size  int
	left  int // the most claims that may still come; 0 for no bound
	// told holds the unreadable claims after the cursor whose keys the store
	// does not know, so that each is yielded only once.
	told map[ID]bool
}

// next lists a page, and reports whether there may be more. If the list fails,
// next returns the error with the claims before it.
func (p *pager) next(ctx context.Context) (page []listed, more bool, err error) {
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
		case !key.IsZero() || !p.query.byKey():
			known++
			if err := p.move(cursor{key, l.id}); err != nil {
				return page, false, err
			}
		case p.told[l.id]:
			continue
		default:
			p.tell(l.id)
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
func (p *pager) read(record Record, err error) (listed, time.Time, error) {
	l, key := listed{id: record.ID}, record.Index.At(p.query.Key)
	var bad *ClaimError
	switch {
	case errors.As(err, &bad):
		l.id, l.err, key = bad.ID, unreadable(bad.ID, bad), bad.Key
	case err != nil:
		return l, key, err
	default:
		if l.claim, err = Restore(record, p.desk.catalog); l.claim == nil {
			l.err = unreadable(record.ID, err)
		} else if err != nil {
			l.err = aboutClaim(record.ID, err)
		}
	}
	if !p.query.byKey() {
		key = time.Time{}
	}
	return l, key, nil
}

// move moves the cursor on to a claim. It refuses to go back, since a store
// that does so could be listed forever.
func (p *pager) move(to cursor) error {
	from := cursor{p.query.AfterKey, p.query.After}
	if !p.query.byKey() {
		from.key = time.Time{}
	}
	if to.compare(from) <= 0 {
		return fmt.Errorf("the store lists claim %q after claim %q", to.id, from.id)
	}
	p.query.After = to.id
	if p.query.byKey() {
		p.query.AfterKey = to.key
	}
	return nil
}

func (p *pager) tell(id ID) {
	if p.told == nil {
		p.told = map[ID]bool{}
	}
	p.told[id] = true
}
