package main

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A step is one dated action of a book.
type step struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"` // a user's ID, or customer, microsoft or system
	Do    string    `json:"do"`
	Claim claims.ID `json:"claim"`
	Note  string    `json:"note"`
	// Expect holds the expected results, for the flag -check.
	Expect *expectation `json:"expect"`

	// These fields belong to add and claim.
	Customer       string           `json:"customer"`
	RawID          rawID            `json:"id"`
	Engagement     mci.EngagementID `json:"engagement"`
	Location       mci.LocationID   `json:"location"`
	Name           string           `json:"name"`
	RawHours       json.Number      `json:"hours"`
	MismatchReason string           `json:"mismatchReason"`

	CustomerContact mci.Contact      `json:"customerContact"`
	PartnerContact  mci.Contact      `json:"partnerContact"`
	RawDealSize     rawMoney         `json:"dealSize"`
	Part            mci.EvidencePart `json:"part"`
	Survey          string           `json:"survey"` // sent or completed
	Template        mci.Date         `json:"template"`
	Reference       string           `json:"reference"`
	Side            claims.Side      `json:"side"`
	Contact         mci.Contact      `json:"contact"`
	RawAmount       rawMoney         `json:"amount"`
	Comment         string           `json:"comment"`

	// These fields are decoded from the raw ones.
	id               mci.CustomerID
	hours            mci.Hours
	dealSize, amount mci.Money
}

// A verb is an action that a step can take.
type verb struct {
	does    string // the predicate in the story, after the actor's name
	command func(*step) claims.Command
}

// verbs maps each verb's name to its command. A verb without a command opens a
// claim.
var verbs = map[string]verb{
	"add":   {does: "adds"},
	"claim": {does: "claims"},
	"send-consent": {"asks for consent", func(s *step) claims.Command {
		return claims.SendConsent{DealSize: s.dealSize, CustomerContact: s.CustomerContact, PartnerContact: s.PartnerContact}
	}},
	"resend-consent": {"reminds the customer", func(*step) claims.Command { return claims.ResendConsent{} }},
	"accept":         {"agrees", func(*step) claims.Command { return claims.Accept{} }},
	"decline":        {"declines", func(*step) claims.Command { return claims.Decline{} }},
	"cancel":         {"cancels", func(s *step) claims.Command { return claims.Cancel{Comment: s.Comment} }},
	"evidence": {"gives evidence", func(s *step) claims.Command {
		return claims.GiveEvidence{Part: s.Part, SurveySent: s.Survey == "sent", Template: s.Template, Reference: s.Reference}
	}},
	"update-contact": {"changes a contact", func(s *step) claims.Command { return claims.UpdateContact{Side: s.Side, Contact: s.Contact} }},
	"comment":        {"comments", func(s *step) claims.Command { return claims.AddComment{Comment: s.Comment} }},
	"submit":         {"submits", func(s *step) claims.Command { return claims.Submit{Requested: s.amount, Comment: s.Comment} }},
	"begin-review":   {"begins the review", func(*step) claims.Command { return claims.BeginReview{} }},
	"request-action": {"asks for more", func(s *step) claims.Command { return claims.RequestAction{Comment: s.Comment} }},
	"approve":        {"approves", func(s *step) claims.Command { return claims.Approve{Amount: s.amount} }},
	"reject":         {"rejects", func(s *step) claims.Command { return claims.Reject{Comment: s.Comment} }},
	"dispute":        {"disputes", func(s *step) claims.Command { return claims.Dispute{Comment: s.Comment} }},
	"expire":         {"looks at the clocks", func(*step) claims.Command { return claims.Expire{} }},
	"pay":            {"pays", func(s *step) claims.Command { return claims.RecordPayment{Amount: s.amount, Reference: s.Reference} }},
}

// verbOf returns the verb whose command asks for an event, or the event's name
// if there is none.
func verbOf(event claims.Event) string {
	for _, name := range slices.Sorted(maps.Keys(verbs)) {
		if command := verbs[name].command; command != nil && command(&step{}).Event() == event {
			return name
		}
	}
	return event.String()
}

// actor returns the side that takes the step.
func (s *step) actor() claims.Actor {
	switch s.By {
	case "customer":
		return claims.Customer
	case "microsoft":
		return claims.Microsoft
	case "system":
		return claims.System
	default:
		return claims.Partner
	}
}
