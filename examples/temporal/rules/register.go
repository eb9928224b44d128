package rules

import (
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"

	"github.com/mci-go/incentives/examples/temporal/follow"
)

// Register registers the workflows and the activities with a worker. If a
// worker is to run only workflows or only activities, set that in its options.
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
