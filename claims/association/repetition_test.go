package association_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// keyed is the meta of an event by its actor, under a key.
func keyed(event lifecycle.Event, when, key string) claims.Meta {
	m := by(event, at(when))
	m.Key = key
	return m
}

// The record and the history both tell a repetition, by every kind of entry.
func TestARecordAndAnEntryTellWhatTheirKeyWasUsedFor(t *testing.T) {
	q := question(cpor.ModernWorkUsage, at("2023-01-06"))
	opened := must(association.Open(proposed(t, q), "claim-1", keyed(lifecycle.ClaimCreated, "2023-01-06", "open")))
	l := &life{t, nil, opened.Claim, opened.Entries}
	given := association.GiveProof{Proof: proof("2022-12-01", teams)}
	l.take(association.Apply(l.claim, given, keyed(lifecycle.ProofGiven, "2023-01-07", "proof")))
	shown := lifecycle.ReadStatus("Submitted")
	l.take(association.Observe(l.claim, shown, keyed(lifecycle.StatusObserved, "2023-01-08", "seen")))
	facts := association.RecordFacts{Number: "4713"}
	l.take(association.Apply(l.claim, facts, keyed(lifecycle.FactsRecorded, "2023-01-09", "facts")))
	number := l.history[len(l.history)-1].Number
	undo := meta(claims.Partner, at("2023-01-10"))
	undo.Key = "undo"
	l.take(association.TakeBack(l.claim, l.history, number, undo))

	same := map[string]association.Repetition{
		"open":  opened.Repetition(),
		"proof": must(association.RepetitionOf(given, keyed(lifecycle.ProofGiven, "2023-02-01", "proof"))),
		"seen":  must(association.RepetitionOfObserving(shown, keyed(lifecycle.StatusObserved, "2023-02-01", "seen"))),
		"facts": must(association.RepetitionOf(facts, keyed(lifecycle.FactsRecorded, "2023-02-01", "facts"))),
		"undo":  must(association.RepetitionOfTakingBack(number, undo)),
	}
	for key, repetition := range same {
		if repeats, err := repetition.In(l.claim); err != nil || !repeats {
			t.Errorf("%s: the record says %t, %v", key, repeats, err)
		}
		for i := range l.history {
			entry := &l.history[i]
			if repeats, err := repetition.Of(entry); err != nil || repeats != (entry.Key == key) {
				t.Errorf("%s: the entry under %q says %t, %v", key, entry.Key, repeats, err)
			}
		}
	}
	others := map[string]association.Repetition{
		"proof": must(association.RepetitionOf(association.GiveProof{Proof: proof("2022-12-02", teams)}, keyed(lifecycle.ProofGiven, "2023-02-01", "proof"))),
		"seen":  must(association.RepetitionOfObserving(lifecycle.ReadStatus("Approved"), keyed(lifecycle.StatusObserved, "2023-02-01", "seen"))),
		"facts": must(association.RepetitionOf(association.RecordFacts{Number: "4714"}, keyed(lifecycle.FactsRecorded, "2023-02-01", "facts"))),
		"undo":  must(association.RepetitionOfTakingBack(number+1, undo)),
	}
	for key, repetition := range others {
		_, err := repetition.In(l.claim)
		wantInvalid(t, err, "key")
		for i := range l.history {
			if entry := &l.history[i]; entry.Key == key {
				_, err := repetition.Of(entry)
				wantInvalid(t, err, "key")
			}
		}
	}
	if _, err := association.RepetitionOf(nil, undo); err == nil {
		t.Error("no command is repeated")
	}
}

func TestOnlyAnOpeningUnderAKeyIsARepetition(t *testing.T) {
	l := open(t, cpor.ModernWorkUsage, "2023-01-06")
	opened := association.Change{Claim: l.claim, Entries: l.history}
	next := must(association.Apply(l.claim, association.AddComment{Comment: "n"}, keyed(lifecycle.PartnerComments, "2023-01-07", "comment")))
	for name, change := range map[string]association.Change{"no change": {}, "an opening without a key": opened, "a command": next} {
		if got := change.Repetition(); got != (association.Repetition{}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	var none association.Repetition
	if repeats, err := none.Of(&l.history[0]); repeats || err != nil || none.Forgotten(l.claim) {
		t.Errorf("nothing is repeated: %t, %v", repeats, err)
	}
}

func TestAKeyCanBeForgottenOnlyIfTheRecordIsFullOfOthers(t *testing.T) {
	l := open(t, cpor.ModernWorkUsage, "2023-01-06")
	repetition := func(i int) association.Repetition {
		return must(association.RepetitionOf(association.AddComment{Comment: "n"}, keyed(lifecycle.PartnerComments, "2023-01-07", fmt.Sprint("key-", i))))
	}
	for i := range usedkey.Most + 1 {
		if got := repetition(0).Forgotten(l.claim); got != (i > usedkey.Most) {
			t.Fatalf("after %d keys the first can be forgotten: %t", i, got)
		}
		if got := repetition(-1).Forgotten(l.claim); got != (i >= usedkey.Most) {
			t.Fatalf("after %d keys another one can be forgotten: %t", i, got)
		}
		l.take(association.Apply(l.claim, association.AddComment{Comment: "n"}, keyed(lifecycle.PartnerComments, "2023-01-07", fmt.Sprint("key-", i))))
	}
	if !repetition(0).Forgotten(l.claim) || repetition(1).Forgotten(l.claim) {
		t.Error("the oldest of the keys is not the one that can be forgotten")
	}
	var none association.Repetition
	if none.Forgotten(l.claim) {
		t.Error("no key can be forgotten")
	}
}

func TestAnOpeningThatIsNoneIsNotReplayed(t *testing.T) {
	for name, spoil := range map[string]func(*association.Entry){
		"another number": func(e *association.Entry) { e.Number = 2 },
		"another claim":  func(e *association.Entry) { e.Claim = "claim-2" },
		"another event":  func(e *association.Entry) { e.Event = lifecycle.ProofGiven },
		"from a state":   func(e *association.Entry) { e.From = in(2) },
		"to another":     func(e *association.Entry) { e.To = in(2) },
		"a later record": func(e *association.Entry) { e.Opening.Version = 2 },
	} {
		history := open(t, cpor.ModernWorkUsage, "2023-01-06").history
		spoil(&history[0])
		if _, err := association.Replay(history, nil); err == nil {
			t.Errorf("%s: it is replayed", name)
		}
	}
}

func TestOnlyWhatIsNewIsRecorded(t *testing.T) {
	known := association.RecordFacts{Number: "4713", Location: "location-1", Workloads: []cpor.Workload{teams, exchange}}
	l := approved(t).do("2023-02-01", known)
	first := l.claim.Record().PortalNumber
	for name, c := range map[string]struct {
		facts association.RecordFacts
		rule  mci.RuleID // of the refusal of what differs
	}{
		"the number":    {association.RecordFacts{Number: "4713"}, ""},
		"the location":  {association.RecordFacts{Location: "location-1"}, ""},
		"the workloads": {association.RecordFacts{Workloads: []cpor.Workload{teams, exchange}}, ""},
		"a location":    {association.RecordFacts{Number: "4713", Location: "location-2"}, "cporclaim.portal.facts"},
	} {
		change, err := association.Apply(l.claim, c.facts, meta(claims.PartnerCenter, at("2023-03-01")))
		if c.rule != "" {
			wantRefusal(t, err, c.rule)
		} else if err != nil || len(change.Entries) != 0 {
			t.Errorf("%s: %d entries, %v", name, len(change.Entries), err)
		}
	}
	l.do("2023-03-01", association.RecordFacts{Number: "4714"})
	if second := l.claim.Record().PortalNumber; second.Number != "4714" || !second.At.After(first.At) {
		t.Errorf("the number is %+v", second)
	}
}

func TestASubscriptionThatIsKnownIsRecordedOnce(t *testing.T) {
	l := open(t, cpor.PresalesAdvisor, "2023-01-06")
	for _, id := range []cpor.SubscriptionID{license, cpor.SubscriptionID(strings.ToUpper(string(license)))} {
		change, err := association.Apply(l.claim, association.RecordFacts{Subscription: id}, meta(claims.PartnerCenter, at("2023-01-07")))
		if err != nil || len(change.Entries) != 0 {
			t.Errorf("%s: %d entries, %v", id, len(change.Entries), err)
		}
	}
	number := association.RecordFacts{Number: "4713"}
	l.do("2023-01-08", number)
	if change, err := association.Apply(l.claim, number, meta(claims.PartnerCenter, at("2023-01-09"))); err != nil || len(change.Entries) != 0 {
		t.Errorf("the number again, without the subscription: %d entries, %v", len(change.Entries), err)
	}
}

// A refusal names the expiry only if the expiry is its reason.
func TestARefusalNamesTheExpiryThatIsItsReason(t *testing.T) {
	for name, c := range map[string]struct {
		life    *life
		when    string
		command association.Command
		due     bool
	}{
		"the window is over":              {asked(t), "2023-03-01", association.Submit{}, true},
		"the window is open":              {asked(t), "2023-01-17", association.BeginReview{}, false},
		"over, and refused for its state": {asked(t), "2023-03-01", association.Dispute{}, false},
		"an expiry before its window":     {asked(t), "2023-01-17", association.Expire{}, false},
	} {
		_, err := association.Apply(c.life.claim, c.command, by(c.command.Event(), at(c.when)))
		var refusal *association.Refusal
		if !errors.As(err, &refusal) || (refusal.Due != nil) != c.due {
			t.Errorf("%s: %+v, %v", name, refusal, err)
		}
	}
}
