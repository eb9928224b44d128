// Package association is the life of a CPOR claim: the claim of a partner to be
// associated, as Claiming Partner of Record, with a workload of a customer's
// tenant or with one of its subscriptions.
//
// It is built like the first kind of claim, package claims: one table of
// transitions, commands that return a [Change], clocks that are computed, a
// history that is replayed. A host calls [Open], [Apply] and [Claim.NextSteps]
// directly, or through the methods of a desk.
//
// # Life
//
// Package cpor decides whether a claim can be created, and makes the
// [cpor.Proposal] of which [Open] creates it.
//
// [Apply] applies a command. If the rules do not allow it, the error is a
// [Refusal]. [Claim.NextSteps] lists the events that can happen, and
// [Claim.Warnings] the facts that a person should know although no rule refuses
// anything. Package lifecycle has the states and the table of transitions. Most
// windows count business days ([cpor.BusinessDays]), with the host's holidays.
//
// An approved association has no expiry. It lasts as long as its subscription.
// If the subscription ID changes, a new claim is needed. Approval is not an
// approval of incentives: package credit hands claims to package recognition,
// which decides who is credited.
//
// # Storing
//
// A [Record] and an [Entry] are stored as those of package claims are: with a
// format, read strictly, with the digests of the last 64 keys, and with the
// index keys of [claims.Index], which the method Reindex of a desk renews. The
// instants of commands may be out of order by the tolerance of [claims.Meta],
// and [TakeBack] takes a wrong entry back. The terms of a claim are not stored
// and have no digest, because nothing is paid by them, and a new list of
// holidays must not hold every claim. If the terms change, the open windows
// move, and [Claim.Stale] shows it.
//
// # Contradictions in the documents
//
// Packages cpor and lifecycle have other readings.
//
//   - How long the customer can opt out: five business days, seven days, or at
//     any time. Reading: at any time once the claim is approved; after five
//     business days it is a warning.
//   - How long a review takes: 14 business days or five. Reading: 14; a
//     [Deadline] has both figures.
package association
