package main

import (
	"encoding/json"
	"io"
	"net/mail"
	"os"
	"regexp"
	"strconv"

	"github.com/spf13/pflag"

	"github.com/mci-go/incentives/mci"
)

type flagSet = *pflag.FlagSet

// A fieldFlag is a flag that sets one field of a command.
type fieldFlag struct {
	name, field, usage string
	read               func(string) (any, error)
}

var fieldFlags = []fieldFlag{
	{"deal-size", "dealSize", "the deal size as an `AMOUNT`, such as 250000USD (send-consent)", readMoney},
	{"customer-contact", "customerContact", "`CONTACT`, such as \"Noa <noa@contoso.com>\" (send-consent)", readContact},
	{"partner-contact", "partnerContact", "`CONTACT` (send-consent)", readContact},
	{"language", "language", "the `TAG` of the mails' language (send-consent)", readText},
	{"part", "part", "the `PART`: invoice, proof of execution, customer survey or partner survey (give-evidence)", readText},
	{"survey-sent", "surveySent", "the survey was sent, not completed (give-evidence)", readTruth},
	{"template", "template", "the `DAY` on which the POE template was published (give-evidence)", readText},
	{"reference", "reference", "the document's location, or the payment's `ID` (give-evidence, record-payment)", readText},
	{"side", "side", "`SIDE`: customer or partner (update-contact)", readText},
	{"contact", "contact", "`CONTACT` (update-contact)", readContact},
	{"requested", "requested", "`AMOUNT`, as calculated if left out (submit)", readMoney},
	{"amount", "amount", "`AMOUNT` (approve: as calculated if left out; record-payment)", readMoney},
	{"number", "number", "the claim's `NUMBER` in Partner Center (record-facts)", readText},
	{"approved", "approved", "the approved `AMOUNT`, whenever it becomes known (record-facts)", readMoney},
	{"take", "take", "the `STATUS` of the portal to take over; the claim keeps its own if left out (resolve)", readText},
	{"revision", "revision", "the `NUMBER` of the edition's revision, 1 if left out (accept-terms)", readNumber},
	{"terms", "terms", "the `DIGEST` of the terms, to accept no others (accept-terms)", readText},
	{"comment", "comment", "the `TEXT` of the command's comment", readText},
}

func addFieldFlags(flags flagSet) {
	for _, f := range fieldFlags {
		flags.String(f.name, "", f.usage)
	}
	flags.Lookup("survey-sent").NoOptDefVal = "true"
}

// fieldsOf returns the fields that the given flags set, as a JSON object.
func fieldsOf(flags flagSet) ([]byte, error) {
	fields := map[string]any{}
	for _, f := range fieldFlags {
		given := flags.Lookup(f.name)
		if !given.Changed {
			continue
		}
		value, err := f.read(given.Value.String())
		if err != nil {
			return nil, mci.At(f.name, err)
		}
		fields[f.field] = value
	}
	return json.Marshal(fields)
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

// read returns the contents of a file, or of the standard input if file is "-".
func (t *tracker) read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(t.in)
	}
	return os.ReadFile(file)
}
