// Package recognition decides which partner is credited for a customer's
// workload or subscription, with which credit, and says why the others are not.
//
// A host makes three calls:
//
//   - [Decide] answers for one partner and one [Credit];
//   - [DecideAll] answers for several partners and every credit of the product;
//   - [NewPolicy] makes a policy of the host's own, to replace [PublicPolicy].
//
// A [Case] is one workload or one subscription with all its known facts: how it
// was bought, how many seats it has, and the associations that partners have
// with it. If a partner gets no credit, the answer is a [Decision] with
// findings, never an error.
//
// # Mechanisms
//
// Microsoft knows the work of a partner by four mechanisms: TPOR, CPOR, DPOR
// and PAL. [MechanismTable] says for each mechanism who sets it, which scope it
// has, and how many partners can hold it. The grants of a [Policy] are data
// too: they say which credit a mechanism earns for a product that was bought
// through a channel. [PublicPolicy] holds the grants that public documents
// know. If a partner knows better, for example from a guide behind the sign-in,
// it makes a policy of its own with [NewPolicy].
//
// # Three values
//
// Every rule passes, fails, or is unknown if the host did not supply the fact.
// An association earns a credit if all conditions of one grant hold; a partner
// is credited if one of its associations earns it. Unknown is never treated as
// yes and never as no: a decided answer stays the same when more facts become
// known.
//
// A pass says that the association is of a kind that is credited. It does not
// say that anything is paid: Microsoft checks partner, customer and transaction
// as well, and an approved association is not an approved incentive.
//
// # Contradictions in the documents
//
// These are the readings of this package. If a partner reads a document
// otherwise, it makes a [Policy] with other grants.
//
//   - Whether a partner who did not sell the licenses is credited in CSP. In
//     the thread that this package began with, one answer is no, and another is
//     yes from experience. Reading: yes for the use of Modern Work, by CPOR; no
//     for Dynamics 365, whose CPOR roles Microsoft documents for volume
//     licensing and Web-Direct alone.
//   - Whether the 300 seats of Modern Work are a condition of the incentive
//     alone, or of recognition too. The thread speaks of the incentive;
//     Microsoft's page on recognition names no number. Reading: both.
//   - Whether "Usage recognition - Non-Incentivized" is paid. Its description
//     says that a partner applies for incentives by it. Its name says that
//     there are none, and the list of paid engagements leaves it out. Reading:
//     no.
//   - Whether a PAL counts under an Enterprise Agreement. One page keeps PAL
//     for Azure plans and DPOR for Enterprise Agreements, but the matrix of
//     earning partners knows no channel. Reading: it counts in every channel.
//   - Whether a subscription has one transacting partner, as the thread has it,
//     or several kinds of them at a time, as a report has it. Reading: one. If
//     there are two, it is unknown who is credited.
//   - How long a customer can opt out of a CPOR: five business days, seven
//     days, or at any time. Reading: at any time.
//   - How long a review takes, five business days or 14, and whether a claim
//     can be changed once it is submitted. [StatusTable] has both figures, and
//     says that a claim can be changed while Microsoft asks the partner for
//     more.
//
// The documents leave some questions open, and the answers are unknown: whether
// a Reader is recognized for the use of Azure, and a Contributor for the use of
// Power Platform; which credit a DPOR of Modern Work or Dynamics 365 earns; and
// whether a sale by an agreement earns an incentive.
package recognition
