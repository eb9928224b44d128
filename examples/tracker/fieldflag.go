package main

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

type flagSet = *pflag.FlagSet

// A fieldFlag is a flag that sets one field of a command or of a proposal.
type fieldFlag struct {
	name  string
	field string // a path, such as proof.signed
	usage string
	read  func(string) (any, error)
	// many says that the field is a list, so the flag may be repeated.
	many bool
	// values returns the values that a shell suggests. If it is nil, the shell
	// suggests none.
	values func() []string
}

// commandFlags are the flags of the command do.
var commandFlags = slices.Concat(fieldFlags, associationFlags, proofFlags)

var fieldFlags = []fieldFlag{
	{name: "deal-size", field: "dealSize", usage: "the deal size as an `AMOUNT`, such as 250000USD (send-consent)", read: readMoney},
	{name: "customer-contact", field: "customerContact", usage: "`CONTACT`, such as \"Noa <noa@contoso.com>\" (send-consent, edit)", read: readContact},
	{name: "partner-contact", field: "partnerContact", usage: "`CONTACT` (send-consent, edit)", read: readContact},
	{name: "language", field: "language", usage: "the `TAG` of the mails' language (send-consent)", read: readText},
	{name: "part", field: "part", usage: "the `PART`: invoice, proof of execution, customer survey or partner survey (give-evidence)", read: readText, values: texts(mci.EvidenceParts)},
	{name: "survey-sent", field: "surveySent", usage: "the survey was sent, not completed (give-evidence)", read: readTruth},
	{name: "template", field: "template", usage: "the `DAY` on which the POE template was published (give-evidence)", read: readText},
	{name: "reference", field: "reference", usage: "the document's location, or the payment's `ID` (give-evidence, record-payment)", read: readText},
	{name: "side", field: "side", usage: "`SIDE`: customer or partner (update-contact)", read: readText, values: sides},
	{name: "contact", field: "contact", usage: "`CONTACT` (update-contact)", read: readContact},
	{name: "requested", field: "requested", usage: "`AMOUNT`, as calculated if left out (submit)", read: readMoney},
	{name: "amount", field: "amount", usage: "`AMOUNT` (approve: as requested if left out; record-payment)", read: readMoney},
	{name: "number", field: "number", usage: "the claim's `NUMBER` in Partner Center (record-facts)", read: readText},
	{name: "approved", field: "approved", usage: "the approved `AMOUNT`, whenever it becomes known (record-facts)", read: readMoney},
	{name: "created", field: "created", usage: "the `DAY` of the claim's creation in Partner Center, if it was assumed (record-facts)", read: readText},
	{name: "take", field: "take", usage: "the `STATUS` of the portal to take over, with the ending of an association that has ended; the claim keeps its own if left out (resolve)", read: readText, values: statusNames},
	{name: "revision", field: "revision", usage: "the `NUMBER` of the edition's revision, 1 if left out (accept-terms)", read: readNumber},
	{name: "terms", field: "terms", usage: "the `DIGEST` of the terms, to accept no others (accept-terms)", read: readText},
	{name: "comment", field: "comment", usage: "the `TEXT` of the command's comment", read: readText},
}

// associationFlags set the fields that only the commands for an association
// have.
var associationFlags = []fieldFlag{
	{name: "fault", field: "faults", usage: "a `FAULT` of the proof; may be repeated (request-action, reject)", read: readText, many: true, values: texts(cpor.Faults)},
	{name: "justification", field: "justification", usage: "the `TEXT` of the reason (dispute)", read: readText},
	{name: "reason", field: "reason", usage: "the `TEXT` of the reason (disassociate)", read: readText},
	{name: "last-day", field: "lastDay", usage: "the last `DAY` of the subscription (end-subscription)", read: readText},
	{name: "customer-title", field: "customerTitle", usage: "the `TITLE` of the customer's contact (edit)", read: readText},
	{name: "location", field: "location", usage: "the `ID` of the partner location (edit, record-facts)", read: readText},
	{name: "workload", field: "workloads", usage: "a `WORKLOAD` or product; may be repeated (edit, record-facts)", read: readText, many: true},
	{name: "subscription", field: "subscription", usage: "the `ID` of the subscription (edit, record-facts)", read: readText},
}

// proofFlags set the fields of a proof of execution.
var proofFlags = []fieldFlag{
	{name: "proof", field: "proof.reference", usage: "the proof of execution: its `PLACE` (give-proof, dispute)", read: readText},
	{name: "pertains", field: "proof.pertains", usage: "whether the proof is about the claim: `ANSWER` yes or no", read: readText, values: answers},
	{name: "signed", field: "proof.signed", usage: "whether the customer signed the proof: `ANSWER` yes or no", read: readText, values: answers},
	{name: "dated", field: "proof.dated", usage: "the `DAY` on the proof", read: readText},
	{name: "undated", field: "proof.undated", usage: "the proof has no date", read: readTruth},
	{name: "describes", field: "proof.describes", usage: "whether the proof describes the partner's work: `ANSWER` yes or no", read: readText, values: answers},
	{name: "names", field: "proof.workloads", usage: "a `WORKLOAD` or product that the proof names; may be repeated", read: readText, many: true},
}

// addFieldFlags adds the flags of a table to a command.
func addFieldFlags(command *cobra.Command, table []fieldFlag) {
	flags := command.Flags()
	for _, f := range table {
		if f.many {
			flags.StringArray(f.name, nil, f.usage)
		} else {
			flags.String(f.name, "", f.usage)
		}
		if f.values != nil {
			offer(command, f.name, f.values)
		}
	}
	for _, truth := range []string{"survey-sent", "undated"} {
		if f := flags.Lookup(truth); f != nil {
			f.NoOptDefVal = "true"
		}
	}
}

// offer makes a shell complete a flag of a command with values.
func offer(command *cobra.Command, flag string, values func() []string) {
	// ignore the error: the command does not have this flag
	_ = command.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	})
}

// texts converts a function that returns values to one that returns their
// texts.
func texts[T fmt.Stringer](values func() []T) func() []string {
	return func() []string { return store.Statuses(values()...) }
}

func answers() []string { return []string{mci.Yes.String(), mci.No.String()} }

func sides() []string { return []string{string(claims.CustomerSide), string(claims.PartnerSide)} }

func roles() []string { return []string{mci.IncentivesUser.String(), mci.IncentivesAdmin.String()} }

// fieldsOf returns the fields that the given flags of a table set, as a JSON
// object.
func fieldsOf(flags flagSet, table []fieldFlag) ([]byte, error) {
	fields := map[string]any{}
	for _, f := range table {
		given := flags.Lookup(f.name)
		if !given.Changed {
			continue
		}
		value, err := f.value(given)
		if err != nil {
			return nil, mci.At(f.name, err)
		}
		inner, path := fields, strings.Split(f.field, ".")
		for _, name := range path[:len(path)-1] {
			deeper, ok := inner[name].(map[string]any)
			if !ok {
				deeper = map[string]any{}
				inner[name] = deeper
			}
			inner = deeper
		}
		inner[path[len(path)-1]] = value
	}
	return json.Marshal(fields)
}

// value reads the value of the flag, or its values as a list.
func (f *fieldFlag) value(given *pflag.Flag) (any, error) {
	list, ok := given.Value.(pflag.SliceValue)
	if !ok {
		return f.read(given.Value.String())
	}
	all := []any{}
	for _, text := range list.GetSlice() {
		value, err := f.read(text)
		if err != nil {
			return nil, err
		}
		all = append(all, value)
	}
	return all, nil
}

func readText(text string) (any, error) { return text, nil }

func readNumber(text string) (any, error) {
	number, err := strconv.Atoi(text)
	if err != nil {
		return nil, mci.Invalid("", text, "a whole number")
	}
	return number, nil
}

func readTruth(text string) (any, error) {
	truth, err := strconv.ParseBool(text)
	if err != nil {
		return nil, mci.Invalid("", text, "true or false")
	}
	return truth, nil
}

// inMoney matches an amount and its currency, in either order.
var inMoney = regexp.MustCompile(`^(?:([A-Z]{3}) ?([-0-9.]+)|([-0-9.]+) ?([A-Z]{3}))$`)

// readMoney parses an amount with its currency, such as 250000USD or "USD
// 250000".
func readMoney(text string) (any, error) {
	parts := inMoney.FindStringSubmatch(text)
	if parts == nil {
		return nil, mci.Invalid("", text, "an amount and its currency, such as 250000USD or 99.50EUR, without separators of thousands")
	}
	money, err := mci.ParseMoney(parts[2]+parts[3], mci.Currency(parts[1]+parts[4]))
	if err != nil {
		return nil, err
	}
	return money, nil
}

func readContact(text string) (any, error) {
	address, err := mail.ParseAddress(text)
	if err != nil {
		return nil, mci.Invalid("", text, "a contact such as Noa <noa@contoso.com>")
	}
	return mci.Contact{Name: address.Name, Email: address.Address}, nil
}
