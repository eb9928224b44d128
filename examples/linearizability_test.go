package examples

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// nomination nominates a customer for a workshop of FY23.
func nomination(t *testing.T, catalog *catalog.Catalog, at time.Time) *eligibility.Nomination {
	t.Helper()
	workshop, _ := catalog.Find("fy23-microsoft-viva", mci.DateOf(at))
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	nominated, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: workshop, Way: eligibility.Add, At: at, PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, MailMatches: mci.Yes, Claims: eligibility.CountOf(0)},
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
	}, eligibility.Details{
		ClaimName: "Contoso Viva", CustomerContact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"},
		PartnerContact: mci.Contact{Name: "Jonas", Email: "jonas@fabrikam.com"},
	})
	if err != nil || nominated == nil {
		t.Fatal(err, decision.Reasons())
	}
	return nominated
}

// An operation on one claim is a request to the store and its answer.
type (
	asked struct {
		kind     string // save, load or history
		expected uint64 // version that a save expects
	}
	answered struct {
		version  uint64 // of the record, or of its latest entry
		conflict bool
	}
)

// register models a store with one claim. A save raises the version by one if
// it expects the current version.
var register = porcupine.Model{
	Init: func() any { return uint64(3) },
	Step: func(state, input, output any) (bool, any) {
		version, in, out := state.(uint64), input.(asked), output.(answered)
		switch {
		case in.kind != "save":
			return out.version == version, version
		case out.conflict:
			return in.expected != version, version
		default:
			return in.expected == version, version + 1
		}
	},
}

// A recording holds every operation with its beginning and its end.
type recording struct {
	mu         sync.Mutex
	begun      time.Time
	operations []porcupine.Operation
}

func (r *recording) note(client int, in asked, run func() answered) {
	call := time.Since(r.begun).Nanoseconds()
	out := run()
	operation := porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: time.Since(r.begun).Nanoseconds()}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.operations = append(r.operations, operation)
}

// work loads and saves one claim and reads its history, as one of several
// clients.
func (r *recording) work(t *testing.T, client int, s store.Store, catalog *catalog.Catalog) {
	ctx := context.Background()
	random := rand.New(rand.NewPCG(uint64(client), 7))
	for range 12 {
		var loaded store.Envelope
		r.note(client, asked{kind: "load"}, func() answered {
			var err error
			if loaded, err = s.Load(ctx, "claim-1"); err != nil {
				t.Error(err)
			}
			return answered{version: loaded.Version}
		})
		record, err := desk.Decode(loaded)
		if err != nil {
			t.Error(err)
			return
		}
		claim, err := claims.Restore(record, catalog)
		if err != nil {
			t.Error(err)
			return
		}
		update := claims.UpdateContact{Side: claims.PartnerSide, Contact: mci.Contact{Name: "Kim", Email: "kim@fabrikam.com"}}
		change, err := claims.Apply(claim, update, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: record.Updated})
		if err != nil {
			t.Error(err)
			return
		}
		rows, err := desk.EncodeChange(change)
		if err != nil {
			t.Error(err)
			return
		}
		time.Sleep(time.Duration(random.IntN(50)) * time.Microsecond)
		r.note(client, asked{"save", change.Expected()}, func() answered {
			err := s.Save(ctx, rows)
			if err != nil && !errors.Is(err, store.ErrConflict) {
				t.Error(err)
			}
			return answered{conflict: err != nil}
		})
		r.note(client, asked{kind: "history"}, func() (out answered) {
			for entry, err := range s.History(ctx, "claim-1", 0) {
				if err != nil {
					t.Error(err)
				}
				out.version = entry.Number
			}
			return out
		})
	}
}

// check reports whether all operations fit one order in which each takes effect
// at an instant between its beginning and its end.
func check(t *testing.T, s store.Store) porcupine.CheckResult {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	r := &recording{begun: time.Now()}
	var group sync.WaitGroup
	for client := range 6 {
		group.Go(func() { r.work(t, client, s, card) })
	}
	group.Wait()
	saved := 0
	for _, operation := range r.operations {
		if in := operation.Input.(asked); in.kind == "save" && !operation.Output.(answered).conflict {
			saved++
		}
	}
	t.Logf("%d operations, %d changes saved", len(r.operations), saved)
	return porcupine.CheckOperationsTimeout(register, r.operations, 20*time.Second)
}

func TestTheMemoryStoreIsLinearizable(t *testing.T) {
	for range 10 {
		s := &store.Memory{}
		begun(t, s, "claim-1")
		if result := check(t, s); result != porcupine.Ok {
			t.Fatalf("the history of the operations is %s", result)
		}
	}
}

// A staleStore answers from a slightly old copy, as a replica of a database
// does.
type staleStore struct {
	*store.Memory
	mu   sync.Mutex
	copy store.Envelope
	left int
}

func (s *staleStore) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left > 0 {
		return s.copy, nil
	}
	var err error
	s.copy, err = s.Memory.Load(ctx, id)
	s.left = 4
	return s.copy, err
}

// The check must detect a store that is not linearizable.
func TestAStoreThatAnswersFromAReplicaIsNotLinearizable(t *testing.T) {
	s := &staleStore{Memory: &store.Memory{}}
	begun(t, s.Memory, "claim-1")
	if result := check(t, s); result != porcupine.Illegal {
		t.Fatalf("the history of the operations is %s", result)
	}
}
