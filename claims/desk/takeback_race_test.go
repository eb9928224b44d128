package desk_test

import (
	"context"
	"iter"
	"sync"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// An overtakenReads store runs a function once, before it yields the first history:
// after the claim was loaded, and before its entries are.
type overtakenReads struct {
	*store.Memory
	once sync.Once
	by   func()
}

func (s *overtakenReads) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	s.once.Do(s.by)
	return s.Memory.History(ctx, id, after)
}

// A taking-back is overtaken between its two reads. The caller's input is not
// to blame, so it is tried again.
func TestATakingBackThatIsOvertakenWhileItReadsIsTriedAgain(t *testing.T) {
	s := &overtakenReads{Memory: &store.Memory{}}
	d := desk.New(s, public())
	must(d.Open(t.Context(), nominate(question(engagement(public(), viva), at("2022-11-10T09:00Z"))), "claim-1", by(claims.AddCustomer, at("2022-11-10T09:00Z"))))
	portal := claims.Meta{Actor: claims.PartnerCenter, At: at("2022-11-11"), Received: at("2022-11-11")}
	wrong := must(d.Observe(t.Context(), "claim-1", claims.ReadStatus("Customer consent received"), portal))
	number := wrong.Claim.Version()
	s.by = func() {
		must(d.Observe(t.Context(), "claim-1", claims.ReadStatus("a name that no document lists"), portal))
	}
	meta := by(claims.EntryTakenBack, at("2022-11-11"))
	change, err := d.TakeBack(t.Context(), "claim-1", number, meta)
	if err != nil {
		t.Fatalf("got error %v of the class %q, want none", err, desk.ClassOf(err))
	}
	if got := change.Claim.Version(); got != number+2 {
		t.Errorf("got version %d, want %d", got, number+2)
	}
}

// The same for an association.
func TestATakingBackOfAnAssociationThatIsOvertakenWhileItReadsIsTriedAgain(t *testing.T) {
	s := &overtakenReads{Memory: &store.Memory{}, by: func() {}}
	a := desk.New(s, public()).Associations()
	submitted(t, a, "a-1", monday)
	number := must(reviewed(t, a, "a-1", monday)).Claim.Version()
	s.once, s.by = sync.Once{}, func() {
		portal := claims.Meta{Actor: claims.PartnerCenter, At: monday, Received: monday}
		must(a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("a name that no document lists"), portal))
	}
	change, err := a.TakeBack(t.Context(), "a-1", number, admin(monday, ""))
	if err != nil {
		t.Fatalf("got error %v of the class %q, want none", err, desk.ClassOf(err))
	}
	if got := change.Claim.Version(); got != number+2 {
		t.Errorf("got version %d, want %d", got, number+2)
	}
}
