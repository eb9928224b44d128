package claimstest

import (
	"context"
	"iter"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// abilitiesMissed are faults of optional abilities, of cursors and of columns
// that the cases of the first suites did not ask for.
var abilitiesMissed = []brokenStore{
	{"its keys are written under a canceled context", "canceled", func(s *broken) {
		s.reindex = func(ctx context.Context, e []store.Envelope) error {
			return s.Memory.Reindex(context.WithoutCancel(ctx), e)
		}
	}},
	{"its totals ignore the context", "canceled", func(s *broken) {
		s.totals = func(ctx context.Context, q store.Query) ([]store.PipelineStatus, error) {
			return s.Memory.Totals(context.WithoutCancel(ctx), q)
		}
	}},
	{"it loads many under a canceled context", "canceled", func(s *broken) {
		s.loadAll = func(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
			return s.Memory.LoadAll(context.WithoutCancel(ctx), ids)
		}
	}},
	{"it loads a claim twice that is asked for twice", "load many", func(s *broken) {
		s.loadAll = func(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
			var all []store.Envelope
			for _, id := range ids {
				if e, err := s.Memory.Load(ctx, id); err == nil {
					all = append(all, e)
				} else if ctx.Err() != nil {
					return yields(all, err)
				}
			}
			return orCanceled(ctx, yields(all, nil))
		}
	}},
	{"it writes all columns with the keys", "reindex", func(s *broken) {
		over := map[claims.ID]store.Envelope{}
		var mu sync.Mutex
		s.reindex = func(ctx context.Context, es []store.Envelope) error {
			mu.Lock()
			defer mu.Unlock()
			for _, e := range es {
				if st, err := s.Memory.Load(ctx, e.ID); err == nil && st.Version == e.Version {
					over[e.ID] = e.Clone()
				}
			}
			return s.Memory.Reindex(ctx, es)
		}
		s.load = func(ctx context.Context, id claims.ID) (store.Envelope, error) {
			e, err := s.Memory.Load(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			if o, ok := over[id]; ok && err == nil && o.Version == e.Version {
				return o, nil
			}
			return e, err
		}
	}},
	{"a position is that of a transaction, whose other entries are skipped", "tail goes on", func(s *broken) {
		var mu sync.Mutex
		ends := []int{}
		n := 0
		s.save = func(ctx context.Context, c store.Change) error {
			mu.Lock()
			defer mu.Unlock()
			err := s.Memory.Save(ctx, c)
			if err == nil && len(c.Entries) > 0 {
				n += len(c.Entries)
				ends = append(ends, n)
			}
			return err
		}
		s.tail = func(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
			mu.Lock()
			defer mu.Unlock()
			pos := 0
			if after != "" {
				ok := false
				pos, ok = atoi(string(after))
				if !ok {
					return s.Memory.Tail(ctx, after)
				}
				i, _ := slices.BinarySearch(ends, pos)
				if i < len(ends) {
					pos = ends[i]
				}
			}
			all, err := values(s.Memory.Tail(ctx, ""))
			return orCanceled(ctx, yields(all[min(pos, len(all)):], err))
		}
	}},
	{"a number of an entry is an int64", "history after", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
			if after > math.MaxInt64 {
				after = 0
			}
			return s.Memory.History(ctx, id, after)
		}
	}},
	{"a bound is compared to the microsecond", "reindex", func(s *broken) {
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			if !q.Until.IsZero() {
				q.Until = q.Until.Truncate(time.Microsecond).Add(999 * time.Nanosecond)
			}
			return s.Memory.List(ctx, q)
		}
	}},
	{"searched text is written with the opening only", "list", func(s *broken) {
		var mu sync.Mutex
		first := map[claims.ID]string{}
		s.save = func(ctx context.Context, c store.Change) error {
			err := s.Memory.Save(ctx, c)
			if err == nil && c.Expected == 0 {
				mu.Lock()
				first[c.Envelope.ID] = c.Envelope.Search
				mu.Unlock()
			}
			return err
		}
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			if q.Text == "" {
				return s.Memory.List(ctx, q)
			}
			all, err := values(s.Memory.List(ctx, store.Query{}))
			var out []store.Envelope
			mu.Lock()
			defer mu.Unlock()
			for _, e := range all {
				x := e.Clone()
				x.Search = first[e.ID]
				if q.Matches(&x) {
					out = append(out, e)
				}
			}
			return orCanceled(ctx, yields(out, err))
		}
	}},
	{"its totals forget the kind", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, q store.Query) ([]store.PipelineStatus, error) {
			q.Kind = 0
			return s.Memory.Totals(ctx, q)
		}
	}},
	{"its totals forget the statuses", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, q store.Query) ([]store.PipelineStatus, error) {
			q.Statuses = nil
			return s.Memory.Totals(ctx, q)
		}
	}},
	{"its totals forget the area, the location and the owner", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, q store.Query) ([]store.PipelineStatus, error) {
			q.SolutionArea, q.Location, q.Owner = "", "", ""
			return s.Memory.Totals(ctx, q)
		}
	}},
	{"its totals leave associations out", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, q store.Query) ([]store.PipelineStatus, error) {
			q.Kind = store.PartnerActivity
			return s.Memory.Totals(ctx, q)
		}
	}},
	{"a batch passes over malformed changes", "batch: all or none", func(s *broken) {
		s.saveAll = func(ctx context.Context, cs []store.Change) error {
			ok := slices.DeleteFunc(slices.Clone(cs), func(c store.Change) bool { return c.Check() != nil })
			return s.Memory.SaveAll(ctx, ok)
		}
	}},
	{"its totals forget the key", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, q store.Query) ([]store.PipelineStatus, error) {
			q.Key = 0
			return s.Memory.Totals(ctx, q)
		}
	}},
	{"its totals leave associations that have ended out", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, q store.Query) ([]store.PipelineStatus, error) {
			if q.Kind == store.PartnerAssociation {
				q.Open = true
			}
			return s.Memory.Totals(ctx, q)
		}
	}},
	{"it loads no associations with others", "load many", func(s *broken) {
		s.loadAll = func(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
			all, err := values(s.Memory.LoadAll(ctx, ids))
			all = slices.DeleteFunc(all, func(e store.Envelope) bool { return e.Kind == store.PartnerAssociation })
			return yields(all, err)
		}
	}},
	{"it writes no keys of associations", "reindex", func(s *broken) {
		s.reindex = func(ctx context.Context, es []store.Envelope) error {
			return s.Memory.Reindex(ctx, slices.DeleteFunc(slices.Clone(es), func(e store.Envelope) bool { return e.Kind == store.PartnerAssociation }))
		}
	}},
	{"it writes the keys of every version of an association", "reindex: another version", func(s *broken) {
		s.reindex = func(ctx context.Context, es []store.Envelope) error {
			es = slices.Clone(es)
			for i := range es {
				if st, err := s.Memory.Load(ctx, es[i].ID); err == nil && st.Kind == store.PartnerAssociation {
					es[i].Version = st.Version
				}
			}
			return s.Memory.Reindex(ctx, es)
		}
	}},
	{"it saves associations under a canceled context", "canceled", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			if change.Envelope.Kind == store.PartnerAssociation {
				ctx = context.WithoutCancel(ctx)
			}
			return s.Memory.Save(ctx, change)
		}
	}},
	{"a batch does not ask for the versions of associations", "batch: conflict", func(s *broken) {
		s.saveAll = func(ctx context.Context, cs []store.Change) error {
			old := func(c store.Change) bool {
				st, err := s.Memory.Load(ctx, c.Envelope.ID)
				return c.Envelope.Kind == store.PartnerAssociation && err == nil && st.Version != c.Expected
			}
			return s.Memory.SaveAll(ctx, slices.DeleteFunc(slices.Clone(cs), old))
		}
	}},
	{"a batch saves associations one by one", "batch: all or none", func(s *broken) {
		s.saveAll = func(ctx context.Context, cs []store.Change) error {
			for _, c := range cs {
				if c.Envelope.Kind != store.PartnerAssociation || c.Check() != nil {
					return s.Memory.SaveAll(ctx, cs)
				}
			}
			for _, c := range cs {
				if err := s.Memory.Save(ctx, c); err != nil {
					return err
				}
			}
			return nil
		}
	}},
	{"a batch holds no associations", "batch: all or none", func(s *broken) {
		s.saveAll = func(ctx context.Context, cs []store.Change) error {
			for _, c := range cs {
				if c.Envelope.Kind == store.PartnerAssociation {
					return errDriver
				}
			}
			return s.Memory.SaveAll(ctx, cs)
		}
	}},
	{"by a key it goes on only after a claim that is stored", "list by pages of a key", func(s *broken) {
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			if q.Ordered() && q.After != "" {
				if _, err := s.Memory.Load(ctx, q.After); err != nil {
					q.After = "\xff\xff"
				}
			}
			return s.Memory.List(ctx, q)
		}
	}},
	{"it writes the keys of at most 20 claims", "reindex", func(s *broken) {
		s.reindex = func(ctx context.Context, es []store.Envelope) error {
			return s.Memory.Reindex(ctx, es[:min(20, len(es))])
		}
	}},
	{"it compares versions before it writes keys", "reindex: another version", func(s *broken) {
		s.reindex = func(ctx context.Context, es []store.Envelope) error {
			es = slices.Clone(es)
			for i := range es {
				st, err := s.Memory.Load(ctx, es[i].ID)
				if err != nil || st.Version != es[i].Version {
					es[i].ID = "" // none
				}
			}
			runtime.Gosched()
			for _, e := range es {
				if e.ID == "" {
					continue
				}
				st, err := s.Memory.Load(ctx, e.ID)
				if err != nil {
					return err
				}
				e.Version = st.Version // written without asking again
				if err := s.Memory.Reindex(ctx, []store.Envelope{e}); err != nil {
					return err
				}
			}
			return ctx.Err()
		}
	}},
	{"a batch holds no limit at another location", "batch: limit", func(s *broken) {
		s.saveAll = func(ctx context.Context, cs []store.Change) error {
			cs = slices.Clone(cs)
			for i := range cs {
				if cs[i].Envelope.Location != "Zürich" {
					cs[i].Limit = claims.Limit{}
				}
			}
			return s.Memory.SaveAll(ctx, cs)
		}
	}},
	{"an owner is lost with the second change", "both kinds", func(s *broken) {
		s.save = func(ctx context.Context, c store.Change) error {
			if c.Expected > 0 {
				c.Envelope.Owner = ""
			}
			return s.Memory.Save(ctx, c)
		}
	}},
	{"a batch holds no limit for a claim that is taken back", "batch: limit", func(s *broken) {
		s.saveAll = func(ctx context.Context, cs []store.Change) error {
			cs = slices.Clone(cs)
			for i := range cs {
				if cs[i].Expected > 0 {
					cs[i].Limit = claims.Limit{}
				}
			}
			return s.Memory.SaveAll(ctx, cs)
		}
	}},
	{"it loads many and shares them", "aliasing out", func(s *broken) {
		cache := map[claims.ID]store.Envelope{}
		var mu sync.Mutex
		s.loadAll = func(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
			all, err := values(s.Memory.LoadAll(ctx, ids))
			mu.Lock()
			defer mu.Unlock()
			for i, e := range all {
				if c, ok := cache[e.ID]; ok && c.Version == e.Version {
					all[i] = c
				} else {
					cache[e.ID] = e
				}
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"a batch keeps the entries that it is given", "aliasing in", func(s *broken) {
		kept := map[claims.ID][]store.Entry{}
		var mu sync.Mutex
		s.saveAll = func(ctx context.Context, cs []store.Change) error {
			err := s.Memory.SaveAll(ctx, cs)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				for _, c := range cs {
					kept[c.Envelope.ID] = append(kept[c.Envelope.ID], c.Entries...)
				}
			}
			return err
		}
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
			all, err := values(s.Memory.History(ctx, id, after))
			mu.Lock()
			defer mu.Unlock()
			for i := range all {
				for _, k := range kept[id] {
					if k.Number == all[i].Number || k.Number == 0 {
						all[i] = k
					}
				}
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"by a key it forgets the text", "list by key", func(s *broken) {
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			if q.Ordered() {
				q.Text = ""
			}
			return s.Memory.List(ctx, q)
		}
	}},
	{"by a key it forgets statuses, engagement, location, area and owner", "list by key", func(s *broken) {
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			if q.Ordered() {
				q.Statuses, q.Engagement, q.Location, q.SolutionArea, q.Owner = nil, "", "", "", ""
			}
			return s.Memory.List(ctx, q)
		}
	}},
	{"it forgets the owner", "list", func(s *broken) {
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			q.Owner = ""
			return s.Memory.List(ctx, q)
		}
	}},
	{"it compares the case of an owner", "list", func(s *broken) {
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			if q.Owner != q.FoldOwner() {
				return yields[store.Envelope](nil, nil)
			}
			return s.Memory.List(ctx, q)
		}
	}},
	{"it counts a page before it selects", "list by pages", func(s *broken) {
		s.list = func(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
			if len(q.Statuses) == 0 && q.Text == "" && q.Kind == 0 || q.Most == 0 {
				return s.Memory.List(ctx, q)
			}
			p := q
			p.Statuses, p.Text, p.Kind = nil, "", 0
			all, err := values(s.Memory.List(ctx, p))
			return orCanceled(ctx, yields(slices.DeleteFunc(all, func(e store.Envelope) bool { return !q.Matches(&e) }), err))
		}
	}},
}

// atoi reads a decimal number.
func atoi(s string) (int, bool) {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, s != ""
}
