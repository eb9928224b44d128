// Package opportunities answers for a list of MSX opportunities which
// engagements with variable pay take each of them, by what hours they pay what,
// and what is missing.
//
// A host makes two calls:
//
//   - [Match] answers for a list of opportunities and engagements;
//   - [Line.Summary] says an answer in one line.
//
// The answers are pure, and each one is that of the rules of package
// eligibility for the nomination that the host would make. One opportunity that
// is malformed never stops the others: its [Answer] holds the error. Source:
// [mci.CustomersPage], by which variable pay nominates by the MSX opportunity
// ID alone, one engagement at a time.
package opportunities
