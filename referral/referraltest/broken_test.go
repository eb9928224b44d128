package referraltest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// brokenStore is a store with one fault.
type brokenStore struct {
	referral.MemoryStore
	load func(*referral.MemoryStore, context.Context, claims.ID) (referral.Deal, error)
	save func(*referral.MemoryStore, context.Context, referral.Deal) error
}

func (s *brokenStore) Load(ctx context.Context, claim claims.ID) (referral.Deal, error) {
	if s.load != nil {
		return s.load(&s.MemoryStore, ctx, claim)
	}
	return s.MemoryStore.Load(ctx, claim)
}

func (s *brokenStore) Save(ctx context.Context, r referral.Deal) error {
	if s.save != nil {
		return s.save(&s.MemoryStore, ctx, r)
	}
	return s.MemoryStore.Save(ctx, r)
}

var errOther = errors.New("something else")

// overwrite saves a deal without comparing the version.
func overwrite(ctx context.Context, s *referral.MemoryStore, r referral.Deal) {
	for {
		stored, err := s.Load(ctx, r.Claim)
		if err != nil {
			stored.Version = 0
		}
		next := r
		next.Version = stored.Version + 1
		if !errors.Is(s.Save(ctx, next), referral.ErrConflict) {
			return
		}
	}
}

func TestABrokenStoreFailsTheCaseThatNamesItsFault(t *testing.T) {
	type (
		load = func(*referral.MemoryStore, context.Context, claims.ID) (referral.Deal, error)
		save = func(*referral.MemoryStore, context.Context, referral.Deal) error
	)
	loadOf := func(edit func(*referral.Deal)) load {
		return func(s *referral.MemoryStore, ctx context.Context, id claims.ID) (referral.Deal, error) {
			r, err := s.Load(ctx, id)
			edit(&r)
			return r, err
		}
	}
	for fault, c := range map[string]struct {
		load load
		save save
		want string
	}{
		"saves although canceled": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			return s.Save(context.WithoutCancel(ctx), r)
		}, want: "a canceled context"},
		"loads although canceled": {load: func(s *referral.MemoryStore, ctx context.Context, id claims.ID) (referral.Deal, error) {
			return s.Load(context.WithoutCancel(ctx), id)
		}, want: "a canceled context"},
		"finds nothing without an error": {load: func(s *referral.MemoryStore, ctx context.Context, id claims.ID) (referral.Deal, error) {
			r, err := s.Load(ctx, id)
			if errors.Is(err, referral.ErrNotFound) {
				err = nil
			}
			return r, err
		}, want: "no referral"},
		"another error for nothing": {load: func(s *referral.MemoryStore, ctx context.Context, id claims.ID) (referral.Deal, error) {
			r, err := s.Load(ctx, id)
			if errors.Is(err, referral.ErrNotFound) {
				err = errOther
			}
			return r, err
		}, want: "no referral"},
		"forgets the remote ID":    {load: loadOf(func(r *referral.Deal) { r.Remote.ID = "" }), want: "every field"},
		"forgets the attempt":      {load: loadOf(func(r *referral.Deal) { r.Remote.Attempt = r.Created }), want: "every field"},
		"forgets what has no link": {load: loadOf(func(r *referral.Deal) { r.Connected.Unlinked = "" }), want: "every field"},
		"forgets the link":         {load: loadOf(func(r *referral.Deal) { r.Link = referral.Link{} }), want: "every field"},
		"forgets the unlinking":    {load: loadOf(func(r *referral.Deal) { r.Unlinked.Comment = "" }), want: "every field"},
		"forgets what was seen":    {load: loadOf(func(r *referral.Deal) { r.Seen.Stage = "" }), want: "every field"},
		"forgets the reason":       {load: loadOf(func(r *referral.Deal) { r.Ending.Reason = 0 }), want: "every field"},
		"cuts fractions":           {load: loadOf(func(r *referral.Deal) { r.Created = r.Created.Truncate(1e9) }), want: "every field"},
		"saves the version and nothing else": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			old, err := s.Load(ctx, r.Claim)
			if err != nil {
				return s.Save(ctx, r)
			}
			if old.Version+1 != r.Version {
				return referral.ErrConflict
			}
			old.Version = r.Version
			return s.Save(ctx, old)
		}, want: "every field"},
		"folds letters": {
			load: func(s *referral.MemoryStore, ctx context.Context, id claims.ID) (referral.Deal, error) {
				return s.Load(ctx, claims.ID(strings.ToUpper(string(id))))
			},
			save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
				r.Claim = claims.ID(strings.ToUpper(string(r.Claim)))
				return s.Save(ctx, r)
			}, want: "other claims",
		},
		"does not look at the version": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			overwrite(ctx, s, r)
			return nil
		}, want: "the next version only"},
		"takes a version that is ahead": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			if old, err := s.Load(ctx, r.Claim); errors.Is(err, referral.ErrNotFound) && r.Version > old.Version {
				r.Version = 1
			}
			return s.Save(ctx, r)
		}, want: "the next version only"},
		"another error for a conflict": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			if err := s.Save(ctx, r); errors.Is(err, referral.ErrConflict) {
				return errOther
			}
			return nil
		}, want: "a conflict"},
		"saves and reports a conflict": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			err := s.Save(ctx, r)
			if errors.Is(err, referral.ErrConflict) {
				overwrite(ctx, s, r)
			}
			return err
		}, want: "a conflict"},
		"links a referral twice": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			if err := s.Save(ctx, r); !errors.Is(err, referral.ErrLinked) {
				return err
			}
			return nil
		}, want: "another claim's link"},
		"links a referral in another case": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			if strings.ToUpper(r.Link.Referral) == r.Link.Referral {
				r.Link.Referral += "!"
			}
			return s.Save(ctx, r)
		}, want: "links without case"},
		"lets two links win": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			if err := s.Save(ctx, r); !errors.Is(err, referral.ErrLinked) || !strings.HasPrefix(r.Link.Referral, "R-") {
				return err
			}
			return nil
		}, want: "many links at once"},
		"says yes to everybody": {save: func(s *referral.MemoryStore, ctx context.Context, r referral.Deal) error {
			if err := s.Save(ctx, r); !errors.Is(err, referral.ErrConflict) {
				return err
			}
			return nil
		}, want: "many at once"},
	} {
		got := failing(t, storeCases, func() referral.Store { return &brokenStore{load: c.load, save: c.save} })
		if !slices.Contains(got, c.want) {
			t.Errorf("a store that %s fails %q, want %q among them", fault, got, c.want)
		}
	}
}

// brokenGateway is a gateway with one fault.
type brokenGateway struct {
	referral.MemoryGateway
	create func(*referral.MemoryGateway, context.Context, resource.Referral) (resource.Referral, error)
	get    func(*referral.MemoryGateway, context.Context, string) (resource.Referral, error)
	patch  func(*referral.MemoryGateway, context.Context, string, change.Patch, string) (resource.Referral, error)
	list   func(*referral.MemoryGateway, context.Context, string) ([]resource.Referral, error)
}

func (g *brokenGateway) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	if g.create != nil {
		return g.create(&g.MemoryGateway, ctx, r)
	}
	return g.MemoryGateway.Create(ctx, r)
}

func (g *brokenGateway) Get(ctx context.Context, id string) (resource.Referral, error) {
	if g.get != nil {
		return g.get(&g.MemoryGateway, ctx, id)
	}
	return g.MemoryGateway.Get(ctx, id)
}

func (g *brokenGateway) Patch(ctx context.Context, id string, p change.Patch, eTag string) (resource.Referral, error) {
	if g.patch != nil {
		return g.patch(&g.MemoryGateway, ctx, id, p, eTag)
	}
	return g.MemoryGateway.Patch(ctx, id, p, eTag)
}

func (g *brokenGateway) List(ctx context.Context, link string) ([]resource.Referral, error) {
	if g.list != nil {
		return g.list(&g.MemoryGateway, ctx, link)
	}
	return g.MemoryGateway.List(ctx, link)
}

// faultyGateways maps each fault to a gateway with that fault, and to the case
// that must notice it.
var faultyGateways = map[string]struct {
	want   string
	broken func() *brokenGateway
}{
	"works although canceled": {"a canceled context", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, e string) (resource.Referral, error) {
			return g.Patch(context.WithoutCancel(ctx), id, p, e)
		}}
	}},
	"makes two": {"one for each create", func() *brokenGateway {
		return &brokenGateway{create: func(g *referral.MemoryGateway, ctx context.Context, r resource.Referral) (resource.Referral, error) {
			if _, err := g.Create(ctx, r); err != nil {
				return r, err
			}
			return g.Create(ctx, r)
		}}
	}},
	"returns what was sent": {"what was made", func() *brokenGateway {
		return &brokenGateway{create: func(g *referral.MemoryGateway, ctx context.Context, r resource.Referral) (resource.Referral, error) {
			made, err := g.Create(ctx, r)
			r.ID = made.ID
			return r, err
		}}
	}},
	"escapes the link": {"the link", func() *brokenGateway {
		return &brokenGateway{create: func(g *referral.MemoryGateway, ctx context.Context, r resource.Referral) (resource.Referral, error) {
			r.ExternalReferenceID = strings.ReplaceAll(r.ExternalReferenceID, "&", "&amp;")
			return g.Create(ctx, r)
		}}
	}},
	"believes its own state": {"the service's state", func() *brokenGateway {
		return &brokenGateway{create: func(g *referral.MemoryGateway, ctx context.Context, r resource.Referral) (resource.Referral, error) {
			made, err := g.Create(ctx, r)
			if r.Status != "" {
				made.Status, made.Substatus = r.Status, r.Substatus
			}
			return made, err
		}}
	}},
	"refuses nothing": {"not enough", func() *brokenGateway {
		return &brokenGateway{create: func(g *referral.MemoryGateway, ctx context.Context, r resource.Referral) (resource.Referral, error) {
			if r.Type == "" {
				r.Type = resource.Shared
			}
			return g.Create(ctx, r)
		}}
	}},
	"has another error for an unknown ID": {"an unknown ID", func() *brokenGateway {
		return &brokenGateway{get: func(g *referral.MemoryGateway, ctx context.Context, id string) (resource.Referral, error) {
			r, err := g.Get(ctx, id)
			if errors.Is(err, referral.ErrNotFound) {
				err = errOther
			}
			return r, err
		}}
	}},
	"mends the misspelled member": {"every member", func() *brokenGateway {
		return &brokenGateway{get: func(g *referral.MemoryGateway, ctx context.Context, id string) (resource.Referral, error) {
			r, err := g.Get(ctx, id)
			r.Consent.ToShareInfoWithOthers = 0
			return r, err
		}}
	}},
	"shares its memory": {"a copy", func() *brokenGateway {
		shared := map[string]resource.Referral{}
		return &brokenGateway{get: func(g *referral.MemoryGateway, ctx context.Context, id string) (resource.Referral, error) {
			if r, ok := shared[id]; ok {
				return r, nil
			}
			r, err := g.Get(ctx, id)
			shared[id] = r
			return r, err
		}}
	}},
	"drops appends": {"a patch", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, e string) (resource.Referral, error) {
			return g.Patch(ctx, id, slices.DeleteFunc(slices.Clone(p), func(o change.Operation) bool { return strings.HasSuffix(o.Path, "/-") }), e)
		}}
	}},
	"ignores the eTag": {"an old eTag", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, _ string) (resource.Referral, error) {
			return g.Patch(ctx, id, p, "")
		}}
	}},
	"ignores the eTag among many": {"many at once", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, _ string) (resource.Referral, error) {
			return g.Patch(ctx, id, p, "")
		}}
	}},
	"wants an eTag": {"no eTag", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, e string) (resource.Referral, error) {
			if e == "" {
				return resource.Referral{}, errOther
			}
			return g.Patch(ctx, id, p, e)
		}}
	}},
	"returns the old eTag": {"a new eTag", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, e string) (resource.Referral, error) {
			r, err := g.Patch(ctx, id, p, e)
			r.ETag = e
			return r, err
		}}
	}},
	"patches in part": {"a patch in part", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, e string) (r resource.Referral, err error) {
			for i := range p {
				if i > 0 {
					e = ""
				}
				if r, err = g.Patch(ctx, id, p[i:i+1], e); err != nil {
					return r, err
				}
			}
			return r, err
		}}
	}},
	"patches what there is not": {"a patch of nothing", func() *brokenGateway {
		return &brokenGateway{patch: func(g *referral.MemoryGateway, ctx context.Context, id string, p change.Patch, e string) (resource.Referral, error) {
			r, err := g.Patch(ctx, id, p, e)
			if errors.Is(err, referral.ErrNotFound) {
				err = nil
			}
			return r, err
		}}
	}},
	"lists one page": {"all of a link", func() *brokenGateway {
		return &brokenGateway{list: func(g *referral.MemoryGateway, ctx context.Context, link string) ([]resource.Referral, error) {
			found, err := g.List(ctx, link)
			return found[:min(len(found), 3)], err
		}}
	}},
	"lists newest first": {"all of a link", func() *brokenGateway {
		return &brokenGateway{list: func(g *referral.MemoryGateway, ctx context.Context, link string) ([]resource.Referral, error) {
			found, err := g.List(ctx, link)
			slices.Reverse(found)
			return found, err
		}}
	}},
	"finds nothing with an error": {"none of a link", func() *brokenGateway {
		return &brokenGateway{list: func(g *referral.MemoryGateway, ctx context.Context, link string) ([]resource.Referral, error) {
			found, err := g.List(ctx, link)
			if len(found) == 0 && err == nil {
				err = referral.ErrNotFound
			}
			return found, err
		}}
	}},
}

func TestABrokenGatewayFailsTheCaseThatNamesItsFault(t *testing.T) {
	noticed := map[string]bool{}
	for fault, c := range faultyGateways {
		got := failing(t, gatewayCases, func() referral.Gateway { return c.broken() })
		if !slices.Contains(got, c.want) {
			t.Errorf("a gateway that %s fails %q, want %q among them", fault, got, c.want)
		}
		noticed[c.want] = true
	}
	for _, c := range gatewayCases {
		if !noticed[c.name] {
			t.Errorf("no broken gateway needs the case %q", c.name)
		}
	}
}

// brokenLister is a gateway with one fault when it lists related referrals.
type brokenLister struct {
	referral.MemoryGateway
	related func(*referral.MemoryGateway, context.Context, string) ([]resource.Referral, error)
}

func (l *brokenLister) Related(ctx context.Context, engagement string) ([]resource.Referral, error) {
	return l.related(&l.MemoryGateway, ctx, engagement)
}

func TestABrokenListerFailsTheCaseThatNamesItsFault(t *testing.T) {
	for fault, c := range map[string]struct {
		want    string
		related func(*referral.MemoryGateway, context.Context, string) ([]resource.Referral, error)
	}{
		"lists one page": {"all of an engagement", func(g *referral.MemoryGateway, ctx context.Context, id string) ([]resource.Referral, error) {
			found, err := g.Related(ctx, id)
			return found[:min(len(found), 3)], err
		}},
		"goes by the reference": {"none of an engagement", func(g *referral.MemoryGateway, ctx context.Context, id string) ([]resource.Referral, error) {
			return g.List(ctx, id)
		}},
		"finds nothing with an error": {"none of an engagement", func(g *referral.MemoryGateway, ctx context.Context, id string) ([]resource.Referral, error) {
			found, err := g.Related(ctx, id)
			if len(found) == 0 && err == nil {
				err = referral.ErrNotFound
			}
			return found, err
		}},
	} {
		if got := failing(t, relatedCases, func() RelatedGateway { return &brokenLister{related: c.related} }); !slices.Contains(got, c.want) {
			t.Errorf("a lister that %s fails %q, want %q among them", fault, got, c.want)
		}
	}
}

// ticking returns a clock that goes on by a second with each call.
func ticking() func() time.Time {
	at := time.Date(2026, time.May, 4, 9, 30, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

// brokenFeed is a feed with one fault.
type brokenFeed struct {
	referral.MemoryGateway
	query func(*referral.MemoryGateway, context.Context, referral.Query) (referral.Page, error)
}

func (f *brokenFeed) Query(ctx context.Context, q referral.Query) (referral.Page, error) {
	return f.query(&f.MemoryGateway, ctx, q)
}

func TestABrokenFeedFailsTheCaseThatNamesItsFault(t *testing.T) {
	type query = func(*referral.MemoryGateway, context.Context, referral.Query) (referral.Page, error)
	edited := func(edit func(*referral.Query)) query {
		return func(g *referral.MemoryGateway, ctx context.Context, q referral.Query) (referral.Page, error) {
			edit(&q)
			return g.Query(ctx, q)
		}
	}
	for fault, c := range map[string]struct {
		want  string
		query query
	}{
		"ignores the status":     {"no other", edited(func(q *referral.Query) { q.Status, q.Direction = "", "" })},
		"ignores the engagement": {"no other", edited(func(q *referral.Query) { q.Engagement = "" })},
		"ignores the country":    {"no other", edited(func(q *referral.Query) { q.Country = "" })},
		"ignores the customer":   {"no other", edited(func(q *referral.Query) { q.Customer = "" })},
		"ignores the update":     {"no other", edited(func(q *referral.Query) { q.UpdatedSince = time.Time{} })},
		"ignores the order":      {"all of them", edited(func(q *referral.Query) { q.Order = referral.OldestFirst })},
		"loses what is exactly at the instant": {"all of them", edited(func(q *referral.Query) {
			if !q.UpdatedSince.IsZero() {
				q.UpdatedSince = q.UpdatedSince.Add(1)
			}
		})},
		"lists one page": {"all of them", func(g *referral.MemoryGateway, ctx context.Context, q referral.Query) (referral.Page, error) {
			page, err := g.Query(ctx, q)
			page.Next = ""
			return page, err
		}},
		"never ends": {"the last page", func(g *referral.MemoryGateway, ctx context.Context, q referral.Query) (referral.Page, error) {
			page, err := g.Query(ctx, q)
			if page.Next == "" {
				page.Next = "0"
			}
			return page, err
		}},
	} {
		got := failing(t, feedCases, func() FeedGateway {
			return &brokenFeed{MemoryGateway: referral.MemoryGateway{Now: ticking()}, query: c.query}
		})
		if !slices.Contains(got, c.want) {
			t.Errorf("a feed that %s fails %q, want %q among them", fault, got, c.want)
		}
	}
}
