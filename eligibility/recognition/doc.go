// Package recognition decides which partner is credited for a customer's
// workload or subscription, with what, and says why the others are not.
//
// A [Case] is one workload or one subscription with all that is known of it:
// how it was bought, how many seats it has, and the associations that partners
// have with it. [Decide] answers for one partner and one [Credit], [DecideAll]
// for all of them. Being credited with nothing is a [Decision] with findings,
// never an error.
//
// # Mechanisms
//
// Microsoft knows which partner did what by four mechanisms: TPOR, CPOR, DPOR
// and PAL. [MechanismTable] says of each who sets it, what it covers, and how
// many partners can hold it. What each one earns for which product, bought
// through which channel, is data too: the grants of a [Policy]. [PublicPolicy]
// holds the grants that public documents know; a partner who knows better, by a
// guide behind the sign-in, makes a policy of its own with [NewPolicy].
//
// # Three values
//
// Every rule passes, fails, or is unknown when the host did not supply the
// fact. An association earns a credit if all conditions of one grant hold; a
// partner is credited if one of its associations earns it. Unknown is never
// treated as yes and never as no: what is decided stays decided when more
// becomes known.
//
// A pass says that the association is of a kind that is credited. It does not
// say that anything is paid: Microsoft checks partner, customer and transaction
// as well, and an approved association is not an approved incentive.
//
// # Where the documents contradict each other
//
// These are the readings taken; a [Policy] with other grants takes others.
//
//   - Whether a partner who did not sell the licenses is credited in CSP. In
//     the thread that this package began with one answer is no, another one yes
//     from experience. Taken: yes for the use of Modern Work, by CPOR; no for
//     Dynamics 365, whose CPOR roles Microsoft documents for volume licensing
//     and Web-Direct alone.
//   - Whether the 300 seats of Modern Work are asked of the incentive alone, of
//     which the thread speaks, or of recognition too, for which Microsoft's
//     page names no number. Taken: both.
//   - Whether "Usage recognition - Non-Incentivized" is paid. Its description
//     says that one applies for incentives by it, its name that there are none,
//     and the list of what is paid leaves it out. Taken: no.
//   - Whether a PAL counts under an Enterprise Agreement. One page keeps PAL
//     for Azure plans and DPOR for Enterprise Agreements, the matrix of who
//     earns knows no channel. Taken: in every channel.
//   - Whether a subscription has one transacting partner, as the thread has it,
//     or several kinds of them at a time, as a report has it. Taken: one, so
//     that with two it is unknown who is credited.
//   - How long a customer can opt out of a CPOR: five business days, seven
//     days, or at any time. Taken: at any time.
//   - How long a review takes, five business days or 14, and whether a claim
//     can be changed once it is submitted. [StatusTable] has both figures, and
//     says that it can while the partner is asked for more.
//
// Left open, and so unknown: whether a Reader is recognized for the use of
// Azure, and a Contributor for that of Power Platform; what a DPOR of Modern
// Work or Dynamics 365 is good for; whether a sale by an agreement earns an
// incentive.
package recognition
