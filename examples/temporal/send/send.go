// Package send tells the workflows of package follow what happened to claims,
// and asks them. A host's web pages, jobs and imports use it.
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

// A Sender sends messages to the workflows of claims. Every message starts the
// workflow if it does not run, so that none is lost because a claim ended or a
// program did. It is safe for concurrent use.
type Sender struct {
	// Client is the connection to Temporal.
	Client client.Client
	// Queue is the task queue of the workers.
	Queue string
	// Settings are the settings of the workflows that it starts.
	Settings follow.Settings
}

// Do sends a command: the customer's answer, evidence, a payment, or any other.
// Meta.Key is required. If its error leaves open whether the command was sent,
// call Do again under the same key. The rules' answer is found by Answers.
func (s *Sender) Do(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) error {
	message, err := rules.Command(command, meta)
	if err != nil {
		return err
	}
	return s.send(ctx, id, message)
}

// Observe sends a status that Partner Center shows. Meta.Key is required.
func (s *Sender) Observe(ctx context.Context, id claims.ID, shown claims.PortalStatus, meta claims.Meta) error {
	message, err := rules.Observation(shown, meta)
	if err != nil {
		return err
	}
	return s.send(ctx, id, message)
}

// Changed says that another program has changed the claim in the store, for
// example a desk that answers its users at once. The workflow then looks at the
// claim. If the call is lost, the workflow looks at its next instant.
func (s *Sender) Changed(ctx context.Context, id claims.ID) error {
	return s.send(ctx, id, follow.Message{Kind: follow.Changed})
}

func (s *Sender) send(ctx context.Context, id claims.ID, message follow.Message) error {
	options := s.options(id)
	_, err := s.Client.SignalWithStartWorkflow(ctx, options.ID, follow.Signal, message, options, follow.Claim, s.state(id))
	return err
}

// Follow starts the workflow of a claim, unless it runs. Call it when a claim
// is opened or adopted.
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

// Status returns the claim's status as its workflow saw it last. It also works
// for a workflow that has ended, as long as Temporal retains it.
func (s *Sender) Status(ctx context.Context, id claims.ID) (follow.Status, error) {
	return query[follow.Status](ctx, s, id, follow.StatusQuery)
}

// NextSteps returns the claim's next steps in short, as of the latest look. For
// those of this moment, and for their sources, ask the claim in the store.
func (s *Sender) NextSteps(ctx context.Context, id claims.ID) ([]follow.Step, error) {
	return query[[]follow.Step](ctx, s, id, follow.NextStepsQuery)
}

// Answers returns the latest answers to messages, the oldest first. Once
// nothing more is expected of a claim, its workflow ends with its answers, and
// the next message starts another one, which begins without.
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

// Schedule makes the schedule of the sweep, unless there is one. A run that
// takes longer than the time between two is not started twice.
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
