package play

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
)

// A verb is an action that a step can take.
type verb struct {
	does string // the predicate in the story, after the actor's name
	// activity and association return the command for a claim of either kind.
	// If a kind has no such command, its function is nil. If the verb gives no
	// command, both are nil.
	activity    func(*step) claims.Command
	association func(*step) association.Command
	// play plays a step that gives no command. It is nil for any other.
	play func(*player, context.Context, *step, *line) error
	// opens is the kind of claim that the verb opens. It is none if the verb
	// opens no claim.
	opens store.Kind
}

// verbs holds every verb by its name.
var verbs = map[string]verb{
	"add":     {does: "adds", play: (*player).open, opens: store.PartnerActivity},
	"claim":   {does: "claims", play: (*player).open, opens: store.PartnerActivity},
	"propose": {does: "proposes", play: (*player).propose, opens: store.PartnerAssociation},

	"send-consent": {does: "asks for consent", activity: func(s *step) claims.Command {
		return claims.SendConsent{DealSize: s.dealSize, CustomerContact: s.CustomerContact, PartnerContact: s.PartnerContact}
	}},
	"resend-consent": {does: "reminds the customer", activity: func(*step) claims.Command { return claims.ResendConsent{} }},
	"accept":         {does: "agrees", activity: func(*step) claims.Command { return claims.Accept{} }},
	"decline":        {does: "declines", activity: func(*step) claims.Command { return claims.Decline{} }},
	"cancel":         {does: "cancels", activity: func(s *step) claims.Command { return claims.Cancel{Comment: s.Comment} }},
	"evidence": {does: "gives evidence", activity: func(s *step) claims.Command {
		return claims.GiveEvidence{Part: s.Part, SurveySent: s.Survey == "sent", Template: s.Template, Reference: s.Reference}
	}},
	"update-contact": {does: "changes a contact", activity: func(s *step) claims.Command {
		return claims.UpdateContact{Side: s.Side, Contact: s.Contact}
	}},
	"pay": {does: "pays", activity: func(s *step) claims.Command {
		return claims.RecordPayment{Amount: s.amount, Reference: s.Reference}
	}},

	"proof": {does: "gives a proof", association: func(s *step) association.Command { return association.GiveProof{Proof: s.Proof} }},
	"edit": {does: "edits", association: func(s *step) association.Command {
		return association.Edit{
			Location: s.Location, Workloads: s.Workloads, Subscription: s.Subscription,
			CustomerContact: s.CustomerContact, CustomerTitle: s.CustomerTitle, PartnerContact: s.PartnerContact,
		}
	}},
	"competitor":   {does: "finds a competitor", association: func(s *step) association.Command { return association.FindCompetitor{Comment: s.Comment} }},
	"opt-out":      {does: "opts out", association: func(s *step) association.Command { return association.OptOut{Comment: s.Comment} }},
	"disassociate": {does: "gives it up", association: func(s *step) association.Command { return association.Disassociate{Reason: s.Comment} }},
	"end-subscription": {does: "notes the end of the subscription", association: func(s *step) association.Command {
		return association.EndSubscription{LastDay: s.LastDay}
	}},

	"comment": {
		does:        "comments",
		activity:    func(s *step) claims.Command { return claims.AddComment{Comment: s.Comment} },
		association: func(s *step) association.Command { return association.AddComment{Comment: s.Comment} },
	},
	"submit": {
		does:        "submits",
		activity:    func(s *step) claims.Command { return claims.Submit{Requested: s.amount, Comment: s.Comment} },
		association: func(s *step) association.Command { return association.Submit{Comment: s.Comment} },
	},
	"begin-review": {
		does:        "begins the review",
		activity:    func(*step) claims.Command { return claims.BeginReview{} },
		association: func(*step) association.Command { return association.BeginReview{} },
	},
	"request-action": {
		does:     "asks for more",
		activity: func(s *step) claims.Command { return claims.RequestAction{Comment: s.Comment} },
		association: func(s *step) association.Command {
			return association.RequestAction{Faults: s.Faults, Comment: s.Comment}
		},
	},
	"approve": {
		does:        "approves",
		activity:    func(s *step) claims.Command { return claims.Approve{Amount: s.amount} },
		association: func(*step) association.Command { return association.Approve{} },
	},
	"reject": {
		does:        "rejects",
		activity:    func(s *step) claims.Command { return claims.Reject{Comment: s.Comment} },
		association: func(s *step) association.Command { return association.Reject{Faults: s.Faults, Comment: s.Comment} },
	},
	"dispute": {
		does:     "disputes",
		activity: func(s *step) claims.Command { return claims.Dispute{Comment: s.Comment} },
		association: func(s *step) association.Command {
			return association.Dispute{Justification: s.Comment, Proof: s.Proof}
		},
	},
	"expire": {
		does:        "looks at the clocks",
		activity:    func(*step) claims.Command { return claims.Expire{} },
		association: func(*step) association.Command { return association.Expire{} },
	},
	"record-facts": {
		does: "records facts",
		activity: func(s *step) claims.Command {
			return claims.RecordFacts{Number: s.PortalNumber, Approved: s.amount, Comment: s.Comment}
		},
		association: func(s *step) association.Command {
			return association.RecordFacts{Number: s.PortalNumber, Location: s.Location, Workloads: s.Workloads, Subscription: s.Subscription}
		},
	},
	"resolve": {
		does:        "settles the difference",
		activity:    func(s *step) claims.Command { return claims.Resolve{Take: s.takeStatus, Comment: s.Comment} },
		association: func(s *step) association.Command { return association.Resolve{Take: s.takeState, Comment: s.Comment} },
	},

	"show":      {does: "shows", play: (*player).show},
	"take-back": {does: "takes back", play: (*player).takeBack},
	"sweep":     {does: "looks at all clocks", play: (*player).sweep},
}

// oneKind lists the fields that only one kind of claim has, for verbs of both
// kinds.
var oneKind = []struct {
	verb, field string
	kind        store.Kind
}{
	{"submit", "amount", store.PartnerActivity},
	{"approve", "amount", store.PartnerActivity},
	{"record-facts", "amount", store.PartnerActivity},
	{"record-facts", "comment", store.PartnerActivity},
	{"record-facts", "location", store.PartnerAssociation},
	{"record-facts", "workloads", store.PartnerAssociation},
	{"record-facts", "subscription", store.PartnerAssociation},
	{"request-action", "faults", store.PartnerAssociation},
	{"reject", "faults", store.PartnerAssociation},
	{"dispute", "proof", store.PartnerAssociation},
}

// serves reports whether a step with the verb can be about a claim of a kind.
func (v *verb) serves(kind store.Kind) bool {
	switch {
	case v.opens != 0:
		return v.opens == kind
	case v.play != nil:
		return true
	case kind == store.PartnerAssociation:
		return v.association != nil
	default:
		return v.activity != nil
	}
}

// verbsFor returns the names of the verbs for claims of a kind, in order.
func verbsFor(kind store.Kind) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(verbs)) {
		if v := verbs[name]; v.serves(kind) {
			names = append(names, name)
		}
	}
	return names
}

// verbOf returns the verb whose command asks for an event of a claim of either
// kind. If there is none, it returns the event's name.
func verbOf(event fmt.Stringer) string {
	for _, name := range slices.Sorted(maps.Keys(verbs)) {
		v := verbs[name]
		if v.activity != nil && fmt.Stringer(v.activity(&step{}).Event()) == event ||
			v.association != nil && fmt.Stringer(v.association(&step{}).Event()) == event {
			return name
		}
	}
	return event.String()
}
