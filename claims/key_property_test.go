package claims_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/earnings"
)

// A keyed is a call under a key that was accepted, whether it changed the claim
// or found its effect there.
type keyed struct {
	command claims.Command      // nil for an observation
	shown   claims.PortalStatus // if there is no command
	meta    claims.Meta
}

// apply gives the same call to a claim, under the key or with another content.
func (g *keyed) apply(claim *claims.Claim) (claims.Change, error) {
	if g.command == nil {
		return claims.Observe(claim, g.shown, g.meta)
	}
	return claims.Apply(claim, g.command, g.meta)
}

// drawKeyed draws a call that can find its effect recorded already.
func drawKeyed(t *rapid.T, claim *claims.Claim, key string) keyed {
	when := claim.Record().Updated.Add(time.Duration(uniform(t, "minutes", 8)-4) * time.Minute)
	money := oneOf(t, "money", usd("2000"), usd("3000"))
	g := keyed{}
	switch uniform(t, "call", 6) {
	case 0, 1:
		g.command = claims.RecordPayment{Amount: money, Reference: "order", Earning: oneOf(t, "earning", "one", "two")}
	case 2:
		g.command = claims.RecordFacts{Number: oneOf(t, "number", "P-1", "P-2")}
	case 3:
		g.command = claims.RecordFacts{Approved: money}
	case 4:
		g.command = claims.AcceptTerms{Revision: revision(1 + uniform(t, "revision", 2))}
	default:
		g.shown = claims.ReadStatus(oneOf(t, "shown", "Approved", "Rejected", "no such status"))
	}
	event := claims.StatusObserved
	if g.command != nil {
		event = g.command.Event()
	}
	g.meta = by(event, when)
	if g.command == nil {
		g.meta = seen(when)
	}
	g.meta.Key = key
	return g
}

// Whatever a call found, its key is used from then on: the same call under it
// changes nothing, at any time, and another one is an error. So a payment of
// 2,000 that was recorded already cannot undo a correction to 3,000 when it is
// delivered again.
func TestAKeyIsUsedEvenIfItsCommandFoundItsEffectRecorded(t *testing.T) {
	card := cardWith(t, false, termsEdits["another rate"])
	kept := 0
	rapid.Check(t, func(t *rapid.T) {
		l := reach(t, plain(claims.Approved))
		l.catalog = card
		l.claim = must(claims.Restore(l.claim.Record(), card))
		var all []keyed
		for i := range 4 + uniform(t, "calls", 20) {
			g := drawKeyed(t, l.claim, fmt.Sprint("key-", i))
			change, err := g.apply(l.claim)
			if err != nil {
				if !errors.Is(err, claims.ErrRefused) {
					t.Fatalf("%v: %v", g, err)
				}
				continue
			}
			if len(change.Entries) == 0 {
				t.Fatalf("%v: its key is forgotten", g)
			}
			if change.Entries[0].Rule == "claim.key" {
				kept++
				wantOnlyTheKey(t, l.claim, change)
			}
			l.claim, l.history = change.Claim, append(l.history[:len(l.history):len(l.history)], change.Entries...)
			all = append(all, g)
			l.checkRepetitionOf(oneOf(t, "earlier", all...))
		}
		for _, g := range all {
			l.checkRepetitionOf(g)
		}
		l.checkStored()
		l.wantReplayed()
	})
	t.Logf("%d calls found their effect recorded", kept)
	if kept < drawn(50) {
		t.Errorf("only %d calls found their effect recorded", kept)
	}
}

// checkRepetitionOf checks invariant 9.
func (l *life) checkRepetitionOf(g keyed) {
	l.t.Helper()
	if change, err := g.apply(l.claim); err != nil || len(change.Entries) != 0 || change.Claim != l.claim {
		l.t.Fatalf("invariant 9: %v again: %d entries, %v", g, len(change.Entries), err)
	}
	other := g
	other.command, other.meta = claims.AddComment{Comment: "another content"}, by(claims.PartnerComments, g.meta.At)
	other.meta.Key = g.meta.Key
	_, err := other.apply(l.claim)
	wantInvalid(l.t, err, "key")
}

// wantOnlyTheKey demands that a change keeps a key and changes nothing else.
func wantOnlyTheKey(t tb, before *claims.Claim, change claims.Change) {
	t.Helper()
	was, is := before.Record(), change.Claim.Record()
	if len(change.Entries) != 1 || len(is.Keys) != min(len(was.Keys)+1, 64) || is.Version != was.Version+1 || change.Entries[0].From != change.Entries[0].To {
		t.Fatalf("%s: version %d, %d keys, entries %v", before, is.Version, len(is.Keys), change.Entries)
	}
	is.Keys, is.Version, is.Index = was.Keys, was.Version, was.Index
	wantSame(t, "the record", is, was)
}

// Without a key there is nothing to keep, so a daily import of statuses that
// are known writes nothing.
func TestACallWithoutAKeyThatFindsItsEffectRecordedWritesNothing(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	payment := claims.RecordPayment{Amount: usd("2000"), Reference: "order", Month: must(earnings.ParseMonth("2023-01")), EarningType: "rebate"}
	l.do("2023-01-10", payment, claims.RecordFacts{Number: "P-1"})
	for _, g := range []keyed{
		{command: payment, meta: by(claims.PaymentRecorded, at("2023-01-11"))},
		{command: claims.RecordFacts{Number: "P-1"}, meta: by(claims.FactsRecorded, at("2023-01-11"))},
		{command: claims.AcceptTerms{}, meta: by(claims.TermsAccepted, at("2023-01-11"))},
		{shown: claims.ReadStatus("Approved"), meta: seen(at("2023-01-11"))},
	} {
		if change, err := g.apply(l.claim); err != nil || len(change.Entries) != 0 || change.Claim != l.claim {
			t.Errorf("%v: %d entries, %v", g, len(change.Entries), err)
		}
	}
}

// The entry that keeps a key is no step: a command that is as old as the
// claim's latest step is still taken after it, and so is a taking-back of the
// step.
func TestAnEntryThatKeepsAKeyLocksNothing(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	again := seen(at("2023-03-01"))
	again.Key = "file-7"
	change := must(claims.Observe(l.claim, claims.ReadStatus("Submitted"), again))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	if entry := change.Entries[0]; entry.Event != claims.StatusObserved || entry.Shown.String() != "Submitted" || !entry.At.Equal(again.At) {
		t.Errorf("the entry is %+v", entry)
	}
	early := again
	early.Key, early.At, early.Received = "file-6", at("2022-11-20"), at("2022-11-20")
	change = must(claims.Observe(l.claim, claims.ReadStatus("Submitted"), early))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	if entry := change.Entries[0]; !entry.At.Equal(l.claim.Record().Updated) || !entry.Given.Equal(early.At) {
		t.Errorf("the entry of an old file is of %s, given %s", entry.At, entry.Given)
	}
	submission := l.claim.Version() - 2
	other := *l
	other.do("2022-12-06", claims.BeginReview{})
	other.checkStored()
	other.wantReplayed()
	taken := must(claims.TakeBack(l.claim, l.history, submission, l.catalog, back("2022-12-06")))
	if taken.Claim.State() != plain(claims.ConsentReceived) || len(taken.Claim.Record().Keys) != 2 {
		t.Errorf("taken back to %s with %d keys", taken.Claim.State(), len(taken.Claim.Record().Keys))
	}
}

// What an older library wrote of a key that was forgotten is still read; but a
// payment's key without any payment is none.
func TestAKeyOfAPaymentNeedsAPayment(t *testing.T) {
	record := reach(t, plain(claims.Approved)).claim.Record()
	record.Keys = append(record.Keys, claims.UsedKey{Key: "k", Event: claims.PaymentRecorded})
	_, err := claims.Restore(record, public())
	wantInvalid(t, err, "keys")
}
