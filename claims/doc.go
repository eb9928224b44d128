// Package claims is the life of a claim: its states, the commands that move it,
// the clocks that run beside it, its evidence and its history.
//
// This package is the pure core, and stores nothing. A host makes three calls
// of it directly, for example in a simulation:
//
//   - [Open] makes a claim from a nomination of package eligibility;
//   - [Apply] applies a command to a claim;
//   - [Claim.NextSteps] lists the steps that each actor can take next, with the
//     deadlines.
//
// For stored claims there are three packages above this one: package desk loads
// a claim, applies a command and saves the change; package store is the
// contract between a desk and the host's database; package register lists
// claims for people.
//
// # Pure core
//
// [Open] makes a claim from a nomination, and [Apply] applies a command to a
// claim. Each returns a [Change]: the claim's next value and the history
// entries to append, which is all that a host must save. Neither reads a clock
// nor stores anything; the caller passes in the time and the IDs. If the rules
// do not allow a command, the error is a [Refusal] that names the rule, the
// gaps and the events that are permitted instead.
//
// # Machine
//
// [Transitions] returns the one table that defines the machine. A looplab/fsm
// is built from the table; it checks the table and draws it ([Mermaid],
// [Graphviz]). The dense table behind [State.Next] is compiled by walking that
// fsm. A table does not compile if it has two rows for one state and event, a
// status that no row reaches or that is not declared, or a row out of a
// terminal status. A machine that does not compile permits nothing.
//
// The statuses have the names that Partner Center shows. [ReadStatus] keeps a
// name even if no document lists it, and [Status.Class] says how a claim ended.
//
// # Next steps
//
// [Claim.NextSteps] lists, for one instant, the steps that each actor can take,
// the gaps that block them, the deadlines that run and the effect of their end.
// A [Gap] is one thing that is missing: a path, a reason and a source, for a
// page to show.
//
// # Clocks
//
// Deadlines are computed and never stored. At every instant a window is either
// open or over: a command is refused from the first instant after the last day,
// and [Expire] can be applied only from that instant on. An expired claim never
// comes back.
//
// # Stored claims
//
// A [Record] is the stored form of a claim, and an [Entry] that of a line of
// its history. Both have a JSON form. Stored data becomes a claim through
// [Restore] alone.
//
// A record carries an [Index]: the instants at which its claim expires and
// needs attention. Lists are selected and ordered by these instants, so the
// cost of a sweep, a run of reminders or a list of urgent claims grows with the
// claims that are due, not with those that are stored. If the catalog has
// changed, the method Reindex of a desk writes the instants anew.
//
// # Corrections
//
// A claim is judged and paid by the terms that it was opened under. Its record
// holds their digest. If the catalog has other terms, or lacks the revision,
// [Restore] returns the claim with a [TermsError]: its payout is unknown, and
// it takes no command until [AcceptTerms] moves it to a revision. Package
// impact checks a register against a new catalog beforehand.
//
// # Partner Center
//
// Partner Center is authoritative. [Observe] brings a claim to the status that
// Partner Center shows, or records a [Divergence] that [Resolve] settles.
// [Adopt] makes a claim that only Partner Center knows. [Claim.Assumed] lists
// the fields that an observation filled in, and [Claim.Missing] the fields that
// are still unknown. Package portal reads Partner Center's exports.
//
// # Events
//
// The history is the outbox: a relay that follows the Tail of a store, or the
// History of each claim, passes each entry on once, as a [CloudEvent].
//
// # Proof
//
// A search over the package itself visits every state that a claim can reach,
// and reports how many there are. Random lives try cases that no test names.
// For each ending and each reading, a scenario below testdata tells a life. If
// any single row, guard, clock or window is wrong, a test fails:
//
//	go test -v -run 'EveryStateThatCanBeReached' ./claims   # the search, with its figures
//	go test -v -run 'RandomLives' ./claims                  # random lives; -rapid.checks=1000 for more
//	go test -v -run 'Notice' ./claims                       # the mutants, and which scenario notices how many
//	go test -run 'TestScenarios$|AsReviewed' ./claims -update   # after a change of a table: rewrite, then read the difference
//	go run -C examples ./benchmark -run 'state|event|now|apply'    # the cost of the machine, beside its peers
package claims
