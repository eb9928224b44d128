package partner

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

var (
	customerContacts = [...]mci.Contact{{Name: "Alex Customer", Email: "alex@contoso.com"}, {Name: "Kim Successor", Email: "kim@contoso.com"}, {Name: "No mail"}}
	partnerContacts  = [...]mci.Contact{{Name: "Pat Partner", Email: "pat@fabrikam.com"}, {Name: "Sam Partner", Email: "sam@fabrikam.com"}}
)

// usd returns an amount in dollars. Cents do not matter to the world.
func usd(amount int) mci.Money {
	money, err := mci.ParseMoney(fmt.Sprint(amount), mci.USD)
	if err != nil {
		return mci.Money{}
	}
	return money
}

// comments are the comments of commands. Two are malformed.
var comments = [...]string{"", "see page 2", "see page 3", "see page 2", "\u202e", string(make([]byte, 4001))}

func comment(dice dice) string { return oneOf(dice, comments[:]...) }

// commands draw the command of an event. Some are malformed, and some lack a
// field that a guard asks for.
//
//nolint:exhaustive // because other steps give the rest
var commands = map[claims.Event]func(dice, *claims.Claim) claims.Command{
	claims.ConsentSent: func(dice dice, _ *claims.Claim) claims.Command {
		return claims.SendConsent{
			DealSize:        oneOf(dice, mci.Money{}, usd(4200), usd(120000), usd(0)),
			CustomerContact: oneOf(dice, mci.Contact{}, mci.Contact{}, customerContacts[1]),
		}
	},
	claims.ConsentResent:    func(dice, *claims.Claim) claims.Command { return claims.ResendConsent{} },
	claims.CustomerAccepts:  func(dice, *claims.Claim) claims.Command { return claims.Accept{} },
	claims.CustomerDeclines: func(dice, *claims.Claim) claims.Command { return claims.Decline{} },
	claims.PartnerCancels:   func(dice dice, _ *claims.Claim) claims.Command { return claims.Cancel{Comment: comment(dice)} },
	claims.EvidenceGiven:    evidence,
	claims.ContactUpdated: func(dice dice, _ *claims.Claim) claims.Command {
		if dice.chance(50) {
			return claims.UpdateContact{Side: claims.PartnerSide, Contact: oneOf(dice, partnerContacts[:]...)}
		}
		return claims.UpdateContact{Side: oneOf(dice, claims.CustomerSide, claims.CustomerSide, "nobody"), Contact: oneOf(dice, customerContacts[:]...)}
	},
	claims.PartnerComments: func(dice dice, _ *claims.Claim) claims.Command { return claims.AddComment{Comment: comment(dice)} },
	claims.PartnerSubmits: func(dice dice, _ *claims.Claim) claims.Command {
		return claims.Submit{Requested: oneOf(dice, mci.Money{}, mci.Money{}, usd(4000)), Comment: oneOf(dice, "", "answered", "answered")}
	},
	claims.ReviewBegins: func(dice, *claims.Claim) claims.Command { return claims.BeginReview{} },
	claims.ReviewerAsks: func(dice dice, _ *claims.Claim) claims.Command { return claims.RequestAction{Comment: comment(dice)} },
	claims.ReviewerApproves: func(dice dice, _ *claims.Claim) claims.Command {
		return claims.Approve{Amount: oneOf(dice, mci.Money{}, usd(4000))}
	},
	claims.ReviewerRejects: func(dice dice, _ *claims.Claim) claims.Command { return claims.Reject{Comment: comment(dice)} },
	claims.PartnerDisputes: func(dice dice, _ *claims.Claim) claims.Command { return claims.Dispute{Comment: comment(dice)} },
	claims.PaymentRecorded: func(dice dice, _ *claims.Claim) claims.Command {
		return claims.RecordPayment{Amount: usd(oneOf(dice, 5000, 5000, 2500, -500)), Reference: oneOf(dice, "", "order-1", "order-1", "order-2"), Earning: oneOf(dice, "", "typed-1", "typed-1")}
	},
	claims.FactsRecorded: func(dice dice, _ *claims.Claim) claims.Command {
		return claims.RecordFacts{Comment: "seen", Approved: oneOf(dice, mci.Money{}, usd(4000))}
	},
	claims.DivergenceResolved: func(dice dice, _ *claims.Claim) claims.Command {
		resolve := claims.Resolve{Comment: "asked Microsoft"}
		if dice.chance(50) {
			resolve.Take = oneOf(dice, claims.Statuses()...)
		}
		return resolve
	},
	claims.TermsAccepted: func(dice dice, _ *claims.Claim) claims.Command {
		revision, err := mci.NewRevision(1 + dice.IntN(2))
		if err != nil {
			return claims.AcceptTerms{}
		}
		return claims.AcceptTerms{Revision: revision}
	},
}

// command draws the command of an event. If the event has none, as an opening
// has, the command is an expiry. It may come at the right time or not.
func command(dice dice, event claims.Event, claim *claims.Claim) claims.Command {
	if draw := commands[event]; draw != nil {
		return draw(dice, claim)
	}
	return claims.Expire{}
}

// evidence gives a missing part of the evidence. If none is missing, it mostly
// replaces one.
func evidence(dice dice, claim *claims.Claim) claims.Command {
	give := claims.GiveEvidence{Part: oneOf(dice, mci.EvidenceParts()...), SurveySent: dice.chance(15)}
	if dice.chance(10) { // the link is sent again, also to who has answered
		return claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true}
	}
	if claim != nil && dice.chance(85) {
		if missing := claim.MissingEvidence(claim.Record().Updated); len(missing) > 0 {
			give.Part, give.SurveySent = oneOf(dice, missing...).Part, false
		}
	}
	if give.Part == mci.ProofOfExecution {
		give.SurveySent = false
		give.Template = oneOf(dice, templateDay(), templateDay(), mci.Date{})
	}
	return give
}

// templateDay is the publication date of the accepted template.
func templateDay() mci.Date {
	day, _ := mci.ParseDate("2022-10-01")
	return day
}

// meta draws the actor, the instant and the key of a command. Some users have
// no role, some instants are typed wrong, and some commands come late.
func (w *World) meta(d *deed, actor claims.Actor) claims.Meta {
	now := d.clock()
	meta := claims.Meta{Actor: actor, At: now, Received: now}
	if actor == claims.Partner {
		meta.User, meta.Role = "pat", oneOf(d.dice, mci.IncentivesUser, mci.IncentivesUser, mci.IncentivesAdmin)
		if d.dice.chance(2) {
			meta.Role = 0
		}
	}
	if d.dice.chance(70) {
		meta.Key = fmt.Sprintf("%s %x %d", d.Kind, d.Draw, d.keys)
		d.keys++
	}
	switch d.dice.IntN(100) {
	case 0:
		meta.At = now.AddDate(1, 0, 0) // a typed year, which is not believed
	case 1:
		meta.At, meta.Future = now.Add(24*time.Hour), d.dice.chance(30)
	case 2, 3, 4:
		meta.At = now.Add(-time.Duration(d.dice.IntN(600)) * time.Minute) // the command comes late
	case 5, 6, 7, 8:
		meta.At = now.Add(-time.Duration(d.dice.IntN(300)) * time.Second)
	case 9:
		meta.Received = time.Time{}
	}
	return meta
}
