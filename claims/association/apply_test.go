package association_test

import (
	"errors"
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

func TestAProofWithAFaultIsNotSubmitted(t *testing.T) {
	whole := proof("2022-12-01", teams, exchange)
	for name, c := range map[string]struct {
		change func(*cpor.Proof)
		fault  cpor.Fault
	}{
		"of another claim": {func(p *cpor.Proof) { p.Pertains = mci.No }, cpor.MissingProof},
		"not signed":       {func(p *cpor.Proof) { p.Signed = mci.No }, cpor.MissingAcknowledgment},
		"without a date":   {func(p *cpor.Proof) { p.Dated, p.Undated = mci.Date{}, true }, cpor.MissingDates},
		"old":              {func(p *cpor.Proof) { p.Dated = date("2022-01-08") }, cpor.MissingDates},
		"without the work": {func(p *cpor.Proof) { p.Describes = mci.No }, cpor.MissingService},
		"of one workload":  {func(p *cpor.Proof) { p.Workloads = []cpor.Workload{teams} }, cpor.MissingProducts},
		"of no workload":   {func(p *cpor.Proof) { p.Workloads = []cpor.Workload{} }, cpor.MissingProducts},
	} {
		p := whole
		c.change(&p)
		l := open(t, cpor.ModernWorkUsage, "2023-01-06").do("2023-01-09", association.GiveProof{Proof: p})
		refusal := l.refused("2023-01-09", "cporclaim.guard.proof-complete", association.Submit{})
		if len(refusal.Gaps) != 1 || !strings.HasPrefix(refusal.Missing(), c.fault.String()) || !strings.HasPrefix(refusal.Gaps[0].Path, "proof") {
			t.Errorf("a proof %s: %v", name, refusal)
		}
		findings := l.claim.ProofFindings(at("2023-01-09"))
		for i, fault := range cpor.Faults() {
			if got := findings[i].Outcome == mci.Fail; got != (fault == c.fault) {
				t.Errorf("a proof %s: %s is found: %t", name, fault, got)
			}
		}
		l.do("2023-01-09", association.GiveProof{Proof: whole}, association.Submit{})
	}
	refusal := open(t, cpor.ModernWorkUsage, "2023-01-06").refused("2023-01-09", "cporclaim.guard.proof-complete", association.Submit{})
	if refusal.Missing() != "there is no proof of execution" {
		t.Error(refusal)
	}
}

// A claim must not be submitted more easily the less its host looked at the
// proof.
func TestAProofOfWhichAFactIsNotKnownIsNotSubmitted(t *testing.T) {
	l := open(t, cpor.ModernWorkUsage, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: cpor.Proof{Reference: "sow"}})
	for i, finding := range l.claim.ProofFindings(at("2023-01-09")) {
		if finding.Outcome != mci.Unknown {
			t.Errorf("%s is %v", cpor.Faults()[i], finding.Outcome)
		}
	}
	refusal := l.refused("2023-01-09", "cporclaim.guard.proof-complete", association.Submit{})
	if len(refusal.Gaps) != len(cpor.Faults()) || refusal.Gaps[1].Why != "missing customer acknowledgment cannot be ruled out: wanted the customer's signature, found signed: unknown" {
		t.Errorf("the gaps are %+v", refusal.Gaps)
	}
	for i, change := range map[int]func(*cpor.Proof){
		0: func(p *cpor.Proof) { p.Pertains = 0 },
		1: func(p *cpor.Proof) { p.Signed = 0 },
		2: func(p *cpor.Proof) { p.Dated = mci.Date{} },
		3: func(p *cpor.Proof) { p.Describes = 0 },
		4: func(p *cpor.Proof) { p.Workloads = nil },
	} {
		lacking := proof("2023-01-02", teams, exchange)
		change(&lacking)
		refusal := l.do("2023-01-09", association.GiveProof{Proof: lacking}).refused("2023-01-09", "cporclaim.guard.proof-complete", association.Submit{})
		if len(refusal.Gaps) != 1 || !strings.Contains(refusal.Gaps[0].Why, cpor.Faults()[i].String()) {
			t.Errorf("%s: the gaps are %+v", cpor.Faults()[i], refusal.Gaps)
		}
	}
	l.do("2023-01-09", association.GiveProof{Proof: proof("2023-01-02", teams, exchange)}, association.Submit{}).is(in(recognition.Submitted))
}

// A date that has begun nowhere yet is that of no signature.
func TestAProofIsNotDatedAfterTheDayOnWhichItIsJudged(t *testing.T) {
	for _, c := range []struct {
		day, when string
		want      mci.Outcome
	}{
		{"2023-01-09", "2023-01-09T09:59Z", mci.Pass},
		{"2023-01-10", "2023-01-09T10:00Z", mci.Pass}, // it is the 10th in Kiritimati
		{"2023-01-10", "2023-01-09T09:59Z", mci.Fail},
		{"2023-01-11", "2023-01-09T23:59Z", mci.Fail},
	} {
		l := open(t, cpor.ModernWorkUsage, "2023-01-06").do(c.when, association.GiveProof{Proof: proof(c.day, teams, exchange)})
		f := l.claim.ProofFindings(at(c.when))[2]
		if f.Outcome != c.want || (f.Source == mci.LibraryReading.Source()) != (c.want == mci.Fail) {
			t.Errorf("a proof of %s at %s: %+v", c.day, c.when, f)
		}
		if c.want == mci.Fail {
			l.refused(c.when, "cporclaim.guard.proof-complete", association.Submit{})
		} else {
			l.do(c.when, association.Submit{})
		}
	}
}

func TestTheOldestProofIsTwelveMonthsOld(t *testing.T) {
	for day, want := range map[string]mci.Outcome{"2022-01-09": mci.Pass, "2022-01-08": mci.Fail} {
		l := open(t, cpor.ModernWorkUsage, "2023-01-06").do("2023-01-09", association.GiveProof{Proof: proof(day, teams, exchange)})
		f := l.claim.ProofFindings(at("2023-01-09"))[2]
		if f.Outcome != want || f.Source != mci.AssociationAnswer.Source() || f.Want != "a date from 2022-01-09 to 2023-01-09" {
			t.Errorf("a proof of %s: %+v", day, f)
		}
	}
}

func TestAReviewersRequestWantsAnAnswer(t *testing.T) {
	whole := proof("2022-12-01", teams, exchange)
	asked(t).refused("2023-01-17", "cporclaim.guard.answer", association.Submit{})
	for _, answer := range []association.Command{
		association.GiveProof{Proof: whole},
		association.AddComment{Comment: "see page 2"},
		association.Edit{CustomerContact: other},
		association.Submit{Comment: "see page 2"},
	} {
		l := asked(t).do("2023-01-17", answer)
		if l.claim.State() != in(recognition.Submitted) {
			l.do("2023-01-17", association.Submit{})
		}
		l.is(in(recognition.Submitted))
	}
}

func TestAnEditChangesOnlyWhatItNames(t *testing.T) {
	before := asked(t)
	l := asked(t).do("2023-01-17", association.Edit{
		Location: "location-2", Workloads: []cpor.Workload{teams}, CustomerContact: other, CustomerTitle: "CIO", PartnerContact: own,
	})
	want := before.claim.Record()
	want.Location, want.Workloads, want.CustomerContact, want.CustomerTitle = "location-2", []cpor.Workload{teams}, other, "CIO"
	want.AnswerPending, want.Version, want.Updated = false, want.Version+1, at("2023-01-17")
	wantSame(t, "the edited record", l.claim.Record(), want)
	for _, l := range []*life{open(t, cpor.ModernWorkUsage, "2023-01-06"), submitted(t), approved(t), rejected(t)} {
		l.refused("2023-01-17", "cporclaim.machine", association.Edit{CustomerContact: other})
	}
}

// A claim keeps its subscription: an edit and a fact of Partner Center that
// name another one are refused by the same rule.
func TestASubscriptionDoesNotChangeItsID(t *testing.T) {
	l := open(t, cpor.PresalesAdvisor, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.RequestAction{})
	refusal := l.refused("2023-01-17", "cporclaim.guard.subscription", association.Edit{Subscription: "another"})
	if !strings.Contains(refusal.Error(), "a new subscription ID takes a new claim") {
		t.Error(refusal)
	}
	l.do("2023-01-17", association.Edit{Subscription: license})
	l.refused("2023-01-17", "cporclaim.guard.subscription", association.RecordFacts{Subscription: "another"})
	l.do("2023-01-17", association.RecordFacts{Number: "4713", Subscription: license})
}

// Two spellings of an ID name one subscription, and the first one stays.
func TestASubscriptionIsComparedWithoutCase(t *testing.T) {
	shouted := cpor.SubscriptionID(strings.ToUpper(string(license)))
	l := open(t, cpor.PresalesAdvisor, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.RequestAction{}).
		do("2023-01-17", association.Edit{Subscription: shouted}, association.RecordFacts{Number: "4713", Subscription: shouted})
	if got := l.claim.Record().Subscription; got != license {
		t.Errorf("the subscription is %s", got)
	}
	checkStored(l)
}

// As for the other kind: facts that are recorded already keep only the key.
func TestFactsThatAreRecordedAlreadyKeepOnlyTheirKey(t *testing.T) {
	known := association.RecordFacts{Number: "4713", Location: "location-1", Workloads: []cpor.Workload{teams, exchange}}
	l := approved(t).do("2023-02-01", known)
	before := l.claim.Record()
	if again, err := association.Apply(l.claim, known, meta(claims.PartnerCenter, at("2023-03-01"))); err != nil || len(again.Entries) != 0 {
		t.Errorf("without a key: %d entries, %v", len(again.Entries), err)
	}
	m := meta(claims.PartnerCenter, at("2023-03-01"))
	m.Key = "import-2"
	l.take(association.Apply(l.claim, known, m))
	last, r := l.history[len(l.history)-1], l.claim.Record()
	if last.Rule != "cporclaim.key" || last.Key != "import-2" || r.Version != before.Version+1 || !r.Updated.Equal(before.Updated) || r.PortalNumber != before.PortalNumber {
		t.Errorf("got %+v", last)
	}
	checkStored(l)
	if again, err := association.Apply(l.claim, known, m); err != nil || len(again.Entries) != 0 {
		t.Errorf("repeated under the key: %d entries, %v", len(again.Entries), err)
	}
}

func TestADisputeNeedsGrounds(t *testing.T) {
	rejected(t).refused("2023-01-17", "cporclaim.guard.grounds", association.Dispute{})
	updated := proof("2023-01-15", teams, exchange)
	l := rejected(t).do("2023-01-17", association.Dispute{Proof: updated}).is(in(recognition.Dispute))
	wantSame(t, "the proof", l.claim.Record().Proof, updated)
	l.do("2023-01-20", association.Reject{}).is(ended(recognition.RejectedFinal, lifecycle.LostDispute))
	l.refused("2023-01-20", "cporclaim.terminal", association.Dispute{Justification: "again"})
	won := rejected(t).do("2023-01-17", association.Dispute{Justification: "x"}).do("2023-01-20", association.Approve{}).is(in(recognition.Approved))
	won.do("2023-02-01", association.OptOut{})
	won.refused("2023-02-02", "cporclaim.terminal", association.Dispute{Justification: "again"})
}

func TestACustomerDoesNotOptOutOfWhatWasDisassociated(t *testing.T) {
	l := approved(t).do("2023-03-01", association.Disassociate{Reason: "no longer working together"}).
		is(ended(recognition.RejectedFinal, lifecycle.Disassociated))
	refusal := l.refused("2023-03-02", "cporclaim.terminal", association.OptOut{})
	if !strings.Contains(refusal.Error(), "disassociated") {
		t.Error(refusal)
	}
	approved(t).do("2023-03-01", association.OptOut{}).refused("2023-03-02", "cporclaim.terminal", association.Disassociate{Reason: "x"})
	submitted(t).refused("2023-01-10", "cporclaim.machine", association.OptOut{})
}

func TestTheEndOfASubscriptionIsRecorded(t *testing.T) {
	approved(t).refused("2023-02-01", "cporclaim.guard.scope", association.EndSubscription{LastDay: date("2023-12-31")})
	l := open(t, cpor.BusinessUsage, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.Approve{}).
		do("2023-02-01", association.EndSubscription{LastDay: date("2023-12-31")}).is(in(recognition.Approved))
	if l.claim.Record().SubscriptionEnds != date("2023-12-31") {
		t.Error(l.claim.Record().SubscriptionEnds)
	}
	for day, want := range map[string]int{"2023-12-31T23:59Z": 0, "2024-01-01": 1} {
		if w := l.claim.Warnings(at(day)); len(w) != want || want == 1 && w[0].Rule != "cporclaim.subscription-end" {
			t.Errorf("at %s the warnings are %v", day, w)
		}
	}
	checkStored(l)
}

// Two claims are not approved for one workload: the change is refused against
// the other claim, unless Partner Center itself shows the second approval.
func TestTwoClaimsAreNotApprovedForOneWorkload(t *testing.T) {
	holder := approved(t).claim
	second := func(workloads ...cpor.Workload) *life {
		q := question(cpor.ModernWorkUsage, at("2023-01-06"))
		q.Location.ID, q.Workloads = "location-2", workloads
		change := must(association.Open(proposed(t, q), "claim-2", by(lifecycle.ClaimCreated, q.At)))
		l := &life{t: t, claim: change.Claim, history: change.Entries}
		return l.do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", workloads...)}, association.Submit{}).do("2023-01-10", association.BeginReview{})
	}
	approve := func(l *life) association.Change {
		return must(association.Apply(l.claim, association.Approve{}, by(lifecycle.ReviewerApproves, at("2023-01-20"))))
	}
	refusal := wantRefusal(t, credit.Against(approve(second(exchange, "SharePoint Online")), holder), "cporclaim.sole")
	if refusal.State != reviewed || refusal.Event != lifecycle.ReviewerApproves || len(refusal.Gaps) != 1 || !errors.Is(refusal, claims.ErrRefused) {
		t.Errorf("%+v", refusal)
	}
	if err := credit.Against(approve(second("SharePoint Online")), holder, holder); err != nil {
		t.Error(err)
	}
	submission := must(association.Apply(asked(t).claim, association.Submit{Comment: "x"}, by(lifecycle.PartnerSubmits, at("2023-01-20"))))
	if err := credit.Against(submission, holder); err != nil {
		t.Error(err)
	}
	if err := credit.Against(association.Change{}, holder); err != nil {
		t.Error(err)
	}
	// Two others conflict with each other, and a third has no claim to the
	// same.
	if err := credit.Against(approve(second("SharePoint Online")), holder, must(association.Restore(withID(holder.Record(), "claim-3"), nil)), submitted(t).claim); err != nil {
		t.Error(err)
	}

	shown := second(teams)
	change := must(association.Observe(shown.claim, lifecycle.ReadStatus("Approved"), meta(claims.PartnerCenter, at("2023-01-20"))))
	if err := credit.Against(change, holder); err != nil {
		t.Errorf("Partner Center is refused: %v", err)
	}
	conflicts := credit.Conflicts(holder, change.Claim, holder)
	if len(conflicts) != 1 || conflicts[0].Subject != cpor.WorkloadSubject(tenant, teams) || len(conflicts[0].Claims) != 2 || conflicts[0].Claims[1] != "claim-2" {
		t.Errorf("the conflicts are %+v", conflicts)
	}
}

func TestMalformedCommandsAreErrorsThatNameTheField(t *testing.T) {
	long := strings.Repeat("x", 4001)
	l := approved(t)
	for _, c := range []struct {
		path    string
		command association.Command
	}{
		{"command", nil},
		{"command", &association.Submit{}},
		{"proof.reference", association.GiveProof{}},
		{"proof.undated", association.GiveProof{Proof: cpor.Proof{Reference: "x", Dated: date("2023-01-01"), Undated: true}}},
		{"proof.signed", association.GiveProof{Proof: cpor.Proof{Reference: "x", Signed: 9}}},
		{"proof.workloads[0]", association.GiveProof{Proof: cpor.Proof{Reference: "x", Workloads: []cpor.Workload{""}}}},
		{"proof.reference", association.GiveProof{Proof: cpor.Proof{Reference: strings.Repeat("x", 501)}}},
		{"", association.Edit{}},
		{"workloads", association.Edit{Workloads: []cpor.Workload{}}},
		{"workloads[1]", association.Edit{Workloads: []cpor.Workload{teams, teams}}},
		{"location", association.Edit{Location: "a\nb"}},
		{"subscription", association.Edit{Subscription: "a\nb"}},
		{"customerTitle", association.Edit{CustomerTitle: "a\nb"}},
		{"customerContact.email", association.Edit{CustomerContact: mci.Contact{Name: "x"}}},
		{"comment", association.AddComment{}},
		{"comment", association.Submit{Comment: long}},
		{"comment", association.FindCompetitor{Comment: long}},
		{"faults[0]", association.RequestAction{Faults: []cpor.Fault{0}}},
		{"faults[1]", association.Reject{Faults: []cpor.Fault{1, 1}}},
		{"comment", association.RequestAction{Comment: long}},
		{"comment", association.Reject{Comment: long}},
		{"justification", association.Dispute{Justification: long}},
		{"proof.reference", association.Dispute{Proof: cpor.Proof{Undated: true}}},
		{"comment", association.OptOut{Comment: long}},
		{"reason", association.Disassociate{}},
		{"lastDay", association.EndSubscription{}},
		{"take", association.Resolve{Take: in(99)}},
		{"comment", association.Resolve{Comment: long}},
		{"", association.RecordFacts{}},
		{"number", association.RecordFacts{Number: "a\nb"}},
	} {
		_, err := association.Apply(l.claim, c.command, meta(claims.Partner, at("2023-02-01")))
		wantInvalid(t, err, c.path)
	}
	_, err := association.Apply(nil, association.Submit{}, meta(claims.Partner, at("2023-02-01")))
	wantInvalid(t, err, "claim")
	_, err = association.Apply(l.claim, association.Submit{}, claims.Meta{})
	wantInvalid(t, err, "at")
}

func TestAKeyStandsForOneEvent(t *testing.T) {
	m := by(lifecycle.ProofGiven, at("2023-01-09"))
	m.Key = "k1"
	l := open(t, cpor.ModernWorkUsage, "2023-01-06")
	l.take(association.Apply(l.claim, association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, m))
	again := must(association.Apply(l.claim, association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, m))
	if len(again.Entries) != 0 || again.Claim != l.claim || again.Expected() != 2 {
		t.Errorf("a repetition has %d entries", len(again.Entries))
	}
	_, err := association.Apply(l.claim, association.Submit{}, m)
	wantInvalid(t, err, "key")
	m = meta(claims.PartnerCenter, at("2023-01-09"))
	m.Key = "k1"
	_, err = association.Observe(l.claim, lifecycle.ReadStatus("Approved"), m)
	wantInvalid(t, err, "key")
	if (association.Change{}).Expected() != 0 {
		t.Error("the zero change expects a version")
	}
	if got := l.claim.String(); got != "association claim claim-1, Draft" || l.claim.GoString() != got || l.claim.ID() != "claim-1" || l.claim.Version() != 2 || l.claim.Kind() != cpor.ModernWorkUsage || l.claim.Terms() != cpor.PublicTerms() {
		t.Error(got)
	}
}

func TestACommandIsNotOlderThanTheClaim(t *testing.T) {
	_, err := association.Apply(submitted(t).claim, association.BeginReview{}, by(lifecycle.ReviewBegins, at("2023-01-08")))
	wantOutOfOrder(t, err)
	next := submitted(t).claim.NextSteps(at("2023-01-08"))
	if next.Steps[0].Open() || next.Steps[0].Blocked[0].Rule != "cporclaim.time" {
		t.Errorf("%+v", next.Steps)
	}
}

func TestNextStepsAreSortedByActor(t *testing.T) {
	next := approved(t).claim.NextSteps(at("2023-01-17"))
	if got := len(next.By(claims.Partner)) + len(next.By(claims.Customer)) + len(next.By(claims.Microsoft)); got != len(next.Steps) || got != 4 {
		t.Errorf("%d of %d steps have an actor", got, len(next.Steps))
	}
	closed := approved(t).do("2023-02-01", association.OptOut{}).claim.NextSteps(at("2023-02-01"))
	if len(closed.Steps) != 0 || len(closed.Deadlines) != 0 {
		t.Errorf("%+v", closed)
	}
}

// What a caller does with its own slices afterward changes neither claim nor
// history.
func TestACommandSharesNothingWithItsCaller(t *testing.T) {
	workloads := func() []cpor.Workload { return []cpor.Workload{teams, exchange} }
	faults := func() []cpor.Fault { return []cpor.Fault{cpor.MissingDates} }
	unknown := must(association.Adopt(adoption(cpor.ModernWorkUsage, "Approved"), nil, "claim-1", meta(claims.PartnerCenter, at("2023-01-02"))))
	for name, c := range map[string]struct {
		life *life
		give func([]cpor.Workload, []cpor.Fault) association.Command
	}{
		"proof": {open(t, cpor.ModernWorkUsage, "2023-01-06"), func(w []cpor.Workload, _ []cpor.Fault) association.Command {
			return association.GiveProof{Proof: proof("2022-12-01", w...)}
		}},
		"edit": {asked(t), func(w []cpor.Workload, _ []cpor.Fault) association.Command {
			return association.Edit{Workloads: w}
		}},
		"request": {submitted(t).do("2023-01-10", association.BeginReview{}), func(_ []cpor.Workload, f []cpor.Fault) association.Command {
			return association.RequestAction{Faults: f}
		}},
		"rejection": {submitted(t).do("2023-01-10", association.BeginReview{}), func(_ []cpor.Workload, f []cpor.Fault) association.Command {
			return association.Reject{Faults: f}
		}},
		"dispute": {rejected(t), func(w []cpor.Workload, _ []cpor.Fault) association.Command {
			return association.Dispute{Proof: proof("2022-12-01", w...)}
		}},
		"facts": {&life{t: t, claim: unknown.Claim, history: unknown.Entries}, func(w []cpor.Workload, _ []cpor.Fault) association.Command {
			return association.RecordFacts{Workloads: w}
		}},
	} {
		w, f := workloads(), faults()
		l := c.life.do("2023-01-17", c.give(w, f))
		w[0], f[0] = "changed", cpor.MissingProof
		wantSame(t, "the "+name, l.history[len(l.history)-1].Command, c.give(workloads(), faults()))
		checkStored(l)
	}
}

// The rows of a mixed export find their kind by the engagement.
func TestTheRowsOfAMixedExportFindTheirKind(t *testing.T) {
	for _, row := range []struct {
		number, engagement, status string
		kind                       cpor.Kind
	}{
		{"4711", "Modern Work and Security Usage", "Draft", cpor.ModernWorkUsage},
		{"4712", "Usage Recognition- Biz Apps", "Approved", cpor.BusinessUsage},
		{"4713", "CSP co-op", "Editing", 0},
	} {
		kind, err := cpor.ParseKind(row.engagement)
		if kind != row.kind || (err != nil) != (row.kind == 0) {
			t.Errorf("%s is %v, %v", row.engagement, kind, err)
		}
		if err != nil {
			continue
		}
		a := adoption(kind, row.status)
		a.Number, a.Created = row.number, at("2022-12-20")
		c := must(association.Adopt(a, nil, claims.ID(row.number), meta(claims.PartnerCenter, at("2023-01-02")))).Claim
		if c.State().Status.String() != row.status || c.Record().PortalNumber.Number != row.number {
			t.Errorf("%s is adopted as %v", row.number, c)
		}
	}
}
