package desk_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
)

func TestReindexRewritesStaleKeysAndNothingElse(t *testing.T) {
	s := many(t, 250)
	want := map[claims.ID]store.Envelope{}
	var stale []claims.ID
	for record := range s.List(t.Context(), store.Query{}) {
		want[record.ID] = record
		if len(want)%2 == 0 {
			stale = append(stale, record.ID)
			unindex(t, s, record)
		}
	}
	if got := sweep(t, s, store.Query{}, lastDay); got != nil {
		t.Fatalf("%v expired on the last day", got)
	}
	d := desk.New(s, public())
	for _, again := range []bool{false, true} {
		var done []claims.ID
		for id, err := range d.Reindex(t.Context(), store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			done = append(done, id)
		}
		if again && done != nil || !again && !slices.Equal(done, stale) {
			t.Errorf("again %t: %d were rewritten, want %d", again, len(done), len(stale))
		}
	}
	for record := range s.List(t.Context(), store.Query{}) {
		wantSame(t, "the record", record, want[record.ID])
		if got := numbers(t, s, record.ID, 0); uint64(len(got)) != record.Version {
			t.Errorf("%s has %d entries and version %d", record.ID, len(got), record.Version)
		}
	}
	if got := sweep(t, s, store.Query{}, over); len(got) != 167 {
		t.Errorf("%d expired, want 167", len(got))
	}
	for _, err := range desk.New(single{s}, public()).Reindex(t.Context(), store.Query{}) {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("got %v, want %v", err, errors.ErrUnsupported)
		}
	}
}

func TestASweepGoesByTheEndOfTheWindowAndThenByID(t *testing.T) {
	s := spread(t, 250, 120)
	got := sweep(t, s, store.Query{}, "2024-01-01")
	if len(got) != 250 || !slices.IsSorted(got[:120]) || !slices.IsSorted(got[120:]) || got[120] > got[0] {
		t.Errorf("got %v", got)
	}
	for _, err := range desk.New(s, public()).Sweep(t.Context(), store.Query{After: "claim-00001"}, at(over)) {
		wantInvalid(t, err, "afterKey")
	}
}

func TestAQuerySelectsByStatusAreaTextAndKey(t *testing.T) {
	claim := opening("claim-1", func(q *eligibility.Question) { q.Location.ID = "Basel" }).Claim
	stored := envelopeOf(claim)
	for name, test := range map[string]struct {
		query store.Query
		want  bool
	}{
		"the zero query":        {store.Query{}, true},
		"its status":            {store.Query{Statuses: store.Statuses(claims.Approved, claims.CustomerClaimed)}, true},
		"another status":        {store.Query{Statuses: store.Statuses(claims.Approved)}, false},
		"its area":              {store.Query{SolutionArea: "Modern Work"}, true},
		"another area":          {store.Query{SolutionArea: "modern work"}, false},
		"its owner":             {store.Query{Owner: "PAT@fabrikam.COM"}, true},
		"another owner":         {store.Query{Owner: "pat@contoso.com"}, false},
		"text of the name":      {store.Query{Text: "TOSO"}, true},
		"text of the customer":  {store.Query{Text: strings.ToUpper(tenant.Value()[:9])}, true},
		"text across the two":   {store.Query{Text: "contoso2f3c"}, false},
		"other text":            {store.Query{Text: "fabrikam"}, false},
		"a wildcard":            {store.Query{Text: "c%o"}, false},
		"due by its key":        {store.Query{Key: store.ExpiresKey, Until: at(over)}, true},
		"due before its key":    {store.Query{Key: store.ExpiresKey, Until: at(over).Add(-1)}, false},
		"with a key":            {store.Query{Key: store.AttentionKey}, true},
		"until, without a key":  {store.Query{Until: at("2001-01-01")}, true},
		"a key that is unknown": {store.Query{Key: store.AttentionKey + 1}, false},
	} {
		if got := test.query.Matches(&stored); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
	if store.AttentionKey.Of(reach(t, plain(claims.Canceled)).claim.Record().Index) != (time.Time{}) {
		t.Error("a canceled claim waits for somebody")
	}
}

func TestAQueryHasAJSONForm(t *testing.T) {
	query := store.Query{
		Kind: store.PartnerActivity, Customer: tenant, Open: true, Statuses: store.Statuses(claims.Approved, claims.Submitted), SolutionArea: "Modern Work", Owner: "kim", Text: "x",
		Key: store.AttentionKey, Until: at(over), ByKey: true, After: "a", AfterKey: at(lastDay), Most: 3,
	}
	wantSame(t, "the query", throughJSON(t, query), query)
}

func TestAListByKeyGoesOnBehindItsCursor(t *testing.T) {
	s := spread(t, 30, 10)
	query := store.Query{Key: store.ExpiresKey, ByKey: true}
	want := ids(t, s, query)
	if len(want) != 30 || !slices.IsSorted(want[:10]) || !slices.IsSorted(want[10:]) || want[0] < want[10] {
		t.Fatalf("got %v", want)
	}
	var got []claims.ID
	for query.Most = 7; ; {
		n := len(got)
		for record, err := range s.List(t.Context(), query) {
			must(0, err)
			got = append(got, record.ID)
			query.After, query.AfterKey = record.ID, record.Expires
		}
		if len(got) == n {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestClaimsOfManyIDsComeInTheirOrder(t *testing.T) {
	memory := many(t, 230)
	asked := []claims.ID{"claim-200", "nobody", "claim-005", "claim-200"}
	for i := range 210 {
		asked = append(asked, claims.ID(fmt.Sprintf("claim-%03d", i)))
	}
	for name, s := range map[string]store.Store{"at once": memory, "one by one": single{memory}} {
		var got []claims.ID
		for claim, err := range desk.New(s, public()).Claims(t.Context(), asked) {
			var one *store.ClaimError
			switch {
			case err == nil:
				got = append(got, claim.ID())
			case errors.As(err, &one) && one.ID == "nobody" && errors.Is(err, store.ErrNotFound):
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

func TestTheErrorOfAClaimNamesItOnceHoweverItIsLoaded(t *testing.T) {
	s := &poisoned{many(t, 2), []claims.ID{"claim-001"}, errRow}
	for name, list := range map[string]iter.Seq2[*claims.Claim, error]{
		"from a list": desk.New(s, public()).List(t.Context(), store.Query{}),
		"one by one":  desk.New(single{s}, public()).Claims(t.Context(), []claims.ID{"claim-000", "claim-001"}),
	} {
		var last error
		for _, last = range list {
			continue
		}
		var one *store.ClaimError
		if !errors.As(last, &one) || one.ID != "claim-001" || errors.As(one.Err, new(*store.ClaimError)) {
			t.Errorf("%s: got %v", name, last)
		}
	}
}

func TestABatchHoldsTheLimitAmongItsOwnOpenings(t *testing.T) {
	var s store.Memory
	err := s.SaveAll(t.Context(), []store.Change{rows(of(1)), rows(opening("claim-a", nil)), rows(opening("claim-b", nil))})
	if !errors.Is(err, store.ErrLimit) || ids(t, &s, store.Query{}) != nil {
		t.Errorf("got %v and the claims %v", err, ids(t, &s, store.Query{}))
	}
	canceled := opening("claim-a", nil)
	end := must(claims.Apply(canceled.Claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11"))))
	if err := s.SaveAll(t.Context(), []store.Change{rows(canceled), rows(end), rows(opening("claim-b", nil))}); err != nil {
		t.Errorf("a claim after one that ended in the same batch: %v", err)
	}
}

func TestAListByKeyTellsOfEachClaimThatCannotBeReadOnce(t *testing.T) {
	memory := spread(t, 350, 350)
	s := &poisoned{memory, nil, errRow}
	for i, id := range ids(t, memory, store.Query{}) {
		if i%10 == 9 || i > 340 {
			s.ids = append(s.ids, id)
		}
	}
	got := sweepAll(t.Context(), t, single{s}, over)
	if got.expired != 350-len(s.ids) || len(got.bad) != len(s.ids) || got.last != nil {
		t.Errorf("%d expired, %d are bad of %d, then %v", got.expired, len(got.bad), len(s.ids), got.last)
	}
	s.ids = ids(t, memory, store.Query{})
	if got := sweepAll(t.Context(), t, single{&poisoned{spread(t, 350, 350), s.ids, errRow}}, over); got.last == nil || len(got.bad) > 100 {
		t.Errorf("where none can be read: %d are bad, then %v", len(got.bad), got.last)
	}
}
