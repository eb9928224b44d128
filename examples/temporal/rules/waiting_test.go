package rules_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/rules"
	"github.com/mci-go/incentives/mci"
)

// status asks the workflow of claim-1.
func (s *scene) status() (status follow.Status) {
	value, err := s.env.QueryWorkflowByID(follow.WorkflowID("claim-1"), follow.StatusQuery)
	if err == nil {
		err = value.Get(&status)
	}
	if err != nil {
		s.t.Error(err)
	}
	return status
}

// A torn store cannot read its claims, as long as torn is set.
type torn struct {
	*store.Memory
	torn error
}

func (s *torn) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	if s.torn != nil {
		return store.Envelope{}, s.torn
	}
	return s.Memory.Load(ctx, id)
}

func TestAMessageWaitsWhileTheClaimCannotBeReadAndIsGivenAfterTheRepair(t *testing.T) {
	for _, c := range []struct {
		name string
		said bool // of the repair
		want time.Duration
	}{{"found at the next check", false, 3 * time.Hour}, {"told of the repair", true, 150 * time.Minute}} {
		t.Run(c.name, func(t *testing.T) {
			s, at := opened(t)
			broken := &torn{Memory: s.store}
			s.activity.Host = rules.NewHost(broken, s.desk.Card)
			s.at(at, func() { broken.torn = &store.ClaimError{ID: "claim-1", Err: claims.ErrUnreadable} })
			s.at(at.Add(time.Hour), func() { s.say("claim-1", claims.SendConsent{}, partner(at, "send")) })
			s.at(at.Add(2*time.Hour), func() {
				if status := s.status(); status.Held != 1 || status.Problem == "" || status.Next.IsZero() {
					t.Errorf("while it is torn: %+v", status)
				}
			})
			s.at(at.Add(150*time.Minute), func() {
				broken.torn = nil
				if c.said {
					s.env.SignalWorkflow(lines, saidChanged("claim-1"))
				}
			})
			s.at(at.Add(c.want+time.Minute), func() {
				if status := s.status(); status.Held != 0 || status.Problem != "" || status.Version != 2 {
					t.Errorf("after the repair: %+v", status)
				}
			})
			s.run(at.AddDate(0, 0, 1))
		})
	}
}

// The test environment gives up after ten attempts, which a server does not.
func TestAStoreThatIsDownDelaysAMessageAndLosesNone(t *testing.T) {
	s, at := opened(t)
	broken := &torn{Memory: s.store}
	s.activity.Host = rules.NewHost(broken, s.desk.Card)
	s.at(at, func() { broken.torn = errors.New("connection refused") })
	s.at(at.Add(time.Hour), func() { s.say("claim-1", claims.SendConsent{}, partner(at, "send")) })
	s.at(at.Add(64*time.Minute), func() { broken.torn = nil })
	s.run(at.Add(2 * time.Hour))
	if got := s.record("claim-1"); got.Version != 2 {
		t.Errorf("version %d", got.Version)
	}
}

// A mute teller sends nothing as long as it is down.
type mute struct {
	*scene
	down bool
}

func (m *mute) Tell(ctx context.Context, key string, body json.RawMessage) error {
	if m.down {
		return errors.New("no mail server")
	}
	return m.scene.Tell(ctx, key, body)
}

// Neither the customer's answer nor the end of a window waits for a mail
// server.
func TestANoticeThatCannotBeSentHoldsNothingUpAndIsSentLater(t *testing.T) {
	remind, end := time.Date(2022, 11, 26, 0, 0, 0, 0, time.UTC), time.Date(2022, 12, 11, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		answers bool
		back    time.Time // when mails can be sent again
		told    int
		want    claims.Status
	}{
		{"the customer answers", true, remind.Add(time.Hour), 0, claims.ConsentReceived},
		{"the mails come back", false, remind.Add(90 * time.Minute), 3, claims.ConsentExpired},
		{"the mails stay away", false, end.AddDate(0, 0, 2), 0, claims.ConsentExpired},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, at := opened(t)
			teller := &mute{scene: s}
			s.activity.Teller = teller
			s.at(at, func() { s.say("claim-1", claims.SendConsent{}, partner(at, "send")) })
			s.at(remind.Add(-time.Minute), func() { teller.down = true })
			s.at(c.back, func() { teller.down = false })
			if c.answers {
				s.at(remind.Add(time.Second), func() { s.say("claim-1", claims.Accept{}, customer(remind.Add(time.Second), "yes")) })
			}
			s.at(remind.Add(2*time.Minute), func() {
				if got := s.record("claim-1").Status == claims.ConsentReceived; got != c.answers {
					t.Errorf("two minutes after the reminder was due: consent received %t, want %t", got, c.answers)
				}
				if status := s.status(); (status.Untold == "") != c.answers || status.Next.IsZero() {
					t.Errorf("%+v", status)
				}
			})
			s.run(end.Add(10 * time.Minute))
			if got := s.record("claim-1").Status; got != c.want || len(s.told) != c.told {
				t.Errorf("%s, told %d, want %s and %d", got, len(s.told), c.want, c.told)
			}
		})
	}
}

// The message is not to blame, and the workflow continues when another worker
// takes its task.
func TestAWorkerWithMalformedSettingsDelaysAMessageAndLosesNone(t *testing.T) {
	s, at := opened(t)
	s.at(at, func() { s.activity.Settings.Reminders = []int{999} })
	s.at(at.Add(time.Hour), func() { s.say("claim-1", claims.SendConsent{}, partner(at, "send")) })
	s.at(at.Add(64*time.Minute), func() { s.activity.Settings.Reminders = nil })
	s.run(at.Add(2 * time.Hour))
	if got := s.record("claim-1"); got.Version != 2 || len(s.answers) != 1 || s.answers[0].Answer.Class != "" {
		t.Errorf("version %d, answers %+v", got.Version, s.answers)
	}
}

func TestMessagesBeyondTheBoundAreAnsweredAndNotKept(t *testing.T) {
	s, at := opened(t)
	broken := &torn{Memory: s.store}
	s.activity.Host = rules.NewHost(broken, s.desk.Card)
	s.at(at, func() { broken.torn = &store.ClaimError{ID: "claim-1", Err: claims.ErrUnreadable} })
	for i := range follow.MostHeld + 5 {
		s.at(at.Add(time.Duration(i+1)*time.Second), func() { s.say("claim-1", claims.AddComment{Comment: "no"}, partner(at, fmt.Sprint(i))) })
	}
	s.at(at.Add(30*time.Minute), func() {
		var answers []follow.Answer
		value, err := s.env.QueryWorkflowByID(follow.WorkflowID("claim-1"), follow.AnswersQuery)
		if err == nil {
			err = value.Get(&answers)
		}
		if status := s.status(); err != nil || status.Held != follow.MostHeld || len(answers) != 5 || answers[0].Class != "unavailable" {
			t.Errorf("%d held, answers %+v, %v", status.Held, answers, err)
		}
	})
	s.run(at.Add(40 * time.Minute))
}

// The state of a workflow stays far below the size that Temporal allows,
// whatever messages arrive.
func TestMessagesOfAnyLengthKeepTheStateOfAWorkflowSmall(t *testing.T) {
	s, at := opened(t)
	broken := &torn{Memory: s.store, torn: &store.ClaimError{ID: "claim-1", Err: claims.ErrUnreadable}}
	s.activity.Host = rules.NewHost(broken, s.desk.Card)
	long := strings.Repeat("x", 1_900_000)
	for i, message := range []follow.Message{
		{Kind: follow.Command, Key: long},
		{Kind: follow.Command, Key: "event", Event: long},
		{Kind: follow.Command, Key: "body", Body: json.RawMessage(`"` + long + `"`)},
		{Kind: follow.Observation, Key: "shown", Shown: long},
		{Kind: follow.Command, Key: "meta", Meta: json.RawMessage(`"` + long + `"`)},
		{Kind: follow.Kind(long), Key: "kind"},
	} {
		s.at(at.Add(time.Duration(i)*time.Second), func() { s.env.SignalWorkflow(lines, said{"claim-1", message}) })
	}
	const many = 15 // as many as have no room together
	for i := range many {
		s.at(at.Add(time.Minute+time.Duration(i)*time.Second), func() {
			s.env.SignalWorkflow(lines, said{"claim-1", follow.Message{Kind: follow.Command, Key: fmt.Sprint(i), Shown: long[:100_000]}})
		})
	}
	s.at(at.Add(5*time.Minute), func() {
		value, err := s.env.QueryWorkflowByID(follow.WorkflowID("claim-1"), follow.AnswersQuery)
		var answers []follow.Answer
		if err == nil {
			err = value.Get(&answers)
		}
		classes := map[string]int{}
		for _, answer := range answers {
			classes[answer.Class]++
			if len(answer.Key)+len(answer.Text) > 1000 {
				t.Errorf("an answer of %d bytes", len(answer.Key)+len(answer.Text))
			}
		}
		if held := s.status().Held; err != nil || classes["malformed"] != 6 || classes["unavailable"] != many-held || held != 10 {
			t.Errorf("%d held, answers %v, %v", held, classes, err)
		}
	})
	s.run(at.Add(10 * time.Minute))
	if _, err := rules.Observation(claims.ReadStatus(long), partner(at, long)); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a message that is too long can be made: %v", err)
	}
}

func TestACanceledWorkflowGivesTheMessagesThatHaveArrivedAndLeavesTheClaim(t *testing.T) {
	s, at := opened(t)
	s.env.RegisterDelayedCallback(func() {
		message, err := rules.Command(claims.SendConsent{}, partner(at, "send"))
		if err == nil {
			err = s.env.SignalWorkflowByID(follow.WorkflowID("claim-1"), follow.Signal, message)
		}
		s.env.CancelWorkflowByID(follow.WorkflowID("claim-1"), "")
		if err != nil {
			t.Error(err)
		}
	}, time.Minute)
	s.run(at.AddDate(0, 0, 60))
	if got := s.record("claim-1"); got.Status != claims.AwaitingConsent {
		t.Errorf("%s of version %d: canceled, the workflow expires nothing and loses nothing", got.Status, got.Version)
	}
}

// It runs the workflow alone, as often as it continues.
func TestAWorkflowContinuesAsNewWithWhatItHoldsAndSuchALifeEndsTheSame(t *testing.T) {
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	first := newScene(t, at)
	if _, err := first.desk.Open(t.Context(), &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}, "claim-1", partner(at, "")); err != nil {
		t.Fatal(err)
	}
	state := follow.State{Claim: "claim-1", Settings: follow.Settings{Most: 2, Indexed: true}}
	commands := []claims.Command{claims.SendConsent{}, claims.ResendConsent{}, claims.ResendConsent{}, claims.Cancel{}}
	runs := 0
	for ; runs < 10; runs++ {
		s := newScene(t, at)
		s.activity.Host = first.activity.Host
		for i := range 2 {
			if len(commands) == 0 {
				break
			}
			command := commands[0]
			commands = commands[1:]
			when := at.Add(time.Duration(i+1) * time.Hour)
			s.at(when, func() {
				message, err := rules.Command(command, partner(when, fmt.Sprint(runs, i)))
				if err != nil {
					t.Error(err)
				}
				s.env.SignalWorkflow(follow.Signal, message)
			})
		}
		s.env.ExecuteWorkflow(follow.Claim, state)
		err := s.env.GetWorkflowError()
		var next *workflow.ContinueAsNewError
		if !errors.As(err, &next) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		if err := s.env.GetWorkflowError(); err == nil {
			t.Fatal("it does not continue")
		}
		state = carried(t, next)
		at = at.Add(3 * time.Hour)
	}
	if got := first.record("claim-1"); runs != 1 || got.Status != claims.Canceled || got.Version != 5 {
		t.Errorf("after %d new runs: %s of version %d", runs, got.Status, got.Version)
	}
	if len(state.Answers) != 2 || state.Version != 3 || state.Next.IsZero() {
		t.Errorf("carried: %+v", state)
	}
}

// carried returns the input of the next run.
func carried(t *testing.T, next *workflow.ContinueAsNewError) (state follow.State) {
	t.Helper()
	if err := fromPayloads(next, &state); err != nil {
		t.Fatal(err)
	}
	return state
}

func TestASweepExpiresAndStartsTheWorkflowsThatAreMissing(t *testing.T) {
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	s := newScene(t, at.AddDate(0, 0, 1))
	for i := range 3 {
		when := at.AddDate(0, 0, -i*20)
		opening := scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}
		if i > 0 {
			opening.Engagement = "fy23-microsoft-viva-insights"
		}
		if _, err := s.desk.Open(t.Context(), &opening, claims.ID(fmt.Sprint("claim-", i)), partner(when, "")); err != nil && i < 2 {
			t.Fatal(err)
		}
	}
	started := &starts{}
	s.activity.Starter = started
	s.env.ExecuteWorkflow(follow.Sweep)
	var swept follow.Swept
	if err := s.env.GetWorkflowResult(&swept); err != nil {
		t.Fatal(err)
	}
	if swept.Expired != 0 || swept.Followed != 1 || len(started.ids) != 1 || started.ids[0] != "claim-1" {
		t.Errorf("%+v; started %v", swept, started.ids)
	}
}

// An association has no workflow, so only the sweep ends its windows.
func TestASweepExpiresAssociationsAndStartsNoWorkflowForThem(t *testing.T) {
	at := time.Date(2023, 1, 9, 9, 0, 0, 0, time.UTC)
	s := newScene(t, at.AddDate(0, 0, 60))
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	associations := desk.New(s.store, s.desk.Card).Associations()
	for id, shown := range map[claims.ID]string{"rejected": "Rejected", "reviewed": "Under review"} {
		if _, err := associations.Adopt(t.Context(), association.Adoption{
			Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: tenant}, Details: cpor.Details{Name: "CPOR Contoso"},
			Shown: lifecycle.ReadStatus(shown),
		}, id, claims.Meta{Actor: claims.PartnerCenter, At: at, Received: at}); err != nil {
			t.Fatal(err)
		}
	}
	started := &starts{}
	s.activity.Starter = started
	s.env.ExecuteWorkflow(follow.Sweep)
	var swept follow.Swept
	if err := s.env.GetWorkflowResult(&swept); err != nil {
		t.Fatal(err)
	}
	claim, err := associations.Claim(t.Context(), "rejected")
	if err != nil || claim.State().String() != "Rejected, undisputed" || swept.Expired != 1 || len(swept.Failed) != 0 || len(started.ids) != 0 {
		t.Errorf("%s, %+v; started %v, %v", claim, swept, started.ids, err)
	}
}

// starts notes the claims whose workflow is started.
type starts struct {
	ids []claims.ID
	err error
}

func (s *starts) Follow(_ context.Context, id claims.ID) error {
	s.ids = append(s.ids, id)
	return s.err
}

// A partial store lists some claims that cannot be read.
type partial struct {
	*store.Memory
	lists int
}

func (s *partial) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	s.lists++
	return func(yield func(store.Envelope, error) bool) {
		for claim, err := range s.Memory.List(ctx, query) {
			if err != nil || !yield(store.Envelope{}, &store.ClaimError{ID: claim.ID, Err: claims.ErrUnreadable, Key: claim.Key(query.Key)}) {
				return
			}
		}
	}
}

func TestASweepGoesOnAfterAClaimThatCannotBeRead(t *testing.T) {
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	s := newScene(t, at.AddDate(0, 0, 60))
	if _, err := s.desk.Open(t.Context(), &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}, "claim-1", partner(at, "")); err != nil {
		t.Fatal(err)
	}
	started := &starts{}
	s.activity.Host, s.activity.Starter = rules.NewHost(&partial{Memory: s.store}, s.desk.Card), started
	s.env.ExecuteWorkflow(follow.Sweep)
	var swept follow.Swept
	if err := s.env.GetWorkflowResult(&swept); err != nil {
		t.Fatal(err)
	}
	if swept.Expired != 0 || len(swept.Failed) != 1 || len(started.ids) != 1 {
		t.Errorf("%+v; started %v", swept, started.ids)
	}
}

func TestTheWorkflowOfAClaimThatIsNotStoredFails(t *testing.T) {
	s := newScene(t, time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC))
	s.env.ExecuteWorkflow(follow.Claim, follow.State{Claim: "none"})
	if err := s.env.GetWorkflowError(); err == nil {
		t.Error("no error")
	}
	var status follow.Status
	value, err := s.env.QueryWorkflow(follow.StatusQuery)
	if err == nil {
		err = value.Get(&status)
	}
	if err != nil || !strings.Contains(status.Problem, "no such claim") {
		t.Errorf("the status does not say why: %+v, %v", status, err)
	}
}
