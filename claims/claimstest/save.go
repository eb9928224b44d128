package claimstest

import (
	"context"
	"fmt"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func (b *bench) payment() mci.Money {
	b.Helper()
	amount, err := mci.ParseMoney("4200.50", mci.USD)
	b.must(err)
	return amount
}

func (b *bench) contact() mci.Contact { return mci.Contact{Name: "Kim", Email: "kim@contoso.com"} }

// wholly saves changes while others read, and saves under contexts that are
// canceled at each of the store's checks.
func wholly(b *bench) {
	change := b.open(opening{id: "a"})
	b.save(change)
	var mu sync.Mutex
	var torn error
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for {
			if err := unpanicked(func() error { return b.torn("a") }); err != nil {
				mu.Lock()
				defer mu.Unlock()
				torn = err
				return
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	for range 10 {
		sent := b.apply(change.Claim, claims.UpdateContact{Side: claims.CustomerSide, Contact: b.contact()})
		change = join(sent, b.apply(sent.Claim, claims.UpdateContact{Side: claims.PartnerSide, Contact: b.contact()}))
		b.save(change)
	}
	close(done)
	group.Wait()
	b.must(torn)
	for checks := range 20 {
		id := claims.ID(fmt.Sprint("canceled-", checks))
		change := b.open(opening{id: id, customer: checks + 1})
		err := b.store.Save(expireAfter(b.Context(), checks), b.rows(change))
		if _, loadErr := b.store.Load(b.Context(), id); err == nil || loadErr == nil {
			b.wantStored(change.Claim, change.Entries)
		} else {
			b.wantAbsent(id)
		}
	}
}

// torn returns an error if a claim lacks one of its entries, or an entry lacks
// its claim.
func (b *bench) torn(id claims.ID) error {
	before, err := b.latest(id)
	if err != nil {
		return err
	}
	envelope, err := b.store.Load(b.Context(), id)
	if err != nil {
		return fmt.Errorf("loading claim %q: %w", id, err)
	}
	after, err := b.latest(id)
	switch {
	case err != nil:
		return err
	case envelope.Version < before:
		return fmt.Errorf("claim %q has version %d after a reader found its entry %d", id, envelope.Version, before)
	case envelope.Version > after:
		return fmt.Errorf("claim %q has only %d entries after a reader found its version %d", id, after, envelope.Version)
	default:
		return nil
	}
}

// latest returns the number of the latest entry.
func (b *bench) latest(id claims.ID) (uint64, error) {
	var number uint64
	for entry, err := range b.store.History(b.Context(), id, 0) {
		if err != nil {
			return 0, fmt.Errorf("reading the history of claim %q: %w", id, err)
		}
		number = entry.Number
	}
	return number, nil
}

// A countdown is a context that is canceled after a number of checks.
type countdown struct {
	context.Context
	cancel context.CancelFunc
	mu     *sync.Mutex
	left   int
}

func expireAfter(ctx context.Context, checks int) *countdown {
	ctx, cancel := context.WithCancel(ctx)
	return &countdown{ctx, cancel, &sync.Mutex{}, checks}
}

func (c *countdown) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left < 0 {
		c.cancel()
	}
}

func (c *countdown) Done() <-chan struct{} {
	c.tick()
	return c.Context.Done()
}

func (c *countdown) Err() error {
	c.tick()
	return c.Context.Err()
}

func conflict(b *bench) {
	first := b.open(opening{id: "a"})
	b.save(first)
	second := b.apply(first.Claim, claims.SendConsent{})
	b.save(second)
	other := b.open(opening{id: "b", customer: 1})
	for what, change := range map[string]claims.Change{
		"a change of an older version":   b.apply(first.Claim, claims.Cancel{}),
		"a change of a newer version":    b.apply(b.apply(second.Claim, claims.ResendConsent{}).Claim, claims.Accept{}),
		"an opening of a claim there is": b.open(opening{id: "a", customer: 2}),
		"a change of no stored claim":    b.apply(other.Claim, claims.SendConsent{}),
	} {
		b.wantError(what, b.store.Save(b.Context(), b.rows(change)), store.ErrConflict)
	}
	b.wantStored(second.Claim, append(first.Entries, second.Entries...))
	b.wantAbsent("b")
}

func oneWinner(b *bench) {
	const rounds = 10
	for round := range rounds {
		id := claims.ID(fmt.Sprint("claim-", round))
		claim, _ := b.live(opening{id: id, customer: round}, claims.SendConsent{})
		change := b.apply(claim, claims.Accept{})
		rows := b.rows(change)
		b.wantOneWinner(atOnce(func(int) error { return b.store.Save(b.Context(), rows) }), store.ErrConflict)
		if n := len(b.past(id, 2)); n != 1 {
			b.Errorf("after one change was saved there are %d more entries, want 1", n)
		}
	}
}

func limit(b *bench) {
	b.save(b.open(opening{id: "a"}), b.open(opening{id: "b"}))
	b.wantError("a third claim where there may be two", b.store.Save(b.Context(), b.rows(b.open(opening{id: "c"}))), store.ErrLimit)
	b.wantAbsent("c")
	b.save(b.open(opening{id: "d", engagement: oneOpen}))
	b.wantError("a second open claim where there may be one", b.store.Save(b.Context(), b.rows(b.open(opening{id: "e", engagement: oneOpen}))), store.ErrLimit)
	b.wantAbsent("e")
	b.limitOfTakingBack()
}

// limitOfTakingBack takes back the entry that ended a claim. The claim then
// counts again, so the change has the limit although it opens no claim.
func (b *bench) limitOfTakingBack() {
	b.Helper()
	ended, entries := b.live(opening{id: "f", customer: 1, engagement: oneOpen}, claims.Cancel{})
	beside, _ := b.live(opening{id: "g", customer: 1, engagement: oneOpen})
	c, err := theCatalog()
	b.must(err)
	back, err := claims.TakeBack(ended, entries, ended.Version(), c, b.meta(claims.Partner, "taken back"))
	b.must(err)
	b.wantError("a taking-back that makes two open claims where there may be one", b.store.Save(b.Context(), b.rows(back)), store.ErrLimit)
	b.wantSame("the status after a taking-back beyond the limit", b.loaded("f").Status, claims.Canceled)
	b.save(b.apply(beside, claims.Cancel{}), back)
	b.wantSame("the status after a taking-back within the limit", b.loaded("f").Status, claims.CustomerClaimed)
}

func limitCounts(b *bench) {
	b.save(b.open(opening{id: "domain", domain: true}), b.open(opening{id: "elsewhere", location: " West"}))
	b.wantError("a third claim, after one by the domain and one at another location", b.store.Save(b.Context(), b.rows(b.open(opening{id: "third"}))), store.ErrLimit)
	for what, o := range map[string]opening{
		"a claim of another customer":                 {id: "customer", customer: 1},
		"a claim for another engagement":              {id: "engagement", engagement: oneOpen},
		"a claim with both another ID and engagement": {id: "both", customer: 1, engagement: oneOpen},
	} {
		if err := b.store.Save(b.Context(), b.rows(b.open(o))); err != nil {
			b.Errorf("%s: got error %v, want none", what, err)
		}
	}
	approved := append(reviewed(), claims.Approve{})
	b.live(opening{id: "approved", customer: 2}, approved...)
	b.live(opening{id: "canceled", customer: 2}, claims.Cancel{})
	b.live(opening{id: "beside a canceled one", customer: 2})
	b.wantError("a third claim, after an approved and an open one", b.store.Save(b.Context(), b.rows(b.open(opening{id: "fourth", customer: 2}))), store.ErrLimit)
	b.live(opening{id: "1", customer: 3, engagement: oneOpen}, approved...)
	b.live(opening{id: "2", customer: 3, engagement: oneOpen}, approved...)
	b.live(opening{id: "3", customer: 3, engagement: oneOpen}, approved...)
	b.wantError("a claim beside three approved ones", b.store.Save(b.Context(), b.rows(b.open(opening{id: "4", customer: 3, engagement: oneOpen}))), store.ErrLimit)
	b.limitEveryStatus()
}

func lastPlace(b *bench) {
	const rounds = 10
	for round := range rounds {
		b.save(b.open(opening{id: claims.ID(fmt.Sprint("first-", round)), customer: round}))
		changes := make([]claims.Change, rivals)
		for i := range changes {
			changes[i] = b.open(opening{id: claims.ID(fmt.Sprint("claim-", round, "-", i)), customer: round})
		}
		rows := b.allRows(changes)
		b.wantOneWinner(atOnce(func(i int) error { return b.store.Save(b.Context(), rows[i]) }), store.ErrLimit)
	}
}

func conflictBeforeLimit(b *bench) {
	b.save(b.open(opening{id: "a"}), b.open(opening{id: "b"}))
	b.wantError("an opening of a claim there is, with the limit reached", b.store.Save(b.Context(), b.rows(b.open(opening{id: "a"}))), store.ErrConflict)
}

func noEntries(b *bench) {
	claim, entries := b.live(opening{id: "a"}, claims.SendConsent{})
	b.save(claims.Change{Claim: claim})
	b.wantStored(claim, entries)
}

// malformed saves changes that no desk makes.
func malformed(b *bench) {
	claim, entries := b.live(opening{id: "a"})
	for what, spoil := range map[string]func(*store.Change){
		"a change of no claim":                   func(c *store.Change) { c.Envelope.ID = "" },
		"a version that the entries do not make": func(c *store.Change) { c.Envelope.Version++ },
		"an entry of another claim":              func(c *store.Change) { c.Entries[0].Claim = "b" },
		"an entry of another kind":               func(c *store.Change) { c.Entries[0].Kind = store.PartnerAssociation },
		"an entry of another number":             func(c *store.Change) { c.Entries[0].Number++ },
	} {
		rows := b.rows(b.apply(claim, claims.SendConsent{}))
		spoil(&rows)
		b.wantError(what, b.store.Save(b.Context(), rows), mci.ErrInvalid)
	}
	b.wantStored(claim, entries)
	b.wantAbsent("b")
}
