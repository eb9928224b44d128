package association_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// TestWhatARestoredClaimBecomesCanBeRestored gives every command to every
// record that Restore takes, although no life of the searches leads to it: one
// of each state and kind, adopted or not, and with every set of assumed fields
// that matters. The searches begin with a new claim, so that the fields which
// are assumed are always those that the claim lacks.
func TestWhatARestoredClaimBecomesCanBeRestored(t *testing.T) {
	taken, changed := 0, 0
	for _, kind := range cpor.Kinds() {
		for _, record := range oneOfEachState(t, kind) {
			for varied := range variations(t, record) {
				claim, err := association.Restore(varied, nil)
				if err != nil {
					continue
				}
				taken++
				changed += wantReadable(t, claim)
			}
		}
	}
	t.Logf("%d records were restored, and changed %d times", taken, changed)
	if taken < 3000 || changed < 20_000 {
		t.Errorf("%d records and %d changes are fewer than there were", taken, changed)
	}
}

// oneOfEachState returns a record in each state, without a key.
func oneOfEachState(t *testing.T, kind cpor.Kind) (records []association.Record) {
	met := map[lifecycle.State]bool{}
	begin := open(t, kind, "2023-01-06T09:00Z")
	machine.Search(begin, func(l *life) string { return fmt.Sprint(l.claim.State(), l.claim.Record().Proof.Signed) }, func(l *life) (next []*life) {
		if !met[l.claim.State()] {
			met[l.claim.State()] = true
			records = append(records, l.claim.Record())
		}
		for _, when := range instants(l.claim) {
			for _, command := range searched(l) {
				if change, err := association.Apply(l.claim, command, by(command.Event(), when)); err == nil {
					next = append(next, after(l, change))
				}
			}
		}
		return next
	})
	if len(met) != len(lifecycle.States()) {
		t.Fatalf("%d of %d states were reached", len(met), len(lifecycle.States()))
	}
	return records
}

// variations yields a record as it is, and with sets of assumed fields: none,
// all, each alone and all but each; adopted and not; with and without what is
// assumed to be missing.
func variations(t *testing.T, record association.Record) func(yield func(association.Record) bool) {
	paths := association.AssumablePaths()
	return func(yield func(association.Record) bool) {
		for set := range machine.Choices(paths) {
			for n := range 8 {
				if n&4 != 0 && 0 < len(set) && len(set) < len(paths) {
					continue // a divergence beside all that is assumed, and beside nothing
				}
				varied := must(association.Restore(record, nil)).Record()
				varied.Observed = &association.Observed{Adopted: n&1 != 0}
				if err := json.Unmarshal(must(json.Marshal(set)), &varied.Observed.Assumed); err != nil {
					t.Fatal(err)
				}
				if n&2 != 0 {
					lack(&varied, set)
				}
				if n&4 != 0 {
					varied.Observed.Divergence = &association.Divergence{Shown: lifecycle.ReadStatus("Paid"), Local: varied.State(), At: varied.Updated}
				}
				if !yield(varied) {
					return
				}
			}
		}
	}
}

// lack removes what is assumed from a record.
func lack(r *association.Record, assumed []string) {
	for _, path := range assumed {
		switch path {
		case "location":
			r.Location = ""
		case "workloads":
			r.Workloads = nil
		case "subscription":
			r.Subscription = ""
		case "customerContact":
			r.CustomerContact, r.CustomerTitle = mci.Contact{}, ""
		case "partnerContact":
			r.PartnerContact = mci.Contact{}
		case "proof":
			r.Proof = cpor.Proof{}
		case "keys":
			r.Keys = nil
		}
	}
}

// wantReadable fails the test if something that can happen to the claim at its
// latest instant, or when its window ends, makes a record that is not restored.
// It returns the number of changes.
func wantReadable(t *testing.T, claim *association.Claim) (changes int) {
	commands := searched(&life{claim: claim})
	for _, state := range lifecycle.States() {
		commands = append(commands, association.Resolve{Take: state})
	}
	commands = append(commands, association.Resolve{},
		association.RecordFacts{Number: "4711"}, association.RecordFacts{Location: "location-2"}, association.RecordFacts{Workloads: []cpor.Workload{sales}},
		association.RecordFacts{Subscription: license}, association.RecordFacts{Subscription: "another"},
		association.Edit{Workloads: []cpor.Workload{sales}}, association.Edit{Location: "location-2"}, association.Edit{Subscription: license},
		association.Edit{CustomerTitle: "CEO"}, association.Edit{PartnerContact: other})
	want := func(what string, change association.Change, err error) {
		if err != nil {
			var refusal *association.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("%s in %s: %v", what, claim.State(), err)
			}
			return
		}
		changes++
		after := change.Claim.Record()
		if _, err := association.Restore(after, nil); err != nil {
			before := claim.Record()
			t.Errorf("%s of a %s in %s makes a record that is not restored: %v\nbefore: %s\n after: %s", what, before.Kind, claim.State(), err, must(json.Marshal(before)), must(json.Marshal(after)))
		}
	}
	for i, when := range instants(claim) {
		for _, command := range commands {
			change, err := association.Apply(claim, command, by(command.Event(), when))
			want(command.Event().String(), change, err)
		}
		if i > 0 {
			continue
		}
		for status := range statuses {
			m := meta(claims.PartnerCenter, when)
			change, err := association.Observe(claim, lifecycle.ReadStatus(statuses[status]), m)
			want(statuses[status], change, err)
		}
	}
	return changes
}

// statuses are names that Partner Center shows.
var statuses = []string{"Draft", "Submitted", "Under review", "Partner action required", "Approved", "Rejected", "Dispute", "Rejected final", "Paid"}
