package rules_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/mci"
)

var errCrash = errors.New("the worker crashed")

// crashed are the scenarios whose every activity crashes once: the journey's
// three lives, and each way to end.
var crashed = []string{
	"happy", "sent-back", "disputed-approved", "canceled", "declined", "consent-expired", "not-submitted-expired",
	"post-submission-expired", "disputed-expired", "rejected-final", "variable-pay",
}

func TestACrashBeforeOrAfterAnyActivityChangesNoOutcome(t *testing.T) {
	crashes := 0
	for _, file := range scenarios(t) {
		if !slices.Contains(crashed, file.Name) {
			continue
		}
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, after the work: %t", file.Name, after), func(t *testing.T) {
				s := staged(t, file.Lines)
				repeated := map[string]int{}
				s.crash = func(name string) (error, error) {
					s.mu.Lock()
					defer s.mu.Unlock()
					repeated[name]++
					if repeated[name]%2 == 0 { // each second call is the repetition
						return nil, nil
					}
					crashes++
					if after {
						return nil, errCrash
					}
					return errCrash, nil
				}
				s.perform()
				s.compare()
			})
		}
	}
	t.Logf("%d crashes", crashes)
}

// opened returns a scene with an open claim at an instant of November 2022, on
// the day when it is opened.
func opened(t testing.TB) (s *scene, at time.Time) {
	at = time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	s = newScene(t, at)
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: at, Received: at}
	if _, err := s.desk.Open(t.Context(), &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}, "claim-1", meta); err != nil {
		t.Fatal(err)
	}
	s.at(at, func() { _ = s.Follow(context.Background(), "claim-1") })
	return s, at.Add(time.Minute)
}

func partner(at time.Time, key string) claims.Meta {
	return claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: at, Received: at, Key: key}
}

func customer(at time.Time, key string) claims.Meta {
	return claims.Meta{Actor: claims.Customer, At: at, Received: at, Key: key}
}

func (s *scene) record(id claims.ID) claims.Record {
	s.t.Helper()
	stored, err := s.store.Load(context.Background(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	record, err := desk.Decode(stored)
	if err != nil {
		s.t.Fatal(err)
	}
	return record
}

func TestASignalThatArrivesManyTimesChangesTheClaimOnce(t *testing.T) {
	s, at := opened(t)
	for i := range 5 {
		s.at(at.Add(time.Duration(i)*time.Hour), func() { s.say("claim-1", claims.SendConsent{}, partner(at, "send")) })
		s.at(at.Add(24*time.Hour+time.Duration(i)*time.Millisecond), func() { s.say("claim-1", claims.Accept{}, customer(at.Add(24*time.Hour), "yes")) })
	}
	s.run(at.AddDate(0, 0, 3))
	if got := s.record("claim-1"); got.Status != claims.ConsentReceived || got.Version != 3 {
		t.Errorf("%s of version %d, want Customer consent received of version 3", got.Status, got.Version)
	}
	if len(s.answers) != 10 {
		t.Errorf("%d answers to 10 signals", len(s.answers))
	}
}

func TestAnAnswerInTheLastNanosecondOfAWindowCountsAndOneAtItsEndDoesNot(t *testing.T) {
	end := time.Date(2022, 12, 11, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name            string
		given, received time.Time
		want            claims.Status
	}{
		{"inside, at once", end.Add(-time.Nanosecond), end.Add(-time.Nanosecond), claims.ConsentReceived},
		{"inside, on the way for a minute", end.Add(-time.Nanosecond), end.Add(time.Minute), claims.ConsentReceived},
		{"at the end", end, end, claims.ConsentExpired},
		{"inside, on the way for an hour", end.Add(-time.Nanosecond), end.Add(time.Hour), claims.ConsentExpired},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, at := opened(t)
			s.at(at, func() { s.say("claim-1", claims.SendConsent{}, partner(at, "send")) })
			s.at(c.received, func() { s.say("claim-1", claims.Accept{}, customer(c.given, "yes")) })
			s.run(end.Add(2 * time.Hour))
			if got := s.record("claim-1").Status; got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if last := s.answers[len(s.answers)-1]; (last.Answer.Class == "") != (c.want == claims.ConsentReceived) {
				t.Errorf("the answer is %+v", last)
			}
		})
	}
}

func TestAClaimThatNobodyMovesIsRemindedOfAndExpires(t *testing.T) {
	s, at := opened(t)
	s.run(at.AddDate(0, 0, 150))
	var told []string
	for _, notice := range s.told {
		told = append(told, fmt.Sprintf("%s at %s, %d left", notice.Kind, notice.From.Format(time.DateOnly), notice.DaysLeft))
	}
	want := "reminder at 2022-11-26, 14 left; reminder at 2022-12-03, 7 left; reminder at 2022-12-09, 1 left"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("told: %s\nwant: %s", got, want)
	}
	history := s.history("claim-1")
	last := history[len(history)-1]
	if last.Event != claims.WindowEnds || !last.At.Equal(time.Date(2022, 12, 11, 0, 5, 0, 0, time.UTC)) {
		t.Errorf("the last entry is %s at %s", last.Event, last.At)
	}
	if s.looks > 6 {
		t.Errorf("%d looks in 150 days", s.looks)
	}
}

func TestAChangeByAnotherProgramIsSeenWithTheMessageAndWithoutIt(t *testing.T) {
	for _, said := range []bool{false, true} {
		s, at := opened(t)
		s.at(at, func() {
			if _, err := s.desk.Do(context.Background(), "claim-1", claims.SendConsent{}, partner(at, "")); err != nil {
				t.Error(err)
			}
			if _, err := s.desk.Do(context.Background(), "claim-1", claims.Decline{}, customer(at, "")); err != nil {
				t.Error(err)
			}
			if said {
				s.env.SignalWorkflow(lines, saidChanged("claim-1"))
			}
		})
		var status follow.Status
		s.at(at.AddDate(0, 0, 25), func() {
			value, err := s.env.QueryWorkflowByID(follow.WorkflowID("claim-1"), follow.StatusQuery)
			if err == nil {
				err = value.Get(&status)
			}
			if err != nil {
				t.Error(err)
			}
		})
		s.run(at.AddDate(0, 0, 40))
		if status.Status != "Customer consent declined" || status.Class != "declined" {
			t.Errorf("said %t: the workflow saw %+v", said, status)
		}
		if len(s.history("claim-1")) != 3 {
			t.Errorf("said %t: the history has %d entries", said, len(s.history("claim-1")))
		}
	}
}

func saidChanged(id string) said { return said{id, follow.Message{Kind: follow.Changed}} }
