// Package recognition decides which partner is credited for a customer's workload or subscription, with what, and says why the others are not.
//
// A [Case] is one workload or one subscription with all that is known of it: how it was bought, how many
// seats it has, and the associations that partners have with it. [Decide] answers for one partner and one
// [Credit], [DecideAll] for all of them. Being credited with nothing is a [Decision] with findings, never an
// error.
//
// # Mechanisms
//
// Microsoft knows which partner did what by four mechanisms: TPOR, CPOR, DPOR and PAL. [MechanismTable] says of
// each who sets it, what it covers, and how many partners can hold it. What each one earns for which product,
// bought through which channel, is data too: the grants of a [Policy]. [PublicPolicy] holds the grants that
// public documents know; a partner who knows better, by a guide behind the sign-in, makes a policy of its own
// with [NewPolicy].
//
// # Three values
//
// Every rule passes, fails, or is unknown when the host did not supply the fact. An association earns a credit
// if all conditions of one grant hold; a partner is credited if one of its associations earns it. Unknown is
// never treated as yes and never as no: what is decided stays decided when more becomes known.
//
// A pass says that the association is of a kind that is credited. It does not say that anything is paid:
// Microsoft checks partner, customer and transaction as well, and an approved association is not an approved
// incentive.
//
// # Where the documents contradict each other
//
// Whether a partner who did not sell the licenses is credited in CSP: the thread that this package began with
// says no, and a partner in it says yes from experience. Taken: yes for the use of Modern Work, by CPOR; no for
// Dynamics 365, whose CPOR roles Microsoft documents for volume licensing and Web Direct alone. Other readings
// are named at the rows of the grants that rest on them; their source has the grade inferred.
package recognition
