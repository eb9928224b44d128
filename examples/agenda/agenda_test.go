package agenda_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/agenda"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/mci/catalog"
)

// lives returns the claims of every scenario after each of its commands.
func lives(t *testing.T) []*claims.Claim {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	files, err := scenario.Files("../../claims/testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	var all []*claims.Claim
	for _, file := range files {
		desk := scenario.LibraryDesk{Desk: desk.New(&store.Memory{}, card), Card: card}
		for _, line := range file.Lines {
			line.Play(t.Context(), desk)
			if claim, err := desk.Claim(t.Context(), line.Claim); err == nil {
				all = append(all, claim)
			}
		}
	}
	return all
}

func of(t testing.TB, claim *claims.Claim, at time.Time, settings agenda.Settings) agenda.Agenda {
	a, err := agenda.Of(claim, at, settings)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnAgendaWantsTheExpiryWhenTheRulesPermitIt(t *testing.T) {
	all := lives(t)
	rapid.Check(t, func(t *rapid.T) {
		claim := rapid.SampledFrom(all).Draw(t, "claim")
		at := claim.Record().Updated.Add(time.Duration(rapid.Int64Range(0, int64(150*24*time.Hour)).Draw(t, "later")))
		a, err := agenda.Of(claim, at, agenda.Settings{Grace: agenda.NoGrace})
		if err != nil {
			t.Fatal(err)
		}
		if permitted := claim.PermittedAt(at).Has(claims.WindowEnds); a.Expire != permitted {
			t.Fatalf("%v at %v: expire %v, the rules permit it: %v", claim, at, a.Expire, permitted)
		}
	})
}

func TestAnAgendaDoesNotChangeBeforeItsNextInstantAndDoesThen(t *testing.T) {
	all := lives(t)
	rapid.Check(t, func(t *rapid.T) {
		claim := rapid.SampledFrom(all).Draw(t, "claim")
		at := claim.Record().Updated.Add(time.Duration(rapid.Int64Range(0, int64(150*24*time.Hour)).Draw(t, "later")))
		now, err := agenda.Of(claim, at, agenda.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		end := now.Next
		if end.IsZero() {
			end = at.AddDate(1, 0, 0)
		} else if then, _ := agenda.Of(claim, end, agenda.Settings{}); facts(then) == facts(now) {
			t.Fatalf("nothing changes at %v: %+v", end, now)
		}
		if !end.After(at) {
			t.Fatalf("the next instant %v is not after %v", end, at)
		}
		between := at.Add(time.Duration(rapid.Int64Range(0, int64(end.Sub(at))-1).Draw(t, "between")))
		if then, _ := agenda.Of(claim, between, agenda.Settings{}); facts(then) != facts(now) {
			// Reminders end with their window, which the grace follows.
			if now.Due == nil || now.Due.Kind != agenda.Reminder || between.Before(now.Deadline) {
				t.Fatalf("at %v %+v, at %v %+v", at, now, between, then)
			}
		}
	})
}

// facts are the parts of an agenda that a host acts on.
func facts(a agenda.Agenda) string {
	if a.Due != nil {
		return a.Due.Key()
	}
	if a.Expire {
		return "expire"
	}
	return ""
}

func TestAReminderHasTheKeyAndTheDaysOfTheDesksOwn(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	desk := scenario.LibraryDesk{Desk: desk.New(&store.Memory{}, card), Card: card}
	opened := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: 1, At: opened, Received: opened}
	change, err := desk.Open(t.Context(), &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}, "claim-1", meta)
	if err != nil {
		t.Fatal(err)
	}
	for day := range 32 {
		at := opened.AddDate(0, 0, day)
		for _, days := range []int{0, 1, 7, 14} {
			var want register.Reminder
			for found, err := range register.Reminders(t.Context(), desk.Desk, store.Query{}, at, days) {
				if err != nil {
					t.Fatal(err)
				}
				want = found
			}
			got := of(t, change.Claim, at, agenda.Settings{Reminders: []int{days}}).Due
			if (got != nil) != (want.Claim != nil) {
				t.Fatalf("%d days at %v: %v, the desk reminds of %v", days, at, got, want)
			}
			if got != nil && (got.Key() != want.Key() || got.DaysLeft != want.DaysLeft) {
				t.Errorf("%d days at %v: %s with %d left, the desk %s with %d", days, at, got.Key(), got.DaysLeft, want.Key(), want.DaysLeft)
			}
		}
	}
}

func TestAnApprovedClaimIsReportedWhenItsPaymentIsLateAndDoneWhenItIsPaid(t *testing.T) {
	var approved, paid, reviewed *claims.Claim
	for _, claim := range lives(t) {
		switch {
		case claim.AwaitsPayment():
			approved = claim
		case claim.State().Status == claims.Approved:
			paid = claim
		case claim.State().Status == claims.UnderReview:
			reviewed = claim
		}
	}
	at := approved.Record().Updated
	soon := of(t, approved, at, agenda.Settings{})
	if soon.Due != nil || soon.Done || soon.Next.IsZero() {
		t.Errorf("after the approval: %+v", soon)
	}
	late := of(t, approved, soon.Next, agenda.Settings{})
	if late.Due == nil || late.Due.Kind != agenda.Unpaid || !late.Next.IsZero() || late.Due.Key() == "" {
		t.Errorf("after the expected day: %+v", late)
	}
	if done := of(t, paid, at, agenda.Settings{}); !done.Done || done.Due != nil {
		t.Errorf("after the payment: %+v", done)
	}
	held := of(t, reviewed, of(t, reviewed, reviewed.Record().Updated, agenda.Settings{}).Next, agenda.Settings{})
	if held.Due == nil || held.Due.Kind != agenda.Overdue || held.Expire {
		t.Errorf("after the window of the review: %+v", held)
	}
	text, err := json.Marshal(late.Due)
	if err != nil || len(text) == 0 {
		t.Errorf("the notice has no form: %v", err)
	}
}

func TestADivergenceIsANoticeUntilItIsSettled(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	desk := scenario.LibraryDesk{Desk: desk.New(&store.Memory{}, card), Card: card}
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: 1, At: at, Received: at}
	if _, err := desk.Open(t.Context(), &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}, "claim-1", meta); err != nil {
		t.Fatal(err)
	}
	change, err := desk.Observe(t.Context(), "claim-1", claims.ReadStatus("On holiday"), claims.Meta{Actor: claims.PartnerCenter, At: at, Received: at})
	if err != nil {
		t.Fatal(err)
	}
	if a := of(t, change.Claim, at, agenda.Settings{}); a.Due == nil || a.Due.Kind != agenda.Diverges || a.Done {
		t.Errorf("%+v", a)
	}
}

func TestMalformedSettingsAreAnError(t *testing.T) {
	claim := lives(t)[0]
	for _, settings := range []agenda.Settings{{Reminders: []int{-1}}, {Reminders: []int{400}}, {Grace: -2}, {Grace: 25 * time.Hour}} {
		if _, err := agenda.Of(claim, claim.Record().Updated, settings); desk.ClassOf(err) != desk.Malformed {
			t.Errorf("%+v: %v", settings, err)
		}
	}
	if longest := (&agenda.Settings{}).Longest(); longest != 14 {
		t.Errorf("the longest reminder is %d days", longest)
	}
	if longest := (&agenda.Settings{Reminders: []int{}}).Longest(); longest != 0 {
		t.Errorf("without reminders the longest is %d days", longest)
	}
}
