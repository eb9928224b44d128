// Package claims is the life of a claim: its states, the commands that move it,
// the five clocks that run beside it, its evidence, its history and its
// storage.
//
// # Pure core
//
// [Open] makes a claim of a nomination, and [Apply] answers a command: it
// returns a [Change], which holds the claim's next value and the history
// entries to append, and is all that a host must save. Neither reads a clock
// nor stores anything; time and IDs come in. A command that the rules do not
// allow is a [Refusal] that names the rule, what is missing and what would be
// permitted.
//
// # Machine
//
// [Transitions] returns the one table that defines the machine. A looplab/fsm
// is built from it, checks it and draws it ([Mermaid], [Graphviz]); the dense
// table behind [State.Next] is compiled by walking that fsm. A table with two
// rows for one state and event, with a status that nothing reaches or that is
// not declared, or with a row out of a terminal status does not compile; a
// machine that does not compile permits nothing.
//
// The names are those of Partner Center. [ReadStatus] keeps a name that no
// document lists, and [Status.Class] says how a claim ended.
//
// # Next steps
//
// [Claim.NextSteps] answers for one instant what each actor can do, what stands
// in the way, which deadlines run and what happens at their end. What is
// missing is a [Gap]: a path, a reason and a source, for a page.
//
// # Clocks
//
// Deadlines are computed and never stored. At every instant a window is open or
// over: a command is refused from the first instant after the last day, and
// only from that instant can [Expire] be applied. An expired claim never comes
// back.
//
// # Storage
//
// A [Desk] loads, applies and saves through a [Store] that the host implements,
// and that claimstest.TestStore holds to its contract. [Desk.Sweep] expires
// what is due, [Desk.Reminders] lists what soon will be. Stored data come back
// through [Restore] alone. [ClassOf] says of every error what its receiver does
// next.
//
// A record carries an [Index]: the instants at which its claim expires and
// needs somebody. Lists are selected and ordered by them, so that a sweep, a
// run of reminders and an urgent list cost what is due and not what is stored.
// [Desk.Reindex] writes them anew after the catalog has changed.
//
// # Partner Center
//
// Partner Center is authoritative. [Observe] brings a claim to the status that
// it shows, or records a [Divergence] that [Resolve] settles; [Adopt] makes a
// claim that only Partner Center knows. [Claim.Assumed] says what that filled
// in, and [Claim.Missing] what is not known. Package portal reads its exports.
//
// # Work
//
// [Desk.Worklist] and [Desk.MostUrgent] list open and unpaid claims with their
// deadlines and who is to act next, [GroupWork] counts them, and
// [Desk.Pipeline] tells what claims are worth, by status.
//
// # Events
//
// The history is the outbox: a relay that follows a [Tail], or the History of
// each claim, passes each entry on once, as a [CloudEvent].
//
// # Proof
//
// A search over the package itself visits everything that can become of a
// claim, and says how much that was; random lives try what nobody thought of;
// scenarios below testdata tell a life for each end and each reading; each
// wrong row, guard, clock and window is noticed:
//
//	go test -v -run 'EveryStateThatCanBeReached' ./claims   # the search, with its figures
//	go test -v -run 'RandomLives' ./claims                  # random lives; -rapid.checks=1000 for more
//	go test -v -run 'Notice' ./claims                       # the mutants, and which scenario notices how many
//	go test -run 'TestScenarios$|AsReviewed' ./claims -update   # after a change of a table: rewrite, then read the difference
//	go run -C examples ./benchmark -run 'state|event|now|apply'    # what the machine costs, beside its peers
package claims
