// Package follow is the workflow that follows one claim. It waits for messages
// and for instants, and decides nothing: activities do that, with the rules, on
// the store. So it imports no package of rules, and carries their answers as
// texts that it does not read. A later library with other rules, statuses or
// words therefore never breaks the replay of a workflow that runs.
//
// The store is the truth. A workflow holds the claim's ID, its version and the
// next instant, beside the messages that it has not yet delivered. If it is
// lost, start it again: it reads the claim and goes on.
package follow
