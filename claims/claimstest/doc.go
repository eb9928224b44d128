// Package claimstest checks that a host's store.Store keeps its contract, and
// that a host's own API or pages lead a claim as the machine does. Every store
// should pass this suite.
//
// Call [TestStore] from a test of your store, with a function that returns an
// empty store. It has one case for each sentence of the contract that says
// MUST. If a case fails, it names the sentence.
//
// Call [TestSystem] with a driver of your API or pages, a [System]. It leads a
// claim to every state, and tries there what the rules refuse: other events,
// commands that lack something, and commands that are too late. If your system
// is only a part of the machine, [Lacks] names the rest.
// [TestAssociationSystem] does the same for CPOR associations. [CommandOf] and
// [ActorOf] return a command of an event and who gives it. The package needs
// only the standard library and this module.
package claimstest
