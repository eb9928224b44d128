package claims

import (
	"errors"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Guard is a condition of a transition in addition to the state, the actor
// and the window. The zero Guard is none.
type Guard uint8

// The guards.
const (
	// DealSizeGiven holds if the request for consent has the deal size that the
	// edition requires.
	DealSizeGiven Guard = iota + 1
	// EvidenceComplete holds if every part that the engagement requires is
	// there, on an accepted template.
	EvidenceComplete
	// RequestAnswered holds if there is new evidence or a comment since the
	// reviewer asked or rejected.
	RequestAnswered
	// SurveyLinkLive fails if a survey is completed through a link that died,
	// or is sent after the customer has completed it.
	SurveyLinkLive
	// CustomerContactOpen holds if the customer has not completed the survey
	// yet.
	CustomerContactOpen
)

// A guardRow holds the properties of one guard.
type guardRow struct {
	name   string
	rule   mci.RuleID
	source mci.Document
	// missing returns nothing if the guard holds for a command. Without a
	// command it returns the gaps that any command of the row can run into. It
	// sets Path, Part and Why, and Source if it is not the guard's.
	missing func(c *Claim, command Command, at time.Time) []Gap
	// ofClaim reports whether the guard depends on the claim alone. If it does,
	// its gaps stop every command of the row.
	ofClaim bool
}

// guards holds the row of each guard.
var guards = [...]guardRow{
	DealSizeGiven:       {"deal size given", "claim.guard.deal-size", mci.PartnerGuide, (*Claim).withoutDealSize, false},
	EvidenceComplete:    {"evidence complete", "claim.guard.evidence", mci.WorkshopClaims, (*Claim).withoutEvidence, true},
	RequestAnswered:     {"request answered", "claim.guard.answer", mci.EngagementsOverview, (*Claim).withoutAnswer, false},
	SurveyLinkLive:      {"survey link live", "claim.guard.survey-link", mci.WorkshopClaims, (*Claim).withoutLink, false},
	CustomerContactOpen: {"customer contact open", "claim.guard.contact", mci.WorkshopClaims, (*Claim).withLockedContact, false},
}

// check returns an error if the row lacks a required field.
func (r *guardRow) check() error {
	if r.name == "" || r.rule == "" || r.source == 0 || r.missing == nil {
		return errors.New("it lacks its name, rule, source or condition")
	}
	return nil
}

func (c *Claim) withoutDealSize(command Command, at time.Time) []Gap {
	send, given := command.(SendConsent)
	rule, source := c.engagement.Edition().DealSize(c.day(at))
	if given && !send.DealSize.IsNone() || rule == mci.DealSizeOptional {
		return nil
	}
	return []Gap{{Path: "command.dealSize", Why: "the deal size is missing, and it cannot be given later", Source: source}}
}

func (c *Claim) withoutEvidence(_ Command, at time.Time) []Gap { return c.missingParts(at) }

func (c *Claim) withoutAnswer(command Command, _ time.Time) []Gap {
	if submit, given := command.(Submit); given && submit.Comment != "" || !c.record.AnswerPending {
		return nil
	}
	return []Gap{{Path: "command.comment", Why: "neither evidence nor a comment was added since the reviewer's decision"}}
}

func (c *Claim) withoutLink(command Command, _ time.Time) (gaps []Gap) {
	give, given := command.(GiveEvidence)
	for _, part := range surveys {
		if given && give.Part != part {
			continue
		}
		switch state := c.record.evidence(part).State; {
		case state == SurveyVoid && !(given && give.SurveySent):
			gaps = append(gaps, Gap{Path: "command.surveySent", Part: part, Why: "the link of the " + part.String() + " died when the contact changed; it must be sent again"})
		case state == EvidenceDone && part == mci.CustomerSurvey && !(given && !give.SurveySent):
			gaps = append(gaps, Gap{Path: "command.surveySent", Part: part, Why: "the customer has completed the survey, so its link is not sent again"})
		}
	}
	return gaps
}

func (c *Claim) withLockedContact(command Command, _ time.Time) []Gap {
	update, given := command.(UpdateContact)
	if given && update.Side != CustomerSide || c.record.evidence(mci.CustomerSurvey).State != EvidenceDone {
		return nil
	}
	return []Gap{{Path: "command.contact", Part: mci.CustomerSurvey, Why: "the customer has completed the survey, which locks the customer's contact"}}
}

// missing returns the guard's gaps for a command. If the command is nil, it
// returns the gaps for any command of the row. The guard holds for the instant
// under which the step is stored: with no other instant is the record read again.
func (g Guard) missing(c *Claim, command Command, at time.Time) []Gap {
	gaps := guards[g].missing(c, command, c.stored(at))
	for i := range gaps {
		gaps[i].Rule, gaps[i].Guard = guards[g].rule, g
		if gaps[i].Source.Title == "" {
			gaps[i].Source = guards[g].source.Source()
		}
	}
	return gaps
}

var guardNames = vocabulary.Names[Guard]{What: "guard", Texts: func() (texts []string) {
	for i := range guards {
		texts = append(texts, guards[i].name)
	}
	return texts
}()}

// String returns the guard in words, such as "evidence complete". The zero
// Guard is the empty text.
func (g Guard) String() string { return guardNames.Text(g) }

// MarshalText returns the guard in words. If the value is not declared, it
// returns a [mci.FieldError].
func (g Guard) MarshalText() ([]byte, error) { return guardNames.Marshal(g) }

// UnmarshalText reads a guard in words. Any other text is a [mci.FieldError].
func (g *Guard) UnmarshalText(text []byte) error { return guardNames.Unmarshal(g, text) }
