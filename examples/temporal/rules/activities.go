package rules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/agenda"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/mci"
)

// Activities are the activities of the workflows. Register them with a worker.
// All fields but Settings must be set.
type Activities struct {
	// Host is the desk and the store.
	Host *Host
	// Settings are the times of the reminders and the grace.
	Settings agenda.Settings
	// Teller sends the notices.
	Teller Teller
	// Starter starts the missing workflows that a sweep finds.
	Starter Starter
}

// A Teller sends notices to people, for example by mail. The host implements
// it.
type Teller interface {
	// Tell sends a notice, in its JSON form; see [agenda.Notice]. If a notice
	// comes more than once under one key, only the first one is to be sent. If
	// Tell returns an error, it is called again later, and the claim continues
	// meanwhile.
	Tell(ctx context.Context, key string, notice json.RawMessage) error
}

// A Starter starts the workflow of a claim. Package send has one.
type Starter interface {
	// Follow starts the workflow of a claim, unless it is running.
	Follow(ctx context.Context, id claims.ID) error
}

// Look returns the claim as the rules judge it. If its expiry is due, the claim
// is expired first.
func (a *Activities) Look(ctx context.Context, asked follow.Asked) (follow.View, error) {
	claim, due, err := a.due(ctx, asked)
	if err != nil {
		return follow.View{}, failed(err)
	}
	if due.Expire {
		meta := claims.Meta{Actor: claims.System, At: asked.At, Received: asked.At}
		_, err := a.Host.do(ctx, claim.ID(), claims.Expire{}, meta)
		if err != nil && verdicts[desk.ClassOf(err)] != follow.Answered {
			return follow.View{}, failed(err)
		}
		// If another program moved the claim meanwhile, the expiry may no
		// longer be due.
		claim, due, err = a.due(ctx, asked)
		if err == nil && due.Expire {
			err = errStillDue
		}
		if err != nil {
			return follow.View{}, failed(err)
		}
	}
	return view(claim, due, asked.At)
}

// errStillDue has the class Unavailable, so that the activity is tried again.
var errStillDue = errors.New("the claim's expiry is due, and others keep it from being recorded")

func (a *Activities) due(ctx context.Context, asked follow.Asked) (*claims.Claim, agenda.Agenda, error) {
	claim, err := a.Host.claim(ctx, claims.ID(asked.Claim))
	if err != nil {
		return nil, agenda.Agenda{}, err
	}
	due, err := agenda.Of(claim, asked.At, a.Settings)
	if err != nil {
		err = fmt.Errorf("%w: %s", errSettings, err.Error()) // not wrapped, so that the message is not blamed
	}
	return claim, due, err
}

// errSettings has the class Unavailable, so that the activity is tried again
// until a worker with other settings takes it.
var errSettings = errors.New("the worker has malformed settings")

// view returns a claim as texts that the workflow passes on but does not read.
func view(claim *claims.Claim, due agenda.Agenda, at time.Time) (follow.View, error) {
	record := claim.Record()
	state := claim.State()
	seen := follow.View{
		Version: claim.Version(), Status: state.Status.String(), Disputed: state.Disputed, Class: state.Status.Class().String(),
		Engagement: string(record.Engagement.Engagement), Location: string(record.Location),
		Deadline: due.Deadline, Next: due.Next, Done: due.Done, Steps: steps(claim, at),
	}
	if due.Expire {
		seen.Next = at // the workflow checks the claim again at once
	}
	if due.Due != nil {
		body, err := json.Marshal(due.Due)
		if err != nil {
			return follow.View{}, failed(err)
		}
		seen.Notice = &follow.Notice{Key: due.Due.Key(), Body: body}
	}
	return seen, nil
}

// steps returns the claim's next steps in short form.
func steps(claim *claims.Claim, at time.Time) []follow.Step {
	var short []follow.Step
	for _, step := range claim.NextSteps(at).Steps {
		s := follow.Step{Event: step.Event.String(), Actor: step.Actor.String(), To: step.To.String()}
		for _, gap := range step.Blocked {
			s.Blocked = append(s.Blocked, gap.Why)
		}
		short = append(short, s)
	}
	return short
}

// Give gives a message to a claim. A refusal is an answer and no error.
func (a *Activities) Give(ctx context.Context, given follow.Given) (follow.Judged, error) {
	answer, err := a.answer(ctx, &given)
	if err != nil {
		return follow.Judged{}, failed(err)
	}
	answer.Key, answer.At = given.Message.Key, given.At
	claim, due, err := a.due(ctx, given.Asked)
	if err != nil {
		return follow.Judged{}, failed(err)
	}
	seen, err := view(claim, due, given.At)
	return follow.Judged{Answer: answer, View: seen}, err
}

// answer gives a message to a claim and returns the rules' answer. If an
// earlier attempt of the activity saved the change but crashed before it could
// answer, the answer is the same as that attempt would have given.
func (a *Activities) answer(ctx context.Context, given *follow.Given) (follow.Answer, error) {
	change, err := a.give(ctx, given)
	if err != nil {
		if answer, ours := answered(err); ours {
			return answer, nil
		}
		return follow.Answer{}, err
	}
	var made *claims.Entry
	switch {
	case len(change.Entries) > 0:
		made = &change.Entries[0]
	case activity.GetInfo(ctx).Attempt > 1:
		if made, err = a.Host.entry(ctx, claims.ID(given.Claim), given.Message.Key); err != nil {
			return follow.Answer{}, err
		}
	}
	answer := follow.Answer{Text: change.Claim.State().String()}
	if made != nil {
		answer.Rule, answer.Changed = string(made.Rule), true
	}
	return answer, nil
}

// give reads the message and applies it.
func (a *Activities) give(ctx context.Context, given *follow.Given) (claims.Change, error) {
	id := claims.ID(given.Claim)
	meta, err := metaOf(&given.Message, given.At)
	if err != nil {
		return claims.Change{}, err
	}
	switch given.Message.Kind {
	case follow.Observation:
		return a.Host.observe(ctx, id, claims.ReadStatus(given.Message.Shown), meta)
	case follow.Command:
		var event claims.Event
		if event.UnmarshalText([]byte(given.Message.Event)) != nil {
			return claims.Change{}, mci.Invalid("event", given.Message.Event, "the event of a command, such as "+claims.CustomerAccepts.String())
		}
		command, err := claims.ReadCommand(event, given.Message.Body)
		if err != nil {
			return claims.Change{}, err
		}
		return a.Host.do(ctx, id, command, meta)
	case follow.Changed: // the workflow only checks the claim, and never passes on such a message
	}
	return claims.Change{}, mci.Invalid("kind", string(given.Message.Kind), "command or observation")
}

// Tell sends a notice.
func (a *Activities) Tell(ctx context.Context, notice follow.Notice) error {
	return a.Teller.Tell(ctx, notice.Key, notice.Body)
}

// Sweep expires all claims of both kinds whose window and grace are over.
func (a *Activities) Sweep(ctx context.Context, asked follow.Asked) (follow.Swept, error) {
	var swept follow.Swept
	for err := range a.Host.sweep(ctx, asked.At.Add(-a.Settings.Waits())) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			swept.Fail(one.Error())
		case err != nil:
			return follow.Swept{}, failed(err)
		default:
			swept.Expired++
		}
		activity.RecordHeartbeat(ctx, swept.Expired)
	}
	return swept, nil
}

// Follow starts workflows that are not running. It starts one for every claim
// that needs attention before its longest reminder would be late.
func (a *Activities) Follow(ctx context.Context, asked follow.Asked) (follow.Swept, error) {
	var swept follow.Swept
	for id, err := range a.Host.waiting(ctx, asked.At.AddDate(0, 0, a.Settings.Longest()+1)) {
		var one *store.ClaimError
		if err != nil && !errors.As(err, &one) {
			return follow.Swept{}, failed(err)
		}
		// If a claim cannot be read, it is followed, too, because it may be
		// repaired.
		if err := a.Starter.Follow(ctx, id); err != nil {
			return follow.Swept{}, err
		}
		swept.Followed++
		activity.RecordHeartbeat(ctx, swept.Followed)
	}
	return swept, nil
}
