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
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// pageSize is the number of claims that a desk lists or saves at a time.
const pageSize = 100

// A Listed is one claim of a page of a list. The zero Listed has no claim.
type Listed struct {
	// ID is the ID of the claim.
	ID claims.ID
	// Claim is the claim, if it is a partner activity. It is nil if the claim
	// cannot be read or restored.
	Claim *claims.Claim
	// Association is the claim, if it is an association. It is nil if the claim
	// cannot be read or restored.
	Association *association.Claim
	// Err is nil, or a store.ClaimError: the claim cannot be read or restored,
	// or it comes together with a claims.TermsError because its terms have
	// changed.
	Err error
}

// List yields the partner activities of a query, in its order. It saves nothing
// and reads a page at a time, as its caller reads. If a claim cannot be read or
// restored, List yields nil with a [store.ClaimError] and goes on. A claim
// whose terms have changed comes together with a ClaimError that wraps a
// [claims.TermsError]. Any other error is the last that it yields.
func (d *Desk) List(ctx context.Context, query store.Query) iter.Seq2[*claims.Claim, error] {
	return activities.list(ctx, d, query)
}

// list yields the claims of a query that are of the kind.
func (k *kind[C, M, E]) list(ctx context.Context, d *Desk, query store.Query) iter.Seq2[*C, error] {
	return func(yield func(*C, error) bool) {
		for page, err := range k.pages(ctx, d, query) {
			for _, l := range page {
				if !yield(k.listed(&l), l.Err) {
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

// pages yields the pages of a query for claims of the kind.
func (k *kind[C, M, E]) pages(ctx context.Context, d *Desk, query store.Query) iter.Seq2[[]Listed, error] {
	if query.Kind != 0 && query.Kind != k.kind {
		return func(yield func([]Listed, error) bool) {
			yield(nil, mci.Invalid("kind", query.Kind.String(), k.kind.String()+", or none"))
		}
	}
	query.Kind = k.kind
	return func(yield func([]Listed, error) bool) {
		for page, err := range d.Pages(ctx, query, pageSize) {
			for i := range page {
				if l := &page[i]; l.Err == nil && k.listed(l) == nil { // a store that breaks its contract
					l.Err = aboutClaim(l.ID, mci.Invalid("kind", "another kind", k.kind.String()))
				}
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// Pages yields the claims of a query, of both kinds if the query has no Kind,
// as [Desk.List] does, a page of at most some claims at a time. While its
// caller works on a page, no call to the store is in progress. An error beside
// a page is the last that it yields, and its page may be nil. A size of less
// than 1, or of more than 100, is 100.
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
	for envelope, err := range p.desk.store.List(ctx, query) {
		l, key, err := p.read(envelope, err)
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
func (p *pager) read(envelope store.Envelope, err error) (Listed, time.Time, error) {
	l, key := Listed{ID: envelope.ID}, envelope.Key(p.query.Key)
	var bad *store.ClaimError
	switch {
	case errors.As(err, &bad):
		l.ID, l.Err, key = bad.ID, unreadable(bad.ID, bad), bad.Key
	case err != nil:
		return l, key, err
	default:
		p.restore(&l, envelope)
	}
	if !p.query.Ordered() {
		key = time.Time{}
	}
	return l, key, nil
}

// restore sets the claim of a list, or the reason that there is none.
func (p *pager) restore(l *Listed, envelope store.Envelope) {
	var err error
	if envelope.Kind == store.PartnerAssociation {
		l.Association, err = p.desk.restoreAssociation(envelope)
	} else {
		l.Claim, err = p.desk.restoreActivity(envelope)
	}
	switch {
	case err == nil:
	case l.Claim == nil:
		l.Err = unreadable(l.ID, err)
	default:
		l.Err = aboutClaim(l.ID, err)
	}
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

// A cursorAt is the place after which a list continues. It is a claim's key,
// which is zero in the order of IDs, and its ID.
type cursorAt struct {
	key time.Time
	id  claims.ID
}

// compare orders places by key and then by ID.
func (c cursorAt) compare(other cursorAt) int {
	return cmp.Or(c.key.Compare(other.key), strings.Compare(string(c.id), string(other.id)))
}
