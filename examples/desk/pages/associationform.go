package pages

import (
	"fmt"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
)

// factChoices are the possible answers to a question about a fact.
var factChoices = []choice{{"", "not known"}, {"yes", "yes"}, {"no", "no"}}

// proofFields are the fields of a proof of execution. The library reads no
// documents, so a person fills in the contents.
func proofFields(needed bool) []field {
	return []field{
		{Name: proofReference, Label: "Where the proof is", Kind: line, Required: needed, Help: "Your own reference. With a file, its name and its SHA-256 sum are added."},
		{Name: uploadField, Label: "File", Kind: upload, Help: "It is kept beside the mails, at most 64 MiB."},
		{Name: "proof.pertains", Label: "It is about this claim", Kind: oneOf, Choices: factChoices},
		{Name: "proof.signed", Label: "The customer signed it", Kind: oneOf, Choices: factChoices},
		{Name: "proof.dated", Label: "Date on it", Kind: date},
		{Name: "proof.undated", Label: "It has no date", Kind: checkbox},
		{Name: "proof.describes", Label: "It describes our work", Kind: oneOf, Choices: factChoices},
		{Name: "proof.workloads", Label: "Workloads or products that it names", Kind: list, Help: "One on each line, as the claim names them."},
	}
}

var (
	faultsField    = field{Name: "faults", Label: "What is missing", Kind: several, Choices: choicesOf(cpor.Faults())}
	workloadsField = field{Name: "workloads", Label: "Workloads or products", Kind: list, Help: "One on each line."}
	locationField  = field{Name: "location", Label: "Location", Kind: line, Help: "The ID of one of our locations."}
)

// contactFields are the fields for the people of a claim.
var contactFields = []field{
	{Name: "customerContact.name", Label: "Customer's contact", Kind: line},
	{Name: "customerContact.email", Label: "Customer's mail address", Kind: mailTo},
	{Name: "customerTitle", Label: "Title of the customer's contact", Kind: line},
	{Name: "partnerContact.name", Label: "Our contact", Kind: line},
	{Name: "partnerContact.email", Label: "Our mail address", Kind: mailTo},
}

// associationForms are the forms for events of associations. An event is not
// offered if it has no form here.
var associationForms = []commandForm[lifecycle.Event]{
	{
		event: lifecycle.ProofGiven, title: "Give the proof of execution",
		says: "It takes the place of an earlier proof. Say what a person found in it; the reviewer looks for the same.", fields: proofFields(true),
	},
	{
		event: lifecycle.ClaimEdited, title: "Change the claim", says: "A field that is left empty stays as it is.",
		fields: append([]field{locationField, workloadsField}, contactFields...),
	},
	{event: lifecycle.PartnerComments, title: "Comment", says: "The comment stays in the history, and answers the reviewer's request.", fields: []field{{Name: "comment", Label: "Comment", Kind: lines, Required: true, Help: "At most 4000 bytes."}}},
	{event: lifecycle.PartnerSubmits, title: "Submit the claim", says: "The claim goes into Microsoft's review, and Microsoft tells the customer of it.", fields: []field{commentField}},
	{
		event: lifecycle.PartnerDisputes, title: "Dispute the rejection", says: "A claim can be disputed once, with a justification or another proof.",
		fields: append([]field{{Name: "justification", Label: "Justification", Kind: lines, Help: "At most 4000 bytes."}}, proofFields(false)...),
	},
	{
		event: lifecycle.SubscriptionEnds, title: "Record the end of the subscription", says: "The association lasts as long as its subscription. A new subscription takes a new claim.",
		fields: []field{{Name: "lastDay", Label: "Last day", Kind: date, Required: true}},
	},
	{
		event: lifecycle.PartnerDisassociates, title: "Give the association up", says: "The claim ends, for good.", danger: true,
		fields: []field{{Name: "reason", Label: "Reason", Kind: lines, Required: true, Help: "At most 4000 bytes."}},
	},
	{event: lifecycle.ReviewBegins, title: "The review began", says: "A reviewer of Microsoft checks the proof.", fields: []field{whenField}},
	{event: lifecycle.CompetitorFound, title: "Another partner claims the same", says: "Microsoft compares the proofs of both, and the review can take longer.", fields: []field{commentField, whenField}},
	{event: lifecycle.ReviewerAsks, title: "The reviewer asks for more", says: "The claim comes back to you.", fields: []field{faultsField, commentField, whenField}},
	{event: lifecycle.ReviewerApproves, title: "The claim was approved", says: "We are associated with the customer. This says nothing of pay.", fields: []field{whenField}},
	{event: lifecycle.ReviewerRejects, title: "The claim was rejected", says: "The claim failed the review. After a dispute this is final.", danger: true, fields: []field{faultsField, commentField, whenField}},
	{event: lifecycle.CustomerOptsOut, title: "The customer opted out", says: "The association ends.", danger: true, fields: []field{commentField, whenField}},
	{event: lifecycle.WindowEnds, title: "Record the expiry", says: "The window is over.", danger: true},
	{
		event: lifecycle.DivergenceResolved, title: "Settle the difference", says: "Partner Center shows another status than this claim has.",
		fields: []field{{Name: "take", Label: "Status", Kind: state, Choices: append([]choice{{"", "keep our own"}}, choicesOf(lifecycle.States())...)}, commentField},
	},
	{
		event: lifecycle.FactsRecorded, title: "Record what the portal says beside the status", says: "The history keeps earlier facts.",
		fields: []field{{Name: "number", Label: "Number in Partner Center", Kind: line}, locationField, workloadsField, {Name: "subscription", Label: "ID of the subscription", Kind: line}},
	},
	{
		event: lifecycle.StatusObserved, title: "Record what Partner Center shows", says: "The claim follows, by the shortest legal way; or the difference is recorded for a person to settle.",
		fields: []field{{Name: "shown", Label: "Status in Partner Center", Kind: oneOf, Required: true, Choices: associationStatuses()}, whenField},
	},
	{
		event: lifecycle.EntryTakenBack, title: "Take the latest entry back", says: "The claim is as it was before. Nothing is deleted, and a taking-back is final.", danger: true,
		fields: []field{{Name: "number", Kind: hidden}},
	},
}

// choicesOf returns values as choices with their names.
func choicesOf[T fmt.Stringer](values []T) []choice {
	var all []choice
	for _, value := range values {
		all = append(all, choice{value.String(), sentence(value)})
	}
	return all
}

// associationStatuses returns the statuses that Partner Center shows for
// associations, each once.
func associationStatuses() []choice {
	var all []choice
	seen := map[string]bool{}
	for _, one := range lifecycle.States() {
		if name := one.Status.String(); !seen[name] {
			seen[name] = true
			all = append(all, choice{name, name})
		}
	}
	return all
}
