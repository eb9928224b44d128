package pages

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// An event is an event of either kind of claim.
type event interface {
	comparable
	fmt.Stringer
}

// A commandForm is the form for one event of a kind of claim. A person fills it
// in to cause the event, or to record that somebody else did.
type commandForm[E event] struct {
	event  E
	title  string
	says   string
	fields []field
	danger bool
}

var (
	commentField = field{Name: "comment", Label: "Comment", Kind: lines, Help: "At most 4000 bytes."}
	whenField    = field{Name: atField, Label: "When it happened (UTC)", Kind: moment, Help: "Leave it empty for now. Deadlines go by it."}
)

// commandForms are the forms for events of partner activities. An event is not
// offered if it has no form here.
var commandForms = []commandForm[claims.Event]{
	{
		event: claims.ConsentSent, title: "Send the consent request",
		says: "The customer is asked by mail. The deal size is frozen from then on, and nobody can change it.",
		fields: []field{
			{Name: "dealSize.amount", Label: "Deal size in USD", Kind: amount, Help: "The license, seat or consumption revenue that is expected in the first 12 months. It changes neither eligibility nor pay."},
			{Name: "dealSize.currency", Kind: hidden, Value: "USD", With: "dealSize.amount"},
			{Name: "customerContact.name", Label: "Customer's contact", Kind: line},
			{Name: "customerContact.email", Label: "Customer's mail address", Kind: mailTo, Help: "The consent request goes there."},
			{Name: "partnerContact.name", Label: "Our contact", Kind: line},
			{Name: "partnerContact.email", Label: "Our mail address", Kind: mailTo, Help: "The customer's answers go there."},
		},
	},
	{event: claims.ConsentResent, title: "Send the consent request again", says: "The customer is reminded. The window stays as it is."},
	{
		event: claims.EvidenceGiven, title: "Record evidence",
		says: "A part of the submission is there. Parts can come in any order.",
		fields: []field{
			{Name: "part", Label: "Part", Kind: oneOf, Required: true, Choices: partChoices()},
			{Name: "surveySent", Label: "The survey was sent, and is not completed yet", Kind: checkbox},
			{Name: "template", Label: "Date of the template", Kind: date, Help: "Only a proof of execution has one."},
			{Name: evidenceReference, Label: "Where the document is", Kind: line, Help: "Your own reference. With a file, its name and its SHA-256 sum are added. Without either, the part keeps the document that it has."},
			{Name: uploadField, Label: "File", Kind: upload, Help: "It is kept beside the mails, at most 64 MiB."},
		},
	},
	{
		event: claims.PartnerSubmits, title: "Submit the claim", says: "The claim goes into Microsoft's review.",
		fields: []field{
			{Name: "requested.amount", Label: "Requested amount", Kind: amount, Help: "Leave it empty to request the calculated amount."},
			{Name: "requested.currency", Label: "Currency", Kind: line, Value: "USD", With: "requested.amount"},
			commentField,
		},
	},
	{event: claims.PartnerDisputes, title: "Dispute the rejection", says: "A claim can be disputed once. The clock runs on until the dispute is submitted.", fields: []field{commentField}},
	{event: claims.PartnerComments, title: "Comment", says: "The comment stays in the history, for the reviewer.", fields: []field{{Name: "comment", Label: "Comment", Kind: lines, Required: true, Help: "At most 4000 bytes."}}},
	{
		event: claims.ContactUpdated, title: "Change a contact",
		says: "While consent is awaited, the customer's new address gets a mail of its own, and the links of the earlier one die. So does a survey link that was sent to the earlier contact.",
		fields: []field{
			{Name: "side", Label: "Whose contact", Kind: oneOf, Required: true, Choices: []choice{{string(claims.CustomerSide), "the customer's"}, {string(claims.PartnerSide), "ours"}}},
			{Name: "contact.name", Label: "Name", Kind: line, Required: true},
			{Name: "contact.email", Label: "Mail address", Kind: mailTo, Required: true},
		},
	},
	{event: claims.PartnerCancels, title: "Cancel the claim", says: "The claim ends, for good.", danger: true, fields: []field{commentField}},
	{event: claims.ReviewBegins, title: "The review began", says: "A reviewer of Microsoft works on the claim.", fields: []field{whenField}},
	{event: claims.ReviewerAsks, title: "The reviewer asks for more", says: "The claim comes back to you.", fields: []field{commentField, whenField}},
	{
		event: claims.ReviewerApproves, title: "The claim was approved", says: "The claim passed the review.",
		fields: []field{
			{Name: "amount.amount", Label: "Approved amount", Kind: amount, Help: "Leave it empty if it is the requested one."},
			{Name: "amount.currency", Label: "Currency", Kind: line, Value: "USD", With: "amount.amount"},
			whenField,
		},
	},
	{event: claims.ReviewerRejects, title: "The claim was rejected", says: "The claim failed the review.", danger: true, fields: []field{commentField, whenField}},
	{
		event: claims.PaymentRecorded, title: "A payment came", says: "The same payment is recorded once, by its ID and that of its earning.",
		fields: []field{
			{Name: "amount.amount", Label: "Amount", Kind: amount, Required: true, Help: "Below zero if money was taken back."},
			{Name: "amount.currency", Label: "Currency", Kind: line, Value: "USD", With: "amount.amount"},
			{Name: "reference", Label: "Payment ID", Kind: line},
			{Name: "earning", Label: "Earning ID", Kind: line},
			{Name: "earningType", Label: "Earning type", Kind: line, Help: "As the report names it. With the month it tells payments apart that have no earning ID."},
			{Name: "month", Label: "Month of the earning", Kind: month},
			whenField,
		},
	},
	{event: claims.WindowEnds, title: "Record the expiry", says: "The window is over. The claim ends, for good.", danger: true},
	{
		event: claims.DivergenceResolved, title: "Settle the difference", says: "Partner Center shows another status than this claim has.",
		fields: []field{{Name: "take", Label: "Status", Kind: oneOf, Choices: append([]choice{{"", "keep our own"}}, statusChoices()...)}, commentField},
	},
	{
		event: claims.FactsRecorded, title: "Record the portal's number or approved amount", says: "Facts that Partner Center shows beside the status. The history keeps earlier ones.",
		fields: []field{
			{Name: "number", Label: "Number in Partner Center", Kind: line},
			{Name: "approved.amount", Label: "Approved amount", Kind: amount, Help: "Only an approved claim has one."},
			{Name: "approved.currency", Label: "Currency", Kind: line, Value: "USD", With: "approved.amount"},
			{Name: "created", Label: "Day of the creation", Kind: date, Help: "Only if the claim was adopted without it."},
			commentField,
		},
	},
	{
		event: claims.TermsAccepted, title: "Accept the present terms", says: "The claim is judged and paid by the catalog's present terms from then on.",
		fields: []field{{Name: "terms", Kind: hidden}, {Name: "revision", Kind: number}, commentField},
	},
	{
		event: claims.StatusObserved, title: "Record what Partner Center shows", says: "The claim follows, by the shortest legal way; or the difference is recorded for a person to settle.",
		fields: []field{{Name: "shown", Label: "Status in Partner Center", Kind: oneOf, Required: true, Choices: statusChoices()}, whenField},
	},
	{
		event: claims.EntryTakenBack, title: "Take the latest entry back", says: "The claim is as it was before. Nothing is deleted, and a taking-back is final.", danger: true,
		fields: []field{{Name: "number", Kind: hidden}},
	},
}

// elsewhere lists the events of the machine that no form of a claim's page
// causes, each with the way to cause it. The page shows the way when the event
// is permitted.
var elsewhere = []struct {
	event claims.Event
	how   string
}{
	{claims.AddCustomer, openedThere},
	{claims.ClaimCustomer, openedThere},
	{claims.CustomerAccepts, customersWord},
	{claims.CustomerDeclines, customersWord},
}

const openedThere = "A claim is opened on the page of its customer."

const customersWord = "Only the customer answers, by a link of the mail. An answer that came by Microsoft's mail is recorded as the status that Partner Center shows."

// otherWay returns the way to cause an event that has no form. It is empty if
// the event has one.
func otherWay(event claims.Event) string {
	for _, row := range elsewhere {
		if row.event == event {
			return row.how
		}
	}
	return ""
}

func partChoices() []choice {
	var all []choice
	for _, part := range mci.EvidenceParts() {
		all = append(all, choice{part.String(), sentence(part)})
	}
	return all
}

func statusChoices() []choice {
	var all []choice
	for _, status := range claims.Statuses() {
		all = append(all, choice{status.String(), status.String()})
	}
	return all
}

// formOf returns the form of an event, and reports whether it has one.
func formOf[E event](forms []commandForm[E], event E) (commandForm[E], bool) {
	for _, f := range forms {
		if f.event == event {
			return f, true
		}
	}
	return commandForm[E]{}, false
}

// formAt returns the form for the last part of an address.
func formAt[E event](forms []commandForm[E], address string) (commandForm[E], bool) {
	for _, f := range forms {
		if slug(f.event) == address {
			return f, true
		}
	}
	return commandForm[E]{}, false
}

// form returns the form for the page of a claim with a version.
func (c *commandForm[E]) form(id claims.ID, version uint64) *form {
	f := &form{Slug: slug(c.event), Title: c.title, Says: c.says, Danger: c.danger, Version: version, Key: newKey()}
	f.Action = claimPath(id) + "/" + f.Slug
	f.Fields = append(f.Fields, c.fields...)
	return f
}
