package claimstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// The greatest lengths of texts in bytes, as documented in package claims.
const (
	longID      = 200
	longName    = 200
	longComment = 4000
	longText    = 500 // length of a reference
)

// filled returns two texts of exactly most bytes: one of single-byte letters,
// and one mostly of letters with several bytes.
func filled(prefix string, most int) []string {
	letters := prefix + strings.Repeat("x", most-len(prefix))
	wide := prefix + strings.Repeat("会", (most-len(prefix))/len("会"))
	return []string{letters, wide + strings.Repeat("y", most-len(wide))}
}

// texts stores every text at its greatest length.
func texts(b *bench) {
	for i, id := range filled("id-", longID) {
		long := func(most int) string { return filled("", most)[i] }
		change := b.open(opening{id: claims.ID(id), customer: i, name: long(longName), reason: long(longComment)})
		entries := change.Entries
		b.save(change)
		commands := append(reviewed(), claims.RequestAction{Comment: long(longComment)}, claims.AddComment{Comment: long(longComment)})
		commands[2] = claims.GiveEvidence{Part: mci.ProofOfExecution, Reference: long(longText)}
		commands = append(commands, claims.Submit{Comment: long(longComment)}, claims.BeginReview{}, claims.Approve{}, claims.RecordPayment{Amount: b.payment(), Reference: long(longText)})
		for n, command := range commands {
			change = b.applyUnder(change.Claim, command, filled(fmt.Sprint(n, " "), longID)[i])
			b.save(change)
			entries = append(entries, change.Entries...)
		}
		b.wantStored(change.Claim, entries)
	}
	adopted := b.adopt(opening{id: "adopted", customer: 9, location: mci.LocationID(filled("", longName)[1])}, "Submitted")
	b.save(adopted)
	b.wantStored(adopted.Claim, adopted.Entries)
	if got := b.listed(store.Query{Location: adopted.Claim.Record().Location}); !slices.Equal(got, []claims.ID{"adopted"}) {
		b.Errorf("asked for a location of the greatest length: got %q", got)
	}
}

// The first and the last instant of a claim.
var (
	firstInstant = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	lastInstant  = time.Date(9000, 12, 31, 23, 59, 59, 999999999, time.UTC)
)

// instants stores claims at both ends of the allowed years, and finds them by
// their keys.
func instants(b *bench) {
	c, err := theCatalog()
	b.must(err)
	engagement, _ := c.Engagement(mci.EngagementRef{Edition: "made-up", Engagement: twoClaims})
	for i, span := range [][2]time.Time{
		{firstInstant, firstInstant.Add(1)},
		{time.Date(2262, 4, 11, 23, 47, 16, 854775807, time.UTC), time.Date(2262, 4, 11, 23, 47, 16, 854775808, time.UTC)},
		{lastInstant.Add(-1), lastInstant},
	} {
		id := claims.ID(fmt.Sprint("claim-", i))
		change, err := claims.Adopt(claims.Adoption{
			Name: "Contoso", Engagement: engagement, CustomerID: b.tenant(i), Shown: claims.ReadStatus("Customer claimed"), Created: span[0],
		}, id, claims.Meta{Actor: claims.PartnerCenter, At: span[1]})
		b.must(err)
		b.save(change)
		b.wantStored(change.Claim, change.Entries)
		// a draft waits from the instant of its creation on
		draft := b.association(claims.ID(fmt.Sprint("draft-", i)), "Draft", span[1])
		b.must(b.store.Save(b.Context(), draft))
		b.wantSame("the association", b.loaded(draft.Envelope.ID), draft.Envelope)
		expires := change.Claim.Record().Index.Expires
		for until, want := range map[time.Time]int{expires: i + 1, expires.Add(-1): i} {
			if got := b.listed(store.Query{Key: store.ExpiresKey, Until: until, ByKey: true}); len(got) != want {
				b.Errorf("due until %s: got %q, want %d claims", until, got, want)
			}
		}
	}
}

// emptyTexts stores claims and entries that have the same empty texts.
func emptyTexts(b *bench) {
	for i := range 3 {
		change := b.open(opening{id: claims.ID(fmt.Sprint("claim-", i)), customer: i, noKey: true})
		entries := change.Entries
		b.save(change)
		commands := append(reviewed(), claims.Approve{}, claims.RecordPayment{Amount: b.payment()}, claims.RecordPayment{Amount: b.payment()})
		for _, command := range commands {
			change = b.applyUnder(change.Claim, command, "")
			b.save(change)
			entries = append(entries, change.Entries...)
		}
		b.wantStored(change.Claim, entries)
		adopted := b.adopt(opening{id: claims.ID(fmt.Sprint("adopted-", i)), customer: 10}, "Submitted")
		b.save(adopted)
		b.wantStored(adopted.Claim, adopted.Entries)
	}
}

// many is more than one page of any store.
const many = 1100

// withoutEnd keeps many claims, and many entries of one.
func withoutEnd(b *bench) {
	many := b.many
	openings := make([]claims.Change, many)
	for i := range openings {
		openings[i] = b.open(opening{id: claims.ID(fmt.Sprintf("claim-%04d", i)), customer: i})
	}
	if batch, ok := b.store.(store.BatchSaver); ok {
		for some := range slices.Chunk(openings, 400) {
			b.must(batch.SaveAll(b.Context(), b.allRows(some)))
		}
	} else {
		b.save(openings...)
	}
	changes := []claims.Change{b.apply(openings[0].Claim, claims.SendConsent{})}
	for range many {
		changes = append(changes, b.applyUnder(changes[len(changes)-1].Claim, claims.ResendConsent{}, ""))
	}
	b.save(join(changes...))
	for _, query := range []store.Query{{}, {Most: many}, {Key: store.ExpiresKey, ByKey: true}, {Statuses: store.Statuses(claims.CustomerClaimed, claims.AwaitingConsent)}} {
		if got := len(b.listed(query)); got != many {
			b.Errorf("of %d claims, List yields %d", many, got)
		}
	}
	if got := len(b.past("claim-0000", 0)); got != many+2 {
		b.Errorf("of %d entries, History yields %d", many+2, got)
	}
	if tail, ok := b.store.(store.Tail); ok {
		b.wantTailed(tail, 2*many+1)
	}
}

func (b *bench) wantTailed(tail store.Tail, want int) {
	b.Helper()
	got := 0
	for _, err := range tail.Tail(context.WithoutCancel(b.Context()), "") {
		b.must(err)
		got++
	}
	if got != want {
		b.Errorf("of %d entries, Tail yields %d", want, got)
	}
}
