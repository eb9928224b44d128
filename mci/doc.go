// Package mci holds the values of the Microsoft Commerce Incentives program:
// customer IDs, money, dates, people, places and facts.
//
// Most hosts make three calls: [ParseCustomerID], [ParseMoney] and [ParseDate]
// read the values of a question or a command, and reject malformed ones with a
// [FieldError]. Everything here is a value. Nothing reads a clock, touches a
// disk or keeps state between calls. Package mci/catalog holds the terms of
// engagements and calculates the payout of a claim. Package mci/diff compares
// two editions of a catalog. Package mci/earnings holds the lines of Partner
// Center's reports on earnings and payments.
//
// # Facts and sources
//
// A rule that the library applies names its [Source] and the source's [Grade].
// If Microsoft's documents are silent or contradict each other, the library
// chooses a reading, marks it with the grade [Inferred], and makes it a setting
// if the answer may differ. [Readings] lists all of them.
//
// # Three values
//
// If the host does not supply a [Fact], the fact is unknown, and a rule that
// needs it has the [Outcome] [Unknown]. Unknown is never treated as yes or as
// no. For example, a payout that lacks an input says which input it needs and
// gives no amount.
package mci
