package follow

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"
)

// Claim is the workflow that follows one claim, from any state to its end. A
// host starts one for each claim, under the ID that WorkflowID returns.
//
// It ends when nothing more is expected of the claim. A later message starts it
// again. If it is canceled, it gives the messages that have arrived to the
// claim and ends; those that cannot be judged now stay in its history alone.
// This ends the following and not the claim, which stays in the store as it is.
func Claim(ctx workflow.Context, state State) error {
	f := &follower{state: state, messages: workflow.GetSignalChannel(ctx, Signal)}
	if err := f.answerQueries(ctx); err != nil {
		return err
	}
	for {
		err := f.pass(ctx)
		switch {
		case ctx.Err() != nil:
			return f.leave(ctx)
		case err != nil:
			return err
		case f.messages.Len() > 0:
		case f.view.Done && len(f.state.Held) == 0:
			return nil
		case f.full(ctx):
			f.drain()
			return workflow.NewContinueAsNewError(ctx, Claim, f.state)
		default:
			f.wait(ctx)
		}
	}
}

// WorkflowID returns the ID of the workflow of a claim.
func WorkflowID(claim string) string { return "claim/" + claim }

// A follower is one run of the workflow.
type follower struct {
	state    State
	messages workflow.ReceiveChannel
	view     View
	seen     bool      // this run has looked at the claim
	changed  bool      // another program has changed the claim
	problem  string    // why the claim cannot be judged
	held     time.Time // when the claim is looked at again, if it cannot be judged
	untold   string    // why the notice that is due could not be sent
	mute     string    // the key of that notice
	again    time.Time // when that notice is sent again
	handled  int       // messages of this run
	indexed  [4]string // the search attributes that were set last
}

func (f *follower) answerQueries(ctx workflow.Context) error {
	if err := workflow.SetQueryHandler(ctx, StatusQuery, func() (Status, error) {
		return Status{
			Claim: f.state.Claim, Version: f.state.Version, Status: f.view.Status, Disputed: f.view.Disputed, Class: f.view.Class,
			Deadline: f.view.Deadline, Next: f.next(), Held: len(f.state.Held), Problem: f.problem, Untold: f.untold,
		}, nil
	}); err != nil {
		return err
	}
	if err := workflow.SetQueryHandler(ctx, NextStepsQuery, func() ([]Step, error) { return f.view.Steps, nil }); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, AnswersQuery, func() ([]Answer, error) { return f.state.Answers, nil })
}

// pass gives the messages that have arrived to the claim, looks at it if its
// next instant has come, and tells of what is due. Messages come first, so that
// one that was given inside a window is judged before the window's end is.
func (f *follower) pass(ctx workflow.Context) error {
	f.drain()
	for again := true; again; {
		again = false
		pending := f.state.Held
		f.state.Held = nil
		for i, message := range pending {
			moved, err := f.give(ctx, message)
			if err != nil {
				f.state.Held = append(f.state.Held, pending[i:]...)
				return err
			}
			again = again || moved
		}
		again = again && len(f.state.Held) > 0 // what was held can now be judged
	}
	now := workflow.Now(ctx)
	if due := f.next(); f.changed || !f.seen || !due.IsZero() && !now.Before(due) {
		f.changed = false
		if err := f.look(ctx); err != nil {
			return err
		}
	}
	if err := f.tell(ctx); err != nil {
		return err
	}
	return f.index(ctx)
}

// tell sends the notice that is due. If it cannot be sent, it is sent again
// later, so that neither a message nor the end of a window waits for a mail
// server. It returns an error only if the workflow is canceled.
func (f *follower) tell(ctx workflow.Context) error {
	notice, now := f.view.Notice, workflow.Now(ctx)
	switch {
	case notice == nil || notice.Key == f.state.Told:
		f.untold = ""
		return nil
	case f.untold != "" && f.mute == notice.Key && now.Before(f.again):
		return nil
	}
	err := workflow.ExecuteActivity(told(ctx), TellActivity, notice).Get(ctx, nil)
	switch {
	case err == nil:
		f.state.Told, f.untold = notice.Key, ""
	case ctx.Err() != nil:
		return err
	default:
		f.untold, f.mute, f.again = err.Error(), notice.Key, workflow.Now(ctx).Add(f.state.Settings.recheck())
	}
	return nil
}

// drain takes every message that has arrived.
func (f *follower) drain() {
	for f.receive() {
	}
}

// receive takes a message that has arrived, and reports whether there was one.
func (f *follower) receive() bool {
	var message Message
	if !f.messages.ReceiveAsync(&message) {
		return false
	}
	f.handled++
	held := 0
	for i := range f.state.Held {
		held += f.state.Held[i].Size()
	}
	switch size := message.Size(); {
	case message.Kind == Changed:
		f.changed = true
	case size > MostMessage:
		f.answered(Answer{Key: message.Key, Class: "malformed", Text: fmt.Sprintf("found a message of %d bytes, want at most %d", size, MostMessage)})
	case len(f.state.Held) >= MostHeld, held+size > MostHeldBytes:
		f.answered(Answer{Key: message.Key, Class: "unavailable", Text: "too many messages wait for the claim to be judged; send it again under the same key"})
	default:
		f.state.Held = append(f.state.Held, message)
	}
	return true
}

// give gives a message to the claim and notes the answer. It reports whether
// the message changed the claim.
func (f *follower) give(ctx workflow.Context, message Message) (changed bool, err error) {
	var judged Judged
	given := Given{Asked{f.state.Claim, workflow.Now(ctx)}, message}
	err = workflow.ExecuteActivity(worked(ctx), GiveActivity, given).Get(ctx, &judged)
	if err == nil {
		f.answered(judged.Answer)
		f.see(judged.View)
		return judged.Answer.Changed, nil
	}
	if verdictOf(err) != Hold {
		f.problem = err.Error() // for those who ask why the workflow failed
		return false, err
	}
	f.state.Held = append(f.state.Held, message)
	f.hold(ctx, err)
	return false, nil
}

// look looks at the claim, and expires it if that is due.
func (f *follower) look(ctx workflow.Context) error {
	var view View
	err := workflow.ExecuteActivity(worked(ctx), LookActivity, Asked{f.state.Claim, workflow.Now(ctx)}).Get(ctx, &view)
	switch {
	case err == nil:
		f.see(view)
		return nil
	case verdictOf(err) == Hold:
		f.hold(ctx, err)
		return nil
	default:
		f.problem = err.Error()
		return err
	}
}

func (f *follower) see(view View) {
	f.view, f.seen, f.problem = view, true, ""
	f.state.Version, f.state.Next = view.Version, view.Next
}

// hold notes that the claim cannot be judged, and when it is tried again.
func (f *follower) hold(ctx workflow.Context, err error) {
	f.problem, f.seen = err.Error(), true
	f.held = workflow.Now(ctx).Add(f.state.Settings.recheck())
}

// mostKey is the greatest length of a key in an answer. The rules refuse a
// longer one.
const mostKey = 200

func (f *follower) answered(answer Answer) {
	if len(answer.Key) > mostKey {
		answer.Key = strings.ToValidUTF8(answer.Key[:mostKey], "") + "…"
	}
	f.state.Answers = append(f.state.Answers, answer)
	if extra := len(f.state.Answers) - MostAnswers; extra > 0 {
		f.state.Answers = f.state.Answers[extra:]
	}
}

// next returns the instant at which the workflow wakes up, or the zero instant.
func (f *follower) next() time.Time {
	next := f.state.Next
	if f.problem != "" || len(f.state.Held) > 0 && (next.IsZero() || f.held.Before(next)) {
		next = f.held
	}
	if f.untold != "" && (next.IsZero() || f.again.Before(next)) {
		next = f.again
	}
	return next
}

// wait waits for a message, the next instant or the workflow's cancellation.
func (f *follower) wait(ctx workflow.Context) {
	selector := workflow.NewSelector(ctx)
	selector.AddReceive(f.messages, func(workflow.ReceiveChannel, bool) { f.receive() })
	selector.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) {})
	timed, stop := workflow.WithCancel(ctx)
	defer stop()
	if next := f.next(); !next.IsZero() {
		selector.AddFuture(workflow.NewTimer(timed, next.Sub(workflow.Now(ctx))), func(workflow.Future) {})
	}
	selector.Select(ctx)
}

// full reports whether the run's history is long enough for a new run.
func (f *follower) full(ctx workflow.Context) bool {
	return workflow.GetInfo(ctx).GetContinueAsNewSuggested() || f.state.Settings.Most > 0 && f.handled >= f.state.Settings.Most
}

// leave gives the messages that have arrived to the claim, and ends the run as
// canceled.
func (f *follower) leave(ctx workflow.Context) error {
	open, stop := workflow.NewDisconnectedContext(ctx)
	defer stop()
	f.drain()
	pending := f.state.Held
	f.state.Held = nil
	for _, message := range pending {
		if _, err := f.give(open, message); err != nil {
			return err
		}
	}
	return ctx.Err()
}
