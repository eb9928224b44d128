// Package eligibility decides whether a customer may be nominated for an
// engagement, through which ID and which location, and says why not.
//
// A [Question] holds everything that a decision depends on. [Decide] answers it
// by a table of rules, each with three possible outcomes: pass, fail, or
// unknown when the host did not supply the fact. Fail beats unknown, unknown
// beats pass. Not being eligible is a [Decision] with findings, never an error.
//
// Before that, [May] answers what a user may do at a location,
// [EngagementsPage] lists what the partner can take part in, and [MakePlan]
// says for what a customer can be nominated now, by which ID and from which
// location, until when, and what the rest lacks. [Page] puts customers on their
// tabs; a [Roster] does the same for many customers and engagements at once.
//
// [Nominate] and [NominateAll] are the only ways to make a [Nomination], and
// claims open from nothing else, so no claim exists without a decision. Partner
// Center stays the system of record: whether a customer meets Microsoft's
// criteria is a fact that the portal shows and the host supplies.
package eligibility
