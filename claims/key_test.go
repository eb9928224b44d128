package claims_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func TestAKeyStandsForACommandWithItsContent(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	meta := by(claims.PaymentRecorded, at("2023-01-15"))
	meta.Key = "key-1"
	change := must(claims.Apply(l.claim, claims.RecordPayment{Amount: usd("2000")}, meta))
	again := must(claims.Apply(change.Claim, claims.RecordPayment{Amount: usd("2000")}, meta))
	if again.Entries != nil {
		t.Errorf("the same command again made %d entries", len(again.Entries))
	}
	_, err := claims.Apply(change.Claim, claims.RecordPayment{Amount: usd("3000")}, meta)
	wantInvalid(t, err, "key")
	meta.Actor = claims.PartnerCenter
	_, err = claims.Observe(change.Claim, claims.ReadStatus("Rejected"), meta)
	wantInvalid(t, err, "key")
}

// The opening has a content, too: another customer under the same key is not a
// repetition.
func TestAnOpeningUnderAUsedKeyIsARepetitionOnlyWithItsContent(t *testing.T) {
	d := desk.New(new(store.Memory), public())
	meta := by(claims.AddCustomer, at("2022-11-10"))
	meta.Key = "open-1"
	q := question(engagement(public(), viva), at("2022-11-10"))
	must(d.Open(t.Context(), nominate(q), "claim-1", meta))
	if change := must(d.Open(t.Context(), nominate(q), "claim-1", meta)); change.Entries != nil {
		t.Error("the same nomination again opens")
	}
	later := q
	later.At, meta.At, meta.Received = at("2022-11-11"), at("2022-11-11"), at("2022-11-11")
	if change := must(d.Open(t.Context(), nominate(later), "claim-1", meta)); change.Entries != nil {
		t.Error("the same nomination a day later opens")
	}
	other := q
	other.Customer.Country, other.Location.Country = "DE", "DE"
	_, err := d.Open(t.Context(), nominate(other), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	if !errors.Is(err, desk.ErrExists) {
		t.Errorf("another nomination without a key: got %v", err)
	}
	meta.At, meta.Received = at("2022-11-10"), at("2022-11-10")
	_, err = d.Open(t.Context(), nominate(other), "claim-1", meta)
	wantInvalid(t, err, "key")
}

func TestARecordKeepsTheLastSixtyFourKeys(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	before := len(l.claim.Record().Keys)
	for i := range 70 {
		meta := by(claims.PartnerComments, at("2022-12-01"))
		meta.Key = fmt.Sprint("key-", i)
		l.apply(claims.AddComment{Comment: fmt.Sprint(i)}, meta)
	}
	record := l.claim.Record()
	if before != 0 || len(record.Keys) != 64 || record.Keys[0].Key != "key-6" || record.Keys[63].Key != "key-69" {
		t.Errorf("%d keys, from %s to %s", len(record.Keys), record.Keys[0].Key, record.Keys[len(record.Keys)-1].Key)
	}
	must(claims.Restore(throughJSON(t, record), l.catalog))
	record.Keys = append(record.Keys, claims.UsedKey{Key: "one more", Event: claims.PartnerComments})
	_, err := claims.Restore(record, l.catalog)
	wantInvalid(t, err, "keys")
}

// underKey is the meta of an event by its actor, under a key.
func underKey(event claims.Event, when, key string) claims.Meta {
	meta := by(event, at(when))
	meta.Key = key
	return meta
}

// The record and the history both tell a repetition, by every kind of entry.
func TestARecordAndAnEntryTellWhatTheirKeyWasUsedFor(t *testing.T) {
	opened := must(claims.Open(nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-1", underKey(claims.AddCustomer, "2022-11-10", "open")))
	l := &life{t, public(), opened.Claim, opened.Entries}
	l.apply(claims.SendConsent{}, underKey(claims.ConsentSent, "2022-11-11", "ask"))
	portal := func(when, key string) claims.Meta {
		meta := seen(at(when))
		meta.Key = key
		return meta
	}
	shown := claims.ReadStatus("Customer consent received")
	change := must(claims.Observe(l.claim, shown, portal("2022-11-12", "seen")))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	facts := claims.RecordFacts{Number: "P-1"}
	l.apply(facts, portal("2022-11-13", "facts"))
	number, undo := l.claim.Version(), underKey(claims.EntryTakenBack, "2022-11-14", "undo")
	change = must(claims.TakeBack(l.claim, l.history, number, l.catalog, undo))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)

	for key, repetition := range map[string]claims.Repetition{
		"open":  opened.Repetition(),
		"ask":   must(claims.RepetitionOf(claims.SendConsent{}, underKey(claims.ConsentSent, "2022-12-01", "ask"))),
		"seen":  must(claims.RepetitionOfObserving(shown, portal("2022-12-01", "seen"))),
		"facts": must(claims.RepetitionOf(facts, portal("2022-12-01", "facts"))),
		"undo":  must(claims.RepetitionOfTakingBack(number, undo)),
	} {
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
	for key, repetition := range map[string]claims.Repetition{
		"ask":   must(claims.RepetitionOf(claims.SendConsent{DealSize: usd("1")}, underKey(claims.ConsentSent, "2022-12-01", "ask"))),
		"seen":  must(claims.RepetitionOfObserving(claims.ReadStatus("Approved"), portal("2022-12-01", "seen"))),
		"facts": must(claims.RepetitionOf(claims.RecordFacts{Number: "P-2"}, portal("2022-12-01", "facts"))),
		"undo":  must(claims.RepetitionOfTakingBack(number-1, undo)),
	} {
		_, err := repetition.In(l.claim)
		wantInvalid(t, err, "key")
		for i := range l.history {
			if entry := &l.history[i]; entry.Key == key {
				_, err := repetition.Of(entry)
				wantInvalid(t, err, "key")
			}
		}
	}
}

func TestOnlyAnOpeningUnderAKeyIsARepetition(t *testing.T) {
	opened := must(claims.Open(nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-1", underKey(claims.AddCustomer, "2022-11-10", "open")))
	unkeyed := reach(t, plain(claims.CustomerClaimed))
	for name, change := range map[string]claims.Change{
		"no change":                {},
		"entries without a claim":  {Entries: opened.Entries},
		"a claim without entries":  {Claim: opened.Claim},
		"an opening without a key": {Claim: unkeyed.claim, Entries: unkeyed.history},
		"a command":                must(claims.Apply(opened.Claim, claims.SendConsent{}, underKey(claims.ConsentSent, "2022-11-11", "ask"))),
	} {
		if got := change.Repetition(); got != (claims.Repetition{}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestAKeyCanBeForgottenOnlyIfTheRecordIsFullOfOthers(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	comment := func(i int) (claims.Command, claims.Meta) {
		return claims.AddComment{Comment: "n"}, underKey(claims.PartnerComments, "2022-12-01", fmt.Sprint("key-", i))
	}
	forgotten := func(i int) bool { return must(claims.RepetitionOf(comment(i))).Forgotten(l.claim) }
	for i := range 65 {
		if forgotten(0) || forgotten(-1) != (i >= 64) {
			t.Fatalf("after %d keys: the first can be forgotten %t, another one %t", i, forgotten(0), forgotten(-1))
		}
		l.apply(comment(i))
	}
	if !forgotten(0) || forgotten(1) {
		t.Error("the oldest of the keys is not the one that can be forgotten")
	}
	if (claims.Repetition{}).Forgotten(l.claim) {
		t.Error("no key can be forgotten")
	}
}

func TestADigestHasOneTextForm(t *testing.T) {
	for _, digest := range []claims.ContentDigest{0, 1, 1<<64 - 1, 0xabc} {
		if got := throughJSON(t, digest); got != digest || len(digest.String()) != 16 {
			t.Errorf("%s comes back as %s", digest, got)
		}
	}
	for _, text := range []string{"", "0", "000000000000000G", "00000000000000AB", "+000000000000001", "00000000000000001"} {
		var digest claims.ContentDigest
		if err := json.Unmarshal([]byte(`"`+text+`"`), &digest); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
