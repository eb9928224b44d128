package referral

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// A MemoryGateway is a [Gateway] in memory that behaves as Partner Center is
// documented to, for tests, examples and simulations. A new referral is Active
// with Accepted, even if another state was sent. The zero MemoryGateway is
// empty and ready.
type MemoryGateway struct {
	// Now returns the current time for the instants of creation and change. If
	// it is nil, they are left out.
	Now func() time.Time
	// Permissive allows patches of paths that the published contract does not
	// list.
	Permissive bool

	mu        sync.Mutex
	referrals []resource.Referral // in the order of their creation
	changes   int
}

// Create implements [Gateway].
func (g *MemoryGateway) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	if err := ctx.Err(); err != nil {
		return resource.Referral{}, err
	}
	if verdict := change.CheckCreation(&r, change.Creation{}); verdict.Outcome == mci.Fail {
		return resource.Referral{}, &change.Refusal{Findings: verdict.Findings}
	}
	data, err := r.Encode()
	if err != nil {
		return resource.Referral{}, err
	}
	made, err := resource.Decode(data)
	if err != nil {
		return resource.Referral{}, err
	}
	if odd := made.Odd(); len(odd) > 0 {
		return resource.Referral{}, mci.Invalid(odd[0].Path, odd[0].Found, odd[0].Want)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	made.ID = fmt.Sprintf("00000000-0000-0000-0000-%012d", len(g.referrals)+1)
	if made.EngagementID == "" {
		made.EngagementID = fmt.Sprintf("00000000-0000-0000-0001-%012d", len(g.referrals)+1)
	}
	made.Status, made.Substatus = progress.StatusActive, progress.Accepted
	made.CreatedDateTime = g.now()
	g.stamp(&made)
	g.referrals = append(g.referrals, made)
	return made.Clone(), nil
}

// Get implements [Gateway].
func (g *MemoryGateway) Get(ctx context.Context, id string) (resource.Referral, error) {
	if err := ctx.Err(); err != nil {
		return resource.Referral{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if stored := g.find(id); stored != nil {
		return stored.Clone(), nil
	}
	return resource.Referral{}, ErrNotFound
}

// Patch implements [Gateway].
func (g *MemoryGateway) Patch(ctx context.Context, id string, patch change.Patch, eTag string) (resource.Referral, error) {
	if err := ctx.Err(); err != nil {
		return resource.Referral{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	stored := g.find(id)
	if stored == nil {
		return resource.Referral{}, ErrNotFound
	}
	if eTag != "" && eTag != stored.ETag {
		return resource.Referral{}, ErrConflict
	}
	if err := patch.Refused(); err != nil && !g.Permissive {
		return resource.Referral{}, err
	}
	changed, err := patch.Apply(*stored)
	if err != nil {
		return resource.Referral{}, err
	}
	g.stamp(&changed)
	*stored = changed
	return changed.Clone(), nil
}

// List implements [Gateway].
func (g *MemoryGateway) List(ctx context.Context, externalReferenceID string) ([]resource.Referral, error) {
	return g.list(ctx, func(r *resource.Referral) bool { return r.ExternalReferenceID == externalReferenceID })
}

// Related implements [RelatedLister].
func (g *MemoryGateway) Related(ctx context.Context, engagementID string) ([]resource.Referral, error) {
	return g.list(ctx, func(r *resource.Referral) bool { return strings.EqualFold(r.EngagementID, engagementID) })
}

// Query implements [Feed]. A page has two referrals unless the query says
// otherwise.
func (g *MemoryGateway) Query(ctx context.Context, query Query) (Page, error) {
	found, err := g.list(ctx, query.Selects)
	if err != nil {
		return Page{}, err
	}
	skip, err := strconv.Atoi("0" + query.Next)
	if err != nil || skip > len(found) {
		return Page{}, mci.Invalid("next", query.Next, "the Next of a page")
	}
	query.Order.Sort(found)
	size := query.Most
	if size <= 0 {
		size = 2
	}
	page := Page{Referrals: found[skip:min(skip+size, len(found))]}
	if skip+size < len(found) {
		page.Next = strconv.Itoa(skip + size)
	}
	return page, nil
}

func (g *MemoryGateway) list(ctx context.Context, is func(*resource.Referral) bool) ([]resource.Referral, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	var found []resource.Referral
	for i := range g.referrals {
		if stored := &g.referrals[i]; is(stored) {
			found = append(found, stored.Clone())
		}
	}
	return found, nil
}

func (g *MemoryGateway) find(id string) *resource.Referral {
	for i := range g.referrals {
		if strings.EqualFold(g.referrals[i].ID, id) { // a GUID
			return &g.referrals[i]
		}
	}
	return nil
}

// stamp marks a resource as changed.
func (g *MemoryGateway) stamp(r *resource.Referral) {
	g.changes++
	r.ETag = strconv.Quote(strconv.Itoa(g.changes))
	r.UpdatedDateTime = g.now()
}

func (g *MemoryGateway) now() resource.Instant {
	if g.Now == nil {
		return ""
	}
	return resource.InstantOf(g.Now())
}
