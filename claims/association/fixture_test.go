package association_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

const (
	teams    cpor.Workload       = "Microsoft Teams"
	exchange cpor.Workload       = "Exchange Online"
	sales    cpor.Workload       = "Dynamics 365 Sales"
	license  cpor.SubscriptionID = "0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b"
)

var (
	tenant   = must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	domain   = must(mci.ParseCustomerID(mci.DomainName, "contoso.com"))
	contact  = mci.Contact{Name: "Noa Vogt", Email: "noa@contoso.com"}
	own      = mci.Contact{Name: "Pat Lindt", Email: "pat@fabrikam.com"}
	other    = mci.Contact{Name: "Alex Roth", Email: "alex@contoso.com"}
	reviewed = in(recognition.UnderReview)
	monday   = at("2023-01-09T09:00Z")
)

func in(status recognition.Status) lifecycle.State { return lifecycle.State{Status: status} }

func ended(status recognition.Status, ending lifecycle.Ending) lifecycle.State {
	return lifecycle.State{Status: status, Ending: ending}
}

// at reads an instant as a date, as a date and a time to the minute, or in
// full.
func at(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339Nano} {
		if instant, err := time.Parse(layout, text); err == nil {
			return instant
		}
	}
	panic("not an instant: " + text)
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// question is a question of which every fact is known and good.
func question(kind cpor.Kind, when time.Time) cpor.Question {
	q := cpor.Question{
		Kind: kind, At: when,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "location-1", Enrollment: mci.Enrolled},
		Tenant:   tenant, Domain: domain, DomainMatches: mci.Yes,
		Workloads: []cpor.Workload{teams, exchange}, OnTenant: mci.Yes,
		Channel: recognition.EnterpriseAgreement,
		Own:     mci.No, Others: mci.No,
	}
	if kind != cpor.ModernWorkUsage {
		q.Workloads = []cpor.Workload{sales}
		q.Subscription = cpor.Subscription{ID: license, OfProduct: mci.Yes, Active: mci.Yes, Provisioned: mci.Yes, Listed: mci.Yes}
	}
	return q
}

func details(kind cpor.Kind) cpor.Details {
	d := cpor.Details{Name: "CPOR Contoso", CustomerContact: contact, CustomerTitle: "Head of IT", PartnerContact: own}
	if kind == cpor.RevenueAssociation {
		d.Seller = cpor.Seller{Name: "Kim Berg", Customer: "Contoso", Solution: "Fabrikam Field Service"}
	}
	return d
}

// proposed is the proposal of a question that passes.
func proposed(t testing.TB, q cpor.Question) *cpor.Proposal {
	t.Helper()
	p, decision, err := cpor.Propose(q, details(q.Kind))
	if err != nil || p == nil {
		t.Fatalf("%v, since %v: %v", decision, decision.Reasons(), err)
	}
	return p
}

// proof is a proof without a fault on a day.
func proof(day string, workloads ...cpor.Workload) cpor.Proof {
	return cpor.Proof{
		Reference: "sow-" + day, Pertains: mci.Yes, Signed: mci.Yes, Dated: date(day), Describes: mci.Yes, Workloads: workloads,
	}
}

// by is the meta of an event by its actor.
func by(event lifecycle.Event, when time.Time) claims.Meta {
	for i := range transitions {
		if transitions[i].Event == event {
			return meta(transitions[i].Actor, when)
		}
	}
	if event == lifecycle.DivergenceResolved {
		return meta(claims.Partner, when)
	}
	return meta(claims.PartnerCenter, when)
}

// transitions is a copy of the table.
var transitions = lifecycle.Transitions()

func meta(actor claims.Actor, when time.Time) claims.Meta {
	m := claims.Meta{Actor: actor, At: when}
	if actor == claims.Partner {
		m.User, m.Role = "pat", mci.IncentivesAdmin
	}
	return m
}

// life is a claim with its history.
type life struct {
	t       testing.TB
	terms   *cpor.Terms
	claim   *association.Claim
	history []association.Entry
}

func open(t testing.TB, kind cpor.Kind, when string) *life {
	t.Helper()
	return openOn(t, kind, nil, when)
}

func openOn(t testing.TB, kind cpor.Kind, terms *cpor.Terms, when string) *life {
	t.Helper()
	q := question(kind, at(when))
	q.Terms = terms
	change, err := association.Open(proposed(t, q), "claim-1", by(lifecycle.ClaimCreated, at(when)))
	if err != nil {
		t.Fatal(err)
	}
	return &life{t, terms, change.Claim, change.Entries}
}

// do applies commands at one instant, each by its actor.
func (l *life) do(when string, commands ...association.Command) *life {
	l.t.Helper()
	for _, command := range commands {
		change, err := association.Apply(l.claim, command, by(command.Event(), at(when)))
		l.take(change, err)
	}
	return l
}

func (l *life) take(change association.Change, err error) *life {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	return l
}

// see observes a status.
func (l *life) see(when, shown string) *life {
	l.t.Helper()
	return l.take(association.Observe(l.claim, lifecycle.ReadStatus(shown), meta(claims.PartnerCenter, at(when))))
}

// refused gives a command that is refused by a rule.
func (l *life) refused(when string, rule mci.RuleID, command association.Command) *association.Refusal {
	l.t.Helper()
	_, err := association.Apply(l.claim, command, by(command.Event(), at(when)))
	return wantRefusal(l.t, err, rule)
}

func wantRefusal(t testing.TB, err error, rule mci.RuleID) *association.Refusal {
	t.Helper()
	var refusal *association.Refusal
	if !errors.As(err, &refusal) || refusal.Rule != rule || !errors.Is(err, claims.ErrRefused) {
		t.Fatalf("got %v, want a refusal by %s", err, rule)
	}
	return refusal
}

func wantOutOfOrder(t testing.TB, err error) {
	t.Helper()
	var late *claims.OutOfOrderError
	if !errors.As(err, &late) || !errors.Is(err, claims.ErrOutOfOrder) || late.ID != "claim-1" {
		t.Fatalf("got %v, want a command that is out of order", err)
	}
}

func (l *life) is(want lifecycle.State) *life {
	l.t.Helper()
	if got := l.claim.State(); got != want {
		l.t.Fatalf("the claim is %s, want %s", got, want)
	}
	return l
}

// submitted is a claim for Teams and Exchange that is submitted on Monday, 9
// January 2023.
func submitted(t testing.TB) *life {
	t.Helper()
	return open(t, cpor.ModernWorkUsage, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, association.Submit{})
}

func approved(t testing.TB) *life {
	t.Helper()
	return submitted(t).do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.Approve{}).is(in(recognition.Approved))
}

func rejected(t testing.TB) *life {
	t.Helper()
	return submitted(t).do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.Reject{}).is(in(recognition.Rejected))
}

func asked(t testing.TB) *life {
	t.Helper()
	return submitted(t).do("2023-01-10", association.BeginReview{}).
		do("2023-01-16", association.RequestAction{Faults: []cpor.Fault{cpor.MissingDates}}).is(in(recognition.PartnerActionRequired))
}

// throughJSON returns what comes out when a value is written as JSON and read
// again.
func throughJSON[T any](t testing.TB, value T) T {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("%v cannot be written as JSON: %v", value, err)
	}
	var read T
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatalf("%s cannot be read again: %v", data, err)
	}
	return read
}

// same compares values of which two may be equal and yet differ in their bytes.
var same = cmp.Options{
	cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b }),
	cmp.Comparer(func(a, b mci.Date) bool { return a == b }),
	cmp.Comparer(func(a, b lifecycle.EventSet) bool { return a == b }),
	cmp.Comparer(func(a, b lifecycle.PortalStatus) bool { return a == b }),
	cmp.Comparer(func(a, b association.Assumptions) bool { return a == b }),
}

// wantSame fails the test unless two values are equal.
func wantSame[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return // what cmp says of equal values takes long
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Fatalf("%s differs (-want +got):\n%s", what, diff)
	}
}

// wantInvalid fails the test unless the error is about one malformed field.
func wantInvalid(t testing.TB, err error, path string) {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) {
		t.Fatalf("got error %v, want a field error at %q", err, path)
	}
	if field.Path != path {
		t.Fatalf("got %v, at path %q; want path %q", err, field.Path, path)
	}
}

// golden compares text with a file of testdata, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if that is meant, run the test with -update (-want +got):\n%s", path, diff)
	}
}

// readTestdata returns a file of testdata; it is empty if there is none yet.
func readTestdata(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(data)
}

func withID(record association.Record, id claims.ID) association.Record {
	record.ID = id
	return record
}
