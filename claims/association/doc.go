// Package association is the life of a CPOR claim: the claim of a partner to be
// associated, as Claiming Partner of Record, with a workload of a customer's
// tenant or with one of its subscriptions.
//
// It is the second kind of claim on Partner Center's page of customer claims.
// The first kind, claims for partner activities, is package claims, and this
// package is built like it: one table of transitions, compiled and drawn by the
// same machinery; commands that return a [Change]; clocks that are computed; a
// history that is replayed. It uses the IDs, actors, metas and gaps of package
// claims.
//
// # Before the claim
//
// [Decide] answers whether a claim can be created, with a finding for each
// rule, and tells what is ahead: faults of the proof of execution, and another
// partner that is associated already. [Open] creates the claim of a decision
// that passes. [Kind] lists the four kinds of association, with their partner
// roles and the channels in which they can be claimed.
//
// # Life
//
// [Apply] applies a command. If the rules do not allow it, the error is a
// [Refusal]. [Claim.NextSteps] lists the things that can happen, and
// [Claim.Warnings] what a person should know although nothing refuses it.
// [State] tells apart what Partner Center shows as one status: a rejected claim
// that can still be disputed, one that can not any more, and one whose customer
// opted out.
//
// An approved association has no expiry. It lasts as long as its subscription;
// a new subscription ID takes a new claim. Approval is not an approval of
// incentives. [Associations] hands claims to package recognition, which decides
// who is credited. [Conflicts] names workloads and subscriptions for which two
// claims are approved.
//
// # Clocks
//
// Most windows count business days ([BusinessDays]). Microsoft does not publish
// its holidays; the host supplies a list of its own with [NewTerms]. By default
// a week has five working days, Monday to Friday in UTC.
//
// # Contradictions in the documents
//
// These are the readings of this package. [Terms] change those that a host may
// read otherwise.
//
//   - Whether the customer is told at the submission or after the approval.
//     Reading: at the submission ([TermsOptions]).
//   - How long the customer can opt out: five business days, seven days, or at
//     any time. Reading: at any time once the claim is approved; after five
//     business days it is a warning.
//   - How long a review takes: 14 business days or five. Reading: 14; a
//     [Deadline] has both figures.
//   - How long a partner has to answer a reviewer: 14 business days, or five on
//     an older page. Reading: 14 ([ClockLength]).
//   - Whether a claim can be changed once it is submitted. Reading: while a
//     reviewer wants more, and then only location, workloads, contacts, proof
//     and comments.
//   - Whether a rejected claim ends. Reading: 30 days after the rejection, or
//     when the customer opts out, it is closed for this library.
//   - How old a proof may be. Reading: 12 months ([TermsOptions]).
package association
