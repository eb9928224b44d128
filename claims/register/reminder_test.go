package register_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
)

func TestRemindersAreTheClaimsThatExpireWithinTheDays(t *testing.T) {
	for _, test := range []struct {
		when string
		days int
		want []int // days left
	}{
		{"2022-12-06", 3, nil},
		{"2022-12-07", 3, []int{3}},
		{"2022-12-08T23:59Z", 3, []int{2}},
		{"2022-12-09", 0, nil},
		{lastDay, 0, []int{0}},
		{over, 30, nil},
	} {
		s := &store.Memory{}
		saved(t, s, plain(claims.AwaitingConsent))
		var got []int
		for reminder, err := range register.Reminders(t.Context(), desk.New(s, public()), store.Query{}, at(test.when), test.days) {
			if err != nil || reminder.Claim.ID() != "claim-1" || !reminder.Deadline.Expires || reminder.Within != test.days {
				t.Fatalf("got %+v, %v", reminder, err)
			}
			got = append(got, reminder.DaysLeft)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s, within %d days: got %d left, want %d", test.when, test.days, got, test.want)
		}
	}
}

func TestNobodyIsRemindedOfAClaimThatMicrosoftHoldsOrThatHasEnded(t *testing.T) {
	for _, state := range reached() {
		s := &store.Memory{}
		l := saved(t, s, state)
		_, want := l.expiring()
		got := false
		for _, err := range register.Reminders(t.Context(), desk.New(s, public()), store.Query{}, l.claim.Record().Updated, 365) {
			got = got || err == nil
		}
		if got != want {
			t.Errorf("%s: reminded: %t", state, got)
		}
	}
}

func TestTheKeyOfAReminderNamesTheDeadline(t *testing.T) {
	s := many(t, 2)
	keys := func(when string, days int) (all []string) {
		for reminder, err := range register.Reminders(t.Context(), desk.New(s, public()), store.Query{}, at(when), days) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, reminder.Key())
		}
		return all
	}
	want := []string{"7/consent/2022-12-10/claim-000", "7/consent/2022-12-10/claim-001"}
	if a, b := keys("2022-12-05", 7), keys("2022-12-08", 7); !slices.Equal(a, want) || !slices.Equal(b, want) {
		t.Errorf("got %v and then %v, want %v", a, b, want)
	}
	if got := keys("2022-12-10", 1); got[0] != "1/consent/2022-12-10/claim-000" {
		t.Errorf("got %v", got)
	}
}

func TestRemindersEndWithAnErrorOrWithTheirCaller(t *testing.T) {
	d := desk.New(many(t, 250), public())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, err := range register.Reminders(ctx, d, store.Query{}, at(lastDay), 3) {
		n++
		last = err
		cancel()
	}
	if n < 2 || n > 101 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d values, the last with error %v", n, last)
	}
	for _, err := range register.Reminders(t.Context(), d, store.Query{}, at(lastDay), 3) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	for _, err := range register.Reminders(t.Context(), d, store.Query{}, at(lastDay), -1) {
		wantInvalid(t, err, "days")
	}
}

func TestRemindersGoOnAfterTheLastOneAndNeverBeforeNow(t *testing.T) {
	d, now := desk.New(many(t, 4), public()), at("2022-12-08")
	list := func(query store.Query) (ids []claims.ID, last error) {
		for reminder, err := range register.Reminders(t.Context(), d, query, now, 30) {
			if err != nil {
				return ids, err
			}
			ids = append(ids, reminder.Claim.ID())
		}
		return ids, nil
	}
	all, err := list(store.Query{})
	if err != nil || len(all) != 3 {
		t.Fatalf("%v, %v", all, err)
	}
	second := must(d.Claim(t.Context(), all[1]))
	if rest, err := list(store.Query{After: all[1], AfterKey: second.Index().Expires}); err != nil || !slices.Equal(rest, all[2:]) {
		t.Errorf("after the second: %v, %v, want %v", rest, err, all[2:])
	}
	if again, err := list(store.Query{After: "z", AfterKey: now.Add(-1)}); err != nil || !slices.Equal(again, all) {
		t.Errorf("after a window that is over: %v, %v, want %v", again, err, all)
	}
	if _, err := list(store.Query{After: all[1]}); desk.ClassOf(err) != desk.Malformed {
		t.Errorf("after a claim without its key: %v", err)
	}
}
