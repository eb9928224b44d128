// Package send sends messages and queries to the workflows of package follow. A
// host's web pages, jobs and imports call [Sender.Do], [Sender.Observe] and
// [Sender.Changed], and [Sender.Follow] when a claim is opened.
package send

import (
	"context"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/rules"
)

// Queue is the usual name of the task queue.
const Queue = "claims"

// A Sender sends messages to the workflows of claims. If the workflow is not
// running, a message starts it, so that no message is lost when a claim or a
// program has ended. A Sender is safe for concurrent use.
type Sender struct {
	// Client is the connection to Temporal.
	Client client.Client
	// Queue is the task queue of the workers.
	Queue string
	// Settings are the settings of the workflows that it starts.
	Settings follow.Settings
}

// Do sends a command, such as the customer's answer, evidence or a payment.
// Meta.Key is required. If it is unclear after an error whether the command was
// sent, call Do again with the same key. Answers returns the rules' answer.
func (s *Sender) Do(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) error {
	message, err := rules.Command(command, meta)
	if err != nil {
		return err
	}
	return s.send(ctx, id, message)
}

// Observe sends a status in Partner Center. Meta.Key is required.
func (s *Sender) Observe(ctx context.Context, id claims.ID, shown claims.PortalStatus, meta claims.Meta) error {
	message, err := rules.Observation(shown, meta)
	if err != nil {
		return err
	}
	return s.send(ctx, id, message)
}

// Changed says that another program has changed the claim in the store, for
// example a desk that answers its users at once. The workflow then checks the
// claim. If the call is lost, the workflow checks the claim at its next
// instant.
func (s *Sender) Changed(ctx context.Context, id claims.ID) error {
	return s.send(ctx, id, follow.Message{Kind: follow.Changed})
}

func (s *Sender) send(ctx context.Context, id claims.ID, message follow.Message) error {
	options := s.options(id)
	_, err := s.Client.SignalWithStartWorkflow(ctx, options.ID, follow.Signal, message, options, follow.Claim, s.state(id))
	return err
}

// Follow starts the workflow of a claim, unless it is running. Call it when a
// claim is opened or adopted.
func (s *Sender) Follow(ctx context.Context, id claims.ID) error {
	options := s.options(id)
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	_, err := s.Client.ExecuteWorkflow(ctx, options, follow.Claim, s.state(id))
	return err
}

func (s *Sender) options(id claims.ID) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{ID: follow.WorkflowID(string(id)), TaskQueue: s.Queue}
}

func (s *Sender) state(id claims.ID) follow.State {
	return follow.State{Claim: string(id), Settings: s.Settings}
}

// Status returns the claim's status as its workflow saw it last. If the
// workflow has ended, it still works for as long as Temporal retains the
// workflow.
func (s *Sender) Status(ctx context.Context, id claims.ID) (follow.Status, error) {
	return query[follow.Status](ctx, s, id, follow.StatusQuery)
}

// NextSteps returns the claim's next steps in short form, as of the latest
// check. If you need the present ones, or their sources, ask the claim in the
// store.
func (s *Sender) NextSteps(ctx context.Context, id claims.ID) ([]follow.Step, error) {
	return query[[]follow.Step](ctx, s, id, follow.NextStepsQuery)
}

// Answers returns the latest answers to messages, the oldest first. When
// nothing more is expected of a claim, its workflow ends together with its
// answers. The next message starts a workflow without answers.
func (s *Sender) Answers(ctx context.Context, id claims.ID) ([]follow.Answer, error) {
	return query[[]follow.Answer](ctx, s, id, follow.AnswersQuery)
}

func query[T any](ctx context.Context, s *Sender, id claims.ID, name string) (answer T, err error) {
	value, err := s.Client.QueryWorkflow(ctx, follow.WorkflowID(string(id)), "", name)
	if err != nil {
		return answer, err
	}
	err = value.Get(&answer)
	return answer, err
}

// The IDs of the schedule and of its workflow.
const (
	scheduleID = "claims-sweep"
	sweepID    = "claims-sweep-run"
)

// Schedule makes the schedule of the sweep, unless there is one. If a run needs
// longer than the time between two runs, no second one is started.
func (s *Sender) Schedule(ctx context.Context, every time.Duration) error {
	_, err := s.Client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID:      scheduleID,
		Spec:    client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: every}}},
		Action:  &client.ScheduleWorkflowAction{ID: sweepID, Workflow: follow.Sweep, TaskQueue: s.Queue},
		Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_SKIP,
	})
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return nil
	}
	return err
}
