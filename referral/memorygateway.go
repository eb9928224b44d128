package referral

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// A MemoryGateway is a [Gateway] in memory that behaves as Partner Center is documented to, for tests, examples and
// what-if plays. A new referral is Active with Accepted, whatever was sent. The zero MemoryGateway is empty and ready.
type MemoryGateway struct {
	// Now gives the instants of creation and change; nil leaves them out.
	Now func() time.Time

	mu        sync.Mutex
	referrals []Resource // in the order of their creation
	changes   int
}

// Create implements [Gateway].
func (g *MemoryGateway) Create(ctx context.Context, resource Resource) (Resource, error) {
	if err := ctx.Err(); err != nil {
		return Resource{}, err
	}
	if decision := CheckCreation(&resource, Creation{}); hasFailed(decision) {
		return Resource{}, &Refusal{Findings: decision.Findings}
	}
	data, err := resource.Encode()
	if err != nil {
		return Resource{}, err
	}
	made, err := DecodeResource(data)
	if err != nil {
		return Resource{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	made.ID = fmt.Sprintf("00000000-0000-0000-0000-%012d", len(g.referrals)+1)
	made.Status, made.Substatus = StatusActive, Accepted
	made.CreatedDateTime = g.now()
	g.stamp(&made)
	g.referrals = append(g.referrals, made)
	return made.Clone(), nil
}

// Get implements [Gateway].
func (g *MemoryGateway) Get(ctx context.Context, id string) (Resource, error) {
	if err := ctx.Err(); err != nil {
		return Resource{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if stored := g.find(id); stored != nil {
		return stored.Clone(), nil
	}
	return Resource{}, ErrNotFound
}

// Patch implements [Gateway].
func (g *MemoryGateway) Patch(ctx context.Context, id string, patch Patch, eTag string) (Resource, error) {
	if err := ctx.Err(); err != nil {
		return Resource{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	stored := g.find(id)
	if stored == nil {
		return Resource{}, ErrNotFound
	}
	if eTag != "" && eTag != stored.ETag {
		return Resource{}, ErrConflict
	}
	changed, err := patch.Apply(*stored)
	if err != nil {
		return Resource{}, err
	}
	g.stamp(&changed)
	*stored = changed
	return changed.Clone(), nil
}

// List implements [Gateway].
func (g *MemoryGateway) List(ctx context.Context, externalReferenceID string) ([]Resource, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	var found []Resource
	for i := range g.referrals {
		if stored := &g.referrals[i]; stored.ExternalReferenceID == externalReferenceID {
			found = append(found, stored.Clone())
		}
	}
	return found, nil
}

func (g *MemoryGateway) find(id string) *Resource {
	for i := range g.referrals {
		if g.referrals[i].ID == id {
			return &g.referrals[i]
		}
	}
	return nil
}

// stamp marks a resource as changed.
func (g *MemoryGateway) stamp(r *Resource) {
	g.changes++
	r.ETag = strconv.Quote(strconv.Itoa(g.changes))
	r.UpdatedDateTime = g.now()
}

func (g *MemoryGateway) now() Instant {
	if g.Now == nil {
		return ""
	}
	return InstantOf(g.Now())
}
