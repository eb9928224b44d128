package claims_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// withClocks returns a catalog in which workshops have the clocks of another
// category.
func withClocks(t *testing.T, name string) *catalog.Catalog {
	return adapted(t, `"clocks": "Workshops"`, `"clocks": "`+name+`"`)
}

// deadline returns the deadline of one clock of a claim.
func deadline(t *testing.T, l *life, clock mci.Clock) claims.Deadline {
	t.Helper()
	for _, d := range l.claim.Deadlines() {
		if d.Clock == clock {
			return d
		}
	}
	t.Fatalf("no %s clock runs in %s", clock, l.claim.State())
	return claims.Deadline{}
}

func wantLastDay(t *testing.T, l *life, clock mci.Clock, want string) {
	t.Helper()
	if got := deadline(t, l, clock).Window.LastDay; got != date(want) {
		t.Errorf("%s: the %s window ends with %s, want %s", l.claim.State(), clock, got, want)
	}
}

// These are the worked examples of the documented timelines: created on Monday
// 2026-01-05, consent on 2026-01-20.
func TestTheWorkedExamplesOfTheTimelines(t *testing.T) {
	tests := []struct{ clocks, consent, firstSubmission, review, published string }{
		{"Assessments", "2026-02-04", "2026-03-21", "2026-04-20", "2026-05-05"},
		{"Workshops", "2026-02-04", "2026-04-20", "2026-05-20", "2026-06-04"},
		{"XS, Small projects", "2026-02-04", "2026-05-20", "2026-06-19", "2026-07-04"},
	}
	for _, test := range tests {
		t.Run(test.clocks, func(t *testing.T) {
			l := open(t, withClocks(t, test.clocks), viva, "2026-01-05T15:30Z")
			wantLastDay(t, l, mci.ConsentClock, test.consent)
			l.do("2026-01-19", claims.SendConsent{})
			wantLastDay(t, l, mci.ConsentClock, test.consent)
			l.do("2026-01-20T08:00Z", claims.ResendConsent{})
			wantLastDay(t, l, mci.ConsentClock, test.consent)
			l.do("2026-01-20T09:00Z", claims.Accept{})
			wantLastDay(t, l, mci.FirstSubmissionClock, test.firstSubmission)
			wantLastDay(t, l, mci.ReviewClock, test.review)
			windows := l.claim.Engagement().Windows()
			if got := date("2026-01-05").AddDays(windows.PublishedMaximum); got != date(test.published) {
				t.Errorf("the published maximum is %s, want %s", got, test.published)
			}
			l.do("2026-01-21", evidence()...).do("2026-01-21", claims.Submit{})
			if deadlines := l.claim.Deadlines(); len(deadlines) != 1 {
				t.Errorf("after the first submission %d clocks run, want the review's alone", len(deadlines))
			}
			wantLastDay(t, l, mci.ReviewClock, test.review)
		})
	}
}

// workshop returns the workshop of the documented timelines, up to the request
// of 2026-05-01.
func workshop(t *testing.T) *life {
	l := open(t, withClocks(t, "Workshops"), viva, "2026-01-05T15:30Z").
		do("2026-01-06", claims.SendConsent{}).do("2026-01-20", claims.Accept{}).do("2026-04-18", evidence()...).
		do("2026-04-18", claims.Submit{}).do("2026-05-01", claims.RequestAction{})
	wantLastDay(t, l, mci.ReviewClock, "2026-05-20")
	return l
}

func TestTheWorkshopStoryOfARequestThatIsNotAnswered(t *testing.T) {
	l := workshop(t)
	l.refused("2026-05-20T23:59Z", claims.Expire{})
	l.do("2026-05-21", claims.Expire{}).wantState(plain(claims.PostSubmissionExpired))
}

func TestTheWorkshopStoryOfADisputeThatIsNotSubmitted(t *testing.T) {
	l := workshop(t).do("2026-05-08", claims.Submit{Comment: "as asked"}).do("2026-05-09", claims.BeginReview{}).do("2026-05-10", claims.Reject{})
	wantLastDay(t, l, mci.DisputeClock, "2026-06-09")
	l.do("2026-06-01", claims.Dispute{})
	wantLastDay(t, l, mci.DisputeClock, "2026-06-09")
	l.refused("2026-06-10", claims.Submit{Comment: "too late"})
	l.do("2026-06-10", claims.Expire{}).wantState(disputed(claims.DisputedExpired))
}

func TestTheWorkshopStoryOfADisputeThatIsSubmitted(t *testing.T) {
	l := workshop(t).do("2026-05-08", claims.Submit{Comment: "as asked"}).do("2026-05-09", claims.BeginReview{}).do("2026-05-10", claims.Reject{}).
		do("2026-06-01", claims.Dispute{}).do("2026-06-05", claims.Submit{Comment: "see page 2"})
	wantLastDay(t, l, mci.PostDisputeClock, "2026-07-05")
	l.do("2026-06-20", claims.RequestAction{})
	wantLastDay(t, l, mci.PostDisputeClock, "2026-07-05")
	l.do("2026-07-01", claims.Submit{Comment: "as asked"})
	wantLastDay(t, l, mci.PostDisputeClock, "2026-07-05")
	l.do("2026-07-02", claims.RequestAction{})
	l.refused("2026-07-05T23:59Z", claims.Expire{})
	l.refused("2026-07-06", claims.Submit{Comment: "too late"})
	l.do("2026-07-06", claims.Expire{}).wantState(disputed(claims.PostSubmissionExpired))
}

// A workshop claim can last up to 210 days, 60 more than the published maximum.
func TestTheLongestLifeIsNotCutByThePublishedMaximum(t *testing.T) {
	l := open(t, withClocks(t, "Workshops"), viva, "2026-01-01").
		do("2026-01-31", claims.SendConsent{}, claims.Accept{}). // 30 days
		do("2026-02-01", evidence()...).do("2026-02-01", claims.Submit{}).
		do("2026-05-31", claims.BeginReview{}, claims.Reject{}). // 120 days
		do("2026-06-30", claims.Dispute{}, claims.Submit{Comment: "see page 2"}).
		do("2026-07-30", claims.RequestAction{}, claims.Submit{Comment: "as asked"}, claims.RequestAction{})
	l.refused("2026-07-30T23:59:59.999999999Z", claims.Expire{})
	l.do("2026-07-31", claims.Expire{})
	if days := date("2026-01-01").DaysUntil(date("2026-07-30")); days != 210 {
		t.Errorf("the life has %d days, want 210", days)
	}
}

// harmless returns a command that the partner or the customer may give in a
// status that can expire.
func harmless(status claims.Status) claims.Command {
	switch status {
	case claims.CustomerClaimed:
		return claims.SendConsent{}
	case claims.AwaitingConsent:
		return claims.Accept{}
	case claims.ConsentReceived:
		return claims.Cancel{}
	case claims.Rejected:
		return claims.Dispute{}
	default:
		return claims.Submit{Comment: "as asked"}
	}
}

// Invariant 6, at the last instant of the window and at its end.
func TestACommandAndTheExpiryAreNeverPossibleAtTheSameInstant(t *testing.T) {
	ends := map[claims.State]string{
		plain(claims.CustomerClaimed):   "2022-12-11",
		plain(claims.AwaitingConsent):   "2022-12-11",
		plain(claims.ConsentReceived):   "2023-02-19",
		plain(claims.ActionRequired):    "2023-03-21",
		plain(claims.Rejected):          "2023-01-12",
		disputed(claims.Disputed):       "2023-01-12",
		disputed(claims.ActionRequired): "2023-01-22",
	}
	for state, text := range ends {
		t.Run(state.String(), func(t *testing.T) {
			end := at(text)
			command := harmless(state.Status)
			last := end.Add(-time.Nanosecond)
			refusal := reach(t, state).refusedTo(claims.Expire{}, by(claims.WindowEnds, last))
			if refusal.Due != nil {
				t.Errorf("at the last instant, the expiry is due: %v", refusal)
			}
			reach(t, state).apply(command, by(command.Event(), last))
			for _, instant := range []time.Time{end, end.Add(time.Nanosecond), end.AddDate(5, 0, 0)} {
				refusal := reach(t, state).refusedTo(command, by(command.Event(), instant))
				if refusal.Due == nil || !refusal.Due.Window.End.Equal(end) || !refusal.Due.Expires || refusal.Due.Rule != refusal.Rule {
					t.Errorf("at %s: %v, due %+v", instant, refusal, refusal.Due)
				}
				reach(t, state).apply(claims.Expire{}, by(claims.WindowEnds, instant))
			}
		})
	}
	for _, state := range reached() {
		_, listed := ends[state]
		if _, expires := state.Next(claims.WindowEnds); expires != listed {
			t.Errorf("%s expires %t and is tried above %t", state, expires, listed)
		}
	}
}

func TestDeadlinesOfEveryState(t *testing.T) {
	consent := claims.Deadline{Clock: mci.ConsentClock, Days: 30, Expires: true, Rule: "clock.consent", Window: window("2022-11-10T09:00Z", "2022-12-10")}
	first := claims.Deadline{Clock: mci.FirstSubmissionClock, Days: 90, Expires: true, Rule: "clock.first-submission", Window: window("2022-11-20", "2023-02-18")}
	review := claims.Deadline{Clock: mci.ReviewClock, Days: 120, Rule: "clock.review", Window: window("2022-11-20", "2023-03-20")}
	dispute := claims.Deadline{Clock: mci.DisputeClock, Days: 30, Expires: true, Rule: "clock.dispute", Window: window("2022-12-12", "2023-01-11")}
	post := claims.Deadline{Clock: mci.PostDisputeClock, Days: 30, Rule: "clock.post-dispute", Window: window("2022-12-22", "2023-01-21")}
	expiring := func(d claims.Deadline) claims.Deadline { d.Expires = true; return d }
	want := map[claims.State][]claims.Deadline{
		plain(claims.CustomerClaimed):   {consent},
		plain(claims.AwaitingConsent):   {consent},
		plain(claims.ConsentReceived):   {first, review},
		plain(claims.Submitted):         {review},
		plain(claims.UnderReview):       {review},
		plain(claims.ActionRequired):    {expiring(review)},
		plain(claims.Rejected):          {dispute},
		disputed(claims.Disputed):       {dispute},
		disputed(claims.Submitted):      {post},
		disputed(claims.UnderReview):    {post},
		disputed(claims.ActionRequired): {expiring(post)},
	}
	for _, state := range reached() {
		l := reach(t, state)
		for i := range want[state] {
			want[state][i].Source = l.claim.Engagement().Windows().Source
			want[state][i].Trigger = want[state][i].Clock.Trigger()
		}
		wantSame(t, "the deadlines of "+state.String(), l.claim.Deadlines(), want[state])
		expires := slices.DeleteFunc(slices.Clone(want[state]), func(d claims.Deadline) bool { return !d.Expires })
		if expiry, ok := l.claim.Expiry(); ok != (len(expires) == 1) || ok && expiry != expires[0] {
			t.Errorf("%s expires at %+v, %t; want %+v", state, expiry, ok, expires)
		}
	}
}

func window(start, lastDay string) mci.Window {
	last := date(lastDay)
	return mci.Window{Start: at(start), LastDay: last, End: last.AddDays(1).Start(time.UTC)}
}

func TestDaysLeftCountsFromTheDayOfTheInstantToTheLastDay(t *testing.T) {
	d := reach(t, plain(claims.CustomerClaimed)).claim.Deadlines()[0] // until 2022-12-10
	for when, want := range map[string]int{
		"2022-11-10T09:00Z": 30, "2022-11-10": 30, "2022-12-09T23:59:59.999999999Z": 1, "2022-12-10": 0,
		"2022-12-10T23:59:59.999999999Z": 0, "2022-12-11": -1, "2023-12-10": -365,
		"2022-12-11T01:00+02:00": 0, "2022-12-09T23:00-02:00": 0,
	} {
		if got := d.DaysLeft(at(when)); got != want {
			t.Errorf("%s: got %d days, want %d", when, got, want)
		}
	}
}

func TestALeapDayIsADay(t *testing.T) {
	catalog := adapted(t)
	for created, want := range map[string]string{
		"2024-01-29": "2024-02-28", "2024-01-30": "2024-02-29", "2024-01-31": "2024-03-01", "2024-02-29": "2024-03-30",
		"2023-01-29": "2023-02-28", "2023-01-30": "2023-03-01",
	} {
		wantLastDay(t, open(t, catalog, viva, created), mci.ConsentClock, want)
	}
}

func TestDaysAreCountedInTheZoneOfTheCatalog(t *testing.T) {
	tests := []struct{ name, zone, created, lastDay, end string }{
		{"the day of creation is the local one", "Europe/Zurich", "2026-01-05T23:30Z", "2026-02-05", "2026-02-05T23:00Z"},
		{"the clocks go forward within the window", "Europe/Zurich", "2026-03-01T10:00Z", "2026-03-31", "2026-03-31T22:00Z"},
		{"the clocks go back within the window", "Europe/Zurich", "2026-10-01T10:00Z", "2026-10-31", "2026-10-31T23:00Z"},
		{"the clocks go forward on the last day", "Europe/Zurich", "2026-02-27T10:00Z", "2026-03-29", "2026-03-29T22:00Z"},
		{"the clocks go back on the last day", "Europe/Zurich", "2026-09-25T10:00Z", "2026-10-25", "2026-10-25T23:00Z"},
		{"the day after the last begins an hour late", "America/Havana", "2023-02-09T12:00Z", "2023-03-11", "2023-03-12T05:00Z"},
		{"the zone is ahead of UTC by a day", "Pacific/Kiritimati", "2026-01-05T10:00Z", "2026-02-05", "2026-02-05T10:00Z"},
		{"the zone is behind UTC", "America/New_York", "2026-01-05T04:59Z", "2026-02-03", "2026-02-04T05:00Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := open(t, adapted(t, `"timeZone": "UTC"`, `"timeZone": "`+test.zone+`"`), viva, test.created)
			d := deadline(t, l, mci.ConsentClock)
			end := at(test.end)
			if d.Window.LastDay != date(test.lastDay) || !d.Window.End.Equal(end) {
				t.Errorf("the window ends with %s at %s, want %s at %s", d.Window.LastDay, d.Window.End.UTC(), test.lastDay, end)
			}
			if left, after := d.DaysLeft(end.Add(-time.Nanosecond)), d.DaysLeft(end); left != 0 || after != -1 {
				t.Errorf("%d days are left at the last instant and %d after it, want 0 and -1", left, after)
			}
			l.refusedTo(claims.Expire{}, by(claims.WindowEnds, end.Add(-time.Nanosecond)))
			l.refusedTo(claims.SendConsent{}, by(claims.ConsentSent, end))
			l.apply(claims.Expire{}, by(claims.WindowEnds, end)).wantState(plain(claims.ConsentExpired))
		})
	}
}

func TestTheLastDayCanBeExcludedByTheCatalog(t *testing.T) {
	l := open(t, adapted(t, `"lastDay": "included"`, `"lastDay": "excluded"`), viva, "2022-11-10T09:00Z")
	wantLastDay(t, l, mci.ConsentClock, "2022-12-09")
	if got := deadline(t, l, mci.ConsentClock).Days; got != 30 {
		t.Errorf("the window has %d days, want 30", got)
	}
	l.refused("2022-12-10", claims.SendConsent{})
	l.do("2022-12-10", claims.Expire{})
}

// If a review is slow, Microsoft is overdue. While Microsoft holds the claim,
// it does not expire.
func TestAClaimThatMicrosoftHoldsIsOverdueAndDoesNotExpire(t *testing.T) {
	for state, text := range map[claims.State]string{
		plain(claims.Submitted): "2023-03-21", plain(claims.UnderReview): "2023-03-21",
		disputed(claims.Submitted): "2023-01-22", disputed(claims.UnderReview): "2023-01-22",
	} {
		t.Run(state.String(), func(t *testing.T) {
			l, end := reach(t, state), at(text)
			if l.claim.OverdueAtMicrosoft(end.Add(-time.Nanosecond)) {
				t.Error("overdue at the last instant of the window")
			}
			for _, instant := range []time.Time{end, end.AddDate(3, 0, 0)} {
				if !l.claim.OverdueAtMicrosoft(instant) {
					t.Errorf("not overdue at %s", instant)
				}
				if refusal := l.refusedTo(claims.Expire{}, by(claims.WindowEnds, instant)); refusal.Rule != "claim.machine" || refusal.Due != nil {
					t.Errorf("the expiry is refused by %s, due %v", refusal.Rule, refusal.Due)
				}
			}
			if state.Status == claims.Submitted {
				l.apply(claims.BeginReview{}, by(claims.ReviewBegins, end))
			}
			l.apply(claims.Approve{}, by(claims.ReviewerApproves, end.AddDate(0, 1, 0)))
			if l.claim.OverdueAtMicrosoft(end.AddDate(1, 0, 0)) {
				t.Error("overdue after the approval")
			}
		})
	}
}

func TestAClaimThatThePartnerHoldsIsNotOverdueAtMicrosoft(t *testing.T) {
	for _, state := range reached() {
		if state.Status == claims.Submitted || state.Status == claims.UnderReview {
			continue
		}
		if reach(t, state).claim.OverdueAtMicrosoft(at("2030-01-01")) {
			t.Errorf("%s is overdue at Microsoft", state)
		}
	}
}

// The review window counts from the consent, so a request after its end cannot
// be answered. This follows from the documents. A host that wants to warn about
// it calls OverdueAtMicrosoft.
func TestARequestAfterTheReviewWindowLeavesOnlyTheExpiry(t *testing.T) {
	l := reach(t, plain(claims.UnderReview)).do("2023-04-01", claims.RequestAction{})
	if refusal := l.refused("2023-04-01", claims.Submit{Comment: "at once"}); refusal.Due == nil {
		t.Errorf("refused by %s, and no expiry is due", refusal.Rule)
	}
	l.do("2023-04-01", claims.Expire{}).wantState(plain(claims.PostSubmissionExpired))
}

// The published table has five rows. Four of them add up, and the fifth is 10
// days less than the sum of its windows.
func TestTheMaximumIsComputedAndThePublishedOneIsHeldAgainstIt(t *testing.T) {
	for _, test := range []struct {
		clocks              string
		published, computed int
		lastDay, text       string
	}{
		{"Assessments", 120, 120, "2026-05-05", "120 days"},
		{"Workshops", 150, 150, "2026-06-04", "150 days"},
		{"XS, Small projects", 180, 180, "2026-07-04", "180 days"},
		{"Medium projects", 260, 260, "2026-09-22", "260 days"},
		{"Large, XL, XXL projects", 310, 320, "2026-11-21", "320 days; published as 310, which the windows of the same table contradict"},
	} {
		got := open(t, withClocks(t, test.clocks), viva, "2026-01-05T15:30Z").claim.Maximum()
		if want := (claims.Maximum{Published: test.published, Computed: test.computed, LastDay: date(test.lastDay)}); got != want {
			t.Errorf("%s: got %+v, want %+v", test.clocks, got, want)
		}
		if got.Discrepancy() != test.computed-test.published || got.String() != test.text {
			t.Errorf("%s: a discrepancy of %d days, %q", test.clocks, got.Discrepancy(), got)
		}
	}
}

func TestWhereNothingIsPublishedNothingIsContradicted(t *testing.T) {
	if m := (claims.Maximum{Computed: 150}); m.Discrepancy() != 0 || m.String() != "150 days" {
		t.Errorf("got %d days, %q", m.Discrepancy(), m)
	}
}

// The maximum does not expire a claim. For example, a claim for a large project
// can still be answered on day 320, although the published maximum is 310 days.
func TestThePublishedMaximumOfLargeProjectsExpiresNothing(t *testing.T) {
	l := open(t, withClocks(t, "Large, XL, XXL projects"), viva, "2026-01-01").
		do("2026-01-31", claims.SendConsent{}, claims.Accept{}).
		do("2026-10-18", evidence()...).do("2026-10-18", claims.Submit{}, claims.RequestAction{})
	if lastDay := l.claim.Maximum().LastDay; lastDay != date("2026-11-17") || date("2026-01-01").DaysUntil(lastDay) != 320 {
		t.Errorf("the maximum ends with %s", lastDay)
	}
	l.refused("2026-11-17T23:59:59.999999999Z", claims.Expire{})
	l.do("2026-11-17T23:59:59.999999999Z", claims.Submit{Comment: "as asked"})
}

// The cases cover changes of the time zone's clocks and a leap day, to the
// nanosecond.
func TestEveryClockEndsToTheNanosecondInTheZoneOfTheCatalog(t *testing.T) {
	zurich := adapted(t, `"timeZone": "UTC"`, `"timeZone": "Europe/Zurich"`)
	opened := func(created string) *life { return open(t, zurich, viva, created) }
	submitted := func(created, consented string) *life {
		return opened(created).do(consented, claims.SendConsent{}, claims.Accept{}).do(consented, evidence()...).do(consented, claims.Submit{})
	}
	for _, test := range []struct {
		clock mci.Clock
		life  *life
		end   string // in UTC
	}{
		// The window runs from 2024-01-20 in winter over 2024-02-29 to its last
		// day, 2024-04-19, in summer.
		{mci.FirstSubmissionClock, opened("2024-01-05").do("2024-01-20", claims.SendConsent{}, claims.Accept{}), "2024-04-19T22:00Z"},
		// The window runs from 2023-11-30 over 2024-02-29 to its last day,
		// 2024-03-29, two days before summer time.
		{mci.ReviewClock, submitted("2023-11-20", "2023-11-30").do("2023-12-01", claims.RequestAction{}), "2024-03-29T23:00Z"},
		// The rejection is on 2024-10-01 in local time. The last day,
		// 2024-10-31, is in winter time.
		{mci.DisputeClock, submitted("2024-09-01", "2024-09-05").do("2024-09-06", claims.BeginReview{}).do("2024-09-30T22:30Z", claims.Reject{}), "2024-10-31T23:00Z"},
		// The window runs from 2024-03-01 to its last day, 2024-03-31. On that
		// day summer time begins, so it has only 23 hours.
		{mci.PostDisputeClock, submitted("2024-01-05", "2024-01-20").do("2024-02-01", claims.BeginReview{}, claims.Reject{}).
			do("2024-03-01", claims.Dispute{}, claims.Submit{Comment: "see page 2"}, claims.RequestAction{}), "2024-03-31T22:00Z"},
	} {
		end := at(test.end)
		if d := deadline(t, test.life, test.clock); !d.Expires || !d.Window.End.Equal(end) || d.Window.Open(end) || !d.Window.Open(end.Add(-time.Nanosecond)) {
			t.Errorf("the %s clock ends at %s, want %s", test.clock, d.Window.End.UTC(), end)
		}
		test.life.refusedTo(claims.Expire{}, by(claims.WindowEnds, end.Add(-time.Nanosecond)))
		test.life.apply(claims.Expire{}, by(claims.WindowEnds, end))
	}
}
