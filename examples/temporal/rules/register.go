package rules

import (
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"

	"github.com/mci-go/incentives/examples/temporal/follow"
)

// Register registers the workflows and the activities with a worker. A worker
// that runs only one of the two halves can do so by its options.
func Register(registry worker.Registry, a *Activities) {
	registry.RegisterWorkflow(follow.Claim)
	registry.RegisterWorkflow(follow.Sweep)
	for name, work := range map[string]any{
		follow.LookActivity: a.Look, follow.GiveActivity: a.Give, follow.TellActivity: a.Tell,
		follow.SweepActivity: a.Sweep, follow.FollowActivity: a.Follow,
	} {
		registry.RegisterActivityWithOptions(work, activity.RegisterOptions{Name: name})
	}
}
