package claims_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestOpenRecordsWhatWasNominated(t *testing.T) {
	when := at("2022-11-10T09:00Z")
	q := question(engagement(public(), viva), when)
	q.Customer.MailMatches, q.Customer.MismatchReason = mci.No, "a holding of the customer"
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: when, Received: when, Key: "key-1"}
	change, err := claims.Open(nominate(q), "claim-1", meta)
	if err != nil {
		t.Fatal(err)
	}
	record := claims.Record{
		ID: "claim-1", Version: 1, Status: claims.CustomerClaimed, Name: "Contoso",
		Engagement: mci.EngagementRef{Edition: "FY23-2022-11", Engagement: viva}, Terms: engagement(public(), viva).Digest(), Way: eligibility.Add,
		CustomerID: tenant, CheckedID: tenant, MismatchReason: "a holding of the customer", CustomerCountry: "CH",
		CustomerContact: customerContact, PartnerContact: partnerContact, Location: "zurich", LocationCountry: "CH",
		Created: when, Updated: when,
		Amounts: claims.Amounts{Estimated: claims.Amount{Money: usd("5000"), At: when}},
		Keys:    change.Claim.Record().Keys,
		Index:   claims.Index{Area: "Modern Work", Expires: at(over), Attention: at(over)},
	}
	wantSame(t, "the record", change.Claim.Record(), record)
	record.Index = claims.Index{} // the history has none
	if len(change.Entries) != 1 {
		t.Fatalf("got %d entries, want 1", len(change.Entries))
	}
	entry := change.Entries[0]
	wantSame(t, "the explained findings", entry.Explain(public()), nominate(q).Findings())
	entry.Findings = nil
	wantSame(t, "the opening entry", entry, claims.Entry{
		Claim: "claim-1", Number: 1, At: when, Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin,
		Event: claims.AddCustomer, To: claims.CustomerClaimed, Rule: "claim.add", Source: mci.CustomersPage.Source(),
		Key: "key-1", Opening: &record,
	})
	if got := change.Expected(); got != 0 {
		t.Errorf("the stored version must be %d, want 0", got)
	}
	limit, limited := change.Limit()
	if want := (claims.Limit{Customer: tenant, Engagement: viva, Most: 1}); !limited || limit != want {
		t.Errorf("got limit %+v, %t; want %+v", limit, limited, want)
	}
}

// A lock is a limit that the store enforces, so that two people who nominate a
// customer at the same time open one claim.
func TestALockedCustomerHasOneClaim(t *testing.T) {
	card := cardWithLimit(t, `{"locked": true, "source": "customers-page-2022"}`)
	when := at("2022-11-10T09:00Z")
	q := question(engagement(card, viva), when)
	q.Customer.Nominated = mci.No
	change := must(claims.Open(nominate(q), "claim-1", by(claims.AddCustomer, when)))
	if limit, limited := change.Limit(); !limited || limit.Most != 1 || limit.Open != 0 {
		t.Errorf("got limit %+v, %t; want one claim", limit, limited)
	}
}

// cardWithLimit returns the public catalog with another limit of claims.
func cardWithLimit(t testing.TB, limit string) *catalog.Catalog {
	t.Helper()
	text := must(json.Marshal(public()))
	changed := regexp.MustCompile(`"claimLimit":\[[^\]]*\]`).ReplaceAll(text, []byte(`"claimLimit":[`+limit+`]`))
	if bytes.Equal(text, changed) {
		t.Fatal("the public catalog has no limit")
	}
	return must(catalog.Read(changed, catalog.ReadOptions{}))
}

func TestOpenRecordsWhatVariablePayNeeds(t *testing.T) {
	r := open(t, public(), variable, "2025-08-01").claim.Record()
	wantSame(t, "the hours", r.Hours, must(mci.ParseHours("80")))
	wantSame(t, "the opportunity", r.Opportunity, mci.Opportunity{ContractValue: usd("120000"), Status: "open"})
	wantSame(t, "the ID", r.CustomerID, opportunity)
	if !r.Amounts.Estimated.Money.Equal(usd("12000")) {
		t.Errorf("the estimate is %s", r.Amounts.Estimated.Money)
	}
}

func TestOpenByClaimingAKnownCustomerIsItsOwnEvent(t *testing.T) {
	q := question(engagement(public(), viva), at("2022-11-10"))
	q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
	change, err := claims.Open(nominate(q), "claim-1", by(claims.ClaimCustomer, q.At))
	if err != nil {
		t.Fatal(err)
	}
	if entry := change.Entries[0]; entry.Event != claims.ClaimCustomer || entry.Rule != "claim.claim" || change.Claim.Record().Way != eligibility.Claim {
		t.Errorf("got event %s by rule %s and way %s", entry.Event, entry.Rule, change.Claim.Record().Way)
	}
}

func TestOpenForADomainCountsTheTenantThatWasChecked(t *testing.T) {
	domain := must(mci.ParseCustomerID(mci.DomainName, "contoso.com"))
	q := question(engagement(public(), viva), at("2022-11-10"))
	q.Customer.ID, q.Customer.Resolution = domain, eligibility.Resolution{Tenant: tenant}
	change, err := claims.Open(nominate(q), "claim-1", by(claims.AddCustomer, q.At))
	if err != nil {
		t.Fatal(err)
	}
	r := change.Claim.Record()
	limit, _ := change.Limit()
	if r.CustomerID != domain || r.CheckedID != tenant || limit.Customer != tenant {
		t.Errorf("got ID %s, checked %s, limit for %s", r.CustomerID, r.CheckedID, limit.Customer)
	}
}

func TestOpenWithoutAKnownLimitHasNone(t *testing.T) {
	catalog := adapted(t, `"claimLimit": [
            {"claims": 1, "source": "customers-page-2022"}
          ],`, "")
	change, err := claims.Open(nominate(question(engagement(catalog, viva), at("2022-11-10"))), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	if err != nil {
		t.Fatal(err)
	}
	if limit, limited := change.Limit(); limited {
		t.Errorf("got limit %+v", limit)
	}
}

func TestOpenWithoutARateEstimatesNothing(t *testing.T) {
	change, err := claims.Open(nominate(question(engagement(adapted(t, `"knownUntil": "2027-06-30",
                "amounts"`, `"knownUntil": "2022-11-05", "amounts"`), viva), at("2022-11-10"))), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	if err != nil {
		t.Fatal(err)
	}
	if amount := change.Claim.Record().Amounts.Estimated; !amount.Money.IsNone() || !amount.At.IsZero() {
		t.Errorf("estimated %s, although it is unknown whether the rate is in force", amount.Money)
	}
}

func TestOpenRefusesWhoMayNotNominate(t *testing.T) {
	when := at("2022-11-10")
	tests := map[string]struct {
		meta claims.Meta
		rule mci.RuleID
	}{
		"the customer":          {claims.Meta{Actor: claims.Customer, Role: mci.IncentivesUser, At: when, Received: when}, "claim.actor"},
		"Microsoft":             {claims.Meta{Actor: claims.Microsoft, At: when, Received: when}, "claim.actor"},
		"the system":            {claims.Meta{Actor: claims.System, At: when, Received: when}, "claim.actor"},
		"a user without a role": {claims.Meta{Actor: claims.Partner, User: "pat", At: when, Received: when}, "claim.role"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			change, err := claims.Open(nominate(question(engagement(public(), viva), when)), "claim-1", test.meta)
			var refusal *claims.Refusal
			if !errors.As(err, &refusal) || refusal.Rule != test.rule || change.Claim != nil {
				t.Fatalf("got %v, want a refusal by %s", err, test.rule)
			}
			if refusal.State != (claims.State{}) || refusal.Permitted.Len() != 2 {
				t.Errorf("refused in %s, permitted %v", refusal.State, refusal.Permitted)
			}
		})
	}
}

// metaCases returns copies of good with one malformed field each.
func metaCases(good claims.Meta) map[string]struct {
	meta claims.Meta
	path string
} {
	with := func(change func(*claims.Meta)) claims.Meta {
		meta := good
		change(&meta)
		return meta
	}
	return map[string]struct {
		meta claims.Meta
		path string
	}{
		"no instant":            {with(func(m *claims.Meta) { m.At = time.Time{} }), "at"},
		"before 2000":           {with(func(m *claims.Meta) { m.At = at("1999-12-31T23:59:59Z") }), "at"},
		"after 9000":            {with(func(m *claims.Meta) { m.At = at("9001-01-01") }), "at"},
		"nobody":                {with(func(m *claims.Meta) { m.Actor = 0 }), "actor"},
		"an unknown actor":      {with(func(m *claims.Meta) { m.Actor = claims.PartnerCenter + 1 }), "actor"},
		"an unknown role":       {with(func(m *claims.Meta) { m.Role = mci.IncentivesAdmin + 1 }), "role"},
		"a user too long":       {with(func(m *claims.Meta) { m.User = mci.UserID(strings.Repeat("u", 201)) }), "user"},
		"a user with a control": {with(func(m *claims.Meta) { m.User = "a\x00b" }), "user"},
		"a key too long":        {with(func(m *claims.Meta) { m.Key = strings.Repeat("k", 201) }), "key"},
		"a key with a control":  {with(func(m *claims.Meta) { m.Key = "a\x00b" }), "key"},
		"a key not in UTF-8":    {with(func(m *claims.Meta) { m.Key = "a\xff" }), "key"},
	}
}

func TestMalformedInputOfOpenIsAFieldError(t *testing.T) {
	when := at("2022-11-10")
	nomination := nominate(question(engagement(public(), viva), when))
	good := by(claims.AddCustomer, when)
	_, err := claims.Open(nil, "claim-1", good)
	wantInvalid(t, err, "nomination")
	for _, id := range []claims.ID{"", claims.ID(strings.Repeat("i", 201)), "a\x07b", " ", " a", "a ", "a\u00a0"} {
		_, err := claims.Open(nomination, id, good)
		wantInvalid(t, err, "id")
		_, err = claims.Adopt(adoption("Submitted"), id, seen(when))
		wantInvalid(t, err, "id")
	}
	later := good
	later.At = when.Add(time.Nanosecond)
	_, err = claims.Open(nomination, "claim-1", later)
	wantInvalid(t, err, "at")
	for name, test := range metaCases(good) {
		t.Run(name, func(t *testing.T) {
			change, err := claims.Open(nomination, "claim-1", test.meta)
			wantInvalid(t, err, test.path)
			if change.Claim != nil {
				t.Error("there is a change beside the error")
			}
		})
	}
}

func TestMalformedInputOfApplyIsAFieldError(t *testing.T) {
	l := reach(t, plain(claims.CustomerClaimed))
	good := by(claims.ConsentSent, at("2022-11-11"))
	_, err := claims.Apply(nil, claims.SendConsent{}, good)
	wantInvalid(t, err, "claim")
	_, err = claims.Apply(l.claim, nil, good)
	wantInvalid(t, err, "command")
	for name, test := range metaCases(good) {
		t.Run(name, func(t *testing.T) {
			change, err := claims.Apply(l.claim, claims.SendConsent{}, test.meta)
			wantInvalid(t, err, test.path)
			if change.Claim != nil {
				t.Error("there is a change beside the error")
			}
		})
	}
}

func TestANilPointerToACommandIsAFieldError(t *testing.T) {
	l := reach(t, plain(claims.CustomerClaimed))
	var none *claims.SendConsent
	_, err := claims.Apply(l.claim, none, by(claims.ConsentSent, at("2022-11-11")))
	wantInvalid(t, err, "command")
}

func TestTheLongestIDAndKeyAreTaken(t *testing.T) {
	when := at("2022-11-10")
	meta := by(claims.AddCustomer, when)
	meta.Key = strings.Repeat("k", 200)
	if _, err := claims.Open(nominate(question(engagement(public(), viva), when)), claims.ID(strings.Repeat("i", 200)), meta); err != nil {
		t.Error(err)
	}
}

func TestInstantsAreKeptInUTC(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	when := at("2022-11-10T09:00Z").In(zone)
	change, err := claims.Open(nominate(question(engagement(public(), viva), when)), "claim-1", by(claims.AddCustomer, when.Round(0)))
	if err != nil {
		t.Fatal(err)
	}
	change, err = claims.Apply(change.Claim, claims.SendConsent{}, by(claims.ConsentSent, at("2022-11-11T01:00+02:00")))
	if err != nil {
		t.Fatal(err)
	}
	r := change.Claim.Record()
	for name, instant := range map[string]time.Time{"created": r.Created, "updated": r.Updated, "asked": r.Consent.Asked, "entry": change.Entries[0].At} {
		if instant.Location() != time.UTC {
			t.Errorf("%s is %s, not in UTC", name, instant)
		}
	}
	if want := at("2022-11-10T23:00Z"); r.Updated != want {
		t.Errorf("updated is %s, want %s", r.Updated, want)
	}
}

// Invariant 2, for one command in each state. The property test covers the
// rest.
func TestApplyDoesNotChangeTheClaimThatItIsGiven(t *testing.T) {
	for _, step := range steps {
		l := reach(t, step.from)
		for _, command := range step.commands {
			claim, before := l.claim, l.claim.Record()
			l.do(step.when, command)
			if after := claim.Record(); !reflect.DeepEqual(before, after) {
				t.Errorf("%s in %s changed the claim that it was given", command.Event(), step.from)
			}
		}
	}
}

func TestTwoChangesOfOneClaimDoNotShareTheirMemory(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	meta := by(claims.EvidenceGiven, at("2022-12-01"))
	for _, key := range []string{"a", "b", "c"} { // so that slices have spare capacity
		meta.Key = key
		l.apply(claims.GiveEvidence{Part: mci.Invoice}, meta)
	}
	meta.Key = "left"
	left := must(claims.Apply(l.claim, claims.GiveEvidence{Part: mci.PartnerSurvey, Reference: "left"}, meta))
	want := left.Claim.Record()
	meta.Key = "right"
	must(claims.Apply(l.claim, claims.GiveEvidence{Part: mci.PartnerSurvey, Reference: "right"}, meta))
	wantSame(t, "the first of two changes", left.Claim.Record(), want)
	if left.Claim.Record().Keys[3].Key != "left" {
		t.Errorf("its key is %q", left.Claim.Record().Keys[3].Key)
	}
}

// Invariant 9: a repeated command changes nothing.
func TestARepeatedCommandChangesNothing(t *testing.T) {
	l := reach(t, plain(claims.CustomerClaimed))
	meta := by(claims.ConsentSent, at("2022-11-11"))
	meta.Key = "send-1"
	l.apply(claims.SendConsent{DealSize: usd("25000")}, meta)
	later := []struct {
		name string
		meta claims.Meta
	}{
		{"at once", meta},
		{"years later", claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2030-01-01"), Received: at("2030-01-01"), Key: "send-1"}},
		{"dated before", claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2010-01-01"), Received: at("2010-01-01"), Key: "send-1"}},
	}
	unchanged := func(when string) {
		t.Helper()
		for _, again := range later {
			change, err := claims.Apply(l.claim, claims.SendConsent{DealSize: usd("25000")}, again.meta)
			if err != nil || len(change.Entries) != 0 || change.Claim != l.claim {
				t.Errorf("%s, %s: got %d entries and error %v; want the claim itself", again.name, when, len(change.Entries), err)
			} else if change.Expected() != l.claim.Version() {
				t.Errorf("%s, %s: the change expects version %d", again.name, when, change.Expected())
			}
		}
	}
	unchanged("before the answer")
	l.do("2022-11-20", claims.Decline{})
	unchanged("after the end of the claim")
}

func TestAKeyIsNotUsedForAnotherEvent(t *testing.T) {
	when := at("2022-11-10")
	meta := by(claims.AddCustomer, when)
	meta.Key = "open-1"
	change, err := claims.Open(nominate(question(engagement(public(), viva), when)), "claim-1", meta)
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []claims.Command{claims.SendConsent{}, claims.Cancel{}, claims.Submit{}, claims.Expire{}} {
		meta := by(command.Event(), at("2022-11-11"))
		meta.Key = "open-1"
		again, err := claims.Apply(change.Claim, command, meta)
		wantInvalid(t, err, "key")
		if again.Claim != nil {
			t.Errorf("%s: there is a change beside the error", command.Event())
		}
	}
}

func TestCommandsWithoutAKeyAreNotRepetitions(t *testing.T) {
	l := reach(t, plain(claims.AwaitingConsent)).do("2022-11-12", claims.ResendConsent{}, claims.ResendConsent{}, claims.ResendConsent{})
	if r := l.claim.Record(); r.Consent.Resent != 3 || r.Version != 5 || r.Keys != nil {
		t.Errorf("resent %d times, version %d, keys %v", r.Consent.Resent, r.Version, r.Keys)
	}
}

func TestARefusedCommandDoesNotUseUpItsKey(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	meta := by(claims.PartnerSubmits, at("2022-12-01"))
	meta.Key = "submit-1"
	l.refusedTo(claims.Submit{}, meta)
	l.do("2022-12-01", evidence()...).apply(claims.Submit{}, meta).wantState(plain(claims.Submitted))
}

func TestAnEntrySaysWhoDidWhatWhenByWhichRule(t *testing.T) {
	l := reach(t, plain(claims.AwaitingConsent))
	meta := claims.Meta{Actor: claims.Customer, User: "alex", At: at("2022-11-20"), Received: at("2022-11-20"), Key: "answer-1"}
	wantSame(t, "the entry", l.apply(claims.Accept{}, meta).history[2], claims.Entry{
		Claim: "claim-1", Number: 3, At: at("2022-11-20"), Actor: claims.Customer, User: "alex",
		Event: claims.CustomerAccepts, From: claims.AwaitingConsent, To: claims.ConsentReceived,
		Rule: "claim.consent.accept", Source: mci.CustomersPage.Source(), Key: "answer-1", Command: claims.Accept{},
	})
}

func TestOnlyTheOpeningOfAClaimHasALimit(t *testing.T) {
	l := reach(t, plain(claims.CustomerClaimed))
	change := must(claims.Apply(l.claim, claims.SendConsent{}, by(claims.ConsentSent, at("2022-11-11"))))
	if limit, limited := change.Limit(); limited {
		t.Errorf("got limit %+v", limit)
	}
	if got := change.Expected(); got != 1 {
		t.Errorf("the stored version must be %d, want 1", got)
	}
}

func TestPermittedAtFollowsTheMachineAndTheClocks(t *testing.T) {
	for _, state := range reached() {
		l := reach(t, state)
		for _, when := range []string{"2022-11-10T09:00Z", "2023-01-01", "2024-01-01"} {
			instant := at(when)
			want := map[claims.Event]bool{}
			over := false
			for _, deadline := range l.claim.Deadlines() {
				over = over || deadline.Expires && !deadline.Window.Open(instant)
			}
			for event := range state.Permitted().All() {
				if (event == claims.WindowEnds) == over {
					want[event] = true
				}
			}
			got := l.claim.PermittedAt(instant)
			if got != claims.EventSetOf(slices.Collect(maps.Keys(want))...) {
				t.Errorf("%s on %s: got %v", state, when, got)
			}
		}
	}
}

// With an error, a desk returns the zero Change.
func TestTheZeroChangeExpectsNothingAndHasNoLimit(t *testing.T) {
	defer func() {
		if problem := recover(); problem != nil {
			t.Errorf("panic: %v", problem)
		}
	}()
	var none claims.Change
	if got := none.Expected(); got != 0 {
		t.Errorf("it expects version %d", got)
	}
	if limit, limited := none.Limit(); limited {
		t.Errorf("it has the limit %+v", limit)
	}
	_, err := desk.EncodeChange(none)
	wantInvalid(t, err, "change")
	wantInvalid(t, new(store.Memory).Save(t.Context(), store.Change{}), "change")
}
