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
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// faulty is a driver of a desk for associations with a fault.
type faulty struct {
	*bureau
	do      func(b *bureau, ctx context.Context, event lifecycle.Event) error
	without func(b *bureau, ctx context.Context, guard lifecycle.Guard) error
	status  func(b *bureau, ctx context.Context) (recognition.Status, error)
}

func (f faulty) Do(ctx context.Context, event lifecycle.Event) error {
	if f.do != nil {
		return f.do(f.bureau, ctx, event)
	}
	return f.bureau.Do(ctx, event)
}

func (f faulty) DoWithout(ctx context.Context, guard lifecycle.Guard) error {
	if f.without != nil {
		return f.without(f.bureau, ctx, guard)
	}
	return f.bureau.DoWithout(ctx, guard)
}

func (f faulty) Status(ctx context.Context) (recognition.Status, error) {
	if f.status != nil {
		return f.status(f.bureau, ctx)
	}
	return f.bureau.Status(ctx)
}

// associationSurvey drives faulty systems to every state.
func associationSurvey(t *testing.T, f faulty, lacks claimstest.AssociationLacks, enough func(error) bool) (differences []error, reached int) {
	t.Helper()
	return claimstest.AssociationSurvey(t.Context(), func() claimstest.AssociationSystem {
		driver, err := newBureau()
		if err != nil {
			t.Fatal(err)
		}
		one := f
		one.bureau = driver
		return one
	}, lacks, enough)
}

// subscribed is what a system lacks whose association is with a subscription.
var subscribed = claimstest.AssociationLacks{Guards: []lifecycle.Guard{lifecycle.HasSubscription}}

func TestADeskForAssociationsIsASystem(t *testing.T) {
	claimstest.TestAssociationSystem(t, func(t *testing.T) claimstest.AssociationSystem {
		t.Helper()
		driver, err := newBureau()
		if err != nil {
			t.Fatal(err)
		}
		return driver
	}, subscribed)
}

func TestEachFaultOfASystemOfAssociationsIsFound(t *testing.T) {
	broken := errors.New("status 500")
	asked := map[*bureau]bool{} // the systems whose reviewer has asked
	for name, c := range map[string]struct {
		fault faulty
		want  string // the beginning of one of the errors
	}{
		"it does what is refused": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if err := b.Do(ctx, event); !errors.Is(err, claims.ErrRefused) {
					return err
				}
				return nil
			}},
			"to Draft by create: then edit, which the rules refuse here: the system did it",
		},
		"it refuses what is permitted": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if event == lifecycle.PartnerDisputes {
					return claims.ErrRefused
				}
				return b.Do(ctx, event)
			}},
			"to Dispute by create, submit, begin review, reject, dispute: step 5, dispute: refused by the rules",
		},
		"it does another command": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if event == lifecycle.ReviewerRejects {
					event = lifecycle.ReviewerApproves
				}
				return b.Do(ctx, event)
			}},
			"to Rejected by create, submit, begin review, reject: step 4, reject: got status Approved, want Rejected",
		},
		"it shows another status": {
			faulty{status: func(b *bureau, ctx context.Context) (recognition.Status, error) {
				got, err := b.Status(ctx)
				if got == recognition.RejectedFinal {
					got = recognition.Rejected
				}
				return got, err
			}},
			"to Rejected final, lost dispute by create, submit, begin review, reject, dispute, reject: step 6, reject: got status Rejected, want Rejected final",
		},
		"it forgets proofs": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if event == lifecycle.ProofGiven {
					return nil
				}
				return b.Do(ctx, event)
			}},
			"to Submitted by create, submit: step 2, submit: ",
		},
		"it refuses a second proof": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if status, _ := b.Status(ctx); status == recognition.PartnerActionRequired && event == lifecycle.ProofGiven {
					return broken
				}
				return b.Do(ctx, event)
			}},
			"to Partner action required by create, submit, begin review, request action: then give proof: status 500",
		},
		"it never expires what waits for an answer": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if status, _ := b.Status(ctx); status == recognition.PartnerActionRequired && event == lifecycle.WindowEnds {
					return claims.ErrRefused
				}
				return b.Do(ctx, event)
			}},
			"to Partner action required by create, submit, begin review, request action: then, after the end of the window, expire: refused by the rules",
		},
		"it expires before the window is over": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if event == lifecycle.WindowEnds {
					_ = b.Advance(ctx, 35*24*time.Hour)
				}
				return b.Do(ctx, event)
			}},
			"to Partner action required by create, submit, begin review, request action: then expire, which the rules refuse here: the system did it",
		},
		"it takes a lost dispute up again": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if status, _ := b.Status(ctx); status == recognition.RejectedFinal && event == lifecycle.PartnerDisputes {
					return nil
				}
				return b.Do(ctx, event)
			}},
			"to Rejected final, lost dispute by create, submit, begin review, reject, dispute, reject: then dispute, which the rules refuse here: the system did it",
		},
		"it does commands after the end of a window if no sweep ran": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				claim, err := b.desk.Claim(ctx, "contoso")
				if now := b.now; err == nil && event != lifecycle.WindowEnds && claim.Due(now) {
					b.now = claim.Record().Updated
					defer func() { b.now = now }()
				}
				return b.Do(ctx, event)
			}},
			"to Partner action required by create, submit, begin review, request action: then, after the end of the window and before expire, give proof: the system did it",
		},
		"it refuses a second request for action": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if event == lifecycle.ReviewerAsks && asked[b] {
					return claims.ErrRefused
				}
				err := b.Do(ctx, event)
				asked[b] = asked[b] || event == lifecycle.ReviewerAsks && err == nil
				return err
			}},
			"to Partner action required by create, submit, begin review, request action, submit, begin review, request action, submit, begin review, request action: " +
				"step 7, request action: refused by the rules",
		},
		"it says in one state that a command is unsupported": {
			faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if status, _ := b.Status(ctx); status == recognition.Dispute && event == lifecycle.ReviewerApproves {
					return errors.ErrUnsupported
				}
				return b.Do(ctx, event)
			}},
			"to Approved by create, submit, begin review, reject, dispute, approve: step 6, approve: it is not among what the system is said to lack: unsupported operation",
		},
		"it panics": {
			faulty{do: func(*bureau, context.Context, lifecycle.Event) error { panic("a nil map") }},
			"the system panics: a nil map",
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := func(err error) bool { return strings.HasPrefix(err.Error(), c.want) }
			if differences, _ := associationSurvey(t, c.fault, subscribed, found); !slices.ContainsFunc(differences, found) {
				t.Errorf("got %v, want %s", differences, c.want)
			}
		})
	}
}

func TestWhatASystemOfAssociationsLacksIsLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		lacks   []lifecycle.Event
		reached int
	}{
		"nothing":    {nil, 11},
		"no dispute": {[]lifecycle.Event{lifecycle.PartnerDisputes}, 9},
		"everything": {lifecycle.Events(), 0},
	} {
		t.Run(name, func(t *testing.T) {
			system := faulty{do: func(b *bureau, ctx context.Context, event lifecycle.Event) error {
				if slices.Contains(c.lacks, event) {
					return fmt.Errorf("no such page: %w", errors.ErrUnsupported)
				}
				return b.Do(ctx, event)
			}}
			lacks := claimstest.AssociationLacks{Events: c.lacks, Guards: subscribed.Guards}
			differences, reached := associationSurvey(t, system, lacks, func(error) bool { return false })
			if reached != c.reached || differences != nil {
				t.Errorf("%d states reached, %v; want %d", reached, differences, c.reached)
			}
		})
	}
}
