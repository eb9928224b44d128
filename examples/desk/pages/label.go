package pages

import (
	"slices"
	"strings"
	"sync"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// labels are the texts for fields of a record, a command or an address, if no
// form has a field of the same name.
var labels = map[string]string{
	// of a record
	"created":          "when the claim was created",
	"way":              "whether the customer was added or claimed",
	"customerContact":  "the customer's contact",
	"partnerContact":   "our contact",
	"consent.asked":    "when the customer was asked",
	"consent.dealSize": "the deal size",
	"consent.answered": "when the customer answered",
	"firstSubmitted":   "when the claim was first submitted",
	"submitted":        "when the claim was submitted",
	"evidence":         "the evidence",
	"rejectedAt":       "when the claim was rejected",
	"approvedAt":       "when the claim was approved",
	"requestedAt":      "when the reviewer asked for more",
	"disputedAt":       "when the rejection was disputed",
	"disputeSubmitted": "when the dispute was submitted",
	"proof":            "the proof of execution",
	"since":            "since when the claim has its state",
	"updated":          "when the claim changed last",
	"version":          "the version of the claim",
	"keys":             "the keys of the earlier forms",
	"language":         "the language of the mails",
	"revision":         "the revision of the terms",
	"terms":            "the terms",

	// of an address
	"after": "the place at which the page begins", "afterKey": "the place at which the page begins", "area": "the solution area",
	"availability": "the status of the engagements", "by": "the grouping", "choice": "the way to nominate", "column": "the columns",
	"edition": "the edition", "engagement": "the engagement", "kind": "the kind", "on": "the day", "role": "the partner role",
	"show": "which claims are shown", "skip": "the place at which the page begins", "sort": "the order", "state": "the state of the payment",
	"status": "the status", "tab": "the tab", "form": "the form", "file": "the file", "window": "the window", "number": "the number",
	"answer": "the answer", "key": "the key of the form", "name": "the name", "user": "the user",
}

// fieldLabels maps the names of the forms' fields to their labels. If several
// fields have one name, the first label is used.
var fieldLabels = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	add := func(fields []field) {
		for i := range fields {
			if one := &fields[i]; one.shown() && all[one.Name] == "" {
				all[one.Name] = one.Label
			}
		}
	}
	for i := range commandForms {
		add(commandForms[i].fields)
	}
	for i := range associationForms {
		add(associationForms[i].fields)
	}
	for _, fields := range [][]field{nominateFields, {hoursField, mismatchField}, newcomerFields, questionFields, subscriptionFields, sellerFields, {declineField}} {
		add(fields)
	}
	return all
})

// label returns the text for the path of a field. If there is none, for example
// because a future version of the library added the field, it returns the path.
func label(path string) string {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "command."), "meta.")
	if text, ok := labels[path]; ok {
		return text
	}
	if text, ok := fieldLabels()[path]; ok {
		return text
	}
	return vocabulary.Visible(path)
}

// labelIn returns the label of the form field that a path of the command
// belongs to.
func labelIn(fields []field, path string) string {
	i := slices.IndexFunc(fields, func(one field) bool { return one.shown() && within(one.Name, path) })
	if i < 0 {
		return sentence(label(path))
	}
	return fields[i].Label
}
