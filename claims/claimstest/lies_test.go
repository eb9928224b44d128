package claimstest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/claimstest"
)

// lies are drivers that do not tell what their systems do. Each row makes a
// driver of its own for one path, and names the first difference of a state.
var lies = []struct {
	name string
	lie  func() spoiled
	want string
}{
	{
		"a second dispute is done",
		func() spoiled {
			disputed := false
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				err := o.Do(ctx, event)
				if event == claims.PartnerDisputes && disputed && errors.Is(err, claims.ErrRefused) {
					return nil
				}
				disputed = disputed || event == claims.PartnerDisputes && err == nil
				return err
			}}
		},
		"to Disputed by add customer, send consent, accept, submit, begin review, reject, dispute: then dispute, which the rules refuse here: the system did it",
	},
	{
		"a second request for action is refused",
		func() spoiled {
			asked := false
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event == claims.ReviewerAsks && asked {
					return claims.ErrRefused
				}
				err := o.Do(ctx, event)
				asked = asked || event == claims.ReviewerAsks && err == nil
				return err
			}}
		},
		"to Partner action required by add customer, send consent, accept, submit, begin review, request action, submit, begin review, request action, " +
			"submit, begin review, request action: step 9, request action: refused by the rules",
	},
	{
		"the first reading after a command shows the status before it",
		func() spoiled {
			var before claims.Status
			return spoiled{status: func(o *office, ctx context.Context) (claims.Status, error) {
				shown := before
				got, err := o.Status(ctx)
				if before = got; shown == 0 {
					shown = got
				}
				return shown, err
			}}
		},
		"to Canceled by add customer, cancel: step 2, cancel: got status Customer claimed, want Canceled",
	},
	{
		"an expiry is shown, and not stored",
		func() spoiled {
			shown := map[claims.Status]claims.Status{}
			return spoiled{
				do: func(o *office, ctx context.Context, event claims.Event) error {
					if event != claims.WindowEnds {
						return o.Do(ctx, event)
					}
					claim, err := o.desk.Claim(ctx, "contoso")
					if err == nil && !claim.Due(o.now) {
						err = claims.ErrRefused
					}
					if err == nil {
						ended, _ := claim.State().Next(event)
						shown[claim.State().Status] = ended.Status
					}
					return err
				},
				status: func(o *office, ctx context.Context) (claims.Status, error) {
					status, err := o.Status(ctx)
					if ended, ok := shown[status]; ok {
						status = ended
					}
					return status, err
				},
			}
		},
		"to Customer consent expired by add customer, expire: then expire, which the rules refuse here: the system did it",
	},
	{
		"a command after the end of a window is done if no sweep ran",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				claim, err := o.desk.Claim(ctx, "contoso")
				if now := o.now; err == nil && event != claims.WindowEnds && claim.Due(now) {
					o.now = claim.Record().Updated
					defer func() { o.now = now }()
				}
				return o.Do(ctx, event)
			}}
		},
		"to Customer claimed by add customer: then, after the end of the window and before expire, send consent: the system did it",
	},
	{
		"a comment on a canceled claim is done",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				err := o.Do(ctx, event)
				if status, _ := o.Status(ctx); status == claims.Canceled && event == claims.PartnerComments {
					return nil
				}
				return err
			}}
		},
		"to Canceled by add customer, cancel: then comment, which the rules refuse here: the system did it",
	},
	{
		"a payment of an approved claim is refused",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if event == claims.PaymentRecorded {
					return claims.ErrRefused
				}
				return o.Do(ctx, event)
			}}
		},
		"to Approved by add customer, send consent, accept, submit, begin review, approve: then record payment: refused by the rules",
	},
	{
		"what is refused is said to be unsupported",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				err := o.Do(ctx, event)
				if errors.Is(err, claims.ErrRefused) {
					err = errors.ErrUnsupported
				}
				return err
			}}
		},
		"to Customer claimed by add customer: then resend consent, which the rules refuse here: got an error that is no refusal: " +
			"it is not among what the system is said to lack: unsupported operation",
	},
	{
		"a command is said to be unsupported in one state",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if status, _ := o.Status(ctx); event == claims.PartnerCancels && status == claims.AwaitingConsent {
					return errors.ErrUnsupported
				}
				return o.Do(ctx, event)
			}}
		},
		"to Canceled by add customer, send consent, cancel: step 3, cancel: it is not among what the system is said to lack: unsupported operation",
	},
	{
		"what is done is said to be refused",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				err := o.Do(ctx, event)
				if err == nil && event == claims.ReviewBegins {
					err = claims.ErrRefused
				}
				return err
			}}
		},
		"to Under review by add customer, send consent, accept, submit, begin review: step 5, begin review: refused by the rules",
	},
	{
		"a lost dispute is shown as a rejection",
		func() spoiled { return spoiled{status: shows(claims.RejectedFinal, claims.Rejected)} },
		"to Rejected final by add customer, send consent, accept, submit, begin review, reject, dispute, submit, begin review, reject: " +
			"step 10, reject: got status Rejected, want Rejected final",
	},
	{
		"after a refusal, the next command that is permitted is said to be done",
		func() spoiled {
			refused := false
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				claim, err := o.desk.Claim(ctx, "contoso")
				if err == nil && refused && claim.State().Permitted().Has(event) {
					refused = false
					return nil
				}
				err = o.Do(ctx, event)
				refused = refused || errors.Is(err, claims.ErrRefused)
				return err
			}}
		},
		"to Awaiting customer consent response by add customer, send consent: step 2, send consent: got status Customer claimed, want Awaiting customer consent response",
	},
	{
		"a submission without evidence is done",
		func() spoiled {
			return spoiled{without: func(o *office, ctx context.Context, guard claims.Guard) error {
				if guard == claims.EvidenceComplete {
					return errors.Join(o.Do(ctx, claims.EvidenceGiven), o.Do(ctx, claims.PartnerSubmits))
				}
				return o.DoWithout(ctx, guard)
			}}
		},
		`to Customer consent received by add customer, send consent, accept: then submit, which the guard "evidence complete" refuses here: the system did it`,
	},
	{
		"a submission without an answer to the reviewer is done",
		func() spoiled {
			return spoiled{without: func(o *office, ctx context.Context, guard claims.Guard) error {
				if guard == claims.RequestAnswered {
					return errors.Join(o.Do(ctx, claims.PartnerComments), o.Do(ctx, claims.PartnerSubmits))
				}
				return o.DoWithout(ctx, guard)
			}}
		},
		"to Partner action required by add customer, send consent, accept, submit, request action: " +
			`then submit, which the guard "request answered" refuses here: the system did it`,
	},
	{
		"the evidence is asked for at the first submission only",
		func() spoiled {
			return spoiled{without: func(o *office, ctx context.Context, guard claims.Guard) error {
				if status, _ := o.Status(ctx); guard == claims.EvidenceComplete && status != claims.ConsentReceived {
					return nil
				}
				return o.DoWithout(ctx, guard)
			}}
		},
		"to Partner action required by add customer, send consent, accept, submit, request action: " +
			`then submit, which the guard "evidence complete" refuses here: the system did it`,
	},
	{
		"a customer who was asked can accept after the expiry",
		func() spoiled {
			asked := false
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				if status, _ := o.Status(ctx); status == claims.ConsentExpired && event == claims.CustomerAccepts && asked {
					return nil
				}
				err := o.Do(ctx, event)
				asked = asked || event == claims.ConsentSent && err == nil
				return err
			}}
		},
		"to Awaiting customer consent response by add customer, send consent: then, after the end of the window and after expire, accept: the system did it",
	},
	{
		"a claim that Microsoft holds expires in the end",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				claim, err := o.desk.Claim(ctx, "contoso")
				if err == nil && event == claims.WindowEnds && claim.State().Status == claims.UnderReview && o.now.Sub(claim.Record().Updated) > 200*24*time.Hour {
					return nil
				}
				return o.Do(ctx, event)
			}}
		},
		"to Under review by add customer, send consent, accept, submit, begin review: then, much later, expire, which the rules refuse here: the system did it",
	},
	{
		"a late approval is refused",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				claim, err := o.desk.Claim(ctx, "contoso")
				if err == nil && event == claims.ReviewerApproves && o.now.Sub(claim.Record().Updated) > 200*24*time.Hour {
					return claims.ErrRefused
				}
				return o.Do(ctx, event)
			}}
		},
		"to Under review by add customer, send consent, accept, submit, begin review: then, much later, approve: refused by the rules",
	},
	{
		"a late payment is refused",
		func() spoiled {
			return spoiled{do: func(o *office, ctx context.Context, event claims.Event) error {
				claim, err := o.desk.Claim(ctx, "contoso")
				if err == nil && event == claims.PaymentRecorded && o.now.Sub(claim.Record().Updated) > 200*24*time.Hour {
					return claims.ErrRefused
				}
				return o.Do(ctx, event)
			}}
		},
		"to Approved by add customer, send consent, accept, submit, begin review, approve: then, much later, record payment: refused by the rules",
	},
}

func TestEachLieOfASystemIsCaught(t *testing.T) {
	for _, c := range lies {
		t.Run(c.name, func(t *testing.T) {
			named := func(err error) bool { return err.Error() == c.want }
			differences, _ := claimstest.Survey(t.Context(), func() claimstest.System {
				driver, err := newOffice()
				if err != nil {
					t.Fatal(err)
				}
				liar := c.lie()
				liar.office = driver
				return liar
			}, claimstest.Lacks{}, named)
			if !slices.ContainsFunc(differences, named) {
				t.Errorf("got %v, want %s", differences, c.want)
			}
		})
	}
}

// refusals returns the rows of a machine that name a guard, as the beginnings
// of the differences of a system that does not ask it.
func refusals[G interface {
	comparable
	String() string
}](all map[G][]string, event string, guards []G) {
	for _, guard := range guards {
		all[guard] = append(all[guard], "then "+event+", which the guard \""+guard.String()+"\" refuses here: the system did it")
	}
}

func TestASystemThatDoesNotAskAGuardIsCaughtAtEachRowThatNamesIt(t *testing.T) {
	rows := map[claims.Guard][]string{}
	for _, row := range claims.Transitions() {
		refusals(rows, row.Event.String(), row.Guards)
	}
	for guard, want := range rows {
		careless := spoiled{without: func(o *office, ctx context.Context, asked claims.Guard) error {
			if asked == guard {
				return nil
			}
			return o.DoWithout(ctx, asked)
		}}
		differences, _ := survey(t, careless, claimstest.Lacks{}, func(error) bool { return false })
		wantEach(t, differences, want)
	}
}

func TestASystemOfAssociationsThatDoesNotAskAGuardIsCaughtAtEachRowThatNamesIt(t *testing.T) {
	rows := map[lifecycle.Guard][]string{}
	for _, row := range lifecycle.Transitions() {
		refusals(rows, row.Event.String(), row.Guards)
	}
	for guard, want := range rows {
		careless := faulty{without: func(b *bureau, ctx context.Context, asked lifecycle.Guard) error {
			if asked == guard {
				return nil
			}
			return b.DoWithout(ctx, asked)
		}}
		lacks := subscribed
		if guard == lifecycle.HasSubscription {
			lacks.Guards = nil
			careless = faulty{without: careless.without, do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if event == lifecycle.SubscriptionEnds {
					return claims.ErrRefused
				}
				return b.Do(ctx, event)
			}}
		}
		differences, _ := associationSurvey(t, careless, lacks, func(error) bool { return false })
		wantEach(t, differences, want)
	}
}

// wantEach fails the test unless each difference ends with one of the texts,
// and there are as many of both.
func wantEach(t *testing.T, differences []error, want []string) {
	t.Helper()
	var got []string
	for _, difference := range differences {
		_, told, _ := strings.Cut(difference.Error(), ": ")
		got = append(got, told)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", differences, want)
	}
}
