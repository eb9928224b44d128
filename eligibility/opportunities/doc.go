// Package opportunities matches a list of MSX opportunities with engagements.
// For each opportunity it answers which engagements with variable pay accept
// it, how much each number of hours would pay, and which facts are missing.
//
// A host makes two calls:
//
//   - [Match] answers for a list of opportunities and engagements;
//   - [Line.Summary] says an answer in one line.
//
// The answers are pure. Each one is the answer of the rules in package
// eligibility for the nomination that the host would make. If one opportunity
// is malformed, its [Answer] holds the error, and the others are answered all
// the same. Source: [mci.CustomersPage], by which variable pay nominates by the
// MSX opportunity ID alone, one engagement at a time.
package opportunities
