package claims_test

import (
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
	for _, guard := range []claims.Guard{0, claims.CustomerContactOpen + 1, 255} {
		if got := guard.String(); got != "invalid guard" {
			t.Errorf("guard %d: got %q", guard, got)
		}
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

// guardCase is a claim for which one command is refused by a guard, and another of the same event is not.
type guardCase struct {
	name             string
	rule             mci.RuleID
	claim            func(t *testing.T) *life
	when             string
	refused, allowed claims.Command
	refusedByPointer claims.Command
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
			"a request for consent needs the deal size where the edition requires it", "claim.guard.deal-size",
			func(t *testing.T) *life { return open(t, public(), variable, "2025-08-01") }, "2025-08-02",
			claims.SendConsent{}, claims.SendConsent{DealSize: usd("0.01")}, &claims.SendConsent{},
		},
		{
			"a submission needs every part", "claim.guard.evidence",
			consented(poe), "2025-08-04", claims.Submit{}, nil, &claims.Submit{},
		},
		{
			"a submission needs parts that are done, not sent", "claim.guard.evidence",
			consented(poe, sendOwn), "2025-08-04", commentedOnly, nil, &commentedOnly,
		},
		{
			"a submission with every part passes", "",
			consented(poe, ownDone), "2025-08-04", nil, claims.Submit{}, nil,
		},
		{
			"a second submission needs an answer to the request", "claim.guard.answer",
			reached(plain(claims.ActionRequired)), "2022-12-11", claims.Submit{}, commentedOnly, &claims.Submit{},
		},
		{
			"new evidence is an answer to the request", "",
			reached(plain(claims.ActionRequired), claims.GiveEvidence{Part: mci.Invoice}), "2022-12-11", nil, claims.Submit{}, nil,
		},
		{
			"a dispute needs something new", "claim.guard.answer",
			reached(disputed(claims.Disputed)), "2022-12-21", claims.Submit{}, commentedOnly, &claims.Submit{},
		},
		{
			"a submission after the dispute needs an answer to the request", "claim.guard.answer",
			reached(disputed(claims.ActionRequired)), "2022-12-28", claims.Submit{}, commentedOnly, &claims.Submit{},
		},
		{
			"a customer survey is not completed through a link that died", "claim.guard.survey-link",
			consented(sendSurvey, newCustomer), "2025-08-04", surveyDone, sendSurvey, &surveyDone,
		},
		{
			"a partner survey is not completed through a link that died", "claim.guard.survey-link",
			consented(sendOwn, newPartner), "2025-08-04", ownDone, sendOwn, &ownDone,
		},
		{
			"a survey whose link was sent again can be completed", "",
			consented(sendSurvey, newCustomer, sendSurvey), "2025-08-04", nil, surveyDone, nil,
		},
		{
			"the other side's contact does not touch the link", "",
			consented(sendSurvey, newPartner), "2025-08-04", nil, surveyDone, nil,
		},
		{
			"the customer's contact is locked once the customer has completed the survey", "claim.guard.contact",
			consented(sendSurvey, surveyDone), "2025-08-04", newCustomer, newPartner, &newCustomer,
		},
		{
			"the customer's contact is locked in Partner action required", "claim.guard.contact",
			reached(plain(claims.ActionRequired)), "2022-12-11", newCustomer, newPartner, &newCustomer,
		},
		{
			"the customer's contact is locked in Disputed", "claim.guard.contact",
			reached(disputed(claims.Disputed)), "2022-12-21", newCustomer, newPartner, &newCustomer,
		},
		{
			"the customer's contact is locked in Partner action required after the dispute", "claim.guard.contact",
			reached(disputed(claims.ActionRequired)), "2022-12-28", newCustomer, newPartner, &newCustomer,
		},
		{
			"the customer's contact is open until the survey is completed", "",
			consented(sendSurvey), "2025-08-04", nil, newCustomer, nil,
		},
		{
			"the deal size may be left out where the edition does not require it", "",
			reached(plain(claims.CustomerClaimed)), "2022-11-11", nil, claims.SendConsent{}, nil,
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

// A command is one small struct; a pointer to it, or a struct that embeds it, must not slip past a guard.
func TestAGuardIsNotPassedByACommandInDisguise(t *testing.T) {
	type submitToo struct{ claims.Submit }
	for _, test := range guardCases() {
		if test.refusedByPointer == nil {
			continue
		}
		t.Run(test.name, func(t *testing.T) {
			l := test.claim(t)
			meta := by(test.refused.Event(), at(test.when))
			change, err := claims.Apply(l.claim, test.refusedByPointer, meta)
			if err == nil {
				t.Errorf("%T led to %s", test.refusedByPointer, change.Claim.State())
			}
			if submit, ok := test.refused.(claims.Submit); ok {
				if change, err := claims.Apply(l.claim, submitToo{submit}, meta); err == nil {
					t.Errorf("a struct that embeds %T led to %s", submit, change.Claim.State())
				}
			}
		})
	}
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

// Source: lifecycle of a dispute in Learn, "Submit a workshop claim": evidence or comments are updated and the
// dispute is submitted. A comment that opened the dispute was made since the rejection.
func TestTheCommentThatOpensADisputeIsAnAnswerToTheRejection(t *testing.T) {
	reach(t, plain(claims.Rejected)).
		do("2022-12-20", claims.Dispute{Comment: "the invoice was on page 2"}).
		do("2022-12-22", claims.Submit{}).
		wantState(disputed(claims.Submitted))
}

// Source: Learn, "Submit a workshop claim": after the customer has completed the survey, the contact is locked.
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
