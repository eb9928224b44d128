package association_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
)

func TestACommandEndsTheAssumptionOfTheFieldsThatItRecords(t *testing.T) {
	adopted := func(kind cpor.Kind) *life {
		return (&life{t: t}).take(association.Adopt(adoption(kind, "Partner action required"), nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01"))))
	}
	for path, command := range map[string]association.Command{
		"proof":           association.GiveProof{Proof: proof("2023-01-02", teams)},
		"location":        association.Edit{Location: "location-1"},
		"workloads":       association.Edit{Workloads: []cpor.Workload{teams}},
		"customerContact": association.Edit{CustomerContact: other},
		"partnerContact":  association.Edit{PartnerContact: other},
	} {
		l := adopted(cpor.ModernWorkUsage)
		if !l.claim.Assumed().Has(path) {
			t.Errorf("%s was not assumed", path)
		}
		l.do("2023-02-02", command)
		if l.claim.Assumed().Has(path) {
			t.Errorf("%s is still assumed after %s", path, command.Event())
		}
		checkStored(l)
	}
}

// The proof of a draft was given, so nothing of it is assumed when Partner
// Center shows that the claim was submitted.
func TestAnObservationAssumesNothingThatACommandRecorded(t *testing.T) {
	for given, assumed := range map[bool]bool{true: false, false: true} {
		l := open(t, cpor.ModernWorkUsage, "2023-01-06")
		if given {
			l.do("2023-01-09", association.GiveProof{Proof: proof("2023-01-02", teams, exchange)})
		}
		l.see("2023-01-10", "Submitted")
		if got := l.claim.Assumed().Has("proof"); got != assumed {
			t.Errorf("given %t, and the proof is assumed: %t", given, got)
		}
		checkStored(l)
	}
}

// A claim with a workload has no subscription, whatever its record assumes. A
// subscription that was recorded made a record that could not be read again.
func TestASubscriptionIsNotRecordedForAClaimWithAWorkload(t *testing.T) {
	l := (&life{t: t}).take(association.Adopt(adoption(cpor.ModernWorkUsage, "Approved"), nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01"))))
	l.refused("2023-02-02", "cporclaim.guard.subscription", association.RecordFacts{Subscription: license})
}

// A refusal tells the gaps of one rule: the first one that refuses.
func TestFactsAreRefusedByTheFirstRule(t *testing.T) {
	l := open(t, cpor.BusinessUsage, "2023-01-06")
	all := association.RecordFacts{Subscription: "another", Location: "location-2", Workloads: []cpor.Workload{teams}}
	for actor, want := range map[claims.Actor]int{claims.PartnerCenter: 1, claims.Customer: 1} {
		_, err := association.Apply(l.claim, all, meta(actor, at("2023-01-09")))
		var refusal *association.Refusal
		if !errors.As(err, &refusal) || len(refusal.Gaps) != want || refusal.Gaps[0].Rule != refusal.Rule {
			t.Errorf("%s: got %v", actor, err)
		}
	}
	all.Subscription = ""
	if refusal := l.refused("2023-01-09", "cporclaim.portal.facts", all); len(refusal.Gaps) != 2 {
		t.Errorf("got %+v, want the location and the workloads", refusal.Gaps)
	}
}

// A record of an older version can have a field and yet assume it.
func TestAFactThatIsKnownAndAssumedIsRecorded(t *testing.T) {
	for path, facts := range map[string]association.RecordFacts{
		"location": {Location: "location-1"}, "workloads": {Workloads: []cpor.Workload{sales}}, "subscription": {Subscription: license},
	} {
		record := open(t, cpor.BusinessUsage, "2023-01-06").claim.Record()
		record.Location, record.Workloads, record.Subscription = "location-1", []cpor.Workload{sales}, license
		record.Observed = &association.Observed{Adopted: true}
		if err := json.Unmarshal([]byte(`["created","`+path+`"]`), &record.Observed.Assumed); err != nil {
			t.Fatal(err)
		}
		claim := must(association.Restore(record, nil))
		change := must(association.Apply(claim, facts, meta(claims.PartnerCenter, at("2023-02-01"))))
		if len(change.Entries) != 1 || change.Claim.Assumed().Has(path) {
			t.Errorf("%s: %d entries, assumed %t", path, len(change.Entries), change.Claim.Assumed().Has(path))
		}
	}
}
