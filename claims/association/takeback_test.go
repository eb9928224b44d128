package association_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// takeBack takes an entry back by the partner.
func (l *life) takeBack(when string, number uint64) *life {
	l.t.Helper()
	return l.take(association.TakeBack(l.claim, l.history, number, meta(claims.Partner, at(when))))
}

func TestAWrongEntryIsTakenBackAndTheClaimIsAsBefore(t *testing.T) {
	for name, c := range map[string]struct {
		life func() *life
		then func(*life) *life
	}{
		"an opt-out":       {func() *life { return approved(t) }, func(l *life) *life { return l.do("2023-02-01", association.OptOut{}) }},
		"a wrong export":   {func() *life { return approved(t) }, func(l *life) *life { return l.see("2023-02-01", "Rejected final") }},
		"a divergence":     {func() *life { return approved(t) }, func(l *life) *life { return l.see("2023-02-01", "Paid") }},
		"a typed year":     {func() *life { return approved(t) }, func(l *life) *life { return l.do("2123-02-01", association.FindCompetitor{}) }},
		"an early expiry":  {func() *life { return rejected(t) }, func(l *life) *life { return l.do("2023-02-16", association.Expire{}) }},
		"a lost answer":    {func() *life { return asked(t) }, func(l *life) *life { return l.do("2023-02-04", association.Expire{}) }},
		"a wrong proof":    {func() *life { return asked(t) }, func(l *life) *life { return l.do("2023-01-17", association.GiveProof{Proof: proof("2023-01-02")}) }},
		"a settled matter": {func() *life { return approved(t).see("2023-02-01", "Paid") }, func(l *life) *life { return l.do("2023-02-02", association.Resolve{}) }},
	} {
		l := c.life()
		before := l.claim.Record()
		c.then(l)
		number := before.Version + 1
		l.takeBack("2023-02-20", number)
		last := l.history[len(l.history)-1]
		want := before
		want.Version, want.TakenBack = l.claim.Version(), true
		wantSame(t, name+", taken back", l.claim.Record(), want)
		if last.Event != lifecycle.EntryTakenBack || last.TakenBack != number || last.Rule != "cporclaim.taking-back" || last.Restored == nil || last.To != l.claim.State() {
			t.Errorf("%s: %+v", name, last)
		}
		checkStored(l)
		wantSame(t, "the history", throughJSON(t, l.history), l.history)
	}
}

func TestObservationsGoWithTheEntryBeforeThem(t *testing.T) {
	l := approved(t).do("2023-02-01", association.OptOut{}).see("2023-02-02", "Paid").see("2023-02-03", "Approved")
	l.takeBack("2023-02-04", 6).is(in(recognition.Approved))
	if l.claim.Divergence() != nil {
		t.Error("the divergence is still there")
	}
	checkStored(l)
	l.do("2023-03-01", association.Disassociate{Reason: "x"}).takeBack("2023-03-02", l.claim.Version())
	checkStored(l)
	for number := uint64(6); number <= 10; number++ {
		wantTakenBack(t, l, number)
	}
}

// wantTakenBack fails the test unless an entry cannot be taken back any more.
func wantTakenBack(t *testing.T, l *life, number uint64) {
	t.Helper()
	_, err := association.TakeBack(l.claim, l.history, number, meta(claims.Partner, at("2023-03-03")))
	wantRefusal(t, err, "cporclaim.taking-back")
}

func TestSomeEntriesAreNotTakenBack(t *testing.T) {
	l := approved(t)
	for number, why := range map[uint64]string{1: "it created the claim", 2: "entry 3, submit, follows it"} {
		_, err := association.TakeBack(l.claim, l.history, number, meta(claims.Partner, at("2023-02-01")))
		refusal := wantRefusal(t, err, "cporclaim.taking-back")
		if !strings.Contains(refusal.Missing(), why) || refusal.Event != lifecycle.EntryTakenBack {
			t.Errorf("%d: %v", number, refusal)
		}
	}
	_, err := association.TakeBack(l.claim, l.history, 5, meta(claims.Customer, at("2023-02-01")))
	wantRefusal(t, err, "cporclaim.actor")
	user := meta(claims.Partner, at("2023-02-01"))
	user.Role = mci.IncentivesUser
	_, err = association.TakeBack(l.claim, l.history, 5, user)
	wantRefusal(t, err, "cporclaim.role")
	_, err = association.TakeBack(l.claim, l.history, 5, meta(claims.Partner, at("2023-01-01")))
	wantOutOfOrder(t, err)
	for path, try := range map[string]func() (association.Change, error){
		"claim": func() (association.Change, error) { return association.TakeBack(nil, l.history, 5, by(0, monday)) },
		"actor": func() (association.Change, error) {
			return association.TakeBack(l.claim, l.history, 5, claims.Meta{At: monday})
		},
		"number": func() (association.Change, error) {
			return association.TakeBack(l.claim, l.history, 6, meta(claims.Partner, at("2023-02-01")))
		},
		"history": func() (association.Change, error) {
			return association.TakeBack(l.claim, l.history[:4], 4, meta(claims.Partner, at("2023-02-01")))
		},
	} {
		_, err := try()
		wantInvalid(t, err, path)
	}
	another := slices.Clone(l.history)
	for i := range another {
		another[i].Claim = "claim-2"
	}
	opening := withID(*another[0].Opening, "claim-2")
	another[0].Opening = &opening
	must(association.Replay(another, nil))
	commented := func() *life {
		return asked(t).do("2023-01-17", association.AddComment{Comment: "one"}, association.AddComment{Comment: "two"})
	}
	submitted := commented()
	submitted.history = submitted.history[:len(submitted.history)-1]
	submitted.claim = must(association.Replay(submitted.history, nil))
	submitted.do("2023-01-17", association.Submit{})
	for name, c := range map[string]struct {
		claim   *association.Claim
		history []association.Entry
	}{
		"another claim's":        {l.claim, another},
		"without the last entry": {commented().claim, commented().history[:6]},
		"with another end":       {commented().claim, submitted.history},
	} {
		_, err := association.TakeBack(c.claim, c.history, uint64(len(c.history)), meta(claims.Partner, at("2023-02-01")))
		t.Log(name)
		wantInvalid(t, err, "history")
	}
	if _, err := association.TakeBack(l.claim, append(l.history[:3:3], l.history[4]), 4, meta(claims.Partner, at("2023-02-01"))); err == nil {
		t.Error("a history with a gap is enough")
	}
}

func TestATakingBackIsRepeatedUnderItsKey(t *testing.T) {
	l := approved(t)
	m := meta(claims.PartnerCenter, at("2023-02-01"))
	m.Key = "undo"
	l.take(association.TakeBack(l.claim, l.history, 5, m)).is(in(recognition.UnderReview))
	again, err := association.TakeBack(l.claim, l.history, 5, m)
	if err != nil || len(again.Entries) != 0 {
		t.Errorf("%d entries, %v", len(again.Entries), err)
	}
	_, err = association.TakeBack(l.claim, l.history, 4, m)
	wantInvalid(t, err, "key")
	checkStored(l)
}

// An approval that comes back by a taking-back stands against the others, too.
func TestAnApprovalComesBackOnlyIfNobodyElseHasOne(t *testing.T) {
	holder := must(association.Restore(withID(approved(t).claim.Record(), "claim-2"), nil))
	l := approved(t).do("2023-02-01", association.OptOut{})
	change := must(association.TakeBack(l.claim, l.history, 6, meta(claims.Partner, at("2023-02-02"))))
	wantRefusal(t, credit.Against(change, holder), "cporclaim.sole")
	if err := credit.Against(change, submitted(t).claim); err != nil {
		t.Error(err)
	}
	l = approved(t).do("2023-02-01", association.FindCompetitor{})
	if err := credit.Against(must(association.TakeBack(l.claim, l.history, 6, meta(claims.Partner, at("2023-02-02")))), holder); err != nil {
		t.Errorf("the claim was approved before: %v", err)
	}
}

func TestATakingBackThatNamesNothingIsNotReplayed(t *testing.T) {
	l := approved(t).do("2023-02-01", association.OptOut{}).takeBack("2023-02-02", 6)
	for _, number := range []uint64{0, 1, 7, 99} {
		history := append([]association.Entry{}, l.history...)
		history[6].TakenBack = number
		if _, err := association.Replay(history, nil); err == nil {
			t.Errorf("%d: replayed", number)
		}
	}
}

// A step that is stored at the instant of another one is judged by that day,
// which alone the record has.
func TestAProofMustNotBeOldOnTheDayUnderWhichItsSubmissionIsStored(t *testing.T) {
	for dated, old := range map[string]bool{"2022-01-08": true, "2022-01-09": false} {
		l := open(t, cpor.ModernWorkUsage, "2023-01-09T00:01Z").do("2023-01-08T23:57Z", association.GiveProof{Proof: proof(dated, teams, exchange)})
		if old {
			l.refused("2023-01-08T23:58Z", "cporclaim.guard.proof-complete", association.Submit{})
		} else {
			l.do("2023-01-08T23:58Z", association.Submit{})
			checkStored(l)
		}
	}
}

// The tolerance, and what comes after it.

func TestACommandInsideTheToleranceIsTaken(t *testing.T) {
	l := submitted(t).do("2023-01-10T12:00Z", association.BeginReview{})
	l.do("2023-01-10T11:56Z", association.RequestAction{}).is(in(recognition.PartnerActionRequired))
	entry, record := l.history[len(l.history)-1], l.claim.Record()
	noon := at("2023-01-10T12:00Z")
	if !entry.At.Equal(noon) || !entry.Given.Equal(at("2023-01-10T11:56Z")) || !record.RequestedAt.Equal(noon) || !record.Updated.Equal(noon) {
		t.Errorf("%+v, %+v", entry, record)
	}
	checkStored(l)
	l.see("2023-01-10T11:57Z", "Paid").do("2023-01-10T11:58Z", association.Resolve{}, association.RecordFacts{Number: "1"})
	checkStored(l)
	m := by(lifecycle.PartnerComments, at("2023-01-10T11:54Z"))
	_, err := association.Apply(l.claim, association.AddComment{Comment: "x"}, m)
	wantOutOfOrder(t, err)
	m.Tolerance = claims.MostTolerance
	l.take(association.Apply(l.claim, association.AddComment{Comment: "x"}, m))
	checkStored(l)
	m.Tolerance = claims.NoTolerance
	_, err = association.Apply(l.claim, association.AddComment{Comment: "y"}, m)
	wantOutOfOrder(t, err)
	m.Received, m.Tolerance = at("2023-01-10T11:00Z"), 0
	_, err = association.Apply(l.claim, association.AddComment{Comment: "y"}, m)
	wantInvalid(t, err, "at")
	m.Future, m.At = true, at("2023-01-10T12:30Z")
	l.take(association.Apply(l.claim, association.AddComment{Comment: "y"}, m))
}

func TestACommandThatAnExpiryOvertookCanBeHadByATakingBack(t *testing.T) {
	for name, c := range map[string]struct {
		life    *life
		given   string
		command association.Command
	}{
		"an answer": {asked(t).do("2023-02-04", association.Expire{}), "2023-02-03", association.Submit{Comment: "see page 2"}},
		"a dispute": {rejected(t).do("2023-02-16", association.Expire{}), "2023-02-15", association.Dispute{Justification: "see page 2"}},
	} {
		l := c.life
		refusal := l.refused(c.given, "cporclaim.overtaken", c.command)
		if !strings.Contains(refusal.Missing(), "take back the expiry") {
			t.Errorf("%s: %v", name, refusal)
		}
		l.takeBack("2023-02-20", l.claim.Version()).do(c.given, c.command)
		checkStored(l)
	}
	// what comes after the window, and what the state permits, is not overtaken
	closed := rejected(t).do("2023-02-16", association.Expire{})
	closed.refused("2023-02-17", "cporclaim.terminal", association.Dispute{Justification: "x"})
	// and to take back the expiry would not help what no state before it
	// permits
	closed.refused("2023-02-15T23:58Z", "cporclaim.terminal", association.Expire{})
	closed.refused("2023-02-15T23:58Z", "cporclaim.terminal", association.BeginReview{})
	// nor does it help a claim that was answered in its window, and rejected
	asked(t).do("2023-01-17", association.Submit{Comment: "x"}, association.BeginReview{}, association.Reject{}).
		refused("2023-01-18", "cporclaim.machine", association.Submit{Comment: "x"})
	lapsed := asked(t).do("2023-02-04", association.Expire{}).is(in(recognition.Rejected))
	lapsed.do("2023-02-04", association.Dispute{Justification: "x"}).is(in(recognition.Dispute))
	if lapsed.claim.Record().Expired {
		t.Error("a disputed claim is still expired")
	}
	// of a claim that was taken over without its request, nothing is known
	shown := (&life{t: t}).take(association.Adopt(adoption(cpor.ModernWorkUsage, "Rejected"), nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01"))))
	shown.refused("2023-02-01", "cporclaim.machine", association.Submit{})
	adopted := shown.do("2023-03-04", association.Expire{})
	adopted.refused("2023-03-04", "cporclaim.terminal", association.Submit{})
}

// A step that is refused is no refusal of the taking-back.
func TestATakingBackRefusesAHistoryWithAStepThatIsRefused(t *testing.T) {
	l := approved(t).do("2023-02-01", association.OptOut{})
	history := slices.Clone(l.history)
	first := slices.IndexFunc(history, func(e association.Entry) bool { return e.Actor == claims.Partner && e.Number > 1 })
	history[first].Role = 0
	_, err := association.TakeBack(l.claim, history, uint64(len(history)), meta(claims.Partner, at("2023-02-01")))
	if errors.Is(err, claims.ErrRefused) {
		t.Errorf("got the refusal of a step: %v", err)
	}
	wantInvalid(t, err, "history")
}

func TestATakingBackRefusesTheHistoryOfAnotherRecord(t *testing.T) {
	for path, change := range map[string]func(*association.Record){
		"name":           func(r *association.Record) { r.Name = "another" },
		"location":       func(r *association.Record) { r.Location = "location-2" },
		"partnerContact": func(r *association.Record) { r.PartnerContact = other },
	} {
		l := approved(t).do("2023-02-01", association.OptOut{})
		record := l.claim.Record()
		change(&record)
		_, err := association.TakeBack(must(association.Restore(record, nil)), l.history, uint64(len(l.history)), meta(claims.Partner, at("2023-02-01")))
		if err == nil {
			t.Errorf("a record with another %s is taken back", path)
			continue
		}
		wantInvalid(t, err, "history")
	}
}
