package rules

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/temporal/follow"
)

// verdicts maps the class of an error to the workflow's reaction. If the
// verdict is not Retry, the activity is not tried again.
var verdicts = map[desk.ErrorClass]follow.Verdict{
	desk.Malformed:     follow.Answered,
	desk.Refused:       follow.Answered,
	desk.OutOfOrder:    follow.Answered,
	desk.ExistsAlready: follow.Answered,
	desk.LimitReached:  follow.Answered,
	desk.Conflicted:    follow.Retry,
	desk.Unavailable:   follow.Retry,
	desk.TermsChanged:  follow.Hold, // until the terms are accepted or given back
	desk.Unreadable:    follow.Hold, // until an operator has repaired the record or updated the worker
	desk.NotFound:      follow.Lost,
}

// failed converts an error to the form in which an activity returns it. Its
// type is the name of the class, and its first detail is the verdict.
func failed(err error) error {
	class := desk.ClassOf(err)
	return temporal.NewApplicationErrorWithOptions(err.Error(), class.String(), temporal.ApplicationErrorOptions{
		NonRetryable: verdicts[class] != follow.Retry, Details: []any{verdicts[class]},
	})
}

// answered returns the answer for an error that the message caused. It reports
// false for any other error.
func answered(err error) (follow.Answer, bool) {
	class := desk.ClassOf(err)
	answer := follow.Answer{Class: class.String(), Text: err.Error()}
	var refusal *claims.Refusal
	if errors.As(err, &refusal) {
		answer.Rule, answer.Text = string(refusal.Rule), refusal.Missing
	}
	return answer, verdicts[class] == follow.Answered
}
