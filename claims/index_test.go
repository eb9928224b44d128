package claims_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheIndexKeysSayWhenAClaimExpiresAndWhenItNeedsSomebody(t *testing.T) {
	for _, state := range reached() {
		claim := reach(t, state).claim
		index := claim.Record().Index
		deadlines := claim.Deadlines()
		var expires, attention time.Time
		if len(deadlines) > 0 {
			attention = deadlines[0].Window.End
			if deadlines[0].Expires {
				expires = deadlines[0].Window.End
			}
		}
		if state.Status == claims.Approved {
			attention = claim.ExpectedPayment().AddDays(1).Start(time.UTC)
		}
		if !index.Expires.Equal(expires) || !index.Attention.Equal(attention) || index.Area != "Modern Work" {
			t.Errorf("%s: got %+v, want %s and %s", state, index, expires, attention)
		}
		if waits := !index.Attention.IsZero(); waits == state.Terminal() && state.Status != claims.Approved {
			t.Errorf("%s: waits for somebody: %t", state, waits)
		}
		if claim.Stale() || must(claims.Restore(claim.Record(), public())).Stale() {
			t.Errorf("%s: the keys are stale", state)
		}
	}
}

// After every change, the index keys are those of the claim's new state.
func TestEveryChangeSetsTheIndexKeys(t *testing.T) {
	rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == claims.State{} })
	catalogs := map[string]*catalog.Catalog{"public": public(), "short": adapted(t, shortClocks...), "local": public()}
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: drawOpening(t, catalogs), t: t}
		for range uniform(t, "steps", 15) {
			p.play(rows[uniform(t, "row", len(rows))])
			if p.life.claim.Stale() {
				t.Fatalf("in %s the keys are %+v", p.life.claim, p.life.claim.Record().Index)
			}
		}
	})
	adopted := must(claims.Adopt(adoption("Rejected"), "claim-1", seen(at("2022-12-15")))).Claim
	if adopted.Stale() || adopted.Record().Index.Expires.IsZero() {
		t.Errorf("adopted: %+v", adopted.Record().Index)
	}
	l := reach(t, plain(claims.ConsentReceived))
	l.observe("2023-01-02", "On hold")
	taken := l.do("2023-01-03", claims.Resolve{Take: claims.Approved})
	if taken.claim.Stale() || taken.claim.Record().Index.Attention.IsZero() {
		t.Errorf("resolved: %+v", taken.claim.Record().Index)
	}
}

func TestARestoredClaimWithOtherKeysIsStaleUntilItsNextChange(t *testing.T) {
	record := reach(t, plain(claims.AwaitingConsent)).claim.Record()
	record.Index = claims.Index{Area: "x", Attention: at("2001-01-01")}
	claim, err := claims.Restore(record, public())
	if err != nil || !claim.Stale() {
		t.Fatalf("stale %t, %v", err == nil && claim.Stale(), err)
	}
	change := must(claims.Apply(claim, claims.ResendConsent{}, by(claims.ConsentResent, at("2022-11-12"))))
	if change.Claim.Stale() || !change.Claim.Record().Index.Expires.Equal(at(over)) {
		t.Errorf("after a change the keys are %+v", change.Claim.Record().Index)
	}
}

func TestReindexRewritesStaleKeysAndNothingElse(t *testing.T) {
	store := many(t, 250)
	want := map[claims.ID]claims.Record{}
	var stale []claims.ID
	for record := range store.List(t.Context(), claims.Query{}) {
		want[record.ID] = record
		if len(want)%2 == 0 {
			stale = append(stale, record.ID)
			record.Index = claims.Index{}
			if err := store.Reindex(t.Context(), []claims.Record{record}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := sweep(t, store, claims.Query{}, lastDay); got != nil {
		t.Fatalf("%v expired on the last day", got)
	}
	desk := claims.NewDesk(store, public())
	for _, again := range []bool{false, true} {
		var done []claims.ID
		for id, err := range desk.Reindex(t.Context(), claims.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			done = append(done, id)
		}
		if again && done != nil || !again && !slices.Equal(done, stale) {
			t.Errorf("again %t: %d were rewritten, want %d", again, len(done), len(stale))
		}
	}
	for record := range store.List(t.Context(), claims.Query{}) {
		wantSame(t, "the record", record, want[record.ID])
		if got := numbers(t, store, record.ID, 0); uint64(len(got)) != record.Version {
			t.Errorf("%s has %d entries and version %d", record.ID, len(got), record.Version)
		}
	}
	if got := sweep(t, store, claims.Query{}, over); len(got) != 167 {
		t.Errorf("%d expired, want 167", len(got))
	}
	for _, err := range claims.NewDesk(single{store}, public()).Reindex(t.Context(), claims.Query{}) {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("got %v, want %v", err, errors.ErrUnsupported)
		}
	}
}

// spread stores n claims. The first ones, as many as early says, are opened a
// year before the others.
func spread(t testing.TB, n, early int) *claims.MemoryStore {
	store := &claims.MemoryStore{}
	for i := range n {
		opened := "2023-06-01"
		if i < early {
			opened = "2022-11-10"
		}
		q := question(engagement(public(), viva), at(opened))
		q.Customer.ID = must(mci.ParseCustomerID(mci.TopParentID, fmt.Sprint(1000+i)))
		save(t, store, must(claims.Open(nominate(q), claims.ID(fmt.Sprintf("claim-%05d", n-i)), by(claims.AddCustomer, q.At))))
	}
	return store
}

// A counted store counts the records that its lists yield.
type counted struct {
	*claims.MemoryStore
	reads int
}

func (s *counted) List(ctx context.Context, query claims.Query) iter.Seq2[claims.Record, error] {
	return func(yield func(claims.Record, error) bool) {
		for record, err := range s.MemoryStore.List(ctx, query) {
			s.reads++
			if !yield(record, err) {
				return
			}
		}
	}
}

// The number of records that a sweep, a run of reminders or an urgent list
// reads depends on the number of due claims, not on the number of stored
// claims.
func TestWhatIsReadFollowsWhatIsDueAndNotWhatIsStored(t *testing.T) {
	const base = 300
	for _, due := range []int{20, 40, 80} {
		var first [3]int
		for _, n := range []int{base, 2 * base, 4 * base} {
			store := &counted{MemoryStore: spread(t, n, due)}
			desk := claims.NewDesk(store, public())
			var reads [3]int
			for _, err := range desk.Reminders(t.Context(), claims.Query{}, at(lastDay), 3) {
				must(0, err)
			}
			reads[0], store.reads = store.reads, 0
			if urgent, _, err := desk.MostUrgent(t.Context(), claims.Query{}, at(over), 10); err != nil || len(urgent) != 10 {
				t.Fatalf("%d urgent, %v", len(urgent), err)
			}
			reads[1], store.reads = store.reads, 0
			looked := store.Looked(claims.Query{Key: claims.ExpiresKey, Until: at(over), ByKey: true})
			for _, err := range desk.Sweep(t.Context(), claims.Query{}, at(over)) {
				must(0, err)
			}
			reads[2] = store.reads
			if first == [3]int{} {
				first = reads
			}
			if reads != first || reads != [3]int{due, 10, due} || looked != due {
				t.Errorf("%d due of %d: reminders, urgent list and sweep read %d, and the store looks at %d", due, n, reads, looked)
			}
		}
	}
}

func TestASweepGoesByTheEndOfTheWindowAndThenByID(t *testing.T) {
	store := spread(t, 250, 120)
	got := sweep(t, store, claims.Query{}, "2024-01-01")
	if len(got) != 250 || !slices.IsSorted(got[:120]) || !slices.IsSorted(got[120:]) || got[120] > got[0] {
		t.Errorf("got %v", got)
	}
	for _, err := range claims.NewDesk(store, public()).Sweep(t.Context(), claims.Query{After: "claim-00001"}, at(over)) {
		wantInvalid(t, err, "afterKey")
	}
}

func TestAnApprovedClaimStaysOnTheWorklistUntilItIsPaid(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	store := &claims.MemoryStore{}
	store.Put(l.claim.Record())
	desk := claims.NewDesk(store, public())
	list := func(when string) (items []claims.WorkItem) {
		for item, err := range desk.Worklist(t.Context(), claims.Query{}, at(when)) {
			must(0, err)
			items = append(items, item)
		}
		return items
	}
	expected := l.claim.ExpectedPayment()
	for when, overdue := range map[string]bool{expected.String(): false, expected.AddDays(1).String(): true} {
		items := list(when)
		if len(items) != 1 || items[0].Expected != expected || items[0].Overdue != overdue || items[0].Actor != claims.Microsoft {
			t.Errorf("on %s: got %+v, want it overdue: %t", when, items, overdue)
		}
	}
	must(desk.Do(t.Context(), l.claim.ID(), claims.RecordPayment{Amount: usd("10")}, by(claims.PaymentRecorded, at("2023-03-01"))))
	if items := list("2023-03-02"); items != nil {
		t.Errorf("paid, and on the worklist: %v", items)
	}
}

func TestAnEndedClaimThatDivergesIsOnTheWorklistUntilThatIsSettled(t *testing.T) {
	store := &claims.MemoryStore{}
	store.Put(reach(t, plain(claims.Canceled)).claim.Record())
	desk := claims.NewDesk(store, public())
	waits := func() (n int) {
		for item, err := range desk.Worklist(t.Context(), claims.Query{}, at("2023-02-01")) {
			must(0, err)
			if item.Actor != claims.Partner || !item.Until.Equal(at("2023-01-10")) || item.Overdue {
				t.Errorf("got %+v", item)
			}
			n++
		}
		return n
	}
	if n := waits(); n != 0 {
		t.Errorf("canceled, and %d are on the worklist", n)
	}
	must(desk.Observe(t.Context(), "claim-1", claims.ReadStatus("Under review"), seen(at("2023-01-10"))))
	if n := waits(); n != 1 {
		t.Errorf("diverged, and %d are on the worklist", n)
	}
	must(desk.Do(t.Context(), "claim-1", claims.Resolve{}, by(claims.DivergenceResolved, at("2023-01-11"))))
	if n := waits(); n != 0 {
		t.Errorf("settled, and %d are on the worklist", n)
	}
}

func TestAQuerySelectsByStatusAreaTextAndKey(t *testing.T) {
	claim := opening("claim-1", func(q *eligibility.Question) { q.Location.ID = "Basel" }).Claim
	record := claim.Record()
	for name, test := range map[string]struct {
		query claims.Query
		want  bool
	}{
		"the zero query":        {claims.Query{}, true},
		"its status":            {claims.Query{Statuses: claims.StatusSetOf(claims.Approved, claims.CustomerClaimed)}, true},
		"another status":        {claims.Query{Statuses: claims.StatusSetOf(claims.Approved)}, false},
		"its area":              {claims.Query{SolutionArea: "Modern Work"}, true},
		"another area":          {claims.Query{SolutionArea: "modern work"}, false},
		"text of the name":      {claims.Query{Text: "TOSO"}, true},
		"text of the customer":  {claims.Query{Text: strings.ToUpper(tenant.Value()[:9])}, true},
		"text across the two":   {claims.Query{Text: "contoso2f3c"}, false},
		"other text":            {claims.Query{Text: "fabrikam"}, false},
		"a wildcard":            {claims.Query{Text: "c%o"}, false},
		"due by its key":        {claims.Query{Key: claims.ExpiresKey, Until: at(over)}, true},
		"due before its key":    {claims.Query{Key: claims.ExpiresKey, Until: at(over).Add(-1)}, false},
		"with a key":            {claims.Query{Key: claims.AttentionKey}, true},
		"until, without a key":  {claims.Query{Until: at("2001-01-01")}, true},
		"a key that is unknown": {claims.Query{Key: claims.AttentionKey + 1}, false},
	} {
		if got := test.query.Matches(&record); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
	if reach(t, plain(claims.Canceled)).claim.Record().Index.At(claims.AttentionKey) != (time.Time{}) {
		t.Error("a canceled claim waits for somebody")
	}
}

func TestAQueryHasAJSONForm(t *testing.T) {
	query := claims.Query{
		Customer: tenant, Open: true, Statuses: claims.StatusSetOf(claims.Approved, claims.Submitted), SolutionArea: "Modern Work", Text: "x",
		Key: claims.AttentionKey, Until: at(over), ByKey: true, After: "a", AfterKey: at(lastDay), Most: 3,
	}
	if got := throughJSON(t, query); got != query {
		t.Errorf("got %+v", got)
	}
	if got := query.Statuses.String(); got != "Submitted, Approved" {
		t.Errorf("got %q", got)
	}
	if got := claims.StatusSetOf(0, 200); !got.IsEmpty() || got.Has(200) || got.Has(0) {
		t.Errorf("got %s", got)
	}
}

func TestAListByKeyGoesOnBehindItsCursor(t *testing.T) {
	store := spread(t, 30, 10)
	query := claims.Query{Key: claims.ExpiresKey, ByKey: true}
	want := ids(t, store, query)
	if len(want) != 30 || !slices.IsSorted(want[:10]) || !slices.IsSorted(want[10:]) || want[0] < want[10] {
		t.Fatalf("got %v", want)
	}
	var got []claims.ID
	for query.Most = 7; ; {
		n := len(got)
		for record, err := range store.List(t.Context(), query) {
			must(0, err)
			got = append(got, record.ID)
			query.After, query.AfterKey = record.ID, record.Index.Expires
		}
		if len(got) == n {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAnOrderedListIsTheSortedListOfWhatItHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list claims.OrderedList
		held := map[string]bool{}
		name := func(key, id int) string { return fmt.Sprintf("%d/%04d", key, id) }
		instant := func(key int) time.Time { return time.Unix(int64(key), 0) }
		for range rapid.IntRange(0, 3000).Draw(t, "steps") {
			key, id := uniform(t, "key", 3), uniform(t, "id", 2000)
			n := name(key, id)
			if held[n] || uniform(t, "remove", 3) == 0 {
				list.Remove(instant(key), claims.ID(n))
				delete(held, n)
			} else {
				list.Insert(instant(key), claims.ID(n))
				held[n] = true
			}
		}
		key, id := uniform(t, "after key", 3), uniform(t, "after id", 2000)
		var want []claims.ID
		for n := range held {
			if n > name(key, id) {
				want = append(want, claims.ID(n))
			}
		}
		slices.Sort(want)
		if got := list.After(instant(key), claims.ID(name(key, id))); !slices.Equal(got, want) {
			t.Fatalf("got %d, want %d: %v, %v", len(got), len(want), got, want)
		}
	})
}

func TestClaimsOfManyIDsComeInTheirOrder(t *testing.T) {
	memory := many(t, 230)
	asked := []claims.ID{"claim-200", "nobody", "claim-005", "claim-200"}
	for i := range 210 {
		asked = append(asked, claims.ID(fmt.Sprintf("claim-%03d", i)))
	}
	for name, store := range map[string]claims.Store{"at once": memory, "one by one": single{memory}} {
		var got []claims.ID
		for claim, err := range claims.NewDesk(store, public()).Claims(t.Context(), asked) {
			var one *claims.ClaimError
			switch {
			case err == nil:
				got = append(got, claim.ID())
			case errors.As(err, &one) && one.ID == "nobody" && errors.Is(err, claims.ErrNotFound):
				got = append(got, one.ID)
			default:
				t.Fatal(err)
			}
		}
		if !slices.Equal(got, asked) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestABatchHoldsTheLimitAmongItsOwnOpenings(t *testing.T) {
	var store claims.MemoryStore
	err := store.SaveAll(t.Context(), []claims.Change{of(1), opening("claim-a", nil), opening("claim-b", nil)})
	if !errors.Is(err, claims.ErrLimit) || ids(t, &store, claims.Query{}) != nil {
		t.Errorf("got %v and the claims %v", err, ids(t, &store, claims.Query{}))
	}
	canceled := opening("claim-a", nil)
	end := must(claims.Apply(canceled.Claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11"))))
	if err := store.SaveAll(t.Context(), []claims.Change{canceled, end, opening("claim-b", nil)}); err != nil {
		t.Errorf("a claim after one that ended in the same batch: %v", err)
	}
}

func TestAListByKeyTellsOfEachClaimThatCannotBeReadOnce(t *testing.T) {
	memory := spread(t, 350, 350)
	store := &poisoned{memory, nil, errRow}
	for i, id := range ids(t, memory, claims.Query{}) {
		if i%10 == 9 || i > 340 {
			store.ids = append(store.ids, id)
		}
	}
	got := sweepAll(t.Context(), t, single{store}, over)
	if got.expired != 350-len(store.ids) || len(got.bad) != len(store.ids) || got.last != nil {
		t.Errorf("%d expired, %d are bad of %d, then %v", got.expired, len(got.bad), len(store.ids), got.last)
	}
	store.ids = ids(t, memory, claims.Query{})
	if got := sweepAll(t.Context(), t, single{&poisoned{spread(t, 350, 350), store.ids, errRow}}, over); got.last == nil || len(got.bad) > 100 {
		t.Errorf("where none can be read: %d are bad, then %v", len(got.bad), got.last)
	}
}

func TestWorkAndRemindersHaveAJSONFormOneWay(t *testing.T) {
	claim := reach(t, plain(claims.AwaitingConsent)).claim
	item := claim.Work(at("2022-12-01"))
	data := string(must(json.Marshal(claims.WorkGroup{Name: "x", First: item})))
	for _, want := range []string{`"claims":0`, `"byActor":null`, `"first":{"claim":"claim-1"`, `"rule":"clock.consent"`, `"daysLeft":9`} {
		if !strings.Contains(data, want) {
			t.Errorf("%s lacks %s", data, want)
		}
	}
	reminder := claims.Reminder{Claim: claim, Deadline: item.Next.Deadline, DaysLeft: 9, Within: 10}
	if data := string(must(json.Marshal(reminder))); !strings.Contains(data, `"key":"10/consent/2022-12-10/claim-1","claim":"claim-1"`) {
		t.Errorf("got %s", data)
	}
	for name, err := range map[string]error{
		"a work item":           json.Unmarshal([]byte(`{}`), &claims.WorkItem{}),
		"a reminder":            json.Unmarshal([]byte(`{}`), &claims.Reminder{}),
		"a work item of nobody": func() error { _, err := json.Marshal(claims.WorkItem{}); return err }(),
		"a reminder of nobody":  func() error { _, err := json.Marshal(claims.Reminder{}); return err }(),
	} {
		if !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}
