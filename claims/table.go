package claims

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// A Transition is one row of the table that defines the machine. A row that
// leads back to the same state records something without moving the claim.
type Transition struct {
	// Row is the number of the row in the documented life cycle, such as "T5".
	// A row that only records has another letter, such as "E1".
	Row string `json:"row,omitempty"`
	// From is the state that the row leaves. It is zero if the row opens a
	// claim.
	From State `json:"from,omitzero"`
	// Event leads along the row.
	Event Event `json:"event,omitzero"`
	// To is the state that the row leads into.
	To State `json:"to,omitzero"`
	// Actor is the only actor that can do this.
	Actor Actor `json:"actor,omitzero"`
	// Guards must hold in addition to the state, the actor and the window.
	Guards []Guard `json:"guards,omitempty"`
	// Rule is the ID of the row's rule, such as "claim.submit.first".
	Rule mci.RuleID `json:"rule,omitzero"`
	// Source is the document that the row is from.
	Source mci.Document `json:"source,omitzero"`
	// Inferred reports whether the source only implies the row and does not
	// state it.
	Inferred bool `json:"inferred,omitempty"`
}

func plain(s Status) State    { return State{Status: s} }
func disputed(s Status) State { return State{Status: s, Disputed: true} }

// transitions is the machine. T15 (the review window ends while Microsoft holds
// the claim) and T26 (a terminal claim is restarted) are documented as
// impossible and are therefore not rows.
var transitions = []Transition{
	{
		Row:   "T1",
		Event: AddCustomer, To: plain(CustomerClaimed),
		Actor: Partner,
		Rule:  "claim.add", Source: mci.CustomersPage,
	},
	{
		Row:   "T2",
		Event: ClaimCustomer, To: plain(CustomerClaimed),
		Actor: Partner,
		Rule:  "claim.claim", Source: mci.CustomersPage,
	},

	{
		Row:  "T3",
		From: plain(CustomerClaimed), Event: ConsentSent, To: plain(AwaitingConsent),
		Actor: Partner, Guards: []Guard{DealSizeGiven},
		Rule: "claim.consent.send", Source: mci.CustomersPage,
	},
	{
		Row:  "T4",
		From: plain(AwaitingConsent), Event: ConsentResent, To: plain(AwaitingConsent),
		Actor: Partner,
		Rule:  "claim.consent.resend", Source: mci.CustomersPage,
	},
	{
		Row:  "T5",
		From: plain(AwaitingConsent), Event: CustomerAccepts, To: plain(ConsentReceived),
		Actor: Customer,
		Rule:  "claim.consent.accept", Source: mci.CustomersPage,
	},
	{
		Row:  "T6",
		From: plain(AwaitingConsent), Event: CustomerDeclines, To: plain(ConsentDeclined),
		Actor: Customer,
		Rule:  "claim.consent.decline", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T7",
		From: plain(AwaitingConsent), Event: WindowEnds, To: plain(ConsentExpired),
		Actor: System,
		Rule:  "claim.consent.expire", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T7",
		From: plain(CustomerClaimed), Event: WindowEnds, To: plain(ConsentExpired),
		Actor: System,
		Rule:  "claim.consent.expire-unasked", Source: mci.EngagementsOverview, Inferred: true,
	},

	{
		Row:  "T8",
		From: plain(CustomerClaimed), Event: PartnerCancels, To: plain(Canceled),
		Actor: Partner,
		Rule:  "claim.cancel", Source: mci.WorkshopClaims,
	},
	{
		Row:  "T8",
		From: plain(AwaitingConsent), Event: PartnerCancels, To: plain(Canceled),
		Actor: Partner,
		Rule:  "claim.cancel", Source: mci.WorkshopClaims,
	},
	{
		Row:  "T8",
		From: plain(ConsentReceived), Event: PartnerCancels, To: plain(Canceled),
		Actor: Partner,
		Rule:  "claim.cancel", Source: mci.WorkshopClaims,
	},

	{
		Row:  "T9",
		From: plain(ConsentReceived), Event: PartnerSubmits, To: plain(Submitted),
		Actor: Partner, Guards: []Guard{EvidenceComplete},
		Rule: "claim.submit.first", Source: mci.WorkshopClaims,
	},
	{
		Row:  "T10",
		From: plain(ConsentReceived), Event: WindowEnds, To: plain(NotSubmittedExpired),
		Actor: System,
		Rule:  "claim.submit.expire", Source: mci.EngagementsOverview,
	},

	{
		Row:  "T11",
		From: plain(Submitted), Event: ReviewBegins, To: plain(UnderReview),
		Actor: Microsoft,
		Rule:  "claim.review.begin", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T12",
		From: plain(UnderReview), Event: ReviewerAsks, To: plain(ActionRequired),
		Actor: Microsoft,
		Rule:  "claim.review.request", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T12",
		From: plain(Submitted), Event: ReviewerAsks, To: plain(ActionRequired),
		Actor: Microsoft,
		Rule:  "claim.review.request", Source: mci.EngagementsOverview, Inferred: true,
	},
	{
		Row:  "T13",
		From: plain(ActionRequired), Event: PartnerSubmits, To: plain(Submitted),
		Actor: Partner, Guards: []Guard{RequestAnswered, EvidenceComplete},
		Rule: "claim.submit.again", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T14",
		From: plain(ActionRequired), Event: WindowEnds, To: plain(PostSubmissionExpired),
		Actor: System,
		Rule:  "claim.review.expire", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T16",
		From: plain(UnderReview), Event: ReviewerApproves, To: plain(Approved),
		Actor: Microsoft,
		Rule:  "claim.review.approve", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T17",
		From: plain(UnderReview), Event: ReviewerRejects, To: plain(Rejected),
		Actor: Microsoft,
		Rule:  "claim.review.reject", Source: mci.EngagementsOverview,
	},

	{
		Row:  "T18",
		From: plain(Rejected), Event: PartnerDisputes, To: disputed(Disputed),
		Actor: Partner,
		Rule:  "claim.dispute.open", Source: mci.WorkshopClaims,
	},
	{
		Row:  "T19",
		From: plain(Rejected), Event: WindowEnds, To: plain(DisputedExpired),
		Actor: System,
		Rule:  "claim.dispute.expire", Source: mci.WorkshopClaims,
	},
	{
		Row:  "T19",
		From: disputed(Disputed), Event: WindowEnds, To: disputed(DisputedExpired),
		Actor: System,
		Rule:  "claim.dispute.expire", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T20",
		From: disputed(Disputed), Event: PartnerSubmits, To: disputed(Submitted),
		Actor: Partner, Guards: []Guard{RequestAnswered, EvidenceComplete},
		Rule: "claim.dispute.submit", Source: mci.WorkshopClaims,
	},
	{
		Row:  "T11",
		From: disputed(Submitted), Event: ReviewBegins, To: disputed(UnderReview),
		Actor: Microsoft,
		Rule:  "claim.review.begin", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T21",
		From: disputed(UnderReview), Event: ReviewerAsks, To: disputed(ActionRequired),
		Actor: Microsoft,
		Rule:  "claim.review.request", Source: mci.EngagementsOverview,
	},
	{
		Row:  "T21",
		From: disputed(Submitted), Event: ReviewerAsks, To: disputed(ActionRequired),
		Actor: Microsoft,
		Rule:  "claim.review.request", Source: mci.EngagementsOverview, Inferred: true,
	},
	{
		Row:  "T22",
		From: disputed(ActionRequired), Event: PartnerSubmits, To: disputed(Submitted),
		Actor: Partner, Guards: []Guard{RequestAnswered, EvidenceComplete},
		Rule: "claim.submit.again", Source: mci.WorkshopClaims,
	},
	{
		Row:  "T23",
		From: disputed(ActionRequired), Event: WindowEnds, To: disputed(PostSubmissionExpired),
		Actor: System,
		Rule:  "claim.review.expire-disputed", Source: mci.WorkshopClaims, Inferred: true,
	},
	{
		Row:  "T24",
		From: disputed(UnderReview), Event: ReviewerApproves, To: disputed(Approved),
		Actor: Microsoft,
		Rule:  "claim.review.approve", Source: mci.WorkshopClaims, Inferred: true,
	},
	{
		Row:  "T25",
		From: disputed(UnderReview), Event: ReviewerRejects, To: disputed(RejectedFinal),
		Actor: Microsoft,
		Rule:  "claim.review.reject-final", Source: mci.WorkshopClaims,
	},

	{
		Row:  "E1",
		From: plain(ConsentReceived), Event: EvidenceGiven, To: plain(ConsentReceived),
		Actor: Partner, Guards: []Guard{SurveyLinkLive},
		Rule: "claim.evidence", Source: mci.WorkshopClaims,
	},
	{
		Row:  "E2",
		From: plain(ActionRequired), Event: EvidenceGiven, To: plain(ActionRequired),
		Actor: Partner, Guards: []Guard{SurveyLinkLive},
		Rule: "claim.evidence", Source: mci.WorkshopClaims,
	},
	{
		Row:  "E3",
		From: disputed(ActionRequired), Event: EvidenceGiven, To: disputed(ActionRequired),
		Actor: Partner, Guards: []Guard{SurveyLinkLive},
		Rule: "claim.evidence", Source: mci.WorkshopClaims,
	},
	{
		Row:  "E4",
		From: disputed(Disputed), Event: EvidenceGiven, To: disputed(Disputed),
		Actor: Partner, Guards: []Guard{SurveyLinkLive},
		Rule: "claim.evidence", Source: mci.WorkshopClaims,
	},

	{
		Row:  "N1",
		From: plain(ConsentReceived), Event: PartnerComments, To: plain(ConsentReceived),
		Actor: Partner,
		Rule:  "claim.comment", Source: mci.WorkshopClaims,
	},
	{
		Row:  "N2",
		From: plain(ActionRequired), Event: PartnerComments, To: plain(ActionRequired),
		Actor: Partner,
		Rule:  "claim.comment", Source: mci.WorkshopClaims,
	},
	{
		Row:  "N3",
		From: disputed(ActionRequired), Event: PartnerComments, To: disputed(ActionRequired),
		Actor: Partner,
		Rule:  "claim.comment", Source: mci.WorkshopClaims,
	},
	{
		Row:  "N4",
		From: disputed(Disputed), Event: PartnerComments, To: disputed(Disputed),
		Actor: Partner,
		Rule:  "claim.comment", Source: mci.WorkshopClaims,
	},

	{
		Row:  "C1",
		From: plain(CustomerClaimed), Event: ContactUpdated, To: plain(CustomerClaimed),
		Actor: Partner,
		Rule:  "claim.contact", Source: mci.CustomersPage,
	},
	{
		Row:  "C2",
		From: plain(ConsentReceived), Event: ContactUpdated, To: plain(ConsentReceived),
		Actor: Partner, Guards: []Guard{CustomerContactOpen},
		Rule: "claim.contact", Source: mci.WorkshopClaims,
	},
	{
		Row:  "C3",
		From: plain(ActionRequired), Event: ContactUpdated, To: plain(ActionRequired),
		Actor: Partner, Guards: []Guard{CustomerContactOpen},
		Rule: "claim.contact", Source: mci.WorkshopClaims,
	},
	{
		Row:  "C4",
		From: disputed(ActionRequired), Event: ContactUpdated, To: disputed(ActionRequired),
		Actor: Partner, Guards: []Guard{CustomerContactOpen},
		Rule: "claim.contact", Source: mci.WorkshopClaims,
	},
	{
		Row:  "C5",
		From: disputed(Disputed), Event: ContactUpdated, To: disputed(Disputed),
		Actor: Partner, Guards: []Guard{CustomerContactOpen},
		Rule: "claim.contact", Source: mci.WorkshopClaims,
	},
	{
		Row:  "C6",
		From: plain(AwaitingConsent), Event: ContactUpdated, To: plain(AwaitingConsent),
		Actor: Partner,
		Rule:  "claim.contact.awaiting", Source: mci.LibraryReading,
	},

	{
		Row:  "P1",
		From: plain(Approved), Event: PaymentRecorded, To: plain(Approved),
		Actor: Microsoft,
		Rule:  "claim.payment", Source: mci.WorkshopClaims,
	},
	{
		Row:  "P2",
		From: disputed(Approved), Event: PaymentRecorded, To: disputed(Approved),
		Actor: Microsoft,
		Rule:  "claim.payment", Source: mci.WorkshopClaims,
	},
}

// Transitions returns the rows that define the machine. The slice is a copy.
func Transitions() []Transition {
	rows := slices.Clone(transitions)
	for i := range rows {
		rows[i].Guards = slices.Clone(rows[i].Guards)
	}
	return rows
}

// A clockRow holds the properties of one clock, except its trigger and its
// length. Package mci has the trigger, and the catalog has the length.
type clockRow struct {
	clock  mci.Clock
	rule   mci.RuleID
	source mci.Document
	// expires lists the states that the end of the clock expires.
	expires []State
	// runs lists the states in which the clock runs and its end expires
	// nothing: if Microsoft holds the claim then, the claim is overdue there.
	runs []State
}

// clocks holds the row of each clock. Source: [mci.EngagementsOverview] for the
// clocks, and [mci.LibraryReading] for the rule that a slow review expires
// nothing.
var clocks = []clockRow{
	{
		clock:   mci.ConsentClock,
		rule:    "clock.consent",
		source:  mci.WorkshopClaims,
		expires: []State{plain(CustomerClaimed), plain(AwaitingConsent)},
	},
	{
		clock:   mci.FirstSubmissionClock,
		rule:    "clock.first-submission",
		source:  mci.WorkshopClaims,
		expires: []State{plain(ConsentReceived)},
	},
	{
		clock:   mci.ReviewClock,
		rule:    "clock.review",
		source:  mci.WorkshopClaims,
		expires: []State{plain(ActionRequired)},
		runs:    []State{plain(ConsentReceived), plain(Submitted), plain(UnderReview)},
	},
	{
		clock:   mci.DisputeClock,
		rule:    "clock.dispute",
		source:  mci.WorkshopClaims,
		expires: []State{plain(Rejected), disputed(Disputed)},
	},
	{
		clock:   mci.PostDisputeClock,
		rule:    "clock.post-dispute",
		source:  mci.WorkshopClaims,
		expires: []State{disputed(ActionRequired)},
		runs:    []State{disputed(Submitted), disputed(UnderReview)},
	},
}
