package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// wantField checks that an error names a field of the caller's input.
func wantField(t *testing.T, what string, err error, path string) {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || field.Path != path {
		t.Errorf("%s: got %v, want an error of %s", what, err, path)
	}
}

func TestTheRowsOfNoClaimOrOfAnotherOneAreNamed(t *testing.T) {
	_, err := desk.EncodeChange(claims.Change{})
	wantField(t, "the change of no claim", err, "change")
	_, err = desk.EncodeAssociationChange(association.Change{})
	wantField(t, "the change of no association", err, "change")

	s := &store.Memory{}
	save(t, s, opening("c-1", nil))
	submitted(t, desk.New(s, public()).Associations(), "a-1", monday)
	entry := func(id claims.ID) (first store.Entry) {
		for row, err := range s.History(t.Context(), id, 0) {
			must(0, err)
			return row
		}
		return first
	}
	for id, decode := range map[claims.ID]func(store.Entry) error{
		"c-1": func(e store.Entry) error { _, err := desk.DecodeEntry(e); return err },
		"a-1": func(e store.Entry) error { _, err := desk.DecodeAssociationEntry(e); return err },
	} {
		row := entry(id)
		if err := decode(row); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		for path, spoil := range map[string]func(*store.Entry){
			"kind":   func(e *store.Entry) { e.Kind = 3 - e.Kind },
			"body":   func(e *store.Entry) { e.Body = []byte("{") },
			"claim":  func(e *store.Entry) { e.Claim = "x-1" },
			"number": func(e *store.Entry) { e.Number++ },
		} {
			spoiled := row
			spoil(&spoiled)
			err := decode(spoiled)
			if path == "body" && err != nil && strings.HasPrefix(err.Error(), "body") {
				continue
			}
			wantField(t, string(id), err, path)
		}
	}
}

func TestAnAssociationTakesNoCommandWithoutTheInstantOfItsReceipt(t *testing.T) {
	s := &store.Memory{}
	a := desk.New(s, public()).Associations()
	submitted(t, a, "a-1", monday)
	never := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: monday}
	adoption := association.Adoption{Shown: lifecycle.ReadStatus("Approved")}
	_, opened := a.Open(t.Context(), proposal(t, monday, teams), "a-2", never)
	_, done := a.Do(t.Context(), "a-1", association.AddComment{Comment: "x"}, never)
	_, observed := a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Approved"), never)
	_, adopted := a.Adopt(t.Context(), adoption, "a-2", never)
	_, takenBack := a.TakeBack(t.Context(), "a-1", 2, never)
	for what, err := range map[string]error{"open": opened, "do": done, "observe": observed, "adopt": adopted, "take back": takenBack} {
		wantField(t, what, err, "received")
	}
	if _, err := a.Do(t.Context(), "a-1", nil, admin(monday, "none")); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("no command: got %v", err)
	}
	if _, err := a.Open(t.Context(), nil, "a-2", admin(monday, "none")); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("no proposal: got %v", err)
	}
	if got := must(a.Claim(t.Context(), "a-1")).Version(); got != 3 {
		t.Errorf("version %d, want 3", got)
	}
}

// A brokenHistory is a store whose histories end with an error, or whose
// entries cannot be read.
type brokenHistory struct {
	store.Store
	err error
}

func (s *brokenHistory) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for row, err := range s.Store.History(ctx, id, after) {
			if s.err != nil {
				yield(store.Entry{}, s.err)
				return
			}
			row.Body = []byte(`{"format":1}`)
			if !yield(row, err) {
				return
			}
		}
	}
}

func TestNothingIsTakenBackFromADamagedHistory(t *testing.T) {
	memory := &store.Memory{}
	save(t, memory, opening("c-1", nil))
	submitted(t, desk.New(memory, public()).Associations(), "a-1", monday)
	down := errors.New("the store is down")
	for _, s := range []*brokenHistory{{memory, nil}, {memory, down}} {
		d := desk.New(s, public())
		_, ofActivity := d.TakeBack(t.Context(), "c-1", 1, seen(monday))
		_, ofAssociation := d.Associations().TakeBack(t.Context(), "a-1", 3, admin(monday, "undo"))
		for _, err := range []error{ofActivity, ofAssociation} {
			if s.err == nil && desk.ClassOf(err) != desk.Unreadable || s.err != nil && !errors.Is(err, down) {
				t.Errorf("got %v", err)
			}
		}
	}
	for entry, err := range desk.New(&brokenHistory{memory, nil}, public()).History(t.Context(), "c-1") {
		if entry.Claim != "" || desk.ClassOf(err) != desk.Unreadable {
			t.Errorf("got an entry of %q and %v", entry.Claim, err)
		}
	}
}

func TestADamagedClaimIsToldByEveryWalkThroughTheStore(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	save(t, s, opening("c-1", nil))
	otherTenant := must(mci.ParseCustomerID(mci.TenantID, "aaaaaaaa-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	save(t, s, opening("c-2", func(q *eligibility.Question) { q.Customer.ID = otherTenant }))
	submitted(t, d.Associations(), "a-1", monday)
	bad := must(s.Load(t.Context(), "c-1"))
	bad.Body = []byte("{}")
	must(0, s.Reindex(t.Context(), []store.Envelope{bad}))
	damaged := func(err error) bool {
		var one *store.ClaimError
		return errors.As(err, &one) && one.ID == "c-1" && desk.ClassOf(err) == desk.Unreadable
	}
	reindexed := 0
	for id, err := range d.Reindex(t.Context(), store.Query{}) {
		if id != "" || !damaged(err) {
			t.Errorf("Reindex: %q, %v", id, err)
		}
		reindexed++
		break
	}
	var read []string
	for record, err := range desk.Records(s.List(t.Context(), store.Query{})) {
		read = append(read, fmt.Sprint(record.ID, damaged(err)))
	}
	if got := strings.Join(read, " "); reindexed != 1 || got != "true c-2false" && got != " true c-2 false" {
		t.Errorf("reindexed %d, read %q", reindexed, got)
	}
	for range desk.Records(s.List(t.Context(), store.Query{})) {
		break // and the walk ends
	}
}

// A second approval is looked for among the claims that can be read. If the
// store fails, nothing is approved.
func TestAnApprovalWaitsForAStoreThatCannotBeAsked(t *testing.T) {
	memory := &store.Memory{}
	a := desk.New(memory, public()).Associations()
	submitted(t, a, "a-1", monday)
	must(a.Do(t.Context(), "a-1", association.BeginReview{}, microsoft(monday)))
	down := errors.New("the store is down")
	unread := error(&store.ClaimError{ID: "a-0", Err: claims.ErrUnreadable})
	for i, failure := range []error{down, unread} {
		s := &quirkyStore{Store: memory, list: func(context.Context, store.Query) iter.Seq2[store.Envelope, error] {
			return func(yield func(store.Envelope, error) bool) { yield(store.Envelope{}, failure) }
		}}
		_, err := desk.New(s, public()).Associations().Do(t.Context(), "a-1", association.Approve{}, microsoft(monday))
		if i == 0 && !errors.Is(err, down) || i == 1 && err != nil {
			t.Errorf("%v: got %v", failure, err)
		}
	}
}

func TestADeskOfAssociationsShowsNothingOfItsStoreAndIsNotWritten(t *testing.T) {
	a := desk.New(&store.Memory{}, public()).Associations()
	if got := fmt.Sprintf("%v %+v %#v", a, a, a); got != "associations associations associations" {
		t.Errorf("got %s", got)
	}
	for _, value := range []any{a, desk.Listed{}} {
		if _, err := json.Marshal(value); err == nil {
			t.Errorf("a %T was written", value)
		}
	}
}

// A record keeps the keys of the latest commands. Whether an older one is
// repeated, the history tells, for each way in which a key is used.
func TestAKeyOfAnAssociationIsKnownAfterItsRecordHasForgottenIt(t *testing.T) {
	s := &store.Memory{}
	a := desk.New(s, public()).Associations()
	submitted(t, a, "a-1", monday)
	observed := shown("seen")
	must(a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Under review"), observed))
	must(a.TakeBack(t.Context(), "a-1", 4, admin(monday, "undo")))
	for i := range 70 {
		must(a.Do(t.Context(), "a-1", association.RecordFacts{Number: fmt.Sprint(i)}, shown(fmt.Sprint("number ", i))))
	}
	for what, again := range map[string]func() (association.Change, error){
		"submitting": func() (association.Change, error) {
			return a.Do(t.Context(), "a-1", association.Submit{}, admin(monday, "submit"))
		},
		"observing": func() (association.Change, error) {
			return a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Under review"), observed)
		},
		"taking back": func() (association.Change, error) { return a.TakeBack(t.Context(), "a-1", 4, admin(monday, "undo")) },
		"opening": func() (association.Change, error) {
			return a.Open(t.Context(), proposal(t, monday, teams), "a-1", admin(monday, "open"))
		},
	} {
		if change, err := again(); err != nil || len(change.Entries) != 0 {
			t.Errorf("%s again: %d entries, %v", what, len(change.Entries), err)
		}
	}
	_, err := a.Do(t.Context(), "a-1", association.AddComment{Comment: "another"}, admin(monday, "submit"))
	wantField(t, "the key of the submission for a comment", err, "key")
}

func TestAKeyThatIsTooLongIsNamedByEveryCommand(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	a := d.Associations()
	save(t, s, opening("c-1", nil))
	submitted(t, a, "a-1", monday)
	long := strings.Repeat("k", 5000)
	partner, shown := admin(monday, long), shown(long)
	q := question(engagement(public(), viva), monday)
	errs := map[string]error{}
	_, errs["open an association"] = a.Open(t.Context(), proposal(t, monday, teams), "a-2", partner)
	_, errs["do"] = a.Do(t.Context(), "a-1", association.AddComment{Comment: "x"}, partner)
	_, errs["observe"] = a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Approved"), shown)
	_, errs["adopt"] = a.Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant}, Details: cpor.Details{Name: "x"}, Shown: lifecycle.ReadStatus("Approved"),
	}, "a-2", shown)
	_, errs["take back"] = a.TakeBack(t.Context(), "a-1", 3, partner)
	_, errs["open an activity"] = d.Open(t.Context(), nominate(q), "c-2", partner)
	_, errs["do for an activity"] = d.Do(t.Context(), "c-1", claims.RecordFacts{Number: "1"}, shown)
	_, errs["observe an activity"] = d.Observe(t.Context(), "c-1", claims.ReadStatus("Approved"), shown)
	_, errs["adopt an activity"] = d.Adopt(t.Context(), adoption("Approved"), "c-2", shown)
	_, errs["take back from an activity"] = d.TakeBack(t.Context(), "c-1", 1, partner)
	for what, err := range errs {
		wantField(t, what, err, "key")
	}
}

func TestASumThatOverflowsIsAnErrorOfTheTotals(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	first := must(desk.EncodeChange(opening("c-1", nil)))
	most := must(mci.ParseMoney("9999999999999.99", mci.USD))
	const fit = 1000 // claims with the highest amount that one sum can hold
	for i := range fit + 1 {
		row := first
		row.Envelope.ID, row.Envelope.Amounts = claims.ID(fmt.Sprint("c-", i)), []store.Amount{{Kind: store.RequestedAmount, Money: most}}
		row.Limit, row.Entries = claims.Limit{}, []store.Entry{first.Entries[0]}
		row.Entries[0].Claim = row.Envelope.ID
		must(0, s.Save(t.Context(), row))
		if i < fit-1 {
			continue
		}
		totals, _, err := d.Totals(t.Context(), store.Query{})
		if i < fit && (err != nil || len(totals) != 1) || i == fit && (err == nil || !strings.Contains(err.Error(), "requested")) {
			t.Errorf("with %d claims: %v, %v", i+1, totals, err)
		}
	}
}

func TestARepetitionIsForOneCallAndNotWritten(t *testing.T) {
	for _, value := range []any{claims.Repetition{}, association.Repetition{}} {
		if _, err := json.Marshal(value); err == nil {
			t.Errorf("a %T was written", value)
		}
	}
	if got := (association.Change{}).Repetition(); got != (association.Repetition{}) {
		t.Errorf("the change of nothing repeats %v", got)
	}
	if got := (*claims.Claim)(nil).LogValue().String(); got != "no claim" {
		t.Errorf("no claim is logged as %q", got)
	}
}

// A store can say less, or more, than its contract asks.
func TestWhateverAStoreSaysOfAClaimItCannotReadIsKept(t *testing.T) {
	memory := &store.Memory{}
	save(t, memory, opening("c-1", nil))
	for _, reason := range []error{nil, claims.ErrUnreadable, errors.New("odd"), &store.ClaimError{ID: "c-1", Err: errors.New("twice")}} {
		s := &quirkyStore{Store: memory, list: func(context.Context, store.Query) iter.Seq2[store.Envelope, error] {
			return func(yield func(store.Envelope, error) bool) {
				yield(store.Envelope{}, &store.ClaimError{ID: "c-1", Err: reason})
			}
		}}
		told := 0
		for claim, err := range desk.New(s, public()).List(t.Context(), store.Query{}) {
			var one *store.ClaimError
			if claim != nil || !errors.As(err, &one) || one.ID != "c-1" || desk.ClassOf(err) != desk.Unreadable {
				t.Errorf("%v: got %v, %v", reason, claim, err)
			}
			told++
		}
		if told != 1 {
			t.Errorf("%v: told %d times", reason, told)
		}
	}
}
