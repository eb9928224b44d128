package association_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

func TestAClaimFollowsTheStatusOfPartnerCenter(t *testing.T) {
	for shown, c := range map[string]struct {
		state lifecycle.State
		steps int
	}{
		"Submitted":                {in(recognition.Submitted), 1},
		"under review":             {in(recognition.UnderReview), 2},
		"Submitted / Under review": {in(recognition.Submitted), 1},
		"Partner action required":  {in(recognition.PartnerActionRequired), 3},
		"Approved":                 {in(recognition.Approved), 3},
		"Rejected":                 {in(recognition.Rejected), 3},
		"Disputed":                 {in(recognition.Dispute), 4},
	} {
		l := open(t, cpor.ModernWorkUsage, "2023-01-06").see("2023-02-01", shown).is(c.state)
		if len(l.history) != 1+c.steps || l.history[1].Actor != claims.PartnerCenter || l.history[1].Shown.String() != shown {
			t.Errorf("%s: %d entries", shown, len(l.history))
		}
		if !l.claim.Assumed().Has("firstSubmitted") || l.claim.Assumed().Has("created") || l.claim.Assumed().Has("nothing") || !slices.Contains(l.claim.Missing(), "proof") {
			t.Errorf("%s: assumed are %v, missing %v", shown, slices.Collect(l.claim.Assumed().All()), l.claim.Missing())
		}
		checkStored(l)
		l.see("2023-02-01", shown)
		if len(l.history) != 1+c.steps {
			t.Errorf("%s: shown again, it has %d entries", shown, len(l.history))
		}
	}
}

// A status of the other kind of claim is kept as a divergence, and so is one
// that no way leads to.
func TestAStatusThatNoWayLeadsToIsADivergence(t *testing.T) {
	for _, shown := range []string{"Customer consent received", "Paid", "Draft"} {
		l := approved(t).see("2023-02-01", shown).is(in(recognition.Approved))
		last := l.history[len(l.history)-1]
		d := l.claim.Divergence()
		if last.Rule != "cporclaim.portal.diverges" || !d.Open() || d.Shown.String() != shown || d.Local != in(recognition.Approved) {
			t.Errorf("%s: %+v", shown, last)
		}
		if w := l.claim.Warnings(at("2023-01-16")); len(w) != 1 || w[0].Rule != "cporclaim.portal.diverges" {
			t.Errorf("%s: the warnings are %v", shown, w)
		}
		checkStored(l)
		l.see("2023-02-02", "Approved")
		if l.claim.Divergence() != nil || l.history[len(l.history)-1].Rule != "cporclaim.portal.agrees" {
			t.Errorf("%s: the divergence is not over", shown)
		}
	}
}

// Only an approval that nobody saw leads from a dispute to an opt-out, so a
// disputed claim that is shown as Rejected waits for a person.
func TestNoObservationAssumesAnApproval(t *testing.T) {
	l := rejected(t).do("2023-01-20", association.Dispute{Justification: "see page 2"})
	before := len(l.history)
	l.see("2023-02-01", "Rejected").is(in(recognition.Dispute))
	if d := l.claim.Divergence(); !d.Open() || len(l.history) != before+1 || !l.claim.Record().ApprovedAt.IsZero() {
		t.Errorf("the divergence is %+v, and the record %+v", d, l.claim.Record())
	}
	checkStored(l)
	l.do("2023-02-02", association.Resolve{Take: ended(recognition.Rejected, lifecycle.OptedOut)})
	checkStored(l)
	approved(t).see("2023-02-01", "Rejected").is(ended(recognition.Rejected, lifecycle.OptedOut))
}

// No claim expires before its window ends: what was shown as Rejected before
// was answered, and rejected.
func TestAnObservationExpiresNoClaimInItsWindow(t *testing.T) {
	due, _ := asked(t).claim.Expiry()
	inside, after := due.Window.LastDay.String(), due.Window.LastDay.AddDays(1).String()
	for _, c := range []struct {
		when, shown string
		expired     bool
		steps       int
	}{
		{inside, "Rejected", false, 3},
		{after, "Rejected", true, 1},
		{inside, "Dispute", false, 4},
		{after, "Dispute", false, 2}, // an expiry that was disputed is none any more
		{inside, "Rejected final", false, 5},
		{inside, "Submitted", false, 1},
	} {
		l := asked(t)
		before := len(l.history)
		l.see(c.when, c.shown)
		if r := l.claim.Record(); l.claim.Divergence() != nil || r.Expired != c.expired || len(l.history)-before != c.steps {
			t.Errorf("%s on %s: %d steps, expired %t", c.shown, c.when, len(l.history)-before, r.Expired)
		}
		for _, entry := range l.history[before:] {
			if entry.Event == lifecycle.WindowEnds && c.when == inside {
				t.Errorf("%s on %s: %s", c.shown, c.when, entry.Rule)
			}
		}
		checkStored(l)
	}
}

func TestAPersonSettlesADivergence(t *testing.T) {
	closed := func() *life {
		return rejected(t).do("2023-02-16", association.Expire{}).see("2023-02-17", "Dispute")
	}
	l := closed().is(ended(recognition.Rejected, lifecycle.Undisputed))
	l.refused("2023-02-18", "cporclaim.portal.resolve", association.Resolve{Take: in(recognition.Approved)})
	l.do("2023-02-18", association.Resolve{Take: in(recognition.Dispute), Comment: "reopened by support"}).is(in(recognition.Dispute))
	if l.claim.Divergence() != nil || !l.claim.Assumed().Has("disputedAt") || l.claim.Assumed().Has("rejectedAt") {
		t.Errorf("assumed are %v", slices.Collect(l.claim.Assumed().All()))
	}
	checkStored(l)
	l.do("2023-02-20", association.Approve{}).is(in(recognition.Approved))

	kept := closed().do("2023-02-18", association.Resolve{})
	if d := kept.claim.Divergence(); d.Open() || !d.Kept {
		t.Errorf("%+v", d)
	}
	before := len(kept.history)
	if kept.see("2023-02-19", "Dispute"); len(kept.history) != before {
		t.Error("the same status diverges again")
	}
	kept.refused("2023-02-19", "cporclaim.portal.resolve", association.Resolve{})
	user := meta(claims.Partner, at("2023-02-18"))
	user.Role = mci.IncentivesUser
	_, err := association.Apply(closed().claim, association.Resolve{}, user)
	wantRefusal(t, err, "cporclaim.role")
}

func TestAnObservationIsByPartnerCenterAndNotOlderThanTheClaim(t *testing.T) {
	l := approved(t)
	_, err := association.Observe(l.claim, lifecycle.ReadStatus("Rejected"), meta(claims.Partner, at("2023-02-01")))
	wantInvalid(t, err, "actor")
	_, err = association.Observe(l.claim, lifecycle.ReadStatus("Rejected"), meta(claims.PartnerCenter, at("2023-01-01")))
	wantOutOfOrder(t, err)
	_, err = association.Observe(l.claim, lifecycle.PortalStatus{}, meta(claims.PartnerCenter, at("2023-02-01")))
	wantInvalid(t, err, "shown")
	_, err = association.Observe(nil, lifecycle.ReadStatus("Rejected"), meta(claims.PartnerCenter, at("2023-02-01")))
	wantInvalid(t, err, "claim")
}

func adoption(kind cpor.Kind, shown string) association.Adoption {
	return association.Adoption{
		Association: cpor.Association{Kind: kind, Tenant: tenant}, Details: cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus(shown),
	}
}

func TestAClaimIsAdoptedInEveryStatus(t *testing.T) {
	for _, kind := range cpor.Kinds() {
		for status := recognition.Draft; status <= recognition.RejectedFinal; status++ {
			change, err := association.Adopt(adoption(kind, status.String()), nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01")))
			if err != nil {
				t.Errorf("%s of %s: %v", status, kind, err)
				continue
			}
			l := &life{t: t, claim: change.Claim, history: change.Entries}
			checkStored(l)
			if !change.Claim.Adopted() || change.Claim.State().Status != status || !change.Claim.Assumed().Has("created") || change.Claim.Assumed().IsEmpty() {
				t.Errorf("%s is adopted as %s", status, change.Claim.State())
			}
			missing := change.Claim.Missing()
			if slices.Contains(missing, "proof") != (status != recognition.Draft) || change.Claim.Assumed().Has("proof") != (status != recognition.Draft) {
				t.Errorf("%s, and its proof is missing: %v", status, missing)
			}
			if slices.Contains(missing, "subscription") != (kind != cpor.ModernWorkUsage) || !slices.Contains(missing, "workloads") || !slices.Contains(missing, "location") {
				t.Errorf("missing are %v", missing)
			}
			if next := change.Claim.NextSteps(at("2023-02-01")); next.State != change.Claim.State() {
				t.Error(next)
			}
		}
	}
}

func TestFactsOfAnAdoptedClaimAreRecordedWhenTheyBecomeKnown(t *testing.T) {
	a := adoption(cpor.BusinessUsage, "Rejected final")
	a.Number, a.Created = "4712", at("2022-12-20")
	m := meta(claims.PartnerCenter, at("2023-02-01"))
	m.Key = "row-1"
	l := (&life{t: t}).take(association.Adopt(a, nil, "claim-1", m))
	if number := l.claim.Record().PortalNumber; number.Number != "4712" {
		t.Error(number)
	}
	l.do("2023-02-02", association.RecordFacts{Location: "location-1"})
	if number := l.claim.Record().PortalNumber; number.Number != "4712" || !number.At.Equal(at("2023-02-01")) {
		t.Errorf("with the location, the number has become %+v", number)
	}
	l.do("2023-02-02", association.RecordFacts{Number: "4713", Location: "location-1", Workloads: []cpor.Workload{sales}, Subscription: license})
	if missing := l.claim.Missing(); !slices.Equal(missing, []string{"customerContact", "partnerContact", "proof"}) {
		t.Errorf("missing are %v", missing)
	}
	checkStored(l)
	l.refused("2023-02-03", "cporclaim.portal.facts", association.RecordFacts{Location: "location-2"})
	l.refused("2023-02-03", "cporclaim.portal.facts", association.RecordFacts{Workloads: []cpor.Workload{teams}})
	_, err := association.Apply(l.claim, association.RecordFacts{Number: "1"}, meta(claims.PartnerCenter, at("2023-02-01")))
	wantOutOfOrder(t, err)
	_, err = association.Apply(l.claim, association.RecordFacts{Number: "1"}, meta(claims.Partner, at("2023-02-03")))
	wantRefusal(t, err, "cporclaim.actor")
}

func TestAMalformedAdoptionIsAnErrorThatNamesTheField(t *testing.T) {
	for path, change := range map[string]func(*association.Adoption){
		"shown":        func(a *association.Adoption) { a.Shown = lifecycle.ReadStatus("Customer consent received") },
		"name":         func(a *association.Adoption) { a.Name = "" },
		"kind":         func(a *association.Adoption) { a.Kind = 0 },
		"tenant":       func(a *association.Adoption) { a.Tenant = domain },
		"subscription": func(a *association.Adoption) { a.Subscription = license },
		"created":      func(a *association.Adoption) { a.Created = at("1999-01-01") },
		"payDeclined": func(a *association.Adoption) {
			a.Kind, a.PayDeclined = cpor.PresalesAdvisor, mci.Yes
		},
		"channel": func(a *association.Adoption) {
			a.Kind, a.Channel = cpor.PresalesAdvisor, recognition.CSP
		},
	} {
		a := adoption(cpor.ModernWorkUsage, "Approved")
		change(&a)
		_, err := association.Adopt(a, nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01")))
		wantInvalid(t, err, path)
	}
	_, err := association.Adopt(adoption(cpor.ModernWorkUsage, "Approved"), nil, "claim-1", meta(claims.Partner, at("2023-02-01")))
	wantInvalid(t, err, "actor")
}

// An export cannot show a claim that is created later, whatever its status.
func TestAClaimIsNotAdoptedBeforeItIsCreated(t *testing.T) {
	for _, shown := range []string{"Draft", "Submitted", "Approved", "Rejected final"} {
		a := adoption(cpor.ModernWorkUsage, shown)
		a.Created = at("2023-02-02")
		_, err := association.Adopt(a, nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01")))
		wantInvalid(t, err, "created")
		must(association.Adopt(a, nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-02"))))
	}
}

// Otherwise the claim could be disputed twice.
func TestADisputeIsNotUndone(t *testing.T) {
	disputing := func() *life {
		return rejected(t).do("2023-01-20", association.Dispute{Justification: "see page 2"}).see("2023-02-01", "Rejected")
	}
	for _, take := range []lifecycle.State{in(recognition.Rejected), ended(recognition.Rejected, lifecycle.Undisputed)} {
		refusal := disputing().refused("2023-02-02", "cporclaim.portal.resolve", association.Resolve{Take: take})
		if refusal.Gaps[0].Path != "disputedAt" {
			t.Errorf("to %s: %+v", take, refusal)
		}
	}
	// but it can have been won before the customer opted out
	optedOut := disputing().do("2023-02-02", association.Resolve{Take: ended(recognition.Rejected, lifecycle.OptedOut)})
	if optedOut.claim.Record().DisputedAt.IsZero() {
		t.Error("the dispute is forgotten")
	}
	checkStored(optedOut)
	disputing().do("2023-02-02", association.Resolve{}).is(in(recognition.Dispute))
}

// A draft is one since its creation, which an export can show.
func TestAnAdoptedDraftKeepsItsCreation(t *testing.T) {
	a := adoption(cpor.ModernWorkUsage, "Draft")
	a.Created = at("2023-01-10")
	l := (&life{t: t}).take(association.Adopt(a, nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01"))))
	if r := l.claim.Record(); !r.Created.Equal(a.Created) || !r.Since.Equal(a.Created) || !r.Updated.Equal(at("2023-02-01")) || l.claim.Assumed().Has("created") || l.claim.Assumed().Has("since") {
		t.Errorf("created %s, since %s; assumed are %v", r.Created, r.Since, slices.Collect(l.claim.Assumed().All()))
	}
	checkStored(l)
	a.Created = time.Time{}
	unknown := must(association.Adopt(a, nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01")))).Claim
	if !unknown.Assumed().Has("created") || !unknown.Assumed().Has("since") {
		t.Errorf("assumed are %v", slices.Collect(unknown.Assumed().All()))
	}
	back := submitted(t).see("2023-02-01", "Draft").do("2023-02-02", association.Resolve{Take: in(recognition.Draft)})
	if r := back.claim.Record(); !r.Created.Equal(at("2023-01-06")) || !r.Since.Equal(r.Created) {
		t.Errorf("back as a draft: created %s, since %s", r.Created, r.Since)
	}
	checkStored(back)
}

// What a person takes keeps only those marks that a claim in the state can have.
func TestAStateThatAPersonTakesKeepsTheMarksThatItCanHave(t *testing.T) {
	sold := open(t, cpor.BusinessUsage, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}, association.FindCompetitor{})
	ending := *sold
	ending.history = slices.Clone(sold.history)
	ending.do("2023-01-16", association.Approve{}, association.EndSubscription{LastDay: date("2023-12-31")})
	for _, c := range []struct {
		from          *life
		take          lifecycle.State
		competes, end bool
	}{
		{sold, in(recognition.PartnerActionRequired), true, false},
		{sold, in(recognition.Draft), false, false},
		{&ending, ended(recognition.Rejected, lifecycle.OptedOut), false, true},
		{&ending, in(recognition.UnderReview), false, false},
	} {
		l := *c.from
		l.history = slices.Clone(l.history)
		l.see("2023-02-01", "Paid").do("2023-02-02", association.Resolve{Take: c.take}).is(c.take)
		if r := l.claim.Record(); r.Competing != c.competes || r.SubscriptionEnds.IsZero() == c.end {
			t.Errorf("%s: it competes %t, and its subscription ends %s", c.take, r.Competing, r.SubscriptionEnds)
		}
		checkStored(&l)
	}
}

// As facts that are recorded already.
func TestAnObservationThatChangesNothingKeepsOnlyItsKey(t *testing.T) {
	l := approved(t)
	before := l.claim.Record()
	m := meta(claims.PartnerCenter, at("2023-03-01"))
	m.Key = "export-2"
	l.take(association.Observe(l.claim, lifecycle.ReadStatus("Approved"), m))
	last, r := l.history[len(l.history)-1], l.claim.Record()
	if last.Rule != "cporclaim.key" || last.Key != "export-2" || r.Version != before.Version+1 || !r.Updated.Equal(before.Updated) {
		t.Errorf("got %+v", last)
	}
	checkStored(l)
}

func TestAnAdoptedClaimGoesOnByCommands(t *testing.T) {
	l := (&life{t: t}).take(association.Adopt(adoption(cpor.ModernWorkUsage, "Partner action required"), nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01"))))
	if d := l.claim.Deadlines()[0]; !d.Assumed {
		t.Error("its deadline is not assumed")
	}
	l.refused("2023-02-02", "cporclaim.guard.proof-complete", association.Submit{})
	l.do("2023-02-02", association.GiveProof{Proof: proof("2022-12-01", teams)}).
		refused("2023-02-02", "cporclaim.guard.proof-complete", association.Submit{}) // its workloads are not known
	l.do("2023-02-02", association.Edit{Workloads: []cpor.Workload{teams}}, association.Submit{}).
		do("2023-02-03", association.BeginReview{}, association.Approve{}).is(in(recognition.Approved))
	checkStored(l)
}
