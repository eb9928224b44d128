package rules_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/rules"
	"github.com/mci-go/incentives/mci"
)

// given gives a message to an open claim.
func given(t testing.TB, message follow.Message) (follow.Judged, error) {
	t.Helper()
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	s := &store.Memory{}
	d := scenario.LibraryDesk{Desk: desk.New(s, card(t)), Card: card(t)}
	if _, err := d.Open(t.Context(), &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}, "claim-1", partner(at, "")); err != nil {
		t.Fatal(err)
	}
	suite := &testsuite.WorkflowTestSuite{}
	env := suite.NewTestActivityEnvironment()
	activities := &rules.Activities{Host: rules.NewHost(s, d.Card)}
	env.RegisterActivity(activities)
	value, err := env.ExecuteActivity(activities.Give, follow.Given{Asked: follow.Asked{Claim: "claim-1", At: at}, Message: message})
	var judged follow.Judged
	if err == nil {
		err = value.Get(&judged)
	}
	return judged, err
}

func TestAMalformedMessageIsAnsweredAndNotTriedAgain(t *testing.T) {
	meta := json.RawMessage(`{"actor":"partner","role":"Incentives user","at":"2022-11-10T09:00:00Z"}`)
	for _, c := range []struct {
		name    string
		message follow.Message
		want    string
	}{
		{"without a kind", follow.Message{Key: "k", Meta: meta}, "kind"},
		{"of an unknown kind", follow.Message{Kind: "wish", Key: "k", Meta: meta}, "kind"},
		{"that only says that something changed", follow.Message{Kind: follow.Changed, Key: "k", Meta: meta}, "kind"},
		{"without a key", follow.Message{Kind: follow.Command, Event: "accept", Meta: meta}, "key"},
		{"without a meta", follow.Message{Kind: follow.Command, Key: "k", Event: "accept"}, "meta"},
		{"with an unknown field of the meta", follow.Message{Kind: follow.Command, Key: "k", Event: "accept", Meta: json.RawMessage(`{"color":"red"}`)}, "meta"},
		{"with a long meta", follow.Message{Kind: follow.Command, Key: "k", Event: "accept", Meta: json.RawMessage(`{"user":"` + strings.Repeat("x", 5000) + `"}`)}, "meta"},
		{"with an unknown event", follow.Message{Kind: follow.Command, Key: "k", Event: "dance", Meta: meta}, "event"},
		{"with an event that opens a claim", follow.Message{Kind: follow.Command, Key: "k", Event: "add customer", Meta: meta, Body: json.RawMessage(`{}`)}, "event"},
		{"with an unknown field", follow.Message{Kind: follow.Command, Key: "k", Event: "cancel", Meta: meta, Body: json.RawMessage(`{"color":"red"}`)}, "color"},
		{"observed by a partner", follow.Message{Kind: follow.Observation, Key: "k", Shown: "Approved", Meta: meta}, "actor"},
	} {
		judged, err := given(t, c.message)
		if err != nil || judged.Answer.Class != "malformed" || !strings.Contains(judged.Answer.Text, c.want) || judged.View.Version != 1 {
			t.Errorf("a message %s: %+v, %v", c.name, judged.Answer, err)
		}
	}
}

func TestAnObservationIsFollowed(t *testing.T) {
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	message, err := rules.Observation(claims.ReadStatus("Customer consent received"), claims.Meta{Actor: claims.PartnerCenter, At: at, Key: "seen"})
	if err != nil {
		t.Fatal(err)
	}
	judged, err := given(t, message)
	if err != nil || judged.View.Status != "Customer consent received" || !judged.Answer.Changed {
		t.Errorf("%+v, %v", judged.Answer, err)
	}
}

func TestAMessageWithoutAKeyOrACommandCannotBeMade(t *testing.T) {
	if _, err := rules.Command(claims.Accept{}, claims.Meta{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("without a key: %v", err)
	}
	if _, err := rules.Command(nil, claims.Meta{Key: "k"}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("without a command: %v", err)
	}
	if _, err := rules.Observation(claims.ReadStatus("Approved"), claims.Meta{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("without a key: %v", err)
	}
}

func TestTheErrorOfALostClaimIsNotTriedAgainAndNamesItsClass(t *testing.T) {
	suite := &testsuite.WorkflowTestSuite{}
	env := suite.NewTestActivityEnvironment()
	activities := &rules.Activities{Host: rules.NewHost(&store.Memory{}, card(t))}
	env.RegisterActivity(activities)
	_, err := env.ExecuteActivity(activities.Look, follow.Asked{Claim: "none", At: time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)})
	var application *temporal.ApplicationError
	if !errors.As(err, &application) || !application.NonRetryable() || application.Type() != "not found" {
		t.Errorf("%v", err)
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("command", "key", "accept", `{}`, `{"actor":"customer","at":"2022-11-10T09:00:00Z"}`)
	f.Add("observation", "key", "", ``, `{"actor":"partner center","at":"2022-11-10T09:00:00Z"}`)
	f.Fuzz(func(t *testing.T, kind, key, event, body, meta string) {
		message := follow.Message{Kind: follow.Kind(kind), Key: key, Event: event, Body: json.RawMessage(body), Meta: json.RawMessage(meta), Shown: event}
		if _, err := json.Marshal(message); err != nil {
			t.Skip() // the message has no JSON form
		}
		judged, err := given(t, message)
		if err != nil {
			t.Skip() // nor has the input of the activity
		}
		if judged.Answer.Changed != (judged.View.Version > 1) {
			t.Errorf("%+v", judged)
		}
	})
}
