package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

func TestTheZeroMemoryStoreIsEmpty(t *testing.T) {
	var s store.Memory
	if _, err := s.Load(t.Context(), "claim-1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got error %v, want %v", err, store.ErrNotFound)
	}
	if got := ids(t, &s, store.Query{}); got != nil {
		t.Errorf("it lists %v", got)
	}
	if got := numbers(t, &s, "claim-1", 0); got != nil {
		t.Errorf("it has the entries %v", got)
	}
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	for _, state := range reached() {
		var s store.Memory
		l := saved(t, &s, state)
		got, err := s.Load(t.Context(), l.claim.ID())
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "the record of "+state.String(), got, envelopeOf(l.claim))
		var history []claims.Entry
		for entry := range s.History(t.Context(), l.claim.ID(), 0) {
			history = append(history, entryIn(entry))
		}
		wantSame(t, "the history of "+state.String(), history, l.history)
	}
}

func TestAChangeOfAnotherVersionIsAConflict(t *testing.T) {
	var s store.Memory
	l := saved(t, &s, plain(claims.AwaitingConsent))
	old := must(claims.Restore(must(claims.Replay(l.history[:1], l.catalog)).Record(), public()))
	for name, change := range map[string]claims.Change{
		"a change of an older version":   must(claims.Apply(old, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-12")))),
		"a claim that exists already":    opening("claim-1", nil),
		"a change of an unknown claim":   must(claims.Apply(opening("claim-2", nil).Claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-12")))),
		"a repetition on an old version": {Claim: old},
	} {
		if err := s.Save(t.Context(), rows(change)); !errors.Is(err, store.ErrConflict) {
			t.Errorf("%s: got error %v, want %v", name, err, store.ErrConflict)
		}
	}
	wantSame(t, "the record", must(s.Load(t.Context(), "claim-1")), envelopeOf(l.claim))
	if got := numbers(t, &s, "claim-1", 0); !slices.Equal(got, []uint64{1, 2}) {
		t.Errorf("after the conflicts the entries are %v", got)
	}
	if got := ids(t, &s, store.Query{}); len(got) != 1 {
		t.Errorf("after the conflicts the claims are %v", got)
	}
}

func TestAChangeWithoutEntriesChangesNothing(t *testing.T) {
	var s store.Memory
	l := saved(t, &s, plain(claims.AwaitingConsent))
	save(t, &s, claims.Change{Claim: l.claim})
	wantSame(t, "the record", must(s.Load(t.Context(), "claim-1")), envelopeOf(l.claim))
	if got := numbers(t, &s, "claim-1", 0); !slices.Equal(got, []uint64{1, 2}) {
		t.Errorf("the entries are %v", got)
	}
}

func TestOpenAndApprovedClaimsFillTheLimit(t *testing.T) {
	for _, state := range reached() {
		var s store.Memory
		saved(t, &s, state)
		err := s.Save(t.Context(), rows(opening("claim-2", nil)))
		counts := !state.Terminal() || state.Status == claims.Approved
		if counts && !errors.Is(err, store.ErrLimit) || !counts && err != nil {
			t.Errorf("beside a claim in %s: got error %v", state, err)
		}
		if got := ids(t, &s, store.Query{}); counts && len(got) != 1 {
			t.Errorf("beside a claim in %s: the claims are %v", state, got)
		}
		if got := numbers(t, &s, "claim-2", 0); counts && got != nil {
			t.Errorf("beside a claim in %s: the claim that was not saved has the entries %v", state, got)
		}
	}
}

func TestTheLimitIsOfOneCustomerAndOneEngagement(t *testing.T) {
	var s store.Memory
	otherTenant := must(mci.ParseCustomerID(mci.TenantID, "aaaaaaaa-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	domain := must(mci.ParseCustomerID(mci.DomainName, "contoso.com"))
	insights := engagement(public(), "fy23-microsoft-viva-insights")
	save(t, &s,
		opening("claim-1", nil),
		opening("claim-2", func(q *eligibility.Question) { q.Customer.ID = otherTenant }),
		opening("claim-3", func(q *eligibility.Question) { q.Engagement = insights }))
	for name, change := range map[string]claims.Change{
		"at another location":       opening("claim-4", func(q *eligibility.Question) { q.Location.ID = "Basel" }),
		"by a domain of the tenant": opening("claim-4", func(q *eligibility.Question) { q.Customer.ID, q.Customer.Resolution.Tenant = domain, tenant }),
		"of the second customer":    opening("claim-4", func(q *eligibility.Question) { q.Customer.ID = otherTenant }),
		"for the second engagement": opening("claim-4", func(q *eligibility.Question) { q.Engagement = insights }),
	} {
		if err := s.Save(t.Context(), rows(change)); !errors.Is(err, store.ErrLimit) {
			t.Errorf("a second claim %s: got error %v, want %v", name, err, store.ErrLimit)
		}
	}
}

func TestTheLimitIsTheNumberOfTheCatalog(t *testing.T) {
	catalog := adapted(t, `{"claims": 1, "source": "customers-page-2022"}`, `{"claims": 3, "source": "customers-page-2022"}`)
	var s store.Memory
	for i := range 4 {
		err := s.Save(t.Context(), rows(opening(claims.ID(fmt.Sprint("claim-", i)), func(q *eligibility.Question) { q.Engagement = engagement(catalog, viva) })))
		if i < 3 && err != nil || i == 3 && !errors.Is(err, store.ErrLimit) {
			t.Errorf("claim %d: got error %v", i+1, err)
		}
	}
}

// The catalog allows three claims, but only one of them may be open.
func TestAClaimThatHasEndedMakesRoomForAnotherThatIsOpen(t *testing.T) {
	catalog := adapted(t, `{"claims": 1, "source": "customers-page-2022"}`, `{"claims": 3, "open": 1, "source": "customers-page-2022"}`)
	var s store.Memory
	another := func(id claims.ID) claims.Change {
		return opening(id, func(q *eligibility.Question) {
			q.Engagement, q.Customer.OpenClaims = engagement(catalog, viva), eligibility.CountOf(0)
		})
	}
	first := another("claim-1")
	save(t, &s, first)
	if err := s.Save(t.Context(), rows(another("claim-2"))); !errors.Is(err, store.ErrLimit) {
		t.Errorf("a second open claim: got error %v", err)
	}
	save(t, &s, must(claims.Apply(first.Claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11")))))
	if err := s.Save(t.Context(), rows(another("claim-2"))); err != nil {
		t.Errorf("after the first was canceled: %v", err)
	}
}

func TestAClaimThatIsOpenIsMovedWhateverTheLimit(t *testing.T) {
	var s store.Memory
	l := saved(t, &s, plain(claims.CustomerClaimed))
	save(t, &s, must(claims.Apply(l.claim, claims.SendConsent{}, by(claims.ConsentSent, at("2022-11-11")))))
}

// When users of two partners nominate for the last place at once, only one of
// them succeeds. Source: design.
func TestOfManyWhoOpenAtOnceForTheLastPlaceOneWins(t *testing.T) {
	const rounds, rivals = 50, 8
	for range rounds {
		var s store.Memory
		changes := make([]claims.Change, rivals)
		for i := range changes {
			changes[i] = opening(claims.ID(fmt.Sprint("claim-", i)), nil)
		}
		errs := atOnce(rivals, func(i int) error { return s.Save(t.Context(), rows(changes[i])) })
		if won := count(errs, nil); won != 1 || count(errs, store.ErrLimit) != rivals-1 {
			t.Fatalf("%d won, the errors are %v", won, errs)
		}
		if got := ids(t, &s, store.Query{}); len(got) != 1 {
			t.Fatalf("the claims are %v", got)
		}
	}
}

func TestOfManyWhoSaveOneVersionAtOnceOneWins(t *testing.T) {
	const rounds, rivals = 50, 8
	for range rounds {
		var s store.Memory
		l := saved(t, &s, plain(claims.AwaitingConsent))
		change := must(claims.Apply(l.claim, claims.ResendConsent{}, by(claims.ConsentResent, at("2022-11-12"))))
		errs := atOnce(rivals, func(int) error { return s.Save(t.Context(), rows(change)) })
		if won := count(errs, nil); won != 1 || count(errs, store.ErrConflict) != rivals-1 {
			t.Fatalf("%d won, the errors are %v", won, errs)
		}
		if got := numbers(t, &s, "claim-1", 0); !slices.Equal(got, []uint64{1, 2, 3}) {
			t.Fatalf("the entries are %v", got)
		}
	}
}

func TestACanceledContextChangesNothingAndIsTheErrorOfEveryMethod(t *testing.T) {
	for name, fill := range map[string]bool{"an empty store": false, "a store with a claim": true} {
		t.Run(name, func(t *testing.T) {
			var s store.Memory
			if fill {
				saved(t, &s, plain(claims.AwaitingConsent))
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			errs := map[string]error{"Save": s.Save(ctx, rows(opening("claim-2", func(q *eligibility.Question) { q.Customer.ID = must(mci.ParseCustomerID(mci.TopParentID, "12345")) })))}
			_, errs["Load"] = s.Load(ctx, "claim-1")
			for _, err := range s.List(ctx, store.Query{}) {
				errs["List"] = errors.Join(errs["List"], err)
			}
			for _, err := range s.History(ctx, "claim-1", 0) {
				errs["History"] = errors.Join(errs["History"], err)
			}
			for _, method := range []string{"Save", "Load", "List", "History"} {
				if !errors.Is(errs[method], context.Canceled) {
					t.Errorf("%s: got error %v, want %v", method, errs[method], context.Canceled)
				}
			}
			if _, err := s.Load(t.Context(), "claim-2"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("the claim that was not saved: got error %v, want %v", err, store.ErrNotFound)
			}
		})
	}
}

func TestAListThatIsCanceledOnItsWayEndsWithTheError(t *testing.T) {
	var s store.Memory
	for i := range 3 {
		save(t, &s, opening(claims.ID(fmt.Sprint("claim-", i)), func(q *eligibility.Question) {
			q.Customer.ID = must(mci.ParseCustomerID(mci.TopParentID, fmt.Sprint(1000+i)))
		}))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var errs []error
	for _, err := range s.List(ctx, store.Query{}) {
		errs = append(errs, err)
		cancel()
	}
	if len(errs) != 2 || errs[0] != nil || !errors.Is(errs[1], context.Canceled) {
		t.Errorf("got %v, want one claim and then %v", errs, context.Canceled)
	}
}

func TestAHistoryThatIsCanceledOnItsWayEndsWithTheError(t *testing.T) {
	var s store.Memory
	saved(t, &s, plain(claims.ConsentReceived))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var errs []error
	for _, err := range s.History(ctx, "claim-1", 0) {
		errs = append(errs, err)
		cancel()
	}
	if len(errs) != 2 || errs[0] != nil || !errors.Is(errs[1], context.Canceled) {
		t.Errorf("got %v, want one entry and then %v", errs, context.Canceled)
	}
}

func TestValuesAreCopiedIntoTheStore(t *testing.T) {
	var s store.Memory
	change := rows(opening("claim-1", nil))
	want, entries := change.Envelope.Clone(), []store.Entry{change.Entries[0].Clone()}
	if err := s.Save(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	clear(change.Envelope.Body)
	clear(change.Entries[0].Body)
	clear(change.Entries)
	wantSame(t, "the claim", must(s.Load(t.Context(), "claim-1")), want)
	for entry := range s.History(t.Context(), "claim-1", 0) {
		wantSame(t, "the entry", entry, entries[0])
	}
}

func TestValuesAreCopiedOutOfTheStore(t *testing.T) {
	var s store.Memory
	l := saved(t, &s, plain(claims.Approved))
	meta := by(claims.PaymentRecorded, at("2023-01-15"))
	meta.Key = "pay-1"
	save(t, &s, must(claims.Apply(l.claim, claims.RecordPayment{Amount: usd("1")}, meta)))
	l.apply(claims.RecordPayment{Amount: usd("1")}, meta)
	for range 2 {
		stored := must(s.Load(t.Context(), "claim-1"))
		wantSame(t, "the claim", stored, envelopeOf(l.claim))
		clear(stored.Body)
		clear(stored.Keys)
		clear(stored.Amounts)
		for listed := range s.List(t.Context(), store.Query{}) {
			wantSame(t, "the claim in the list", listed, envelopeOf(l.claim))
			clear(listed.Body)
		}
		for entry := range s.History(t.Context(), "claim-1", 0) {
			wantSame(t, "the entry", entryIn(entry), l.history[entry.Number-1])
			clear(entry.Body)
		}
	}
}

func TestListYieldsTheClaimsOfAQueryByID(t *testing.T) {
	var s store.Memory
	topParent := must(mci.ParseCustomerID(mci.TopParentID, "12345"))
	insights := engagement(public(), "fy23-microsoft-viva-insights")
	save(t, &s,
		opening("d", func(q *eligibility.Question) { q.Customer.ID = topParent }),
		opening("b", func(q *eligibility.Question) { q.Engagement = insights }),
		opening("a", nil),
		opening("c", func(q *eligibility.Question) {
			q.Customer.ID, q.Engagement, q.Location.ID = topParent, insights, "Basel"
		}))
	for name, test := range map[string]struct {
		query store.Query
		want  []claims.ID
	}{
		"all":               {store.Query{}, []claims.ID{"a", "b", "c", "d"}},
		"of a customer":     {store.Query{Customer: topParent}, []claims.ID{"c", "d"}},
		"for an engagement": {store.Query{Engagement: viva}, []claims.ID{"a", "d"}},
		"at a location":     {store.Query{Location: "Basel"}, []claims.ID{"c"}},
		"of both":           {store.Query{Customer: tenant, Engagement: insights.Ref().Engagement}, []claims.ID{"b"}},
		"of nobody":         {store.Query{Customer: opportunity}, nil},
	} {
		if got := ids(t, &s, test.query); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
	for record := range s.List(t.Context(), store.Query{}) {
		if record.ID != "a" {
			t.Errorf("the first claim is %s", record.ID)
		}
		break
	}
}

// According to the comment of List, it yields the claims as they were at the
// time of the call.
func TestListYieldsTheClaimsAsTheyWereWhenItWasCalled(t *testing.T) {
	var s store.Memory
	first := opening("a", nil)
	save(t, &s, first)
	list := s.List(t.Context(), store.Query{})
	save(t, &s,
		must(claims.Apply(first.Claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11")))),
		opening("b", nil))
	var got []string
	for record := range list {
		got = append(got, string(record.ID)+" "+record.Status)
	}
	if want := []string{"a Customer claimed"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHistoryYieldsTheEntriesAboveANumber(t *testing.T) {
	var s store.Memory
	saved(t, &s, plain(claims.ConsentReceived))
	for after, want := range map[uint64][]uint64{0: {1, 2, 3}, 1: {2, 3}, 2: {3}, 3: nil, 99: nil} {
		if got := numbers(t, &s, "claim-1", after); !slices.Equal(got, want) {
			t.Errorf("after %d: got %v, want %v", after, got, want)
		}
	}
	for entry := range s.History(t.Context(), "claim-1", 1) {
		if entry.Number != 2 {
			t.Errorf("the first entry after 1 is %d", entry.Number)
		}
		break
	}
}

func TestAStoreIsNotLockedWhileItsRecordsAreRead(t *testing.T) {
	var s store.Memory
	save(t, &s, opening("a", nil))
	for record := range s.List(t.Context(), store.Query{}) {
		for range s.History(t.Context(), record.ID, 0) {
			claim := must(claims.Restore(recordIn(must(s.Load(t.Context(), record.ID))), public()))
			save(t, &s, must(claims.Apply(claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11")))))
		}
	}
}
