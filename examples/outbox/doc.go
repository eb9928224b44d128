// Package outbox delivers the histories of claims to another system. A host
// calls [Claims] for the entries of its store, [NewHTTP] for the receiver and
// [NewRelay], and runs the [Relay]. It reads the entries in their order and
// sends each one as a CloudEvent over HTTP.
//
// Every entry is delivered at least once. If a relay is killed between any two
// steps, another one continues from the position in the [Book]. Some events are
// then sent again, and the receiver recognizes them by their ID. The first
// delivery of an entry always comes after the first deliveries of all earlier
// entries of the same claim.
//
// If the receiver refuses an event, the event becomes a [Letter], and so do the
// later events of its claim, so that their order is kept. The events of other
// claims are still delivered. An operator lists the letters, has those of a
// claim sent again when the cause is removed, or drops one. If the receiver
// itself fails, the relay waits, and no event becomes a letter.
//
// Any number of relays may be started under one name. One of them holds the
// lease in the book and works, and the others wait for it to end.
package outbox
