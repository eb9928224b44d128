// Package outbox delivers the histories of claims to another system. A [Relay]
// reads the entries of a store in their order and sends each one as a
// CloudEvent over HTTP.
//
// Every entry is delivered at least once. A relay may be killed between any two
// steps, and another one goes on from the position that the [Book] holds. Then
// some events are sent again; the receiver recognizes them by their ID. The
// first delivery of an entry always comes after the first deliveries of all
// earlier entries of the same claim.
//
// If the receiver refuses an event, the event becomes a [Letter], and so do the
// later events of its claim, so that their order is kept. Other claims go on.
// An operator lists the letters, has those of a claim sent again once the cause
// is removed, or drops one. If the receiver itself fails, the relay waits, and
// nothing becomes a letter.
//
// Any number of relays may be started under one name. One of them holds the
// lease in the book and works, and the others wait for it to end.
package outbox
