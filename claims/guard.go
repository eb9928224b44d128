package claims

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Guard is a condition of a transition beside the state, the actor and the window. The zero Guard is none.
type Guard uint8

// The guards.
const (
	DealSizeGiven       Guard = iota + 1 // the request for consent has the deal size that the edition requires
	EvidenceComplete                     // every part that the engagement requires is there, on an accepted template
	RequestAnswered                      // new evidence or a comment since the reviewer asked or rejected
	SurveyLinkLive                       // a survey is not completed through a link that died, nor sent once the customer has completed it
	CustomerContactOpen                  // the customer has not completed the survey yet
)

// guards holds what each guard means. missing returns nothing where the guard holds.
var guards = [...]struct {
	name    string
	rule    mci.RuleID
	source  mci.Document
	missing func(*Claim, Command, time.Time) string
}{
	DealSizeGiven: {"deal size given", "claim.guard.deal-size", mci.PartnerGuide, func(c *Claim, command Command, _ time.Time) string {
		if send, ok := command.(SendConsent); ok && send.DealSize.IsNone() && c.engagement.Edition().DealSize() != mci.DealSizeOptional {
			return "the deal size is missing, and it cannot be given later"
		}
		return ""
	}},
	EvidenceComplete: {"evidence complete", "claim.guard.evidence", mci.WorkshopClaims, func(c *Claim, _ Command, at time.Time) string {
		return strings.Join(c.MissingEvidence(at), "; ")
	}},
	RequestAnswered: {"request answered", "claim.guard.answer", mci.EngagementsOverview, func(c *Claim, command Command, _ time.Time) string {
		if submit, ok := command.(Submit); ok && submit.Comment == "" && c.record.AnswerPending {
			return "neither evidence nor a comment was added since the reviewer's decision"
		}
		return ""
	}},
	SurveyLinkLive: {"survey link live", "claim.guard.survey-link", mci.WorkshopClaims, func(c *Claim, command Command, _ time.Time) string {
		give, ok := command.(GiveEvidence)
		state := c.record.evidence(give.Part).State
		switch {
		case ok && !give.SurveySent && state == SurveyVoid:
			return "the link of the " + give.Part.String() + " died when the contact changed; it must be sent again"
		case ok && give.SurveySent && give.Part == mci.CustomerSurvey && state == EvidenceDone:
			return "the customer has completed the survey, so its link is not sent again"
		default:
			return ""
		}
	}},
	CustomerContactOpen: {"customer contact open", "claim.guard.contact", mci.WorkshopClaims, func(c *Claim, command Command, _ time.Time) string {
		update, ok := command.(UpdateContact)
		if ok && update.Side == CustomerSide && c.record.evidence(mci.CustomerSurvey).State == EvidenceDone {
			return "the customer has completed the survey, which locks the customer's contact"
		}
		return ""
	}},
}

// String returns the guard in words, such as "evidence complete".
func (g Guard) String() string {
	if g == 0 || int(g) >= len(guards) {
		return "invalid guard"
	}
	return guards[g].name
}
