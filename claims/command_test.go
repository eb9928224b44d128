package claims_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// commands returns one command of each kind.
func commands() []claims.Command {
	return []claims.Command{
		claims.SendConsent{},
		claims.ResendConsent{},
		claims.Accept{},
		claims.Decline{},
		claims.Cancel{},
		claims.GiveEvidence{Part: mci.Invoice},
		claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact},
		claims.Submit{},
		claims.BeginReview{},
		claims.RequestAction{},
		claims.Approve{},
		claims.Reject{},
		claims.Dispute{},
		claims.Expire{},
		claims.RecordPayment{Amount: usd("5000")},
		claims.AddComment{Comment: "see page 2"},
	}
}

func TestEveryEventButTheOpeningHasOneCommand(t *testing.T) {
	seen := map[claims.Event]bool{claims.AddCustomer: true, claims.ClaimCustomer: true}
	for _, command := range commands() {
		if seen[command.Event()] {
			t.Errorf("%T is not the only command of %s", command, command.Event())
		}
		seen[command.Event()] = true
	}
	for _, event := range claims.Events() {
		if !seen[event] {
			t.Errorf("%s has no command", event)
		}
	}
}

func TestAMalformedCommandIsAFieldError(t *testing.T) {
	long := func(n int) string { return strings.Repeat("c", n) }
	tests := map[string]struct {
		state   claims.State
		command claims.Command
		path    string
	}{
		"a deal size of zero":             {plain(claims.CustomerClaimed), claims.SendConsent{DealSize: usd("0")}, "dealSize"},
		"a deal size below zero":          {plain(claims.CustomerClaimed), claims.SendConsent{DealSize: usd("-1")}, "dealSize"},
		"a deal size in another currency": {plain(claims.CustomerClaimed), claims.SendConsent{DealSize: must(mci.ParseMoney("1", "CHF"))}, "dealSize"},
		"a customer contact without mail": {plain(claims.CustomerClaimed), claims.SendConsent{CustomerContact: mci.Contact{Name: "Alex"}}, "customerContact.email"},
		"a partner contact without name":  {plain(claims.CustomerClaimed), claims.SendConsent{PartnerContact: mci.Contact{Email: "pat@fabrikam.com"}}, "partnerContact.name"},
		"a comment without text":          {plain(claims.ConsentReceived), claims.AddComment{}, "comment"},
		"a comment too long":              {plain(claims.ConsentReceived), claims.AddComment{Comment: long(4001)}, "comment"},
		"a language that is none":         {plain(claims.CustomerClaimed), claims.SendConsent{Language: "deutsch (Schweiz)"}, "language"},
		"a language after the request":    {plain(claims.Submitted), claims.SendConsent{Language: "deutsch (Schweiz)"}, "language"},
		"a cancellation's comment":        {plain(claims.CustomerClaimed), claims.Cancel{Comment: long(4001)}, "comment"},
		"a submission's comment":          {plain(claims.ConsentReceived), claims.Submit{Comment: long(4001)}, "comment"},
		"a request's comment":             {plain(claims.UnderReview), claims.RequestAction{Comment: long(4001)}, "comment"},
		"a rejection's comment":           {plain(claims.UnderReview), claims.Reject{Comment: long(4001)}, "comment"},
		"a dispute's comment":             {plain(claims.Rejected), claims.Dispute{Comment: "a\x00b"}, "comment"},
		"no part of the evidence":         {plain(claims.ConsentReceived), claims.GiveEvidence{}, "part"},
		"an unknown part of the evidence": {plain(claims.ConsentReceived), claims.GiveEvidence{Part: mci.PartnerSurvey + 1}, "part"},
		"an invoice that was sent":        {plain(claims.ConsentReceived), claims.GiveEvidence{Part: mci.Invoice, SurveySent: true}, "surveySent"},
		"a POE that was sent":             {plain(claims.ConsentReceived), claims.GiveEvidence{Part: mci.ProofOfExecution, SurveySent: true}, "surveySent"},
		"a survey on a template":          {plain(claims.ConsentReceived), claims.GiveEvidence{Part: mci.CustomerSurvey, Template: date(vivaTemplate)}, "template"},
		"a reference too long":            {plain(claims.ConsentReceived), claims.GiveEvidence{Part: mci.Invoice, Reference: long(501)}, "reference"},
		"no side":                         {plain(claims.ConsentReceived), claims.UpdateContact{Contact: otherContact}, "side"},
		"an unknown side":                 {plain(claims.ConsentReceived), claims.UpdateContact{Side: "Customer", Contact: otherContact}, "side"},
		"a contact who is nobody":         {plain(claims.ConsentReceived), claims.UpdateContact{Side: claims.PartnerSide}, "contact.name"},
		"a request for nothing":           {plain(claims.ConsentReceived), claims.Submit{Requested: usd("0")}, "requested"},
		"an approval of less than zero":   {plain(claims.UnderReview), claims.Approve{Amount: usd("-5")}, "amount"},
		"a payment without an amount":     {plain(claims.Approved), claims.RecordPayment{}, "amount"},
		"a payment of zero":               {plain(claims.Approved), claims.RecordPayment{Amount: usd("0")}, "amount"},
		"a payment's reference":           {plain(claims.Approved), claims.RecordPayment{Amount: usd("1"), Reference: long(501)}, "reference"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := reach(t, test.state)
			change, err := claims.Apply(l.claim, test.command, by(test.command.Event(), l.claim.Record().Updated))
			wantInvalid(t, err, test.path)
			if change.Claim != nil || change.Entries != nil {
				t.Error("there is a change beside the error")
			}
		})
	}
}

func TestTextsMayBeAsLongAsTheyAreBounded(t *testing.T) {
	comment, reference := strings.Repeat("c", 4000), strings.Repeat("r", 500)
	reach(t, plain(claims.ConsentReceived)).
		do("2022-12-01", evidence()...).
		do("2022-12-01", claims.GiveEvidence{Part: mci.Invoice, Reference: reference}, claims.Submit{Comment: comment}).
		do("2022-12-02", claims.BeginReview{}, claims.RequestAction{Comment: comment}).
		do("2022-12-03", claims.Submit{Comment: comment}, claims.BeginReview{}, claims.Reject{Comment: comment}, claims.Dispute{Comment: comment}).
		do("2022-12-03", claims.Submit{Comment: comment}, claims.BeginReview{}, claims.Approve{}, claims.RecordPayment{Amount: usd("1"), Reference: reference})
	reach(t, plain(claims.CustomerClaimed)).do("2022-11-11", claims.Cancel{Comment: comment})
}

// Invariant 4: the request for consent freezes the deal size.
func TestTheDealSizeIsFrozenByAskingForConsent(t *testing.T) {
	for name, l := range map[string]*life{
		"required": open(t, public(), variable, "2025-08-01").do("2025-08-02", claims.SendConsent{DealSize: usd("25000")}),
		"optional": open(t, public(), viva, "2022-11-10").do("2022-11-11", claims.SendConsent{DealSize: usd("25000")}),
	} {
		l.do(l.claim.Record().Updated.Format("2006-01-02"), claims.ResendConsent{})
		if refusal := l.refused(l.claim.Record().Updated.Format("2006-01-02"), claims.SendConsent{DealSize: usd("99")}); refusal.Rule != "claim.machine" {
			t.Errorf("%s: refused by %s", name, refusal.Rule)
		}
		if got := l.claim.Record().Consent.DealSize; !got.Equal(usd("25000")) {
			t.Errorf("%s: the deal size is %s", name, got)
		}
	}
}

func TestAskingForConsentFreezesTheLanguageOfTheMails(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10").do("2022-11-11", claims.SendConsent{Language: "de-CH"}, claims.ResendConsent{}, claims.Accept{})
	if got := l.claim.Record().Consent.Language; got != "de-CH" {
		t.Errorf("the language is %q", got)
	}
}

func TestTheDealSizeMayBeZeroWhereTheEditionSaysSo(t *testing.T) {
	l := open(t, adapted(t, `"dealSize": "required"`, `"dealSize": "may be zero"`), variable, "2025-08-01")
	if refusal := l.refused("2025-08-02", claims.SendConsent{}); refusal.Rule != "claim.guard.deal-size" {
		t.Errorf("without a deal size, refused by %s", refusal.Rule)
	}
	l.do("2025-08-02", claims.SendConsent{DealSize: usd("0")})
	if got := l.claim.Record().Consent.DealSize; !got.Equal(usd("0")) {
		t.Errorf("the deal size is %s", got)
	}
}

func TestAskingForConsentMayNameOtherContacts(t *testing.T) {
	r := open(t, public(), viva, "2022-11-10").do("2022-11-11", claims.SendConsent{}).claim.Record()
	if r.CustomerContact != customerContact || r.PartnerContact != partnerContact {
		t.Error("without contacts in the command, the contacts changed")
	}
	r = open(t, public(), viva, "2022-11-10").do("2022-11-11", claims.SendConsent{CustomerContact: otherContact}).claim.Record()
	if r.CustomerContact != otherContact || r.PartnerContact != partnerContact {
		t.Error("the customer's contact is not the one that was given, or the partner's changed")
	}
	r = open(t, public(), viva, "2022-11-10").do("2022-11-11", claims.SendConsent{PartnerContact: otherContact}).claim.Record()
	if r.CustomerContact != customerContact || r.PartnerContact != otherContact {
		t.Error("the partner's contact is not the one that was given, or the customer's changed")
	}
}

func TestTheAnswerOfTheCustomerIsRecorded(t *testing.T) {
	asked := at("2022-11-11")
	accepted := reach(t, plain(claims.ConsentReceived)).claim.Record().Consent
	wantSame(t, "a yes", accepted, consent.Consent{Asked: asked, Answer: consent.Accepted, Answered: at("2022-11-20")})
	declined := reach(t, plain(claims.ConsentDeclined)).claim.Record().Consent
	wantSame(t, "a no", declined, consent.Consent{Asked: asked, Answer: consent.Declined, Answered: at("2022-11-20")})
	silent := reach(t, plain(claims.ConsentExpired)).claim.Record().Consent
	wantSame(t, "silence", silent, consent.Consent{Asked: asked})
}

func TestANewContactKillsTheLinkOfASurveyThatWasSent(t *testing.T) {
	states := func(l *life) string {
		var texts []string
		for _, e := range l.claim.Record().Evidence {
			texts = append(texts, e.Part.String()+" "+e.State.String())
		}
		return strings.Join(texts, ", ")
	}
	sent := []claims.Command{
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true, Reference: "mail-7"},
		claims.GiveEvidence{Part: mci.PartnerSurvey, SurveySent: true},
	}
	newCustomer := claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact}
	newPartner := claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact}
	tests := map[string]struct {
		commands []claims.Command
		want     string
	}{
		"nothing sent":      {[]claims.Command{newCustomer, newPartner}, ""},
		"the customer's":    {append(sent[:2:2], newCustomer), "customer survey void, partner survey sent"},
		"the partner's":     {append(sent[:2:2], newPartner), "customer survey sent, partner survey void"},
		"a void one":        {append(sent[:2:2], newCustomer, newCustomer), "customer survey void, partner survey sent"},
		"a completed one":   {append(sent[:2:2], claims.GiveEvidence{Part: mci.PartnerSurvey}, newPartner), "customer survey sent, partner survey done"},
		"sent again":        {append(sent[:2:2], newCustomer, sent[0]), "customer survey sent, partner survey sent"},
		"another part only": {[]claims.Command{claims.GiveEvidence{Part: mci.Invoice}, newCustomer, newPartner}, "invoice done"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := reach(t, plain(claims.ConsentReceived)).do("2022-12-01", test.commands...)
			if got := states(l); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	l := reach(t, plain(claims.ConsentReceived)).do("2022-12-01", sent[0]).do("2022-12-02", newCustomer)
	wantSame(t, "the void survey", l.claim.Record().Evidence[0],
		claims.Evidence{Part: mci.CustomerSurvey, State: claims.SurveyVoid, Reference: "mail-7", Updated: at("2022-12-02")})
	if l.claim.Record().CustomerContact != otherContact {
		t.Error("the contact did not change")
	}
}

func TestAContactCanBeUpdatedBeforeConsentIsAskedFor(t *testing.T) {
	l := reach(t, plain(claims.CustomerClaimed)).do("2022-11-11", claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact})
	if l.claim.Record().CustomerContact != otherContact {
		t.Error("the contact did not change")
	}
}

func TestAmountsAreSetByTheirStageAndNeverAddedUp(t *testing.T) {
	amount := func(text, when string) claims.Amount { return claims.Amount{Money: usd(text), At: at(when)} }
	l := open(t, public(), viva, "2022-11-10")
	want := claims.Amounts{Estimated: amount("5000", "2022-11-10")}
	wantSame(t, "the amounts of a new claim", l.claim.Record().Amounts, want)

	l.do("2022-11-20", claims.SendConsent{}, claims.Accept{}).do("2022-12-01", evidence()...).do("2022-12-05", claims.Submit{})
	want.Requested = amount("5000", "2022-12-05")
	wantSame(t, "the amounts after the submission", l.claim.Record().Amounts, want)

	l.do("2022-12-06", claims.BeginReview{}, claims.RequestAction{}).do("2022-12-07", claims.Submit{Comment: "done"})
	wantSame(t, "the amounts after a second submission", l.claim.Record().Amounts, want)

	l.do("2022-12-08", claims.BeginReview{}, claims.Approve{})
	want.Approved = amount("5000", "2022-12-08")
	wantSame(t, "the amounts after the approval", l.claim.Record().Amounts, want)

	l.do("2023-01-15", claims.RecordPayment{Amount: usd("4000"), Reference: "pay-1"}).do("2023-01-20", claims.RecordPayment{Amount: usd("1000")})
	want.Payments = []claims.Payment{{Money: usd("4000"), At: at("2023-01-15"), Reference: "pay-1"}, {Money: usd("1000"), At: at("2023-01-20")}}
	wantSame(t, "the amounts after two payments", l.claim.Record().Amounts, want)
}

func TestAmountsThatAreGivenAreTaken(t *testing.T) {
	r := reach(t, plain(claims.ConsentReceived)).do("2022-12-01", evidence()...).
		do("2022-12-05", claims.Submit{Requested: usd("4500")}, claims.BeginReview{}, claims.Approve{Amount: usd("4200.50")}).claim.Record()
	wantSame(t, "requested", r.Amounts.Requested, claims.Amount{Money: usd("4500"), At: at("2022-12-05")})
	wantSame(t, "approved", r.Amounts.Approved, claims.Amount{Money: usd("4200.50"), At: at("2022-12-05")})
}

func TestAnAmountThatALaterSubmissionNamesReplacesTheFirst(t *testing.T) {
	r := reach(t, plain(claims.ActionRequired)).do("2022-12-11", claims.Submit{Requested: usd("4500"), Comment: "less"}).claim.Record()
	wantSame(t, "requested", r.Amounts.Requested, claims.Amount{Money: usd("4500"), At: at("2022-12-11")})
}

// After 2023-06-30 it is unknown whether the rate of the public card is still
// in force.
func TestAnAmountThatCannotBeCalculatedStaysNone(t *testing.T) {
	r := open(t, public(), viva, "2023-06-20").do("2023-07-05", claims.SendConsent{}, claims.Accept{}).do("2023-07-06", evidence()...).
		do("2023-07-07", claims.Submit{}, claims.BeginReview{}, claims.Approve{}).claim.Record()
	wantSame(t, "the amounts", r.Amounts, claims.Amounts{Estimated: claims.Amount{Money: usd("5000"), At: at("2023-06-20")}})
}

func TestARequestWaitsForAnAnswerUntilThereIsOne(t *testing.T) {
	pending := func(l *life) bool { return l.claim.Record().AnswerPending }
	l := reach(t, plain(claims.ActionRequired))
	if !pending(l) {
		t.Error("no answer is pending after the request")
	}
	if l.do("2022-12-11", claims.GiveEvidence{Part: mci.Invoice}); pending(l) {
		t.Error("an answer is still pending after new evidence")
	}
	if l.do("2022-12-11", claims.Submit{}, claims.RequestAction{}); !pending(l) {
		t.Error("no answer is pending after the second request")
	}
	if l.do("2022-12-12", claims.Submit{Comment: "as asked"}); pending(l) {
		t.Error("an answer is still pending after the submission")
	}
	if !pending(reach(t, disputed(claims.Disputed))) {
		t.Error("no answer is pending after the dispute was opened")
	}
}

// Invariant 5: a dispute is submitted once.
func TestTheDisputeIsSubmittedOnce(t *testing.T) {
	l := reach(t, disputed(claims.Submitted))
	first := l.claim.Record().DisputeSubmitted
	if first != at("2022-12-22") {
		t.Errorf("the dispute was submitted on %s", first)
	}
	l.do("2022-12-27", claims.RequestAction{}).do("2022-12-28", claims.Submit{Comment: "more"}).do("2022-12-30", claims.BeginReview{}, claims.Reject{})
	r := l.wantState(disputed(claims.RejectedFinal)).claim.Record()
	if r.DisputeSubmitted != first || r.RejectedAt != at("2022-12-12") || r.FirstSubmitted != at("2022-12-05") {
		t.Errorf("dispute submitted %s, rejected %s, first submitted %s", r.DisputeSubmitted, r.RejectedAt, r.FirstSubmitted)
	}
	if refusal := l.refused("2022-12-31", claims.Dispute{}); !refusal.Permitted.IsEmpty() {
		t.Errorf("after the final rejection %v is permitted", refusal.Permitted)
	}
}
