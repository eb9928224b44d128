package rules_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/mci"
)

// hosted drives the workflow of claim-1 by messages. Between two calls the
// scene stands still, because its loop waits in a callback for the next action.
type hosted struct {
	*scene
	paused   chan struct{} // the scene stands still
	next     chan func()   // the next action
	ended    chan error
	keys     int
	expiries int // that Do has told of
	given    bool
	spoil    fault
}

func newHosted(t *testing.T, spoil fault) *hosted {
	t.Helper()
	h := &hosted{
		scene:  newScene(t, time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)),
		paused: make(chan struct{}), next: make(chan func()), ended: make(chan error, 1), spoil: spoil,
	}
	h.pauseIn(time.Millisecond)
	go func() {
		h.env.ExecuteWorkflow(h.deliver)
		h.ended <- h.env.GetWorkflowError()
	}()
	<-h.paused
	t.Cleanup(func() {
		h.next <- h.env.CancelWorkflow
		if err := <-h.ended; err != nil {
			t.Error(err)
		}
	})
	return h
}

// pause stands still until there is something to do, and does it.
func (h *hosted) pause() {
	h.paused <- struct{}{}
	(<-h.next)()
}

func (h *hosted) pauseIn(wait time.Duration) { h.env.RegisterDelayedCallback(h.pause, wait) }

// during does something that leads to the next pause, and waits for that.
func (h *hosted) during(do func()) {
	h.next <- do
	<-h.paused
}

// Advance implements [claimstest.System].
func (h *hosted) Advance(_ context.Context, by time.Duration) error {
	h.during(func() { h.pauseIn(h.spoil.wait(by)) })
	return nil
}

// Status implements [claimstest.System]. It asks the workflow.
func (h *hosted) Status(context.Context) (status claims.Status, err error) {
	h.during(func() {
		value, queried := h.env.QueryWorkflowByID(follow.WorkflowID("claim-1"), follow.StatusQuery)
		var seen follow.Status
		if err = queried; err == nil {
			err = value.Get(&seen)
		}
		if err == nil {
			err = status.UnmarshalText([]byte(h.spoil.shown(seen.Status)))
		}
		h.pause()
	})
	return status, err
}

// Do implements [claimstest.System].
func (h *hosted) Do(ctx context.Context, event claims.Event) error {
	switch event {
	case claims.AddCustomer, claims.ClaimCustomer:
		return h.open(ctx, event)
	case claims.WindowEnds:
		return h.expired()
	case claims.EvidenceGiven:
		parts := evidence
		if h.given { // a customer survey that was completed is not sent again
			parts = evidence[len(evidence)-1:]
		}
		for _, part := range parts {
			if err := h.give(part); err != nil {
				return err
			}
		}
		h.given = true
		return nil
	case claims.ReviewerApproves:
		return h.give(claims.Approve{Amount: paid()})
	default:
		command, err := claimstest.CommandOf(event)
		if err != nil {
			return err
		}
		return h.give(command)
	}
}

// DoWithout implements [claimstest.System].
func (h *hosted) DoWithout(_ context.Context, guard claims.Guard) error {
	if guard == claims.EvidenceComplete && h.given {
		if err := h.give(claims.GiveEvidence{Part: mci.PartnerSurvey, SurveySent: true}); err != nil {
			return err
		}
	}
	return h.give(without[guard])
}

// without has the commands that the guards refuse.
var without = map[claims.Guard]claims.Command{
	claims.EvidenceComplete: claims.Submit{}, claims.RequestAnswered: claims.Submit{},
	claims.SurveyLinkLive:      claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
	claims.CustomerContactOpen: claims.UpdateContact{Side: claims.CustomerSide, Contact: mci.Contact{Name: "Kim", Email: "kim@contoso.com"}},
}

var evidence = []claims.Command{
	claims.GiveEvidence{Part: mci.Invoice, Reference: "invoice.pdf"},
	claims.GiveEvidence{Part: mci.ProofOfExecution, Template: dateOf(2022, time.October, 1)},
	claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
	claims.GiveEvidence{Part: mci.CustomerSurvey},
	claims.GiveEvidence{Part: mci.PartnerSurvey},
}

func dateOf(year int, month time.Month, day int) mci.Date {
	return mci.DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// paid is the amount of the claim.
func paid() mci.Money {
	amount, _ := mci.ParseMoney("4000", mci.USD)
	return amount
}

// open opens the claim at a desk, which starts its workflow.
func (h *hosted) open(ctx context.Context, event claims.Event) (err error) {
	opening := &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH", Again: event == claims.ClaimCustomer}
	h.during(func() {
		now := h.env.Now()
		if _, err = h.desk.Open(ctx, opening, "claim-1", h.meta(event, now)); err == nil {
			err = h.Follow(ctx, "claim-1")
		}
		h.pauseIn(time.Second)
	})
	return err
}

func (h *hosted) meta(event claims.Event, now time.Time) claims.Meta {
	h.keys++
	meta := claims.Meta{Actor: claimstest.ActorOf(event), At: now, Received: now, Key: h.spoil.key(h.keys)}
	if meta.Actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	return meta
}

// give sends a command and waits for its answer, for an hour of the scene.
func (h *hosted) give(command claims.Command) (err error) {
	var once sync.Once
	h.during(func() {
		meta := h.meta(command.Event(), h.env.Now())
		h.answered = func(key string) {
			if key != meta.Key {
				return
			}
			last := h.answers[len(h.answers)-1].Answer
			once.Do(func() {
				err = h.spoil.answer(last)
				h.pauseIn(time.Second)
			})
		}
		h.env.RegisterDelayedCallback(func() {
			once.Do(func() {
				err = errors.New("no answer for an hour")
				h.pause()
			})
		}, time.Hour)
		if !h.spoil.loses(command.Event()) {
			h.say("claim-1", command, meta)
		}
	})
	return err
}

// expired reports whether the workflow has expired the claim since the last
// call.
func (h *hosted) expired() error {
	expiries := 0
	h.during(func() {
		for _, entry := range h.history("claim-1") {
			if entry.Event == claims.WindowEnds {
				expiries++
			}
		}
		h.pause()
	})
	if expiries == h.expiries && h.spoil != hurries {
		return fmt.Errorf("no window was over: %w", claims.ErrRefused)
	}
	h.expiries = expiries
	return nil
}

// A fault spoils the driver or its host. The zero fault spoils nothing.
type fault string

const (
	yields   fault = "a refusal is taken for an answer"
	confuses fault = "a status is shown as another"
	mutes    fault = "a message is lost"
	repeats  fault = "every message has the same key"
	stops    fault = "the clock does not go on"
	hurries  fault = "a window that is open is taken to be over"
)

func (f fault) answer(a follow.Answer) error {
	switch {
	case a.Class == "":
		return nil
	case a.Class != desk.Refused.String():
		return fmt.Errorf("%s: %s", a.Class, a.Text)
	case f == yields:
		return nil
	default:
		return fmt.Errorf("%s: %w", a.Text, claims.ErrRefused)
	}
}

func (f fault) shown(status string) string {
	if f == confuses && status == claims.Canceled.String() {
		return claims.CustomerClaimed.String()
	}
	return status
}

func (f fault) loses(event claims.Event) bool { return f == mutes && event == claims.PartnerCancels }

func (f fault) wait(by time.Duration) time.Duration {
	if f == stops {
		by = min(by, time.Hour)
	}
	return by
}

func (f fault) key(number int) string {
	if f == repeats {
		number = 0
	}
	return fmt.Sprint("key-", number)
}

// faultVariable names the fault in the environment of a spoiled process.
const faultVariable = "MCI_TEST_FAULT"

func TestAWorkflowLeadsAClaimToEveryStateAsTheMachineDoes(t *testing.T) {
	spoil := fault(os.Getenv(faultVariable))
	claimstest.TestSystem(t, func(t *testing.T) claimstest.System {
		t.Helper()
		return newHosted(t, spoil)
	}, claimstest.Lacks{Guards: []claims.Guard{claims.DealSizeGiven}}) // since the edition does not require it
}

func TestEachFaultOfAHostOverWorkflowsIsFound(t *testing.T) {
	for spoil, want := range map[fault]string{
		yields:   "to Customer claimed by add customer: then resend consent, which the rules refuse here: the system did it",
		confuses: "to Canceled by add customer, cancel: step 2, cancel: got status Customer claimed, want Canceled",
		mutes:    "to Canceled by add customer, cancel: step 2, cancel: no answer for an hour",
		repeats:  "to Customer claimed by add customer: then resend consent, which the rules refuse here: got an error that is no refusal: malformed: key",
		stops:    "to Customer consent expired by add customer, expire: step 2, expire: no window was over",
		hurries:  "to Customer claimed by add customer: then expire, which the rules refuse here: the system did it",
	} {
		t.Run(string(spoil), func(t *testing.T) {
			command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAWorkflowLeadsAClaimToEveryStateAsTheMachineDoes$") //nolint:gosec // because it is this program
			command.Env = append(os.Environ(), faultVariable+"="+string(spoil))
			told, err := command.CombinedOutput()
			if exited := (*exec.ExitError)(nil); !errors.As(err, &exited) || !strings.Contains(string(told), want) {
				t.Errorf("%v, and not %q in %s", err, want, told)
			}
		})
	}
}
