// Package claimstest checks that a host's store.Store keeps its contract. Every
// store should pass this suite.
//
// Call [TestStore] from a test of your store, with a function that returns an
// empty store. It has one case for each sentence of the contract that says
// MUST. If a case fails, it names the sentence. The package needs only the
// standard library and this module.
package claimstest
