package follow

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// The names of the activities. Package rules implements them.
const (
	LookActivity   = "Look"   // from Asked to View; expires the claim if that is due
	GiveActivity   = "Give"   // from Given to Judged
	TellActivity   = "Tell"   // from Notice to nothing
	SweepActivity  = "Sweep"  // from Asked, without a claim, to Swept
	FollowActivity = "Follow" // from Asked, without a claim, to Swept
)

// Asked is the input of an activity that reads claims.
type Asked struct {
	// Claim is the claim's ID.
	Claim string `json:"claim,omitempty"`
	// At is the instant of the workflow.
	At time.Time `json:"at"`
}

// Given is the input of the activity that gives a message to a claim.
type Given struct {
	Asked
	// Message is the message.
	Message Message `json:"message"`
}

// Judged is the result of giving a message to a claim.
type Judged struct {
	// Answer is the rules' answer. A refusal is an answer and no error.
	Answer Answer `json:"answer"`
	// View is the claim afterward.
	View View `json:"view"`
}

// A Verdict tells the workflow how to handle an error of an activity. It is the
// first detail of a temporal.ApplicationError.
type Verdict string

// The verdicts.
const (
	Retry    Verdict = "retry"    // the activity is tried again, with back-off
	Answered Verdict = "answered" // the message is at fault; the error is its answer
	Hold     Verdict = "hold"     // the message is kept, and the claim is checked later
	Lost     Verdict = "lost"     // there is no such claim; the workflow fails
)

// verdictOf returns the verdict of an activity's error. If no activity of
// package rules returns such an error, the verdict is Lost.
func verdictOf(err error) Verdict {
	var application *temporal.ApplicationError
	var verdict Verdict
	if !errors.As(err, &application) || application.Details(&verdict) != nil {
		return Lost
	}
	return verdict
}

// worked returns the context of the activities that ask the rules. They are
// tried until they succeed or return an error that another try cannot mend. If
// a database is down for a day, for example, a claim is delayed but nothing is
// lost.
func worked(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute,
		},
	})
}

// mostTells is the number of attempts to send a notice in a row, which last
// about a minute. Messages wait during that time.
const mostTells = 5

// told returns the context of the activity that sends a notice.
func told(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumAttempts: mostTells},
	})
}
