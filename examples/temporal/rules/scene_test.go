package rules_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	sdklog "go.temporal.io/sdk/log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/agenda"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/rules"
	"github.com/mci-go/incentives/mci/catalog"
)

func card(t testing.TB) *catalog.Catalog {
	t.Helper()
	public, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// A scene is Temporal's own test environment, in which days pass in no time,
// with a worker over a store in memory.
type scene struct {
	t        testing.TB
	env      *testsuite.TestWorkflowEnvironment
	store    *store.Memory
	desk     scenario.LibraryDesk
	started  time.Time
	activity *rules.Activities
	settings follow.Settings
	crash    func(name string) (before, after error)
	answered func(key string) // told of each answer, if it is set

	mu      sync.Mutex
	told    []agenda.Notice
	answers []follow.Judged
	looks   int
}

func newScene(t testing.TB, start time.Time) *scene {
	suite := &testsuite.WorkflowTestSuite{}
	suite.SetLogger(sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError + 1}))))
	store := &store.Memory{}
	s := &scene{t: t, env: suite.NewTestWorkflowEnvironment(), store: store, started: start}
	s.desk = scenario.LibraryDesk{Desk: desk.New(store, card(t)), Card: card(t)}
	s.activity = &rules.Activities{Host: rules.NewHost(store, card(t)), Teller: s, Starter: s}
	s.env.SetStartTime(start)
	s.env.SetTestTimeout(time.Minute)
	// By default a step that needs a second counts as stuck. On a machine with
	// other work a step may need that long.
	s.env.SetWorkerOptions(worker.Options{DisableRegistrationAliasing: true, DeadlockDetectionTimeout: time.Minute})
	s.env.RegisterWorkflow(follow.Claim)
	s.env.RegisterWorkflow(follow.Sweep)
	s.env.RegisterWorkflow(s.deliver)
	register(s, "Look", s.activity.Look)
	register(s, "Give", s.activity.Give)
	register(s, "Sweep", s.activity.Sweep)
	register(s, "Follow", s.activity.Follow)
	register(s, "Tell", func(ctx context.Context, notice follow.Notice) (bool, error) {
		return true, s.activity.Tell(ctx, notice)
	})
	s.env.SetOnActivityCompletedListener(s.completed)
	s.env.SetOnChildWorkflowCompletedListener(func(info *workflow.Info, _ converter.EncodedValue, err error) {
		if err != nil && !temporal.IsCanceledError(err) {
			t.Errorf("%s failed: %v", info.WorkflowExecution.ID, err)
		}
	})
	return s
}

// register registers an activity that crashes when the scene says so: before or
// after its work.
func register[In, Out any](s *scene, name string, work func(context.Context, In) (Out, error)) {
	s.env.RegisterActivityWithOptions(func(ctx context.Context, in In) (out Out, err error) {
		var before, after error
		if s.crash != nil {
			before, after = s.crash(name)
		}
		if before != nil {
			return out, before
		}
		out, err = work(ctx, in)
		if after != nil {
			return out, after
		}
		return out, err
	}, activity.RegisterOptions{Name: name})
}

// completed notes the answers of the rules.
func (s *scene) completed(info *activity.Info, result converter.EncodedValue, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if info.ActivityType.Name == follow.LookActivity {
		s.looks++
	}
	var judged follow.Judged
	if err == nil && info.ActivityType.Name == follow.GiveActivity && result.Get(&judged) == nil {
		s.answers = append(s.answers, judged)
		if s.answered != nil {
			s.answered(judged.Answer.Key)
		}
	}
}

// Tell implements [rules.Teller].
func (s *scene) Tell(_ context.Context, _ string, body json.RawMessage) error {
	var notice agenda.Notice
	if err := json.Unmarshal(body, &notice); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, notice)
	return nil
}

// Follow implements [rules.Starter].
func (s *scene) Follow(_ context.Context, id claims.ID) error {
	s.env.SignalWorkflow(lines, said{Claim: string(id)})
	return nil
}

// A said is a message to a claim. Without a kind it only starts the workflow.
type said struct {
	Claim   string
	Message follow.Message
}

const lines = "lines"

// deliver is the server's part of SignalWithStart: it starts the workflow of a
// claim if it does not run, and signals it.
func (s *scene) deliver(ctx workflow.Context) error {
	running := map[string]workflow.ChildWorkflowFuture{}
	for ctx.Err() == nil {
		var next said
		selector := workflow.NewSelector(ctx)
		selector.AddReceive(workflow.GetSignalChannel(ctx, lines), func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, &next) })
		selector.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) {})
		selector.Select(ctx)
		if next.Claim == "" {
			continue
		}
		for {
			child := running[next.Claim]
			if child == nil || child.IsReady() {
				options := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: follow.WorkflowID(next.Claim)})
				child = workflow.ExecuteChildWorkflow(options, follow.Claim, follow.State{Claim: next.Claim, Settings: s.settings})
				running[next.Claim] = child
				if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
					return err
				}
			}
			if next.Message.Kind == "" {
				break
			}
			err := child.SignalChildWorkflow(ctx, follow.Signal, next.Message).Get(ctx, nil)
			var ended *temporal.UnknownExternalWorkflowExecutionError
			if err == nil {
				break
			} else if !errors.As(err, &ended) {
				return err
			}
			// It ended as the message was on its way: start it again.
			delete(running, next.Claim)
		}
	}
	return nil
}

// at does something at an instant of the scene.
func (s *scene) at(when time.Time, do func()) {
	s.env.RegisterDelayedCallback(do, when.Sub(s.started))
}

// say sends a command.
func (s *scene) say(id claims.ID, command claims.Command, meta claims.Meta) {
	message, err := rules.Command(command, meta)
	if err != nil {
		s.t.Error(err)
		return
	}
	s.env.SignalWorkflow(lines, said{string(id), message})
}

// run plays the scene until an instant.
func (s *scene) run(until time.Time) {
	s.at(until, s.env.CancelWorkflow)
	s.play()
}

// play plays the scene until it is canceled.
func (s *scene) play() {
	s.env.ExecuteWorkflow(s.deliver)
	if !s.env.IsWorkflowCompleted() {
		s.t.Fatal("the scene does not end")
	}
	if err := s.env.GetWorkflowError(); err != nil {
		s.t.Fatal(err)
	}
}

// history returns the entries of a claim.
func (s *scene) history(id claims.ID) (entries []claims.Entry) {
	for entry, err := range desk.New(s.store, s.desk.Card).History(context.Background(), id) {
		if err != nil {
			s.t.Fatal(err)
		}
		entries = append(entries, entry)
	}
	return entries
}
