// Package claims is the life of a claim: its states, the commands that move it, the five clocks that run beside it, its evidence, its history and its storage.
//
// # Pure core
//
// [Open] makes a claim of a nomination, and [Apply] answers a command: it returns a [Change], which holds
// the claim's next value and the history entries to append, and is all that a host must save. Neither
// reads a clock nor stores anything; time and IDs come in. A command that the rules do not allow is a
// [Refusal] that names the rule, what is missing and what would be permitted.
//
// # Machine
//
// [Transitions] returns the one table that defines the machine. A looplab/fsm is built from it, checks it
// and draws it ([Diagram]); the dense table behind [State.Next] is compiled by walking that fsm.
//
// # Clocks
//
// Deadlines are computed and never stored. At every instant a window is open or over: a command is
// refused from the first instant after the last day, and only from that instant can [Expire] be applied.
// An expired claim never comes back.
//
// # Storage
//
// A [Desk] loads, applies and saves through a [Store] that the host implements, and that claimstest.TestStore
// holds to its contract. [Desk.Sweep] expires what is due, [Desk.Reminders] lists what soon will be. Stored data
// come back through [Restore] alone.
//
// # Events
//
// The history is the outbox: a relay that follows a [Tail], or the History of each claim, passes each entry on
// once, as a [CloudEvent].
package claims
