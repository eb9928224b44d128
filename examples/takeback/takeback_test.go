package takeback_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/takeback"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

var (
	created  = time.Date(2023, 3, 1, 12, 0, 0, 0, time.UTC)
	imported = created.Add(24 * time.Hour)
	later    = created.Add(48 * time.Hour)
)

// office is a desk over adopted claims of the public catalog.
type office struct {
	*takeback.Undoing
	kept *store.Memory
	t    testing.TB
}

// newOffice returns a desk over claims with the IDs.
func newOffice(t testing.TB, ids ...claims.ID) *office {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	kept := &store.Memory{}
	o := &office{&takeback.Undoing{Store: kept, Desk: desk.New(kept, card), Terms: card, Meta: func() (claims.Meta, error) {
		return claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: later, Received: later}, nil
	}}, kept, t}
	engagement, _ := card.Find("fy23-microsoft-viva", mci.DateOf(created))
	for i, id := range ids {
		customer, err := mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012x", i+1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Desk.Adopt(t.Context(), claims.Adoption{
			Name: "Contoso", Engagement: engagement, CustomerID: customer, Shown: claims.ReadStatus("Customer claimed"), Created: created,
		}, id, claims.Meta{Actor: claims.PartnerCenter, At: created, Received: created}); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// observe brings a claim to a status of Partner Center at an instant.
func (o *office) observe(id claims.ID, status string, at time.Time) {
	o.t.Helper()
	if _, err := o.Desk.Observe(o.t.Context(), id, claims.ReadStatus(status), claims.Meta{Actor: claims.PartnerCenter, At: at, Received: at}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) status(id claims.ID) string {
	o.t.Helper()
	claim, err := o.Desk.Claim(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return claim.State().String()
}

func (o *office) life(id claims.ID) takeback.Life {
	o.t.Helper()
	life, err := takeback.Load(o.t.Context(), o.kept, o.Desk, o.Terms, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return life
}

func TestAnImportIsTakenBackFromEachClaimAndFromNoOther(t *testing.T) {
	o := newOffice(t, "a", "b", "c")
	o.observe("a", "Under review", imported)
	o.observe("b", "Canceled", imported)
	o.observe("c", "Awaiting customer consent response", imported.Add(time.Nanosecond))
	o.Result.DryRun = true
	if found, err := o.Import(t.Context(), imported); !found || err != nil || o.status("a") != "Under review" {
		t.Fatalf("dry run: found %t, %v, %s", found, err, o.status("a"))
	}
	planned := o.Result
	o.Result = takeback.Result{}
	found, err := o.Import(t.Context(), imported)
	if !found || err != nil || len(o.Result.Left) > 0 || !slices.Equal(o.Result.Taken, planned.Taken) {
		t.Errorf("found %t, %v: got %+v, planned %+v", found, err, o.Result, planned)
	}
	for id, want := range map[claims.ID]string{"a": "Customer claimed", "b": "Customer claimed", "c": "Awaiting customer consent response"} {
		if got := o.status(id); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
	for i := 1; i < len(o.Result.Taken); i++ {
		if before, one := o.Result.Taken[i-1], o.Result.Taken[i]; before.Claim == one.Claim && before.Number <= one.Number {
			t.Errorf("entry %d is taken back before entry %d", before.Number, one.Number)
		}
	}
	o.Result = takeback.Result{}
	if found, err := o.Import(t.Context(), imported); found || err != nil || len(o.Result.Taken)+len(o.Result.Left) > 0 {
		t.Errorf("again: found %t, %v, %+v", found, err, o.Result)
	}
}

func TestAnImportThatThePartnerBuiltOnIsLeftAndSaysWhy(t *testing.T) {
	o := newOffice(t, "a", "b")
	o.observe("a", "Customer consent received", imported)
	o.observe("b", "Customer consent received", imported)
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: later, Received: later}
	if _, err := o.Desk.Do(t.Context(), "a", claims.Cancel{Comment: "a mistake"}, meta); err != nil {
		t.Fatal(err)
	}
	found, err := o.Import(t.Context(), imported)
	if !found || err != nil || o.status("a") != "Canceled" || o.status("b") != "Customer claimed" {
		t.Errorf("found %t, %v; %s, %s", found, err, o.status("a"), o.status("b"))
	}
	for _, left := range o.Result.Left {
		if left.Claim != "a" || left.Number == 0 || left.Event == "" || left.Why == "" {
			t.Errorf("got %+v", left)
		}
	}
	if len(o.Result.Left) == 0 {
		t.Error("nothing is left")
	}
}

func TestAClaimThatCannotBeReadIsLeftAndStopsNothing(t *testing.T) {
	o := newOffice(t, "a", "b")
	o.observe("a", "Canceled", imported)
	o.observe("b", "Canceled", imported)
	stored, err := o.kept.Load(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	stored.Body = []byte(`{"format": 1}`)
	if err := o.kept.Reindex(t.Context(), []store.Envelope{stored}); err != nil {
		t.Fatal(err)
	}
	found, err := o.Import(t.Context(), imported)
	if !found || err != nil || o.status("b") != "Customer claimed" || len(o.Result.Left) != 1 || o.Result.Left[0].Claim != "a" || o.Result.Left[0].Number != 0 {
		t.Errorf("found %t, %v: %+v", found, err, o.Result)
	}
}

func TestAnErrorOfTheStoreOrOfTheMetaIsTold(t *testing.T) {
	o := newOffice(t, "a")
	o.observe("a", "Canceled", imported)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.Import(ctx, imported); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	skipped := 0
	o.Skips = func(error) bool { skipped++; return true }
	if found, err := o.Import(ctx, imported); found || err != nil || skipped != 1 {
		t.Errorf("found %t, %v, told %d", found, err, skipped)
	}
	nobody := errors.New("nobody is signed in")
	o.Meta = func() (claims.Meta, error) { return claims.Meta{}, nobody }
	if err := o.Entry(t.Context(), o.life("a"), 2); !errors.Is(err, nobody) {
		t.Errorf("got %v", err)
	}
	var one *store.ClaimError
	if _, err := takeback.Load(t.Context(), o.kept, o.Desk, o.Terms, "nobody"); !errors.Is(err, store.ErrNotFound) || !errors.As(err, &one) || one.ID != "nobody" {
		t.Errorf("got %v", err)
	}
	if o.status("a") != "Canceled" {
		t.Errorf("it is %s", o.status("a"))
	}
}

func TestTheLastEntryIsTheLastThatIsNotTakenBack(t *testing.T) {
	o := newOffice(t, "a")
	if last := o.life("a").Marks().Last(); last != 1 {
		t.Errorf("of an opening: %d", last)
	}
	o.observe("a", "Awaiting customer consent response", imported)
	o.observe("a", "Customer consent received", imported.Add(time.Hour))
	life := o.life("a")
	last := life.Marks().Last()
	if life.ID() != "a" || last != uint64(len(life.Marks())) {
		t.Fatalf("%s: %d of %d", life.ID(), last, len(life.Marks()))
	}
	if err := o.Entry(t.Context(), life, last); err != nil {
		t.Fatal(err)
	}
	if marks := life.Marks(); marks.Last() != last-1 || len(marks) != int(last)+1 || marks.Event(last) == "" || marks.Event(0) != "" || marks.Event(99) != "" {
		t.Errorf("the last is %d of %d", marks.Last(), len(marks))
	}
	if o.status("a") != "Awaiting customer consent response" || o.Result.Taken[0].Status != o.status("a") {
		t.Errorf("got %+v", o.Result)
	}
	var none takeback.Marks
	if none.Last() != 1 || none.ObservedAt(imported) != nil {
		t.Error("no marks have an entry")
	}
}

func ExampleUndoing_Import() {
	undoing := takeback.Undoing{Store: &store.Memory{}}
	found, err := undoing.Import(context.Background(), imported)
	fmt.Println(found, err, len(undoing.Result.Taken))
	// Output: false <nil> 0
}
