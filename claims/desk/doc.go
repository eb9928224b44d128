// Package desk works on stored claims of both kinds: it loads a claim, applies
// a command and saves the change.
//
// A host makes three calls, all of a [Desk] that [New] makes from its store and
// its catalog:
//
//   - [Desk.Open] makes a claim from a nomination of package eligibility;
//   - [Desk.Do] applies a command to a claim and saves the change;
//   - [Desk.Sweep] expires the claims whose window is over.
//
// [Desk.Observe] and [Desk.Adopt] follow Partner Center, and [Desk.TakeBack]
// takes a wrong entry back; [Desk.Correct] gives a command in its place, such
// as an answer that came in time and was recorded after the expiry.
// [Desk.PreviewAnswer] and [Desk.ConfirmAnswer] are the two halves of the page
// on which a customer answers. [Desk.List] yields claims, which package
// register shows to people, and [Desk.Totals] adds up their amounts. If the
// catalog has changed, [Desk.Reindex] writes the index keys anew.
//
// These methods are for partner activities. [Desk.Associations] has the same
// for CPOR associations, which the same store keeps. [Encode] and
// [EncodeChange] convert a claim to the envelope that a store keeps, and
// [Decode] reads it. If a host uses a desk, it needs none of them.
//
// [ClassOf] sorts every error by the action that the caller takes next.
package desk
