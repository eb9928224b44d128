// Package follow is the workflow that follows one claim. A worker registers
// [Claim] and [Sweep], and the activities of package rules. The workflow waits
// for messages and for instants, and decides nothing itself, because the
// activities apply the rules to the store. So it imports no package with rules,
// and carries their answers as texts that it does not read. If a later library
// has other rules, statuses or words, the replay of a running workflow still
// works.
//
// The store is the truth. A workflow holds only the claim's ID, its version,
// the next instant and the messages that it has not delivered yet. If it is
// lost, start it again. It then reads the claim and continues.
package follow
