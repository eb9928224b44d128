package register_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func TestAnApprovedClaimStaysOnTheWorklistUntilItIsPaid(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	s := &store.Memory{}
	put(t, s, l.claim.Record())
	d := desk.New(s, public())
	list := func(when string) (items []register.WorkItem) {
		for item, err := range register.Worklist(t.Context(), d, store.Query{}, at(when)) {
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
	must(d.Do(t.Context(), l.claim.ID(), claims.RecordPayment{Amount: usd("10")}, by(claims.PaymentRecorded, at("2023-03-01"))))
	if items := list("2023-03-02"); items != nil {
		t.Errorf("paid, and on the worklist: %v", items)
	}
}

func TestAnEndedClaimThatDivergesIsOnTheWorklistUntilThatIsSettled(t *testing.T) {
	s := &store.Memory{}
	put(t, s, reach(t, plain(claims.Canceled)).claim.Record())
	d := desk.New(s, public())
	waits := func() (n int) {
		for item, err := range register.Worklist(t.Context(), d, store.Query{}, at("2023-02-01")) {
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
	must(d.Observe(t.Context(), "claim-1", claims.ReadStatus("Under review"), seen(at("2023-01-10"))))
	if n := waits(); n != 1 {
		t.Errorf("diverged, and %d are on the worklist", n)
	}
	must(d.Do(t.Context(), "claim-1", claims.Resolve{}, by(claims.DivergenceResolved, at("2023-01-11"))))
	if n := waits(); n != 0 {
		t.Errorf("settled, and %d are on the worklist", n)
	}
}

func TestWorkAndRemindersHaveAJSONFormOneWay(t *testing.T) {
	claim := reach(t, plain(claims.AwaitingConsent)).claim
	item := register.Work(register.Activity(claim), at("2022-12-01"))
	data := string(must(json.Marshal(register.WorkGroup{Name: "x", First: item})))
	for _, want := range []string{`"claims":0`, `"byActor":null`, `"first":{"kind":"partner activity","claim":"claim-1"`, `"rule":"clock.consent"`, `"daysLeft":9`} {
		if !strings.Contains(data, want) {
			t.Errorf("%s lacks %s", data, want)
		}
	}
	reminder := register.Reminder{Item: item.Item, Deadline: item.Next, DaysLeft: 9, Within: 10}
	if data := string(must(json.Marshal(reminder))); !strings.Contains(data, `"key":"10/consent/2022-12-10/claim-1","kind":"partner activity","claim":"claim-1"`) {
		t.Errorf("got %s", data)
	}
	for name, err := range map[string]error{
		"a work item":           json.Unmarshal([]byte(`{}`), &register.WorkItem{}),
		"a reminder":            json.Unmarshal([]byte(`{}`), &register.Reminder{}),
		"a work item of nobody": func() error { _, err := json.Marshal(register.WorkItem{}); return err }(),
		"a reminder of nobody":  func() error { _, err := json.Marshal(register.Reminder{}); return err }(),
	} {
		if !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

// The number of records that a sweep, a run of reminders or an urgent list
// reads depends on the number of due claims, not on the number of stored
// claims.
func TestWhatIsReadFollowsWhatIsDueAndNotWhatIsStored(t *testing.T) {
	const base = 90
	for _, due := range []int{20, 40, 80} {
		var first [3]int
		for _, n := range []int{base, 2 * base, 4 * base} {
			s := &counted{Memory: spread(t, n, due)}
			d := desk.New(s, public())
			var reads [3]int
			for _, err := range register.Reminders(t.Context(), d, store.Query{}, at(lastDay), 3) {
				must(0, err)
			}
			reads[0], s.reads = s.reads, 0
			if urgent, _, err := register.MostUrgent(t.Context(), d, store.Query{}, at(over), 10); err != nil || len(urgent) != 10 {
				t.Fatalf("%d urgent, %v", len(urgent), err)
			}
			reads[1], s.reads = s.reads, 0
			for _, err := range d.Sweep(t.Context(), store.Query{}, at(over)) {
				must(0, err)
			}
			reads[2] = s.reads
			if first == [3]int{} {
				first = reads
			}
			if reads != first || reads != [3]int{due, 10, due} {
				t.Errorf("%d due of %d: reminders, urgent list and sweep read %d", due, n, reads)
			}
		}
	}
}

// A counted store counts the records that its lists yield.
type counted struct {
	*store.Memory
	reads int
}

func (s *counted) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		for claim, err := range s.Memory.List(ctx, query) {
			s.reads++
			if !yield(claim, err) {
				return
			}
		}
	}
}
