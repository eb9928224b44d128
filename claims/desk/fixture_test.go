package desk_test

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The tests make claims for two engagements. The workshop viva has a fixed
// amount, an optional deal size, four parts of evidence and a POE template. The
// engagement variable has variable pay, a required deal size and two parts of
// evidence.
const (
	viva     mci.EngagementID = "fy23-microsoft-viva"
	variable mci.EngagementID = "illustrative-variable-pay"
)

// vivaTemplate is the only POE template that is accepted from 2022-11-01 on.
const vivaTemplate = "2022-10-01"

// plain returns the state of a claim that was never disputed.
func plain(status claims.Status) claims.State { return claims.State{Status: status} }

func disputed(status claims.Status) claims.State {
	return claims.State{Status: status, Disputed: true}
}

// at parses an instant: a date, a date with a time to the minute, or a full
// instant.
func at(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339Nano} {
		if instant, err := time.Parse(layout, text); err == nil {
			return instant
		}
	}
	panic("not an instant: " + text)
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func usd(amount string) mci.Money { return must(mci.ParseMoney(amount, mci.USD)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

var public = sync.OnceValue(func() *catalog.Catalog { return must(catalog.Public()) })

// adapted reads the public catalog with pairs of old and new text replaced in
// its JSON. Engagements are offered for four years longer, so that the worked
// examples of 2026 can be run. A catalog is read once for all tests that adapt
// it alike.
func adapted(t tb, pairs ...string) *catalog.Catalog {
	t.Helper()
	name := strings.Join(pairs, "\x00")
	if known, ok := adaptations.Load(name); ok {
		return known.(*catalog.Catalog)
	}
	data, err := os.ReadFile("../../mci/catalog/public.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), `"knownUntil": "2023-06-30"`, `"knownUntil": "2027-06-30"`)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the public catalog does not have %s", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	card, err := catalog.Read([]byte(text), catalog.ReadOptions{Zone: time.LoadLocation})
	if err != nil {
		t.Fatal(err)
	}
	adaptations.Store(name, card)
	return card
}

// adaptations are the catalogs that adapted has read, by what was replaced.
var adaptations sync.Map

// engagement returns an engagement of a catalog in its newest edition.
func engagement(catalog *catalog.Catalog, id mci.EngagementID) *catalog.Engagement {
	found, ok := catalog.Find(id, date("9999-12-31"))
	if !ok {
		panic("no engagement " + id)
	}
	return found
}

var (
	tenant      = must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	opportunity = must(mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU"))

	customerContact = mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"}
	partnerContact  = mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"}
	otherContact    = mci.Contact{Name: "Kim Successor", Email: "kim@contoso.com"}
)

// question returns a question for which every rule of eligibility passes.
func question(e *catalog.Engagement, when time.Time) eligibility.Question {
	q := eligibility.Question{
		Engagement:       e,
		Way:              eligibility.Add,
		At:               when,
		User:             mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:         mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible:  mci.Yes,
		LocationEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}
	if e.PayKind() == catalog.VariablePay {
		q.Customer.ID = opportunity
		q.Hours = must(mci.ParseHours("80"))
		q.Opportunity = mci.Opportunity{ContractValue: usd("120000"), Status: "open"}
	}
	return q
}

// nominate returns the nomination for a question and panics if there is none.
func nominate(q eligibility.Question) *eligibility.Nomination {
	nomination, decision, err := eligibility.Nominate(q, eligibility.Details{
		ClaimName: "Contoso", CustomerContact: customerContact, PartnerContact: partnerContact,
	})
	if err != nil {
		panic(err)
	}
	if nomination == nil {
		panic("not eligible: " + decision.Reasons()[0].Want)
	}
	return nomination
}

// by returns the metadata of a command: the documented actor of the event, and
// the instant.
func by(event claims.Event, when time.Time) claims.Meta {
	meta := claims.Meta{Actor: claimstest.ActorOf(event), At: when, Received: when}
	if meta.Actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	return meta
}

// A tb has the methods of a test that the fixture needs. A property test has
// them too.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// A life is one claim with its history.
type life struct {
	t       tb
	catalog *catalog.Catalog
	claim   *claims.Claim
	history []claims.Entry
}

// open begins a life.
func open(t tb, catalog *catalog.Catalog, id mci.EngagementID, when string) *life {
	t.Helper()
	nomination := nominate(question(engagement(catalog, id), at(when)))
	change, err := claims.Open(nomination, "claim-1", by(claims.AddCustomer, at(when)))
	if err != nil {
		t.Fatal(err)
	}
	return &life{t, catalog, change.Claim, change.Entries}
}

// do applies commands and fails the test if one of them is refused.
func (l *life) do(when string, commands ...claims.Command) *life {
	l.t.Helper()
	for _, command := range commands {
		l.apply(command, by(command.Event(), at(when)))
	}
	return l
}

func (l *life) apply(command claims.Command, meta claims.Meta) *life {
	l.t.Helper()
	change, err := claims.Apply(l.claim, command, meta)
	if err != nil {
		l.t.Fatal(err)
	}
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	return l
}

// wantState fails the test unless the claim is in the wanted state.
func (l *life) wantState(want claims.State) *life {
	l.t.Helper()
	if got := l.claim.State(); got != want {
		l.t.Fatalf("the claim is in %q, disputed %t; want %q, disputed %t", got, got.Disputed, want, want.Disputed)
	}
	return l
}

// evidence returns the commands that complete the evidence of a claim for viva.
func evidence() []claims.Command {
	return []claims.Command{
		claims.GiveEvidence{Part: mci.Invoice, Reference: "invoice.pdf"},
		claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date(vivaTemplate), Reference: "poe.docx"},
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
		claims.GiveEvidence{Part: mci.CustomerSurvey},
		claims.GiveEvidence{Part: mci.PartnerSurvey},
	}
}

// steps lists the steps between the states of a claim for viva, created on
// 2022-11-10.
var steps = []struct {
	from, to claims.State
	when     string
	commands []claims.Command
}{
	{plain(claims.CustomerClaimed), plain(claims.AwaitingConsent), "2022-11-11", []claims.Command{claims.SendConsent{}}},
	{plain(claims.AwaitingConsent), plain(claims.ConsentReceived), "2022-11-20", []claims.Command{claims.Accept{}}},
	{plain(claims.AwaitingConsent), plain(claims.ConsentDeclined), "2022-11-20", []claims.Command{claims.Decline{}}},
	{plain(claims.AwaitingConsent), plain(claims.ConsentExpired), "2022-12-11", []claims.Command{claims.Expire{}}},
	{plain(claims.ConsentReceived), plain(claims.Canceled), "2022-12-01", []claims.Command{claims.Cancel{}}},
	{plain(claims.ConsentReceived), plain(claims.NotSubmittedExpired), "2023-02-19", []claims.Command{claims.Expire{}}},
	{plain(claims.ConsentReceived), plain(claims.Submitted), "2022-12-05", append(evidence(), claims.Submit{})},
	{plain(claims.Submitted), plain(claims.UnderReview), "2022-12-06", []claims.Command{claims.BeginReview{}}},
	{plain(claims.UnderReview), plain(claims.ActionRequired), "2022-12-10", []claims.Command{claims.RequestAction{}}},
	{plain(claims.ActionRequired), plain(claims.PostSubmissionExpired), "2023-03-21", []claims.Command{claims.Expire{}}},
	{plain(claims.UnderReview), plain(claims.Approved), "2022-12-12", []claims.Command{claims.Approve{}}},
	{plain(claims.UnderReview), plain(claims.Rejected), "2022-12-12", []claims.Command{claims.Reject{}}},
	{plain(claims.Rejected), plain(claims.DisputedExpired), "2023-01-12", []claims.Command{claims.Expire{}}},
	{plain(claims.Rejected), disputed(claims.Disputed), "2022-12-20", []claims.Command{claims.Dispute{}}},
	{disputed(claims.Disputed), disputed(claims.DisputedExpired), "2023-01-12", []claims.Command{claims.Expire{}}},
	{disputed(claims.Disputed), disputed(claims.Submitted), "2022-12-22", []claims.Command{claims.Submit{Comment: "see page 2"}}},
	{disputed(claims.Submitted), disputed(claims.UnderReview), "2022-12-23", []claims.Command{claims.BeginReview{}}},
	{disputed(claims.UnderReview), disputed(claims.ActionRequired), "2022-12-27", []claims.Command{claims.RequestAction{}}},
	{disputed(claims.ActionRequired), disputed(claims.PostSubmissionExpired), "2023-01-22", []claims.Command{claims.Expire{}}},
	{disputed(claims.UnderReview), disputed(claims.Approved), "2022-12-30", []claims.Command{claims.Approve{}}},
	{disputed(claims.UnderReview), disputed(claims.RejectedFinal), "2022-12-30", []claims.Command{claims.Reject{}}},
}

// reached returns every state that a claim can be in.
func reached() []claims.State {
	states := []claims.State{plain(claims.CustomerClaimed)}
	for _, step := range steps {
		states = append(states, step.to)
	}
	return states
}

// reach returns a claim for viva in a state. It follows the steps above.
func reach(t tb, state claims.State) *life {
	t.Helper()
	if state == plain(claims.CustomerClaimed) {
		return open(t, public(), viva, "2022-11-10T09:00Z")
	}
	for _, step := range steps {
		if step.to == state {
			return reach(t, step.from).do(step.when, step.commands...).wantState(state)
		}
	}
	t.Fatalf("no step leads to %s", state)
	return nil
}

// throughJSON writes a value as JSON and reads it back.
func throughJSON[T any](t tb, value T) T {
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

// same lets cmp compare types with unexported fields.
var same = cmp.Options{
	cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b }),
	cmp.Comparer(func(a, b mci.Date) bool { return a == b }),
	cmp.Comparer(func(a, b mci.Hours) bool { return a == b }),
	cmp.Comparer(func(a, b claims.EventSet) bool { return a == b }),
	cmp.Comparer(func(a, b claims.PortalStatus) bool { return a == b }),
	cmp.Comparer(func(a, b claims.Assumptions) bool { return a == b }),
	cmp.Comparer(func(a, b mci.Quantity) bool { return a == b }),
}

// wantSame fails the test unless two values are equal. Most are the same in
// every field, and only for the others it asks what cmp says.
func wantSame[T any](t tb, what string, got, want T) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Fatalf("%s differs (-want +got):\n%s", what, diff)
	}
}

// wantInvalid fails the test unless the error reports a malformed field at the
// path.
func wantInvalid(t tb, err error, path string) {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) {
		t.Fatalf("got error %v, want a field error at %q", err, path)
	}
	if field.Path != path {
		t.Fatalf("got %v, at path %q; want path %q", err, field.Path, path)
	}
}
