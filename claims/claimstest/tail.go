package claimstest

import (
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// tailed returns the deliveries of a Tail after a position. If the store is no
// Tail, the case is skipped.
func (b *bench) tailed(after store.Position) []store.Delivery {
	b.Helper()
	var deliveries []store.Delivery
	for delivery, err := range ability[store.Tail](b, "Tail").Tail(b.Context(), after) {
		if err != nil {
			b.Fatalf("tailing after %q: got error %v, want none", after, err)
		}
		deliveries = append(deliveries, delivery)
	}
	return deliveries
}

// names returns the claim ID and the entry number of each delivery.
func names(deliveries []store.Delivery) []string {
	var all []string
	for _, d := range deliveries {
		all = append(all, fmt.Sprint(d.Entry.Claim, "/", d.Entry.Number))
	}
	return all
}

func tail(b *bench) {
	if n := len(b.tailed("")); n != 0 {
		b.Errorf("an empty store yields %d entries", n)
	}
	want := map[string]store.Entry{}
	for i := range 3 {
		_, entries := b.live(opening{id: claims.ID(fmt.Sprint("claim-", i)), customer: i}, claims.SendConsent{}, claims.Accept{})
		for _, entry := range b.entryRows(entries) {
			want[fmt.Sprint(entry.Claim, "/", entry.Number)] = entry
		}
	}
	b.wantError("an opening of a claim there is", b.store.Save(b.Context(), b.rows(b.open(opening{id: "claim-0", customer: 5}))), store.ErrConflict)
	got := b.tailed("")
	if len(got) != len(want) {
		b.Errorf("got %d entries, want %d", len(got), len(want))
	}
	for i, name := range names(got) {
		b.wantSame("entry "+name, got[i].Entry, want[name])
		delete(want, name)
	}
	for name := range want {
		b.Errorf("entry %s was saved and is not yielded", name)
	}
}

func tailInOrder(b *bench) {
	b.tailed("")
	first, other := b.open(opening{id: "b"}), b.open(opening{id: "a", customer: 1})
	second := b.apply(first.Claim, claims.SendConsent{})
	third := b.apply(second.Claim, claims.ResendConsent{})
	b.save(first, other, join(second, third), b.apply(other.Claim, claims.SendConsent{}))
	last := map[claims.ID]uint64{}
	all := b.tailed("")
	if len(all) == 0 {
		b.Fatalf("after entries were saved, none is yielded")
	}
	for _, d := range all {
		if d.Entry.Number <= last[d.Entry.Claim] {
			b.Errorf("entry %d of claim %q comes after its entry %d", d.Entry.Number, d.Entry.Claim, last[d.Entry.Claim])
		}
		last[d.Entry.Claim] = d.Entry.Number
	}
}

// tailGoesOn reads from each position, also while others save.
func tailGoesOn(b *bench) {
	b.live(opening{id: "m"}, claims.SendConsent{})
	b.live(opening{id: "z", customer: 1}, claims.SendConsent{})
	before := b.tailed("")
	claim, _ := b.live(opening{id: "a", customer: 2}, claims.SendConsent{}, claims.Accept{})
	sent := b.apply(claim, claims.UpdateContact{Side: claims.PartnerSide, Contact: b.contact()})
	b.save(join(sent, b.apply(sent.Claim, claims.Cancel{}))) // two entries of one change
	all := b.tailed("")
	if len(all) == 0 {
		b.Fatalf("after entries were saved, none is yielded")
	}
	if len(all) < len(before) || !slices.Equal(names(all[:len(before)]), names(before)) {
		b.Fatalf("after more was saved, the beginning is %v, and was %v", names(all), names(before))
	}
	for i, d := range all {
		if got, want := names(b.tailed(d.Position)), names(all[i+1:]); !slices.Equal(got, want) {
			b.Errorf("after position %q: got %v, want %v", d.Position, got, want)
		}
	}
	if b.Failed() {
		return // nothing more is learned from positions that are wrong
	}
	b.followed(all[len(all)-1].Position)
}

// While the entries are tailed, each rival saves at least fewestFollowed
// changes. It goes on until followedReads reads have yielded something, so that
// a gap also shows on a busy machine. If a store yields nothing, it stops after
// mostFollowed changes.
const (
	fewestFollowed = 20
	mostFollowed   = 400
	followedReads  = 30
)

// betweenReads is how long a reader waits after a read that yielded nothing.
// One that never waits keeps a processor from those who save.
const betweenReads = 50 * time.Microsecond

// tailedUntil tails until everything is saved and once more, and counts how
// often each entry was yielded. It counts the reads that yielded something as
// it goes.
func (b *bench) tailedUntil(saved <-chan struct{}, position store.Position, reads *atomic.Int64) map[string]int {
	b.Helper()
	seen := map[string]int{}
	for last := false; ; {
		deliveries := b.tailed(position)
		for _, d := range deliveries {
			position = d.Position
			seen[fmt.Sprint(d.Entry.Claim, "/", d.Entry.Number)]++
		}
		if last {
			return seen
		}
		if len(deliveries) > 0 {
			reads.Add(1)
		} else {
			time.Sleep(betweenReads)
		}
		select {
		case <-saved:
			last = true
		default:
		}
	}
}

// followed tails while many save, and demands that nothing is missed.
func (b *bench) followed(position store.Position) {
	b.Helper()
	var reads atomic.Int64
	done := make([]uint64, rivals) // entries saved by each
	saved := make(chan struct{})
	go func() {
		defer close(saved)
		for _, err := range atOnce(func(i int) (err error) {
			done[i], err = b.resend(follower(i), func(n int) bool {
				return n < fewestFollowed || n < mostFollowed && reads.Load() < followedReads
			})
			return err
		}) {
			if err != nil {
				b.Errorf("saving while the entries are tailed: got error %v, want none", err)
			}
		}
	}()
	seen := b.tailedUntil(saved, position, &reads)
	for i := range rivals {
		for number := range done[i] {
			if name := fmt.Sprint(follower(i).id, "/", number+1); seen[name] != 1 {
				b.Errorf("entry %s, saved while others were tailed, was yielded %d times, want once", name, seen[name])
			}
		}
	}
}

// follower returns the opening of the claim that a rival changes while the
// entries are tailed.
func follower(i int) opening {
	return opening{id: claims.ID(fmt.Sprint("claim-", i)), customer: 10 + i}
}

// resend saves an opening and sends its consent mail again and again, as long
// as goOn says of the number of changes so far. It returns how many it saved.
func (b *bench) resend(o opening, goOn func(n int) bool) (saved uint64, err error) {
	for n := 0; goOn(n); n++ {
		rows, err := b.work.resent(o, n, b.meta(claims.Partner, ""))
		if err == nil {
			err = b.store.Save(b.Context(), rows)
		}
		if err != nil {
			return saved, err
		}
		saved = rows.Envelope.Version
	}
	return saved, nil
}

func tailUnknown(b *bench) {
	b.tailed("")
	b.live(opening{id: "a"})
	tail, _ := b.store.(store.Tail)
	wantOnlyError(b, "a position that no store gave", tail.Tail(b.Context(), "\x00 no position"), mci.ErrInvalid)
}
