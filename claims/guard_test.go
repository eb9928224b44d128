package claims_test

import (
	"reflect"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

func TestGuardsHaveANameARuleAndAGradedSource(t *testing.T) {
	names := map[claims.Guard]string{
		claims.DealSizeGiven: "deal size given", claims.EvidenceComplete: "evidence complete",
		claims.RequestAnswered: "request answered", claims.SurveyLinkLive: "survey link live",
		claims.CustomerContactOpen: "customer contact open",
	}
	rules := map[mci.RuleID]bool{}
	for _, guard := range claims.Guards() {
		if got := guard.String(); got != names[guard] || got == "" {
			t.Errorf("guard %d: got %q, want %q", guard, got, names[guard])
		}
		rule, source := claims.RuleOfGuard(guard)
		if !ruleForm.MatchString(string(rule)) || rules[rule] {
			t.Errorf("%s: the rule is %q, used before %t", guard, rule, rules[rule])
		}
		rules[rule] = true
		if source.Source().Grade == 0 {
			t.Errorf("%s: the source has no grade", guard)
		}
	}
	if len(rules) != len(names) {
		t.Errorf("%d guards have a rule, want %d", len(rules), len(names))
	}
	for _, guard := range []claims.Guard{claims.CustomerContactOpen + 1, 255} {
		if got := guard.String(); got != "invalid guard" {
			t.Errorf("guard %d: got %q", guard, got)
		}
	}
}

func TestGuardsHaveTextForms(t *testing.T) {
	for _, guard := range append(claims.Guards(), 0) {
		if got := throughJSON(t, guard); got != guard {
			t.Errorf("%s comes back from JSON as %s", guard, got)
		}
	}
	if text, err := (claims.CustomerContactOpen + 1).MarshalText(); err == nil {
		t.Errorf("a guard that is not declared has the text %q", text)
	}
	guard := claims.SurveyLinkLive
	wantInvalid(t, guard.UnmarshalText([]byte("Survey link live")), "")
	if guard != claims.SurveyLinkLive {
		t.Errorf("the guard was changed to %s", guard)
	}
}

func TestEveryGuardIsUsedByTheTable(t *testing.T) {
	used := map[claims.Guard]bool{}
	for _, row := range claims.Transitions() {
		for _, guard := range row.Guards {
			used[guard] = true
		}
	}
	for _, guard := range claims.Guards() {
		if !used[guard] {
			t.Errorf("no row has the guard %s", guard)
		}
	}
}

// guardCase is a claim and two commands of the same event. A guard refuses the
// first and allows the second.
type guardCase struct {
	name             string
	rule             mci.RuleID
	claim            func(t *testing.T) *life
	when             string
	refused, allowed claims.Command
}

func guardCases() []guardCase {
	reached := func(state claims.State, more ...claims.Command) func(t *testing.T) *life {
		return func(t *testing.T) *life {
			l := reach(t, state)
			return l.do(l.claim.Record().Updated.Format("2006-01-02"), more...)
		}
	}
	consented := func(more ...claims.Command) func(t *testing.T) *life {
		return func(t *testing.T) *life {
			return open(t, public(), variable, "2025-08-01").
				do("2025-08-02", claims.SendConsent{DealSize: usd("25000")}, claims.Accept{}).do("2025-08-03", more...)
		}
	}
	var (
		newCustomer   = claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact}
		newPartner    = claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact}
		sendSurvey    = claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true}
		surveyDone    = claims.GiveEvidence{Part: mci.CustomerSurvey}
		sendOwn       = claims.GiveEvidence{Part: mci.PartnerSurvey, SurveySent: true}
		ownDone       = claims.GiveEvidence{Part: mci.PartnerSurvey}
		poe           = claims.GiveEvidence{Part: mci.ProofOfExecution}
		commentedOnly = claims.Submit{Comment: "the survey was completed on 1 December"}
	)
	return []guardCase{
		{
			name: "a request for consent needs the deal size where the edition requires it", rule: "claim.guard.deal-size",
			claim: func(t *testing.T) *life { return open(t, public(), variable, "2025-08-01") }, when: "2025-08-02",
			refused: claims.SendConsent{},
			allowed: claims.SendConsent{DealSize: usd("0.01")},
		},
		{
			name:  "the deal size may be left out where the edition does not require it",
			claim: reached(plain(claims.CustomerClaimed)), when: "2022-11-11",
			allowed: claims.SendConsent{},
		},
		{
			name: "a submission needs every part", rule: "claim.guard.evidence",
			claim: consented(poe), when: "2025-08-04",
			refused: claims.Submit{},
		},
		{
			name: "a submission needs parts that are done, not sent", rule: "claim.guard.evidence",
			claim: consented(poe, sendOwn), when: "2025-08-04",
			refused: commentedOnly,
		},
		{
			name:  "a submission with every part passes",
			claim: consented(poe, ownDone), when: "2025-08-04",
			allowed: claims.Submit{},
		},
		{
			name: "a second submission needs an answer to the request", rule: "claim.guard.answer",
			claim: reached(plain(claims.ActionRequired)), when: "2022-12-11",
			refused: claims.Submit{},
			allowed: commentedOnly,
		},
		{
			name:  "new evidence is an answer to the request",
			claim: reached(plain(claims.ActionRequired), claims.GiveEvidence{Part: mci.Invoice}), when: "2022-12-11",
			allowed: claims.Submit{},
		},
		{
			name: "a dispute needs something new", rule: "claim.guard.answer",
			claim: reached(disputed(claims.Disputed)), when: "2022-12-21",
			refused: claims.Submit{},
			allowed: commentedOnly,
		},
		{
			name: "a submission after the dispute needs an answer to the request", rule: "claim.guard.answer",
			claim: reached(disputed(claims.ActionRequired)), when: "2022-12-28",
			refused: claims.Submit{},
			allowed: commentedOnly,
		},
		{
			name: "a customer survey is not completed through a link that died", rule: "claim.guard.survey-link",
			claim: consented(sendSurvey, newCustomer), when: "2025-08-04",
			refused: surveyDone,
			allowed: sendSurvey,
		},
		{
			name: "a partner survey is not completed through a link that died", rule: "claim.guard.survey-link",
			claim: consented(sendOwn, newPartner), when: "2025-08-04",
			refused: ownDone,
			allowed: sendOwn,
		},
		{
			name:  "a survey whose link was sent again can be completed",
			claim: consented(sendSurvey, newCustomer, sendSurvey), when: "2025-08-04",
			allowed: surveyDone,
		},
		{
			name:  "the other side's contact does not touch the link",
			claim: consented(sendSurvey, newPartner), when: "2025-08-04",
			allowed: surveyDone,
		},
		{
			name: "a survey that the customer has completed is not sent again", rule: "claim.guard.survey-link",
			claim: consented(sendSurvey, surveyDone), when: "2025-08-04",
			refused: sendSurvey,
			allowed: surveyDone,
		},
		{
			name:  "a survey that the partner has completed may be sent again",
			claim: consented(sendOwn, ownDone), when: "2025-08-04",
			allowed: sendOwn,
		},
		{
			name: "the customer's contact is locked once the customer has completed the survey", rule: "claim.guard.contact",
			claim: consented(sendSurvey, surveyDone), when: "2025-08-04",
			refused: newCustomer,
			allowed: newPartner,
		},
		{
			name: "the customer's contact is locked in Partner action required", rule: "claim.guard.contact",
			claim: reached(plain(claims.ActionRequired)), when: "2022-12-11",
			refused: newCustomer,
			allowed: newPartner,
		},
		{
			name: "the customer's contact is locked in Disputed", rule: "claim.guard.contact",
			claim: reached(disputed(claims.Disputed)), when: "2022-12-21",
			refused: newCustomer,
			allowed: newPartner,
		},
		{
			name: "the customer's contact is locked in Partner action required after the dispute", rule: "claim.guard.contact",
			claim: reached(disputed(claims.ActionRequired)), when: "2022-12-28",
			refused: newCustomer,
			allowed: newPartner,
		},
		{
			name:  "the customer's contact is open until the survey is completed",
			claim: consented(sendSurvey), when: "2025-08-04",
			allowed: newCustomer,
		},
	}
}

func TestAGuardRefusesExactlyWhatItIsFor(t *testing.T) {
	for _, test := range guardCases() {
		t.Run(test.name, func(t *testing.T) {
			if test.refused != nil {
				refusal := test.claim(t).refused(test.when, test.refused)
				if refusal.Rule != test.rule || refusal.Missing == "" || refusal.Source.Grade == 0 || refusal.Due != nil {
					t.Errorf("got %+v, want rule %s, what is missing and a source", refusal, test.rule)
				}
			}
			if test.allowed != nil {
				test.claim(t).do(test.when, test.allowed)
			}
		})
	}
}

// A command is a small struct. A pointer to it, or a struct that embeds it,
// must not get past a guard.
func TestAGuardIsNotPassedByACommandInDisguise(t *testing.T) {
	for _, test := range guardCases() {
		if test.refused == nil {
			continue
		}
		t.Run(test.name, func(t *testing.T) {
			l := test.claim(t)
			for _, command := range disguises(test.refused) {
				_, err := claims.Apply(l.claim, command, by(test.refused.Event(), at(test.when)))
				wantInvalid(t, err, "command")
			}
		})
	}
}

// disguises returns values that have the methods of a command but are not
// commands.
func disguises(command claims.Command) []claims.Command {
	pointer := reflect.New(reflect.TypeOf(command))
	pointer.Elem().Set(reflect.ValueOf(command))
	type embedded struct{ claims.Command }
	type submitToo struct{ claims.Submit }
	return []claims.Command{pointer.Interface().(claims.Command), embedded{command}, submitToo{}}
}

func TestARefusalByAGuardSaysWhatIsMissing(t *testing.T) {
	for rule, want := range map[mci.RuleID]string{
		"claim.guard.deal-size":   "the deal size is missing, and it cannot be given later",
		"claim.guard.evidence":    "partner survey is sent",
		"claim.guard.answer":      "neither evidence nor a comment was added since the reviewer's decision",
		"claim.guard.survey-link": "the link of the partner survey died when the contact changed; it must be sent again",
		"claim.guard.contact":     "the customer has completed the survey, which locks the customer's contact",
	} {
		var got string
		for _, test := range guardCases() {
			if test.rule == rule {
				got = test.claim(t).refused(test.when, test.refused).Missing
				if got == want {
					break
				}
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", rule, got, want)
		}
	}
}

// A comment that opens the dispute counts as an addition after the rejection.
// Source: Learn, "Submit a workshop claim", lifecycle of a dispute: evidence or
// comments are updated and the dispute is submitted.
func TestTheCommentThatOpensADisputeIsAnAnswerToTheRejection(t *testing.T) {
	reach(t, plain(claims.Rejected)).
		do("2022-12-20", claims.Dispute{Comment: "the invoice was on page 2"}).
		do("2022-12-22", claims.Submit{}).
		wantState(disputed(claims.Submitted))
}

// When the customer has completed the survey, the contact is locked. Source:
// Learn, "Submit a workshop claim".
func TestACompletedSurveyIsNotUndoneBySendingItAgain(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived)).do("2022-12-01",
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true}, claims.GiveEvidence{Part: mci.CustomerSurvey})
	again := claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true}
	if change, err := claims.Apply(l.claim, again, by(claims.EvidenceGiven, at("2022-12-02"))); err == nil {
		l.claim = change.Claim
	}
	if refusal := l.refused("2022-12-03", claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact}); refusal.Rule != "claim.guard.contact" {
		t.Errorf("refused by %s", refusal.Rule)
	}
}
