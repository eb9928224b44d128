package mci

import "slices"

// A Reading is a question that the documents leave open or answer in two ways,
// with the answer that this library uses. The zero Reading is empty.
type Reading struct {
	// Question is the question in words.
	Question string
	// Says lists the answers of the documents, each with its document in
	// parentheses. It is empty if the documents are silent.
	Says []string
	// Taken is the answer that this library uses.
	Taken string
	// Change says how a host or a catalog can choose another answer. It is
	// empty if there is no way to choose one.
	Change string
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
)

var readings = []Reading{
	{
		Question: "Must the location from which a customer is added be eligible for the engagement itself?",
		Says:     []string{"it must" + earlierCustomers, "it must be enrolled, and the user have a role there" + customersPage},
		Taken:    "to add, any location of the partner must be eligible and this one enrolled; to claim a known customer, this one must be eligible",
		Change:   "waive the rule partner.eligible (eligibility.Waiver)",
	},
	{
		Question: "How many reasons for ineligibility are there?",
		Says:     []string{"three" + earlierCustomers, "two" + customersPage},
		Taken:    "two; the other two of the earlier wording are read and are part of the limit (eligibility.Reason.Current)",
		Change:   "the limit is the catalog's, per engagement (ClaimLimit)",
	},
	{
		Question: "What does the Complete tab hold?",
		Says:     []string{"engagements that were completed with the partner" + earlierCustomers, "every claim in a terminal state" + customersPage},
		Taken:    "every claim in a terminal state",
	},
	{
		Question: "Which tab has a customer who has reached the limit by an open claim of the partner's own?",
		Says: []string{
			"customers who have met the allowed limit are ineligible, and the consent mail is sent from the Action column" + customersPage,
			"the claim is submitted from the Eligible section" + workshopPage,
		},
		Taken: "the Eligible tab, with the claim and what can be done with it; the open claim wins over every other reason, too (eligibility.Page)",
	},
	{
		Question: "Does a customer who declines, or does not answer, leave the page?",
		Says:     []string{"will no longer appear" + customersPage, "may no longer appear" + guideOf2025, "the Complete tab lists expired claims" + customersPage},
		Taken:    "a newly added customer leaves the page; the claim stays on the Complete tab (eligibility.Page)",
	},
	{
		Question: "By what can the Engagements page be filtered?",
		Says:     []string{"location, status and role" + engagementsPage, "status and role (later pages, 2024 to 2025)"},
		Taken:    "all three (eligibility.EngagementFilter)",
	},
	{
		Question: "By which country is a market chosen, the customer's or the partner's?",
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
		Taken:    "that, as one pay shape of five, labeled as not official; the shipped figures are made up",
		Change:   "the catalog",
	},
	{
		Question: "Must a deal size be stated when consent is asked for?",
		Says:     []string{"it is not mentioned" + customersPage, "it is mandatory" + guideOf2025},
		Taken:    "required and above zero from 2025 on, optional before, by the edition",
		Change:   "the catalog's setting dealSize (DealSizeRule), which can accept zero",
	},
	{
		Question: "Does sending the mail for consent again restart its window?",
		Taken:    "no: the window starts with the claim, whether or not a mail was sent",
	},
	{
		Question: "Can a wrong address of the customer be corrected while consent is awaited?",
		Says:     []string{"contacts may be updated before the mail is sent" + guideOf2025},
		Taken:    "yes: the links to the wrong address are dead, a mail to the right one is due, and the window does not move (claims.UpdateContact)",
	},
	{
		Question: "Are Consent rejected and Customer consent declined two statuses?",
		Says:     []string{"both names, with the same definition" + engagementsPage},
		Taken:    "one status; both are read, and the second is written (claims.ParseStatus)",
	},
	{
		Question: "Does a claim expire whose mail for consent was never sent?",
		Says:     []string{"the window starts with the claim" + engagementsPage, "consent expires where a request was not answered" + engagementsPage},
		Taken:    "it expires too, as Customer consent expired",
	},
	{
		Question: "What becomes of a claim that is not submitted in time?",
		Says:     []string{"it is rejected" + pagesOf2021, "it expires" + engagementsPage},
		Taken:    "it expires, and never comes back",
	},
	{
		Question: "How are days counted: in which zone, and with the last one?",
		Taken:    "calendar days in UTC; an action on the last day is accepted",
		Change:   "the catalog's setting calendar (Calendar): zone, and whether the last day counts",
	},
	{
		Question: "What is the longest life of a claim for a large project?",
		Says:     []string{"310 days" + workshopPage, "30 and 290 days of the same table are 320; the other rows add up"},
		Taken:    "it is computed, 320; 310 is kept as published, and nothing expires by either (claims.Claim.Maximum)",
	},
	{
		Question: "How long does the review after a dispute run? The column has no figures.",
		Says:     []string{"30 days after the dispute is submitted, in the text" + workshopPage},
		Taken:    "30 days, once, not restarted by later submissions",
		Change:   "the catalog's clocks (Windows)",
	},
	{
		Question: "Is the customer's survey required?",
		Says:     []string{"if applicable" + workshopPage, "the customer is required to complete it" + workshopPage},
		Taken:    "by engagement and date, as the catalog says",
		Change:   "the catalog's evidence (EvidenceTerms)",
	},
	{
		Question: "Does a claim expire while Microsoft reviews it for too long?",
		Says:     []string{"the table counts days to complete the review" + workshopPage, "only requests that the partner did not answer expire it" + engagementsPage},
		Taken:    "it does not; it is overdue at Microsoft, which is a warning (claims.Claim.OverdueAtMicrosoft)",
	},
	{
		Question: "From when is the window for reviewers' requests counted?",
		Says:     []string{"from consent" + engagementsPage, "the name of the status, Post submission expired, suggests the submission"},
		Taken:    "from consent",
	},
	{
		Question: "Are Action Required and Partner action required two statuses?",
		Says:     []string{"the first" + workshopPage, "the second" + engagementsPage},
		Taken:    "one status; both are read, and the second is written",
	},
	{
		Question: "When is a dispute made in time?",
		Says:     []string{"when the claim is reopened" + engagementsPage, "when it is submitted within 30 days of the rejection" + workshopPage},
		Taken:    "when it is submitted; reopening does not stop the clock",
	},
	{
		Question: "Which status does a disputed claim show while it is reviewed again?",
		Says:     []string{"it goes back into the review" + workshopPage, "other programs show Disputed until the end"},
		Taken:    "Submitted and Under review, with a mark that it was disputed (claims.State)",
	},
	{
		Question: "How is a disputed claim called whose last window runs out?",
		Taken:    "Post submission expired, with the mark; Disputed expired is for a dispute that was not submitted",
	},
	{
		Question: "Can a claim be canceled after consent?",
		Says:     []string{"at any point before the first submission" + workshopPage},
		Taken:    "until the first submission, and never after it",
	},
	{
		Question: "Can a customer withdraw consent that was given?",
		Taken:    "no document says so for these claims; there is no such event",
	},
	{
		Question: "When did a step happen of which only the portal's present status is known?",
		Taken:    "at the instant of the observation; the claim says that it is assumed (claims.Claim.Assumed), and no guard or window refuses it",
	},
	{
		Question: "What becomes of a claim whose status in the portal no step of the machine leads to?",
		Taken:    "both sides are kept as a divergence, which a person settles (claims.Divergence, claims.Resolve)",
	},
	{
		Question: "What are the columns of the portal's claims export called, and how are its dates written?",
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
		Taken:    "what the catalog declares; nothing where it declares nothing",
		Change:   "the catalog (ReferralTerms), or a referral.Policy of the host's own",
	},
	{
		Question: "What becomes of a referral whose claim ends without consent?",
		Taken:    "it stays open",
		Change:   "a referral.Policy of the host's own",
	},
	{
		Question: "Which substatus goes with New?",
		Says:     []string{"Pending or Received (Referral resources, 2019-05-17)", "Accepted (Bulk operations, 2023)", "a new referral is Active with Accepted, whatever was sent (Create a referral, 2019-05-17)"},
		Taken:    "Pending or Received; what the server answers counts (resource.Transitions)",
	},
	{
		Question: "Can a referral be closed as an error?",
		Says:     []string{"yes (Manage co-sell opportunities, 2023-08-28; Bulk operations, 2023)", "the list of substatuses has no Error (Referral resources, 2019-05-17)"},
		Taken:    "it is read; the partner does not write it",
	},
	{
		Question: "Is an eTag required to change a referral?",
		Says:     []string{"required for concurrency (Referral resources, 2019-05-17)", "If-Match is optional (Patch a referral, 2020-09-30)"},
		Taken:    "a gateway takes changes with and without; the desk always sends it",
	},
	{
		Question: "From which day are solution area, solution play and partner role asked for?",
		Says:     []string{"since FY26 (Referral resources, FY26)"},
		Taken:    "from 1 July 2025 on (resource.CheckCreation)",
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
		Question: "Who manages customer associations?",
		Says:     []string{"billing, global and Incentives admins (2023)", "Incentives admins (2025)"},
		Taken:    "Incentives admins (eligibility.ManageAssociations)",
	},
	{
		Question: "In which months can an earning of a claim fall, if it does not name the claim?",
		Taken:    "from the month of the claim's creation to the month of its expected payment; if several claims fit, it belongs to none of them",
		Change:   "record the claim's number in Partner Center (claims.RecordFacts), by which earnings are matched first",
	},
	{
		Question: "When is an approved claim without an earning late?",
		Taken:    "when reports of every month from the approval to the expected payment, downloaded after that day, do not hold it; days count to the download",
	},
	{
		Question: "Is a claim paid in full if its payment order withheld tax?",
		Taken:    "no: it is paid short, and the withheld tax explains the difference; its earnings are shown before taxes",
	},
}
