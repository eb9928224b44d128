// Package claimstest holds a host's claims.Store to its contract: the suite
// that every store should pass.
//
// [TestStore] has one case for each sentence of the contract that says MUST,
// and names the sentence when the case fails. It needs nothing but the standard
// library and this module.
package claimstest
