package transfer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/examples/transfer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

func TestMain(m *testing.M) { os.Exit(clustertest.Run(m)) }

// A place is a store that can be copied.
type place interface {
	store.Store
	store.Tail
	CopyFrom(ctx context.Context, copy func(*transfer.Side) error) error
	CopyTo(ctx context.Context, copy func(*transfer.Side) error) error
}

func file(t *testing.T) place {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func database(t *testing.T) place {
	s, err := postgres.Open(t.Context(), clustertest.Schema(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func bookOf(t *testing.T, s place, name string) outbox.Book {
	t.Helper()
	if server, ok := s.(*postgres.Store); ok {
		return server.Book(name)
	}
	book, err := s.(*sqlite.Store).Book(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// fill opens some claims, and then asks each customer for consent, so that the
// histories are interleaved.
func fill(t *testing.T, s place, from, to int) {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	for n := from; n < to; n++ {
		change, err := sample.Open(card, idOf(n), n, sample.Now)
		if err == nil {
			err = s.Save(t.Context(), change)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for n := from; n < to; n++ {
		do(t, s, n, claims.SendConsent{})
	}
}

func idOf(n int) claims.ID { return claims.ID(fmt.Sprint("claim-", n)) }

func do(t *testing.T, s place, n int, command claims.Command) {
	t.Helper()
	card, err := catalog.Public()
	if err == nil {
		meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now}
		_, err = desk.New(s, card).Do(t.Context(), idOf(n), command, meta)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// copied copies one place to another one.
func copied(ctx context.Context, from, to place) (report *transfer.Report, err error) {
	err = from.CopyFrom(ctx, func(source *transfer.Side) error {
		return to.CopyTo(ctx, func(target *transfer.Side) (err error) {
			report, err = transfer.Copy(ctx, source, target)
			return err
		})
	})
	return report, err
}

func mustCopy(t *testing.T, from, to place) *transfer.Report {
	t.Helper()
	report, err := copied(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// outboxOf returns the entries of all claims in JSON, in their order, and their
// positions.
func outboxOf(t *testing.T, s place) (entries, positions []string) {
	t.Helper()
	for delivery, err := range s.Tail(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(&delivery.Entry)
		if err != nil {
			t.Fatal(err)
		}
		entries, positions = append(entries, string(text)), append(positions, string(delivery.Position))
	}
	return entries, positions
}

// eachWay runs a test from each kind of place to each kind.
func eachWay(t *testing.T, test func(t *testing.T, from, to place)) {
	kinds := map[string]func(*testing.T) place{"SQLite": file, "PostgreSQL": database}
	for source, from := range kinds {
		for target, to := range kinds {
			t.Run(source+" to "+target, func(t *testing.T) { test(t, from(t), to(t)) })
		}
	}
}

func TestTheOutboxKeepsItsOrder(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, from, 0, 3)
		mustCopy(t, from, to)
		fill(t, from, 3, 5)
		do(t, from, 0, claims.Cancel{})
		if got := mustCopy(t, from, to); got.Copied != 2 || got.Updated != 1 || got.Same != 2 || got.Entries != 5 {
			t.Errorf("got %+v", got)
		}
		was, _ := outboxOf(t, from)
		is, _ := outboxOf(t, to)
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("(-original +copy):\n%s", diff)
		}
	})
}

func TestARelayGoesOnWhereItWas(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, from, 0, 3)
		_, positions := outboxOf(t, from)
		book := bookOf(t, from, "relay")
		lease, err := book.Take(t.Context(), "holder", time.Minute)
		letter := outbox.Letter{Position: positions[2], After: positions[1], Subject: "claim-2", Event: "e", Reason: "refused", Attempts: 3, At: sample.Now}
		if err == nil {
			err = book.Note(t.Context(), lease, outbox.Progress{Position: positions[3], Letters: []outbox.Letter{letter}})
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := mustCopy(t, from, to); got.Relays != 1 || got.Letters != 1 || len(got.Left) != 0 {
			t.Errorf("got %+v", got)
		}
		_, moved := outboxOf(t, to)
		there := bookOf(t, to, "relay")
		taken, err := there.Take(t.Context(), "other", time.Minute) // the lease is not copied
		if err != nil || taken.Position != moved[3] || taken.Term <= lease.Term {
			t.Errorf("got %+v, %v, want the position %s", taken, err, moved[3])
		}
		letters, err := there.Letters(t.Context(), 0, false, 10)
		want := letter
		want.Position, want.After = moved[2], moved[1]
		if err != nil || len(letters) != 1 {
			t.Fatal(letters, err)
		}
		letters[0].Number = 0
		if diff := cmp.Diff(want, letters[0]); diff != "" {
			t.Error(diff)
		}
		if got := mustCopy(t, from, to); got.Relays != 0 || len(got.Left) != 0 {
			t.Errorf("the second copy: %+v", got)
		}
		if err := there.Note(t.Context(), taken, outbox.Progress{Position: moved[5]}); err != nil {
			t.Fatal(err)
		}
		if got := mustCopy(t, from, to); got.Relays != 0 || len(got.Left) != 1 || got.Left[0].Relay != "relay" {
			t.Errorf("the book that went on: %+v", got)
		}
	})
}

// The destination has a claim of its own, which the relay has not delivered. So
// the relay begins there at the beginning.
func TestARelayLosesNoEventOfAnotherOrder(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, to, 9, 10)
		fill(t, from, 0, 2)
		_, positions := outboxOf(t, from)
		book := bookOf(t, from, "relay")
		lease, err := book.Take(t.Context(), "holder", time.Minute)
		if err == nil {
			err = book.Note(t.Context(), lease, outbox.Progress{Position: positions[3]})
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := mustCopy(t, from, to); got.Copied != 2 || got.Relays != 1 {
			t.Errorf("got %+v", got)
		}
		if taken, err := bookOf(t, to, "relay").Take(t.Context(), "other", time.Minute); err != nil || taken.Position != "" {
			t.Errorf("got %+v, %v", taken, err)
		}
	})
}

var errStopped = errors.New("stopped")

func TestACopyThatIsStoppedAnywhereLeavesNothing(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, from, 0, 3)
		stopped := 0
		for step := 1; ; step++ {
			left := step
			counting := func() error {
				if left--; left == 0 {
					return errStopped
				}
				return nil
			}
			err := from.CopyFrom(t.Context(), func(source *transfer.Side) error {
				return to.CopyTo(t.Context(), func(target *transfer.Side) error {
					save, add := target.Save, target.Append
					target.Save = func(ctx context.Context, envelope *store.Envelope, expected uint64) error {
						return errors.Join(save(ctx, envelope, expected), counting())
					}
					target.Append = func(ctx context.Context, entries []row.Entry) (int64, error) {
						written, err := add(ctx, entries)
						return written, errors.Join(err, counting())
					}
					_, err := transfer.Copy(t.Context(), source, target)
					return errors.Join(err, counting())
				})
			})
			if err == nil {
				break
			}
			stopped++
			if entries, _ := outboxOf(t, to); !errors.Is(err, errStopped) || len(entries) != 0 {
				t.Fatalf("step %d: %v, %d entries", step, err, len(entries))
			}
		}
		if got := mustCopy(t, from, to); stopped != 5 || got.Same != 3 {
			t.Errorf("stopped %d times, %+v", stopped, got)
		}
	})
}

// A destination that loses or changes anything is found out before the commit.
func TestADestinationThatLosesEntriesIsFoundOut(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, from, 0, 2)
		err := from.CopyFrom(t.Context(), func(source *transfer.Side) error {
			return to.CopyTo(t.Context(), func(target *transfer.Side) error {
				add := target.Append
				target.Append = func(ctx context.Context, entries []row.Entry) (int64, error) { return add(ctx, entries[1:]) }
				_, err := transfer.Copy(t.Context(), source, target)
				return err
			})
		})
		if entries, _ := outboxOf(t, to); !errors.Is(err, transfer.ErrDiffers) || len(entries) != 0 {
			t.Errorf("got %v, %d entries", err, len(entries))
		}
	})
}

func TestACopyOfACanceledContextChangesNothing(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, from, 0, 1)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := copied(ctx, from, to)
		if entries, _ := outboxOf(t, to); !errors.Is(err, context.Canceled) || len(entries) != 0 {
			t.Errorf("got %v, %d entries", err, len(entries))
		}
	})
}

func TestDealsAreCopiedOrTold(t *testing.T) {
	from, to := database(t).(*postgres.Store), database(t).(*postgres.Store)
	fill(t, from, 0, 3)
	for n := range 3 {
		deal := referral.Deal{Claim: idOf(n), Version: 1}
		deal.Link.Referral = fmt.Sprint("referral-", n)
		if err := from.Deals().Save(t.Context(), deal); err != nil {
			t.Fatal(err)
		}
	}
	other := referral.Deal{Claim: idOf(0), Version: 1}
	taken := referral.Deal{Claim: "another", Version: 1}
	taken.Link.Referral = "referral-1"
	for _, deal := range []referral.Deal{other, taken} {
		if err := to.Deals().Save(t.Context(), deal); err != nil {
			t.Fatal(err)
		}
	}
	for again, want := range []int{1, 0} {
		if got := mustCopy(t, from, to); got.Deals != want || len(got.Left) != 2 {
			t.Errorf("copy %d: %+v", again, got)
		}
	}
	if deal, err := to.Deals().Load(t.Context(), idOf(2)); err != nil || deal.Link.Referral != "referral-2" {
		t.Errorf("got %+v, %v", deal, err)
	}
}

// The deals of a server come back from a file, to the byte.
func TestAFileKeepsTheDealsOfAServer(t *testing.T) {
	from, kept, back := database(t).(*postgres.Store), file(t), database(t).(*postgres.Store)
	fill(t, from, 0, 3)
	linked, alone := referral.Deal{Claim: idOf(0), Version: 1}, referral.Deal{Claim: idOf(1), Version: 1}
	linked.Link.Referral = "Referral-0"
	for _, deal := range []referral.Deal{linked, alone} {
		if err := from.Deals().Save(t.Context(), deal); err != nil {
			t.Fatal(err)
		}
	}
	for _, way := range [][2]place{{from, kept}, {kept, back}} {
		if got := mustCopy(t, way[0], way[1]); got.Deals != 2 || len(got.Left) != 0 {
			t.Errorf("%+v", got)
		}
		if got := mustCopy(t, way[0], way[1]); got.Deals != 0 || len(got.Left) != 0 {
			t.Errorf("again: %+v", got)
		}
	}
	for _, want := range []referral.Deal{linked, alone} {
		if got, err := back.Deals().Load(t.Context(), want.Claim); err != nil || !cmp.Equal(got, want) {
			t.Errorf("got %+v, want %+v, %v", got, want, err)
		}
	}
	// One that another program altered is left, and the others are copied.
	err := kept.CopyTo(t.Context(), func(side *transfer.Side) error {
		_, err := side.Tx.ExecContext(t.Context(), `UPDATE deals SET version = 7 WHERE claim = 'claim-0'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	third := database(t).(*postgres.Store)
	if got := mustCopy(t, kept, third); got.Deals != 1 || len(got.Left) != 1 || got.Left[0].Claim != "claim-0" || !strings.Contains(got.Left[0].Why, "altered") {
		t.Errorf("%+v", got)
	}
	// The link is in the column of the constraint, too.
	linked.Claim = idOf(2)
	if err := back.Deals().Save(t.Context(), linked); !errors.Is(err, referral.ErrLinked) {
		t.Errorf("got %v, want %v", err, referral.ErrLinked)
	}
}

func TestAClaimThatWentOnInTheDestinationIsLeft(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, from, 0, 3)
		mustCopy(t, from, to)
		do(t, to, 0, claims.Cancel{})
		do(t, to, 1, claims.Cancel{})
		do(t, from, 1, claims.ResendConsent{})
		was, _ := outboxOf(t, to)
		got := mustCopy(t, from, to)
		want := []transfer.Left{
			{Claim: "claim-0", Why: "the destination has a later version of the claim, 3 instead of 2"},
			{Claim: "claim-1", Why: "the destination has another claim of this ID"},
		}
		if diff := cmp.Diff(want, got.Left); diff != "" || got.Same != 1 || got.Checked != 1 {
			t.Errorf("got %+v\n%s", got, diff)
		}
		if is, _ := outboxOf(t, to); !cmp.Equal(was, is) {
			t.Error("the destination was changed")
		}
	})
}

func TestAssociationsAreCopied(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	tenant, err := sample.Customer(1)
	if err != nil {
		t.Fatal(err)
	}
	eachWay(t, func(t *testing.T, from, to place) {
		fill(t, from, 0, 1)
		_, err := desk.New(from, card).Associations().Adopt(t.Context(), association.Adoption{
			Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant}, Details: cpor.Details{Name: "Contoso"},
			Shown: lifecycle.ReadStatus("Draft"),
		}, "association-1", claims.Meta{Actor: claims.PartnerCenter, User: "export", At: sample.Now, Received: sample.Now})
		if err != nil {
			t.Fatal(err)
		}
		if got := mustCopy(t, from, to); got.Copied != 2 || got.Entries != 3 || len(got.Left) != 0 {
			t.Errorf("got %+v", got)
		}
		claim, err := desk.New(to, card).Associations().Claim(t.Context(), "association-1")
		if err != nil || claim.State().String() != "Draft" {
			t.Errorf("got %v, %v", claim, err)
		}
		was, _ := outboxOf(t, from)
		is, _ := outboxOf(t, to)
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("(-original +copy):\n%s", diff)
		}
		if got := mustCopy(t, from, to); got.Same != 2 || got.Copied != 0 {
			t.Errorf("the second copy: %+v", got)
		}
	})
}
