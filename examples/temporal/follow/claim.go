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
// It ends when nothing more is expected of the claim. If a message comes later,
// the message starts it again. If it is canceled, it gives the arrived messages
// to the claim and ends. If a message cannot be judged then, it stays only in
// the workflow's history. The claim itself does not end, but stays in the store
// unchanged.
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
	problem  string    // the reason why the claim cannot be judged
	held     time.Time // the instant of the next check, if the claim cannot be judged
	untold   string    // the reason why the due notice could not be sent
	mute     string    // the key of that notice
	again    time.Time // the instant at which that notice is sent again
	handled  int       // the number of messages in this run
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

// pass gives the arrived messages to the claim, checks the claim if its next
// instant has come, and sends the notice that is due. Messages come first, so
// that a message that was given inside a window is judged before the window's
// end.
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
		again = again && len(f.state.Held) > 0 // the held messages can now be judged
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
// later, so that neither a message nor the end of a window has to wait for a
// mail server. It returns an error only if the workflow is canceled.
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

// drain receives all messages that have arrived.
func (f *follower) drain() {
	for f.receive() {
	}
}

// receive receives one message. It reports false if none has arrived.
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

// give gives a message to the claim and stores the answer. It reports whether
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
		f.problem = err.Error() // so that a query shows why the workflow failed
		return false, err
	}
	f.state.Held = append(f.state.Held, message)
	f.hold(ctx, err)
	return false, nil
}

// look checks the claim, and expires it if that is due.
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

// hold records that the claim cannot be judged, and the instant of the next
// try.
func (f *follower) hold(ctx workflow.Context, err error) {
	f.problem, f.seen = err.Error(), true
	f.held = workflow.Now(ctx).Add(f.state.Settings.recheck())
}

// mostKey is the largest length of a key in an answer. The rules refuse a
// longer key.
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

// next returns the instant at which the workflow wakes up. It is zero if only a
// message wakes it.
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

// leave gives the arrived messages to the claim, and ends the run as canceled.
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
