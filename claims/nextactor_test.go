package claims_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

func TestTheNextActorIsTheSystemOnceAWindowIsOverAndNobodyOnceItIsPaid(t *testing.T) {
	for name, c := range map[string]struct {
		life *life
		when string
		want claims.Actor
	}{
		"while the customer can answer": {open(t, public(), viva, "2022-11-10"), "2022-11-30", claims.Partner},
		"after the customer's window":   {open(t, public(), viva, "2022-11-10"), "2023-06-01", claims.System},
		"approved":                      {reach(t, plain(claims.Approved)), "2024-06-01", claims.Microsoft},
		"paid":                          {reach(t, plain(claims.Approved)).do("2023-06-01", claims.RecordPayment{Amount: usd("5000")}), "2024-06-01", 0},
		"diverging":                     {diverging(t), "2022-11-30", claims.Partner},
	} {
		if got := c.life.claim.NextActor(at(c.when)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if due := c.life.claim.Due(at(c.when)); due != (c.want == claims.System) {
			t.Errorf("%s: due is %t", name, due)
		}
	}
	l := open(t, public(), viva, "2022-11-10").do("2023-06-01", claims.RecordFacts{Number: "4711"})
	if l.claim.Due(at("2023-05-31")) || !l.claim.Due(at("2023-06-01")) {
		t.Error("an expiry is due before the latest entry")
	}
}

// diverging is a claim whose status Partner Center shows as one that no rule
// leads to.
func diverging(t *testing.T) *life {
	t.Helper()
	l := open(t, public(), viva, "2022-11-10")
	change := must(claims.Observe(l.claim, claims.ReadStatus("On hold"), claims.Meta{Actor: claims.PartnerCenter, At: at("2022-11-20")}))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	return l
}

func TestTheSearchTextHoldsTheNameAndTheIDsThatAreKnown(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10")
	r := l.claim.Record()
	want := strings.ToLower(r.Name + "\n" + r.CustomerID.Value())
	if got := r.SearchText(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r = l.do("2022-11-11", claims.RecordFacts{Number: "K-4711"}).claim.Record()
	if got := r.SearchText(); got != want+"\nk-4711" {
		t.Errorf("with a number: got %q", got)
	}
	r.CustomerID = must(mci.ParseCustomerID(mci.DomainName, "contoso.com"))
	want = strings.ToLower(r.Name + "\ncontoso.com\nk-4711\n" + r.CheckedID.Value())
	if got := r.SearchText(); got != want {
		t.Errorf("of a domain: got %q, want %q", got, want)
	}
}

func TestAnIndexIsStaleIfOneOfItsKeysIsAnother(t *testing.T) {
	for name, change := range map[string]func(*claims.Index){
		"the area":      func(i *claims.Index) { i.Area = "another" },
		"the expiry":    func(i *claims.Index) { i.Expires = i.Expires.Add(1) },
		"the attention": func(i *claims.Index) { i.Attention = i.Attention.Add(1) },
		"nothing":       func(*claims.Index) {},
	} {
		record := open(t, public(), viva, "2022-11-10").claim.Record()
		change(&record.Index)
		if claim := must(claims.Restore(record, public())); claim.Stale() != (name != "nothing") {
			t.Errorf("%s: stale is %t", name, claim.Stale())
		}
	}
}

// A link to an address that was corrected is answered as replaced, so only
// another address counts as a correction.
func TestOnlyAnotherAddressOfTheCustomerIsACorrection(t *testing.T) {
	l := reach(t, plain(claims.AwaitingConsent))
	known := l.claim.Record().CustomerContact
	for _, c := range []struct {
		contact mci.Contact
		want    uint16
	}{
		{mci.Contact{Name: "Another name", Email: known.Email}, 0},
		{otherContact, 1},
		{otherContact, 1},
		{known, 2},
	} {
		l.do("2022-11-20", claims.UpdateContact{Side: claims.CustomerSide, Contact: c.contact})
		if got := l.claim.Record(); got.Consent.Generation != c.want || got.CustomerContact != c.contact {
			t.Errorf("%v: generation %d, want %d", c.contact, got.Consent.Generation, c.want)
		}
	}
}
