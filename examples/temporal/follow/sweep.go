package follow

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// Swept is the result of a sweep.
type Swept struct {
	// Expired is the number of claims that were expired.
	Expired int `json:"expired"`
	// Followed is the number of claims that need attention soon. Each of them
	// has a running workflow now.
	Followed int `json:"followed"`
	// Failed are the claims that could not be read or saved, with the reasons.
	// There are at most a hundred.
	Failed []string `json:"failed,omitempty"`
	// MoreFailed is the number of further failures.
	MoreFailed int `json:"moreFailed,omitempty"`
}

// Sweep is the workflow that serves as a safety net. A schedule starts it. It
// expires the claims that are due, even if no workflow follows them, and then
// starts the missing workflows. A workflow is missing, for example, if the
// program that opened the claim ended before it could start one.
func Sweep(ctx workflow.Context) (Swept, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Hour, HeartbeatTimeout: time.Minute,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute},
	})
	var swept, followed Swept
	if err := workflow.ExecuteActivity(ctx, SweepActivity, Asked{At: workflow.Now(ctx)}).Get(ctx, &swept); err != nil {
		return Swept{}, err
	}
	err := workflow.ExecuteActivity(ctx, FollowActivity, Asked{At: workflow.Now(ctx)}).Get(ctx, &followed)
	swept.Followed = followed.Followed
	for _, failure := range followed.Failed {
		swept.Fail(failure)
	}
	swept.MoreFailed += followed.MoreFailed
	return swept, err
}

const mostFailures = 100

// Fail records a failure.
func (s *Swept) Fail(failure string) {
	if len(s.Failed) < mostFailures {
		s.Failed = append(s.Failed, failure)
		return
	}
	s.MoreFailed++
}
