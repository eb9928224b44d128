package mci

import "slices"

// A Reading is a question that the documents leave open or answer in two ways,
// with the answer that this library uses. The zero Reading is empty.
type Reading struct {
	// Question is the question in words.
	Question string `json:"question,omitempty"`
	// Says lists the answers of the documents, each with its document in
	// parentheses. It is empty if the documents are silent.
	Says []string `json:"says,omitempty"`
	// Taken is the answer that this library uses.
	Taken string `json:"taken,omitempty"`
	// Change says how a host or a catalog can choose another answer. It is
	// empty if there is no way to choose one.
	Change string `json:"change,omitempty"`
}

// Readings returns every reading, in the order of a claim's life. If a reading
// is a policy, Taken is the policy's default.
func Readings() []Reading {
	all := slices.Clone(readings)
	for i := range all {
		all[i].Says = slices.Clone(all[i].Says)
	}
	return all
}

// The documents that more than one reading names.
const (
	engagementsPage  = " (MCI engagements overview, 2023-10-01)"
	workshopPage     = " (Submit a workshop claim, 2023-10-01)"
	customersPage    = " (Customers page, 2023-10-01)"
	earlierCustomers = " (Customers page, earlier wording)"
	guideOf2025      = " (Alif Consulting's partner guide, late 2025)"
	pagesOf2021      = " (MCI engagements pages, 2021-09-29)"
	createPage       = " (Create a customer association, 2023-10-10)"
	managePage       = " (Manage customer associations, 2023-10-10)"
)

var readings = []Reading{
	{
		Question: "Must the location from which a customer is added be eligible for the engagement itself?",
		Says:     []string{"it must" + earlierCustomers, "it must be enrolled, and the user must have a role there" + customersPage},
		Taken:    "to add, any location of the partner must be eligible and this one enrolled; to claim a known customer, this one must be eligible",
		Change:   "waive the rule partner.eligible (eligibility.Waiver)",
	},
	{
		Question: "How many reasons for ineligibility are there?",
		Says:     []string{"three" + earlierCustomers, "two" + customersPage},
		Taken:    "two; the other two of the earlier wording are read, as part of the limit (eligibility.Reason.Current)",
		Change:   "the limit is the catalog's, per engagement (ClaimLimit)",
	},
	{
		Question: "What does the Complete tab hold?",
		Says:     []string{"engagements that were completed with the partner" + earlierCustomers, "every claim in a terminal state" + customersPage},
		Taken:    "every claim in a terminal state",
	},
	{
		Question: "Which tab lists a customer whose limit is reached by an open claim of the partner's own?",
		Says: []string{
			"customers who have met the allowed limit are ineligible, and the consent mail is sent from the Action column" + customersPage,
			"the claim is submitted from the Eligible section" + workshopPage,
		},
		Taken: "the Eligible tab, with the claim and its next steps; the open claim also precedes every other reason (customers.Page)",
	},
	{
		Question: "Does a customer who declines, or does not answer, leave the page?",
		Says:     []string{"will no longer appear" + customersPage, "may no longer appear" + guideOf2025, "the Complete tab lists expired claims" + customersPage},
		Taken:    "a newly added customer leaves the page; the claim stays on the Complete tab (customers.Page)",
	},
	{
		Question: "Which filters does the Engagements page have?",
		Says:     []string{"location, status and role" + engagementsPage, "status and role (later pages, 2024 to 2025)"},
		Taken:    "all three (eligibility.EngagementFilter)",
	},
	{
		Question: "Which country selects the market, the customer's or the partner's?",
		Taken:    "the customer's",
		Change:   "the catalog's setting marketCountry (MarketCountry)",
	},
	{
		Question: "How is a payout rounded?",
		Taken:    "once, at the end, half away from zero, to the minor unit",
		Change:   "the catalog's setting rounding (Rounding)",
	},
	{
		Question: "What is the formula of variable pay?",
		Says:     []string{"the lowest of a share of the contract value, the hours at a rate, and a cap (public code of an assistant, FY26)"},
		Taken:    "that, as one pay shape of several, labeled as not official; the shipped figures are made up",
		Change:   "the catalog",
	},
	{
		Question: "Is a deal size required when consent is requested?",
		Says:     []string{"it is not mentioned" + customersPage, "it is mandatory" + guideOf2025},
		Taken:    "the day of sending decides, unless the edition says otherwise: required and above zero from 2025-09-15 on, the date of the page, and optional before",
		Change:   "the catalog's setting dealSize (DealSizeRule), with a row for each period, which can accept zero",
	},
	{
		Question: "Does the consent window restart when the mail is sent again?",
		Taken:    "no: the window starts with the claim, whether or not a mail was sent",
	},
	{
		Question: "Can the customer's address be corrected while consent is awaited?",
		Says:     []string{"contacts may be updated before the mail is sent" + guideOf2025},
		Taken:    "yes: links to the wrong address are refused, a mail to the right one is due, and the window does not move (claims.UpdateContact)",
	},
	{
		Question: "Are Consent rejected and Customer consent declined two statuses?",
		Says:     []string{"both names, with the same definition" + engagementsPage},
		Taken:    "one status; both are read, and the second is written (claims.ParseStatus)",
	},
	{
		Question: "Does a claim expire if its consent mail was never sent?",
		Says:     []string{"the window starts with the claim" + engagementsPage, "consent expires if a request was not answered" + engagementsPage},
		Taken:    "it expires too, as Customer consent expired",
	},
	{
		Question: "What happens to a claim that is not submitted in time?",
		Says:     []string{"it is rejected" + pagesOf2021, "it expires" + engagementsPage},
		Taken:    "it expires, and never comes back",
	},
	{
		Question: "How are days counted: in which zone, and does the last day count?",
		Taken:    "calendar days in UTC; an action on the last day is accepted",
		Change:   "the catalog's setting calendar (Calendar): zone, and whether the last day counts",
	},
	{
		Question: "What is the longest life of a claim for a large project?",
		Says:     []string{"310 days" + workshopPage, "30 and 290 days of the same table are 320; the other rows add up"},
		Taken:    "320, as computed; 310 is kept as published, and no claim expires by either (claims.Claim.Maximum)",
	},
	{
		Question: "How long does the review after a dispute run? The column has no figures.",
		Says:     []string{"30 days after the dispute is submitted, in the text" + workshopPage},
		Taken:    "30 days, once; later submissions do not restart it",
		Change:   "the catalog's clocks (Windows)",
	},
	{
		Question: "Is the customer's survey required?",
		Says:     []string{"if applicable" + workshopPage, "the customer is required to complete it" + workshopPage},
		Taken:    "the catalog says so for each engagement and date",
		Change:   "the catalog's evidence (EvidenceTerms)",
	},
	{
		Question: "Does a claim expire if Microsoft's review takes too long?",
		Says:     []string{"the table counts days to complete the review" + workshopPage, "it expires only if the partner did not answer a request" + engagementsPage},
		Taken:    "no; it is overdue at Microsoft, which is a warning (claims.Claim.OverdueAtMicrosoft)",
	},
	{
		Question: "When does the window for reviewers' requests start?",
		Says:     []string{"at consent" + engagementsPage, "the name of the status, Post submission expired, suggests the submission"},
		Taken:    "at consent",
	},
	{
		Question: "Are Action Required and Partner action required two statuses?",
		Says:     []string{"the first" + workshopPage, "the second" + engagementsPage},
		Taken:    "one status; both are read, and the second is written",
	},
	{
		Question: "When is a dispute in time?",
		Says:     []string{"when the claim is reopened" + engagementsPage, "when it is submitted within 30 days of the rejection" + workshopPage},
		Taken:    "when it is submitted; reopening does not stop the clock",
	},
	{
		Question: "Which status does a disputed claim have during its second review?",
		Says:     []string{"it goes back into the review" + workshopPage, "other programs show Disputed until the end"},
		Taken:    "Submitted and Under review, with a mark that it was disputed (claims.State)",
	},
	{
		Question: "Which status does a disputed claim have if its last window runs out?",
		Taken:    "Post submission expired, with the mark; Disputed expired is for a dispute that was not submitted",
	},
	{
		Question: "Can a claim be canceled after consent?",
		Says:     []string{"at any point before the first submission" + workshopPage},
		Taken:    "until the first submission, and never after it",
	},
	{
		Question: "Can a customer withdraw consent that was given?",
		Taken:    "no: no document says so for these claims, and there is no such event",
	},
	{
		Question: "When did a step happen if only the portal's present status is known?",
		Taken:    "at the instant of the observation; the claim says that it is assumed (claims.Claim.Assumed), and no guard or window refuses it; a day of creation that becomes known replaces an assumed one (claims.RecordFacts)",
	},
	{
		Question: "What if the machine cannot reach the status that the portal shows?",
		Taken:    "the claim records both statuses as a divergence, which a person settles (claims.Divergence, claims.Resolve)",
	},
	{
		Question: "Which column names and which form of dates does the portal's claims export have?",
		Taken:    "a table of likely names, in any order; dates in ISO form, or with slashes and the month first",
		Change:   "names and the order of day and month are options of an import (package claims/portal)",
	},
	{
		Question: "Is the referral that a claim makes inbound or partner-led?",
		Says:     []string{"inbound (slide on automated referral management, FY25 to FY26)", "partner-led" + guideOf2025},
		Taken:    "partner-led, upgraded to co-sell on consent",
	},
	{
		Question: "Under which conditions does a claim make a referral, and which customers qualify for co-sell?",
		Taken:    "those that the catalog declares; if it declares none, there is no referral",
		Change:   "the catalog (ReferralTerms), or a referral.Policy of the host's own",
	},
	{
		Question: "What happens to a referral if its claim ends without consent?",
		Taken:    "it stays open",
		Change:   "a referral.Policy of the host's own",
	},
	{
		Question: "Which substatus goes with New?",
		Says:     []string{"Pending or Received (Referral resources, 2019-05-17)", "Accepted (Bulk operations, 2023)", "a new referral is Active with Accepted, for any input (Create a referral, 2019-05-17)"},
		Taken:    "Pending or Received; the server's answer counts (progress.Transitions)",
	},
	{
		Question: "Can a referral be closed as an error?",
		Says:     []string{"yes (Manage co-sell opportunities, 2023-08-28; Bulk operations, 2023)", "the list of substatuses has no Error (Referral resources, 2019-05-17)"},
		Taken:    "it is read, but the partner does not write it",
	},
	{
		Question: "Is an eTag required to change a referral?",
		Says:     []string{"required for concurrency (Referral resources, 2019-05-17)", "If-Match is optional (Patch a referral, 2020-09-30)"},
		Taken:    "a gateway accepts changes with and without it; the desk always sends it",
	},
	{
		Question: "From which day are solution area, solution play and partner role required?",
		Says:     []string{"since FY26 (Referral resources, FY26)"},
		Taken:    "from 1 July 2025 on (change.CheckCreation)",
	},
	{
		Question: "Can a partner outside of CSP be Claiming Partner of Record for Modern Work?",
		Says:     []string{"no, and yes (both in one thread of the Tech Community, 2024-04-08)"},
		Taken:    "yes for Modern Work, no for Dynamics 365",
		Change:   "a policy of the host's own (recognition.NewPolicy)",
	},
	{
		Question: "How long does the review of an association take, and can its claim be changed?",
		Says:     []string{"14 business days, and 5 (Manage customer associations, 2023-10-10)", "not once it is submitted (Create a customer association, 2023-10-10)", "in Partner action required (Manage customer associations)"},
		Taken:    "5 to 14 business days; it can be changed in Partner action required (recognition.StatusTerms)",
	},
	{
		Question: "When does Microsoft tell the customer of an association, and how long can the customer opt out?",
		Says: []string{
			"a mail goes out at the submission, and the customer can decline at any time" + createPage,
			"the customer can deny once the claim is approved" + managePage,
			"within five business days (Use these resources to make customer association claims, 2023-10-10)",
			"within seven days (Manage customer associations, 2020-09-11)",
		},
		Taken:  "at the first submission; once the claim is approved, at any time; an opt-out after five business days is taken with a warning (association.Step.Warned, and then association.Claim.Warnings)",
		Change: "cpor.TermsOptions",
	},
	{
		Question: "How long has a partner to answer the reviewer of an association?",
		Says:     []string{"14 business days" + managePage, "five (an older help page)"},
		Taken:    "14 business days; then the claim is rejected",
		Change:   "cpor.ClockLength",
	},
	{
		Question: "Which days are business days?",
		Taken:    "Monday to Friday in UTC, without holidays",
		Change:   "cpor.NewBusinessDays",
	},
	{
		Question: "When does a rejected claim of an association end?",
		Says:     []string{"it can be disputed within 30 days, once; after that it takes a new association" + managePage},
		Taken:    "30 days after the rejection it is closed for the library, and at once if the customer opted out (association.Ending)",
	},
	{
		Question: "How old may the proof of execution of an association be?",
		Says:     []string{"its dates must not be old" + managePage, "from the last 12 months (Microsoft Q&A, question 5903150)"},
		Taken:    "12 months; and a date that has begun nowhere on earth yet is that of no signature",
		Change:   "cpor.TermsOptions",
	},
	{
		Question: "Who manages customer associations?",
		Says:     []string{"billing, global and Incentives admins (2023)", "Incentives admins (2025)"},
		Taken:    "Incentives admins (eligibility.ManageAssociations)",
	},
	{
		Question: "In which months can an earning or a line of ineligible revenue fall, if it does not name its claim?",
		Taken: "from the month of the claim's creation to the month of its expected payment, or of the settlement if none is expected; if the creation is not known, from the month of the approval," +
			" which is no earlier than the creation, and a line from before it is only a candidate, of which nothing is concluded; if several claims fit, it belongs to none of them",
		Change: "record the claim's number in Partner Center (claims.RecordFacts), by which earnings are matched first",
	},
	{
		Question: "When is an approved claim without an earning late?",
		Taken:    "when reports of every month from the approval to the expected payment, downloaded after that day, do not hold it; days count to the download",
	},
	{
		Question: "Is a claim paid in full if its payment order withheld tax?",
		Says:     []string{"the total of an order is without the withheld tax and with the sales tax (Earnings - Payments report, 2023-09-20)", "earnings and payments are shown before taxes (Earnings in Partner Center, 2023-10-04)"},
		Taken: "no: it is paid short, and the order's step of the withheld tax explains it; otherwise the earnings that were sent are compared with the approved amount before taxes," +
			" so that a claim that was paid over stays so whatever tax was withheld, and sales tax makes up for nothing (settlement.PaidShort, settlement.PaidOver)",
	},
	{
		Question: "Can an association be submitted if nobody looked whether its proof has one of the five faults?",
		Says:     []string{"it is submitted once the proof is uploaded" + managePage, "a proof with a fault is sent back" + managePage},
		Taken:    "no: a fact about the proof that is unknown is no better than a fault, and the refusal names it (lifecycle.ProofComplete)",
	},
	{
		Question: "Which earnings that are still to be paid wait for the least amount that a program pays, USD 200 of one earning type?",
		Says: []string{
			"nothing is paid before the sum reaches it (Troubleshooting payments, later wording)",
			"a payment that is pending under another status than Upcoming can be below it, or wait for a bank account, a tax profile or a tax invoice (Earnings in Partner Center, 2023-10-04)",
		},
		Taken: "those that are unprocessed or upcoming, without co-op, which is never sent as money: a payment with a later status, such as in progress or reversed, is under way." +
			" Adjustments are in the sum of the type that they adjust (earnings.Row.AwaitsThreshold, earnings.Payee)",
	},
	{
		Question: "Which lines of an earning without an ID count if its report is downloaded again?",
		Says:     []string{"there is one line for each item that was earned or paid, and all recalculations are under one payment ID (Earnings - Default / Summarized report, later wording)"},
		Taken:    "those of the item's latest download, whatever payment ID and amount the earlier lines have; two lines of one download day are two earnings if their payment IDs or amounts differ (earnings.Earning)",
		Change:   "download the layout with earning IDs",
	},
	{
		Question: "What is the payment status of an earning if the report on payments shows another one?",
		Says:     []string{"a payment order stands for all earnings of one program, earning type and payment method (Earnings in Partner Center, 2023-10-04)"},
		Taken:    "the status of its payment order, unless the line of the earning was downloaded later (settlement.Evidence)",
	},
}
