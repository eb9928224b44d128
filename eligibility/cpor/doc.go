// Package cpor decides whether a partner can claim to be associated, as
// Claiming Partner of Record, with a workload of a customer's tenant or with
// one of its subscriptions.
//
// [Decide] answers with a finding for each rule. It also reports problems that
// matter later: faults of the proof of execution, and another partner that is
// associated already. If the decision is a pass, [Propose] makes a [Proposal]
// of the question. Package association opens a claim from it, and follows the
// claim's life. [Kind] lists the four kinds of association, with their partner
// roles and the channels in which they can be claimed. [Decision.Prospects]
// returns the credit that the claim would bring, for package recognition.
//
// # Clocks
//
// Most windows of a claim count business days ([BusinessDays]). Microsoft does
// not publish its holidays; the host supplies a list of its own with
// [NewTerms]. By default a week has five working days, Monday to Friday in UTC.
//
// # Contradictions in the documents
//
// These are the readings of this package. [TermsOptions] change those that a
// host may read otherwise.
//
//   - Whether the customer is told at the submission or after the approval.
//     Reading: at the submission.
//   - How long a partner has to answer a reviewer: 14 business days, or five on
//     an older page. Reading: 14 ([ClockLength]).
//   - How old a proof may be. Reading: 12 months.
package cpor
