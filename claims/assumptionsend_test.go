package claims_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A command that records a field ends the assumption of it. Microsoft's export
// shows none of these fields of an adopted claim.
func TestACommandEndsTheAssumptionOfTheFieldsThatItRecords(t *testing.T) {
	other := mci.Contact{Name: "Sam", Email: "sam@contoso.com"}
	for name, c := range map[string]struct {
		adopted  claims.Status
		commands []claims.Command
		ends     []string
	}{
		"the customer's contact": {claims.ConsentReceived, []claims.Command{claims.UpdateContact{Side: claims.CustomerSide, Contact: other}}, []string{"customerContact"}},
		"the partner's contact":  {claims.ConsentReceived, []claims.Command{claims.UpdateContact{Side: claims.PartnerSide, Contact: other}}, []string{"partnerContact"}},
		"both, with the request": {
			claims.CustomerClaimed,
			[]claims.Command{claims.SendConsent{DealSize: usd("5000"), CustomerContact: other, PartnerContact: other}},
			[]string{"customerContact", "partnerContact"},
		},
		"a comment": {claims.ActionRequired, []claims.Command{claims.AddComment{Comment: "see page 2"}}, nil},
	} {
		l := adopted(t, c.adopted, "2022-12-20")
		before := slices.Collect(l.claim.Assumed().All())
		for _, command := range c.commands {
			l.apply(command, by(command.Event(), at("2022-12-29")))
			l.checkStored()
			l.checkReplay()
		}
		for _, path := range before {
			if got, want := l.claim.Assumed().Has(path), !slices.Contains(c.ends, path); got != want {
				t.Errorf("%s: %s is assumed: %t, want %t", name, path, got, want)
			}
		}
		for _, path := range c.ends {
			if !slices.Contains(before, path) {
				t.Errorf("%s: %s was not assumed", name, path)
			}
		}
	}
}

// An observation assumes only what nobody has recorded.
func TestAnObservationAssumesNothingThatACommandRecorded(t *testing.T) {
	for state, want := range map[claims.Status]bool{claims.ConsentReceived: true, claims.Submitted: false, claims.ActionRequired: false} {
		l := reach(t, plain(state))
		shown := "Under review"
		if state == claims.ActionRequired { // by a submission that gives nothing new
			shown = "Submitted"
		}
		l.observe("2023-01-02", shown)
		if got := l.claim.Assumed().Has("evidence"); got != want {
			t.Errorf("from %s: the evidence is assumed: %t, want %t", state, got, want)
		}
		l.checkStored()
		l.checkReplay()
	}
}

// The evidence of an adopted claim is unknown until all of it is given again.
func TestTheEvidenceIsAssumedUntilAllOfItIsGiven(t *testing.T) {
	l := adopted(t, claims.ActionRequired, "2022-12-20")
	commands := evidence()
	for i, command := range commands {
		if !l.claim.Assumed().Has("evidence") {
			t.Errorf("after %d of %d commands, the evidence is not assumed", i, len(commands))
		}
		l.apply(command, by(command.Event(), at("2022-12-29")))
		l.checkStored()
	}
	if l.claim.Assumed().Has("evidence") {
		t.Error("all was given, and the evidence is still assumed")
	}
	l.checkReplay()
}
