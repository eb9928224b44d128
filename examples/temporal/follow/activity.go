package follow

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// The names of the activities. Package rules implements them.
const (
	LookActivity   = "Look"   // Asked to View; expires the claim if that is due
	GiveActivity   = "Give"   // Given to Judged
	TellActivity   = "Tell"   // Notice
	SweepActivity  = "Sweep"  // Asked, without a claim, to Swept
	FollowActivity = "Follow" // Asked, without a claim, to Swept
)

// Asked is the input of an activity that looks.
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
	// Answer is the rules' answer. A refusal is one, and no error.
	Answer Answer `json:"answer"`
	// View is the claim afterward.
	View View `json:"view"`
}

// A Verdict says what the workflow does about an error of an activity. It is
// the first detail of a temporal.ApplicationError.
type Verdict string

// The verdicts.
const (
	Retry    Verdict = "retry"    // the activity is tried again, with back-off
	Answered Verdict = "answered" // the message is at fault; the error is its answer
	Hold     Verdict = "hold"     // the message is kept, and the claim looked at later
	Lost     Verdict = "lost"     // there is no such claim; the workflow fails
)

// verdictOf returns the verdict of an activity's error, and Lost for an error
// that no activity of package rules returns.
func verdictOf(err error) Verdict {
	var application *temporal.ApplicationError
	var verdict Verdict
	if !errors.As(err, &application) || application.Details(&verdict) != nil {
		return Lost
	}
	return verdict
}

// worked returns the context of the activities that ask the rules. They are
// tried until they succeed or return an error that is not worth another try, so
// a database that is down for a day delays a claim and loses nothing.
func worked(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute,
		},
	})
}

// mostTells is how often a notice is sent in one go, within a minute or so.
// Messages wait meanwhile.
const mostTells = 5

// told returns the context of the activity that sends a notice.
func told(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumAttempts: mostTells},
	})
}
