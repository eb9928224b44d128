package main

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A life is a recorded happy life: the opened claim and the commands that
// follow.
type life struct {
	catalog *catalog.Catalog
	opened  claims.Record
	steps   []lifeStep
}

// A lifeStep is one command, with its actor and its time.
type lifeStep struct {
	command claims.Command
	meta    claims.Meta
}

// workshop is the engagement of the life. It needs four parts of evidence and
// has a template.
const workshop mci.EngagementID = "fy23-microsoft-viva"

// recordLife opens a claim for a workshop of the public rate card and lists the
// commands up to its payment. The nomination passes every rule of eligibility.
func recordLife() (*life, error) {
	card, err := catalog.Public()
	if err != nil {
		return nil, err
	}
	created := time.Date(2022, time.November, 10, 9, 0, 0, 0, time.UTC)
	question, err := fixedQuestion(card, workshop, created)
	if err != nil {
		return nil, err
	}
	nomination, decision, err := eligibility.Nominate(question, eligibility.Details{
		ClaimName:       "Contoso",
		CustomerContact: mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"},
	})
	switch {
	case err != nil:
		return nil, err
	case nomination == nil:
		return nil, fmt.Errorf("not eligible: %v", decision.Reasons())
	}
	change, err := claims.Open(nomination, "claim-1", meta(claims.Partner, created))
	if err != nil {
		return nil, err
	}
	steps, err := happySteps(created)
	return &life{card, change.Claim.Record(), steps}, err
}

// meta returns the actor and the time of a command. If the actor is the
// partner, the user also has a role.
func meta(actor claims.Actor, at time.Time) claims.Meta {
	if actor == claims.Partner {
		return claims.Meta{Actor: actor, User: "pat", Role: mci.IncentivesUser, At: at}
	}
	return claims.Meta{Actor: actor, At: at}
}

// happySteps returns the commands, each with its actor and its day after the
// claim's creation.
func happySteps(created time.Time) ([]lifeStep, error) {
	template, err := mci.ParseDate("2022-10-01")
	if err != nil {
		return nil, err
	}
	payment, err := mci.ParseMoney("5000", mci.USD)
	if err != nil {
		return nil, err
	}
	var steps []lifeStep
	for _, s := range []struct {
		day     int
		actor   claims.Actor
		command claims.Command
	}{
		{1, claims.Partner, claims.SendConsent{}},
		{10, claims.Customer, claims.Accept{}},
		{25, claims.Partner, claims.GiveEvidence{Part: mci.Invoice, Reference: "invoice.pdf"}},
		{25, claims.Partner, claims.GiveEvidence{Part: mci.ProofOfExecution, Template: template, Reference: "poe.docx"}},
		{25, claims.Partner, claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true}},
		{26, claims.Partner, claims.GiveEvidence{Part: mci.CustomerSurvey}},
		{26, claims.Partner, claims.GiveEvidence{Part: mci.PartnerSurvey}},
		{27, claims.Partner, claims.Submit{}},
		{28, claims.Microsoft, claims.BeginReview{}},
		{32, claims.Microsoft, claims.Approve{}},
		{60, claims.Microsoft, claims.RecordPayment{Amount: payment, Reference: "payment 1"}},
	} {
		steps = append(steps, lifeStep{s.command, meta(s.actor, created.AddDate(0, 0, s.day))})
	}
	return steps, nil
}
