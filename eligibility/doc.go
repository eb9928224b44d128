// Package eligibility decides whether a customer may be nominated for an
// engagement, through which ID and which location, and says why not.
//
// A host makes three calls:
//
//   - [May] answers whether a user may do something at a location;
//   - [EngagementsPage] lists the engagements that are open to the partner;
//   - [Nominate] decides a [Question] and, if every rule passes, makes the
//     [Nomination] from which a claim opens.
//
// A [Question] holds every fact that a decision depends on. [Decide] answers it
// by a table of rules. Each rule passes, fails, or is unknown if the host did
// not supply a fact that the rule needs. Fail beats unknown, and unknown beats
// pass. If the customer is not eligible, the answer is a [Decision] with
// findings, never an error.
//
// The packages below ask the same rules about more: customers about all
// customers of an engagement's page, plan about all engagements for one
// customer by each ID and location. Package eligibilitytest checks that a
// host's own forms and files supply every fact.
//
// Only [Nominate] and [NominateAll] make a [Nomination], and a claim opens only
// from a nomination, so no claim exists without a decision. Partner Center
// stays the system of record: whether a customer meets Microsoft's criteria is
// a fact that the portal shows and the host supplies.
package eligibility
