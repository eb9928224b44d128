package claimstest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
)

// spoiled is a driver of a desk with a fault.
type spoiled struct {
	*office
	do      func(o *office, ctx context.Context, event claims.Event) error
	status  func(o *office, ctx context.Context) (claims.Status, error)
	advance func(o *office, ctx context.Context, by time.Duration) error
}

func (s spoiled) Do(ctx context.Context, event claims.Event) error {
	if s.do != nil {
		return s.do(s.office, ctx, event)
	}
	return s.office.Do(ctx, event)
}

func (s spoiled) Status(ctx context.Context) (claims.Status, error) {
	if s.status != nil {
		return s.status(s.office, ctx)
	}
	return s.office.Status(ctx)
}

func (s spoiled) Advance(ctx context.Context, by time.Duration) error {
	if s.advance != nil {
		return s.advance(s.office, ctx, by)
	}
	return s.office.Advance(ctx, by)
}

// survey drives spoiled systems to every state.
func survey(t *testing.T, s spoiled, enough func(error) bool) (told []string, differences []error, reached int) {
	t.Helper()
	return claimstest.Survey(t.Context(), func() claimstest.System {
		driver, err := newOffice()
		if err != nil {
			t.Fatal(err)
		}
		one := s
		one.office = driver
		return one
	}, enough)
}

// instead returns a fault of one event: in its place, another is done.
func instead(event, other claims.Event) func(*office, context.Context, claims.Event) error {
	return func(o *office, ctx context.Context, given claims.Event) error {
		if given == event {
			given = other
		}
		return o.Do(ctx, given)
	}
}

// shows returns a fault of the status: one is shown as another.
func shows(status, other claims.Status) func(*office, context.Context) (claims.Status, error) {
	return func(o *office, ctx context.Context) (claims.Status, error) {
		got, err := o.Status(ctx)
		if got == status {
			got = other
		}
		return got, err
	}
}

// without returns a system without the commands of some events.
func without(events ...claims.Event) func(*office, context.Context, claims.Event) error {
	return func(o *office, ctx context.Context, event claims.Event) error {
		if slices.Contains(events, event) {
			return fmt.Errorf("no such page: %w", errors.ErrUnsupported)
		}
		return o.Do(ctx, event)
	}
}

func TestEachFaultOfASystemIsFoundAndItsErrorNamesThePathAndTheStep(t *testing.T) {
	broken := errors.New("status 500")
	for name, c := range map[string]struct {
		fault spoiled
		want  string // the beginning of one of the errors
	}{
		"it does what is refused": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if err := o.Do(ctx, event); !errors.Is(err, claims.ErrRefused) {
					return err
				}
				return nil
			}},
			"to Customer claimed by add customer: then resend consent, which the rules refuse here: the system did it",
		},
		"it fails in place of refusing": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if err := o.Do(ctx, event); err != nil {
					return broken
				}
				return nil
			}},
			"to Customer claimed by add customer: then resend consent, which the rules refuse here: got an error that is no refusal: status 500",
		},
		"it refuses and moves": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				err := o.Do(ctx, event)
				if errors.Is(err, claims.ErrRefused) && event == claims.ReviewerApproves {
					_ = o.Do(ctx, claims.PartnerCancels) // whatever comes of it
				}
				return err
			}},
			"to Customer claimed by add customer: then approve, which the rules refuse here: got status Canceled, want Customer claimed",
		},
		"it refuses what is permitted": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event == claims.CustomerDeclines {
					return claims.ErrRefused
				}
				return o.Do(ctx, event)
			}},
			"to Customer consent declined by add customer, send consent, decline: step 3, decline: refused by the rules",
		},
		"it does another command": {
			spoiled{do: instead(claims.CustomerDeclines, claims.CustomerAccepts)},
			"to Customer consent declined by add customer, send consent, decline: step 3, decline: got status Customer consent received, want Customer consent declined",
		},
		"it shows another status": {
			spoiled{status: shows(claims.Canceled, claims.CustomerClaimed)},
			"to Canceled by add customer, cancel: step 2, cancel: got status Customer claimed, want Canceled",
		},
		"it has no sweep and says that it has": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event == claims.WindowEnds {
					return nil
				}
				return o.Do(ctx, event)
			}},
			"to Customer claimed by add customer: then expire, which the rules refuse here: the system did it",
		},
		"it expires before the window is over": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event == claims.WindowEnds {
					_ = o.Advance(ctx, 50*24*time.Hour)
				}
				return o.Do(ctx, event)
			}},
			"to Customer claimed by add customer: then expire, which the rules refuse here: the system did it",
		},
		"a row beside the shortest path is wrong": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if status, _ := o.Status(ctx); status == claims.AwaitingConsent && event == claims.PartnerCancels {
					event = claims.CustomerDeclines
				}
				return o.Do(ctx, event)
			}},
			"to Canceled by add customer, send consent, cancel: step 3, cancel: got status Customer consent declined, want Canceled",
		},
		"evidence is refused": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event == claims.EvidenceGiven {
					return broken
				}
				return o.Do(ctx, event)
			}},
			"to Submitted by add customer, send consent, accept, submit: step 4, submit: give evidence before: status 500",
		},
		"its status cannot be read": {
			spoiled{status: func(*office, context.Context) (claims.Status, error) { return 0, broken }},
			"to Customer claimed by add customer: step 1, add customer: reading the status: status 500",
		},
		"its clock fails": {
			spoiled{advance: func(*office, context.Context, time.Duration) error { return broken }},
			"to Customer claimed by add customer: step 1, add customer: setting the clock: status 500",
		},
		"it panics": {
			spoiled{do: func(*office, context.Context, claims.Event) error { panic("a nil map") }},
			"the system panics: a nil map",
		},
	} {
		t.Run(name, func(t *testing.T) {
			named := func(err error) bool { return strings.HasPrefix(err.Error(), c.want) }
			if _, differences, _ := survey(t, c.fault, named); !slices.ContainsFunc(differences, named) {
				t.Errorf("got %v, want %s", differences, c.want)
			}
		})
	}
}

func TestWhatASystemDoesNotHaveIsLeftOutAndTold(t *testing.T) {
	for name, c := range map[string]struct {
		system  spoiled
		reached int
		told    []string
	}{
		"no dispute": {spoiled{do: without(claims.PartnerDisputes)}, 14, []string{"the system does not support dispute"}},
		"only claiming, and no page for evidence": {spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
			if event == claims.PartnerSubmits {
				_ = o.Do(ctx, claims.EvidenceGiven) // the page for submitting has all parts
			}
			return without(claims.AddCustomer, claims.EvidenceGiven)(o, ctx, event)
		}}, 22, []string{"the system does not support add customer", "the system does not support give evidence"}},
		"no clock": {
			spoiled{advance: func(*office, context.Context, time.Duration) error { return errors.ErrUnsupported }},
			16,
			[]string{"the system does not support expire"},
		},
		"nothing": {spoiled{do: without(claims.Events()...)}, 0, []string{"the system does not support add customer", "the system does not support claim customer"}},
	} {
		t.Run(name, func(t *testing.T) {
			told, differences, reached := survey(t, c.system, func(error) bool { return false })
			if reached != c.reached || differences != nil || !slices.Equal(told, c.told) {
				t.Errorf("%d states reached, %v, told %q; want %d, told %q", reached, differences, told, c.reached, c.told)
			}
		})
	}
}

func TestAStateWithoutAPathIsSkipped(t *testing.T) {
	claimstest.TestSystem(t, func(t *testing.T) claimstest.System {
		t.Helper()
		driver, err := newOffice()
		if err != nil {
			t.Fatal(err)
		}
		return spoiled{office: driver, do: without(claims.ConsentSent)}
	})
}
