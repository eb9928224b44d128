package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/mci-go/incentives/mci"
)

// ErrGone is returned by Relay.Run if the receiver says that it is retired. No
// event is lost, because all of them wait in the outbox.
var ErrGone = errors.New("the receiver is retired")

// Options are the settings of a relay. If a field is zero, it has the value
// that its comment names. All of these values are choices of this package.
type Options struct {
	// Holder identifies this relay among the relays of one name, so each needs
	// another one. It has no default.
	Holder string
	// Most is the number of events that are read and saved together. The
	// default is 100.
	Most int
	// Parallel is the number of events that are sent at the same time, each of
	// another claim. The default is 8.
	Parallel int
	// Lease is the length of a lease. If a relay is killed, the others wait
	// that long. The default is 15 seconds.
	Lease time.Duration
	// Poll is the time after which the relay looks for new entries by itself.
	// The default is 1 second.
	Poll time.Duration
	// FirstPause and LongestPause bound the pause before an event is sent
	// again, which grows by half each time. The defaults are 0.5 seconds and 1
	// minute.
	FirstPause, LongestPause time.Duration
	// Patience is the time for which an event is sent again if the receiver
	// fails on it, before it becomes a letter. The default is 10 minutes.
	// Pauses in which no event is sent at all do not count. So Patience also
	// limits the time that events of other claims wait for such an event.
	Patience time.Duration
	// Wake makes the relay look for new entries at once. It may be nil. If it
	// yields nothing, no event is lost.
	Wake <-chan struct{}
	// Report is called with each error from which the relay recovers by itself.
	// It is called from several goroutines. It may be nil.
	Report func(error)
}

// complete sets the fields that are 0. If a field is malformed, it returns a
// [mci.FieldError].
func (o *Options) complete() error {
	if o.Holder == "" {
		return mci.Invalid("holder", "", "a text that no other relay has")
	}
	for _, field := range []struct {
		path  string
		value int64
	}{
		{"most", int64(o.Most)},
		{"parallel", int64(o.Parallel)},
		{"lease", int64(o.Lease)},
		{"poll", int64(o.Poll)},
		{"firstPause", int64(o.FirstPause)},
		{"longestPause", int64(o.LongestPause)},
		{"patience", int64(o.Patience)},
	} {
		if field.value < 0 {
			return mci.Invalid(field.path, fmt.Sprint(field.value), "0 or more")
		}
	}
	o.Most, o.Parallel = cmp.Or(o.Most, 100), cmp.Or(o.Parallel, 8)
	o.Lease, o.Poll = cmp.Or(o.Lease, 15*time.Second), cmp.Or(o.Poll, time.Second)
	o.FirstPause, o.LongestPause = cmp.Or(o.FirstPause, 500*time.Millisecond), cmp.Or(o.LongestPause, time.Minute)
	o.Patience = cmp.Or(o.Patience, 10*time.Minute)
	if o.Report == nil {
		o.Report = func(error) {}
	}
	return nil
}

// A Relay delivers the events of a source to a receiver. Use [NewRelay] to make
// one, and call Run once.
type Relay struct {
	source   Source
	book     Book
	receiver Receiver
	options  Options
	gate     gate
}

// NewRelay returns a relay. If the options have no holder, or a negative value,
// the error is a [mci.FieldError].
func NewRelay(source Source, book Book, receiver Receiver, options Options) (*Relay, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	return &Relay{source: source, book: book, receiver: receiver, options: options}, nil
}

// pauses returns the growing pauses between attempts.
func (r *Relay) pauses() *backoff.ExponentialBackOff {
	p := backoff.NewExponentialBackOff()
	p.InitialInterval, p.MaxInterval = r.options.FirstPause, r.options.LongestPause
	return p
}

// Run works until the context ends, and then returns the context's error. It
// returns the lease, so that another relay can continue at once. If the
// receiver is retired, Run returns [ErrGone]. If the book holds a position that
// the source did not give, for example because one of them was restored from a
// backup, the error matches [mci.ErrInvalid]. All other errors are reported,
// and Run continues.
func (r *Relay) Run(ctx context.Context) error {
	pauses := r.pauses()
	for {
		lease, err := r.book.Take(ctx, r.options.Holder, r.options.Lease)
		if err == nil {
			err = r.hold(ctx, lease, pauses.Reset)
		}
		pause := r.options.Poll
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrGone), errors.Is(err, mci.ErrInvalid):
			return err
		case errors.Is(err, ErrTaken):
		default:
			r.options.Report(err)
			pause = pauses.NextBackOff()
		}
		if !sleep(ctx, pause, nil) {
			return ctx.Err()
		}
	}
}

// hold works for as long as it has the lease. It calls fine after each pass.
func (r *Relay) hold(ctx context.Context, lease Lease, fine func()) error {
	term, stop := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.renew(term, lease, stop)
	}()
	err := r.work(term, lease, fine)
	stop(nil)
	<-ended
	if cause := context.Cause(term); ctx.Err() == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	if errors.Is(err, ErrLost) {
		return err
	}
	last, cancel := r.last(ctx)
	defer cancel()
	return errors.Join(err, r.book.Give(last, lease))
}

// last returns a context for the last calls under a lease. They are made even
// if the context of Run has ended.
func (r *Relay) last(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), r.options.Lease)
}

// renew renews the lease in time. If that fails until the lease has ended, it
// stops the work.
func (r *Relay) renew(ctx context.Context, lease Lease, stop func(error)) {
	until := time.Now().Add(r.options.Lease)
	for sleep(ctx, r.options.Lease/4, nil) {
		now := time.Now()
		err := r.book.Renew(ctx, lease, r.options.Lease)
		switch {
		case err == nil:
			until = now.Add(r.options.Lease)
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrLost), time.Now().After(until):
			stop(fmt.Errorf("the lease is not renewed: %w", err))
			return
		}
	}
}

// work makes passes until the context ends or one fails.
func (r *Relay) work(ctx context.Context, lease Lease, fine func()) error {
	for {
		again, err := r.sendLetters(ctx, lease)
		if err != nil {
			return err
		}
		more, err := r.sendNew(ctx, &lease)
		if err != nil {
			return err
		}
		fine()
		if !again && !more && !sleep(ctx, r.options.Poll, r.options.Wake) {
			return ctx.Err()
		}
	}
}

// sendLetters sends letters that are marked for it. It reports whether there
// were any.
func (r *Relay) sendLetters(ctx context.Context, lease Lease) (some bool, err error) {
	letters, err := r.book.Letters(ctx, 0, true, r.options.Most)
	if err != nil || len(letters) == 0 {
		return false, err
	}
	tasks := make([]task, 0, len(letters))
	for i := range letters {
		event, err := r.event(ctx, &letters[i])
		if err != nil {
			return false, err
		}
		tasks = append(tasks, task{event: event, letter: letters[i]})
	}
	sent := r.deliver(ctx, tasks, nil)
	return true, errors.Join(sent, r.note(ctx, lease, lettersProgress(tasks)))
}

// event reads the event of a letter again, because its entry may have been
// repaired. If the entry is missing, the event says so.
func (r *Relay) event(ctx context.Context, letter *Letter) (Event, error) {
	missing := Event{
		Position: letter.Position, After: letter.After, Subject: letter.Subject, ID: letter.Event,
		Err: errors.New("the outbox does not have it in its place"),
	}
	for event, err := range r.source.Events(ctx, letter.After) {
		switch {
		case errors.Is(err, mci.ErrInvalid):
			return missing, nil
		case err != nil:
			return Event{}, err
		case event.Position != letter.Position || event.Subject != letter.Subject:
			return missing, nil
		}
		return event, nil
	}
	return missing, ctx.Err()
}

// sendNew sends the next events. It reports whether there may be more.
func (r *Relay) sendNew(ctx context.Context, lease *Lease) (more bool, err error) {
	var tasks []task
	var subjects []string
	for event, err := range r.source.Events(ctx, lease.Position) {
		if err != nil {
			return false, err
		}
		tasks = append(tasks, task{event: event})
		subjects = append(subjects, event.Subject)
		if len(tasks) == r.options.Most {
			break
		}
	}
	if len(tasks) == 0 {
		return false, nil
	}
	held, err := r.book.Held(ctx, subjects)
	if err != nil {
		return false, err
	}
	sent := r.deliver(ctx, tasks, held)
	progress := newProgress(tasks)
	if err := errors.Join(sent, r.note(ctx, *lease, progress)); err != nil {
		return false, err
	}
	lease.Position = progress.Position
	return len(tasks) == r.options.Most, nil
}

// note saves progress. It does so even if the context has ended, so that fewer
// events are sent twice.
func (r *Relay) note(ctx context.Context, lease Lease, progress Progress) error {
	if progress.empty() {
		return nil
	}
	last, cancel := r.last(ctx)
	defer cancel()
	return r.book.Note(last, lease, progress)
}

// sleep waits for a time, or until it is woken. It reports false if the context
// ended.
func sleep(ctx context.Context, pause time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
