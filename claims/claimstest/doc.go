// Package claimstest checks that a host's claims.Store keeps its contract.
// Every store should pass this suite.
//
// [TestStore] has one case for each sentence of the contract that says MUST. If
// a case fails, it names the sentence. The package needs only the standard
// library and this module.
package claimstest
