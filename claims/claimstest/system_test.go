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
	without func(o *office, ctx context.Context, guard claims.Guard) error
	status  func(o *office, ctx context.Context) (claims.Status, error)
	advance func(o *office, ctx context.Context, by time.Duration) error
}

func (s spoiled) Do(ctx context.Context, event claims.Event) error {
	if s.do != nil {
		return s.do(s.office, ctx, event)
	}
	return s.office.Do(ctx, event)
}

func (s spoiled) DoWithout(ctx context.Context, guard claims.Guard) error {
	if s.without != nil {
		return s.without(s.office, ctx, guard)
	}
	return s.office.DoWithout(ctx, guard)
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
func survey(t *testing.T, s spoiled, lacks claimstest.Lacks, enough func(error) bool) (differences []error, reached int) {
	t.Helper()
	return claimstest.Survey(t.Context(), func() claimstest.System {
		driver, err := newOffice()
		if err != nil {
			t.Fatal(err)
		}
		one := s
		one.office = driver
		return one
	}, lacks, enough)
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

// missing returns a system without the commands of some events.
func missing(events ...claims.Event) func(*office, context.Context, claims.Event) error {
	return func(o *office, ctx context.Context, event claims.Event) error {
		if slices.Contains(events, event) {
			return fmt.Errorf("no such page: %w", errors.ErrUnsupported)
		}
		return o.Do(ctx, event)
	}
}

func TestADeskIsASystem(t *testing.T) {
	claimstest.TestSystem(t, func(t *testing.T) claimstest.System {
		t.Helper()
		driver, err := newOffice()
		if err != nil {
			t.Fatal(err)
		}
		return driver
	}, claimstest.Lacks{})
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
			if differences, _ := survey(t, c.fault, claimstest.Lacks{}, named); !slices.ContainsFunc(differences, named) {
				t.Errorf("got %v, want %s", differences, c.want)
			}
		})
	}
}

func TestWhatASystemLacksIsLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		system  spoiled
		lacks   claimstest.Lacks
		reached int
	}{
		"nothing":    {spoiled{}, claimstest.Lacks{}, 22},
		"no dispute": {spoiled{do: missing(claims.PartnerDisputes)}, claimstest.Lacks{Events: []claims.Event{claims.PartnerDisputes}}, 14},
		"only claiming, and no page for evidence": {
			spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event == claims.PartnerSubmits {
					_ = o.Do(ctx, claims.EvidenceGiven) // the page for submitting has all parts
				}
				return missing(claims.AddCustomer, claims.EvidenceGiven)(o, ctx, event)
			}},
			claimstest.Lacks{Events: []claims.Event{claims.AddCustomer, claims.EvidenceGiven}},
			22,
		},
		"no clock": {
			spoiled{advance: func(*office, context.Context, time.Duration) error { return errors.ErrUnsupported }},
			claimstest.Lacks{Events: []claims.Event{claims.WindowEnds}},
			16,
		},
		"guards that cannot fail": {
			spoiled{without: func(_ *office, _ context.Context, guard claims.Guard) error {
				return fmt.Errorf("no way around %s: %w", guard, errors.ErrUnsupported)
			}},
			claimstest.Lacks{Guards: []claims.Guard{
				claims.DealSizeGiven, claims.EvidenceComplete, claims.RequestAnswered, claims.SurveyLinkLive, claims.CustomerContactOpen,
			}},
			22,
		},
		"everything": {spoiled{do: missing(claims.Events()...)}, claimstest.Lacks{Events: claims.Events()}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			differences, reached := survey(t, c.system, c.lacks, func(error) bool { return false })
			if reached != c.reached || differences != nil {
				t.Errorf("%d states reached, %v; want %d", reached, differences, c.reached)
			}
		})
	}
}

func TestASystemMayExpireAClaimByItself(t *testing.T) {
	for name, newSystem := range map[string]func() spoiled{
		"at once": func() spoiled {
			expired := false
			return spoiled{
				advance: func(o *office, ctx context.Context, by time.Duration) error {
					_ = o.Advance(ctx, by)
					expired = o.sweep(ctx) == nil
					return nil
				},
				do: func(o *office, ctx context.Context, event claims.Event) error {
					if event == claims.WindowEnds && expired {
						expired = false
						return nil
					}
					err := o.Do(ctx, event)
					expired = o.sweep(ctx) == nil || expired
					return err
				},
			}
		},
		"when a command comes": func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event != claims.WindowEnds {
					_ = o.sweep(ctx)
				}
				return o.Do(ctx, event)
			}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			claimstest.TestSystem(t, func(t *testing.T) claimstest.System {
				t.Helper()
				driver, err := newOffice()
				if err != nil {
					t.Fatal(err)
				}
				system := newSystem()
				system.office = driver
				return system
			}, claimstest.Lacks{})
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
		return spoiled{office: driver, do: missing(claims.ConsentSent)}
	}, claimstest.Lacks{Events: []claims.Event{claims.ConsentSent}})
}

// A given command is an event that a system was given in a state, with whether
// its window was over and whether the system did it.
type given struct {
	state      claims.State
	event      claims.Event
	late, done bool
}

// givenBySurvey returns how often a sound system is given each command.
func givenBySurvey(t *testing.T) map[given]int {
	t.Helper()
	times := map[given]int{}
	differences, _ := survey(t, spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
		one := given{event: event}
		if claim, err := o.desk.Claim(ctx, "contoso"); err == nil {
			one.state, one.late = claim.State(), claim.Due(o.now)
		}
		err := o.Do(ctx, event)
		one.done = err == nil
		times[one]++
		return err
	}}, claimstest.Lacks{}, func(error) bool { return false })
	if differences != nil {
		t.Error(differences)
	}
	return times
}

func TestASystemIsDrivenAlongEachRowAndTriedWithEachOtherEventInEachState(t *testing.T) {
	times := givenBySurvey(t)
	want := func(least int, one given) {
		if times[one] < least {
			t.Errorf("in %q, %s (after the end of the window: %t, done: %t) is given %d times, want %d", one.state, one.event, one.late, one.done, times[one], least)
		}
	}
	for _, row := range claims.Transitions() {
		least := 1
		if row.From == row.To {
			least = 2
		}
		want(least, given{row.From, row.Event, row.Event == claims.WindowEnds, true})
		if row.From.Permitted().Has(claims.WindowEnds) { // neither too early nor too late
			want(1, given{row.From, row.Event, row.Event != claims.WindowEnds, false})
		}
		for _, event := range claims.Events() {
			if !row.To.Permitted().Has(event) && !(claims.State{}).Permitted().Has(event) {
				want(1, given{row.To, event, false, false})
			}
		}
	}
}
