// Package resource reads and writes referrals in the form that Partner Center
// publishes.
//
// A gateway makes three calls: [Decode] reads a referral, [DecodePage] a page
// of them, and [MakePatch] writes the difference between two versions. Reading
// keeps all members that it does not know or cannot interpret. [MakePatch] and
// [Edit] refuse to change a locked member. Package cosell tells what kind of
// deal a referral is, and package event reads the events of a webhook.
//
// Microsoft's documents contradict each other and their own samples. Therefore
// reading is lenient: if a member has an unexpected form, it is kept as it was
// written and listed by [Referral.Odd]. The rest of the referral and of the
// page is still read. Writing is strict: a value that the documents do not have
// is an error.
//
// # States
//
// [Transitions] returns the table of states, and [Mermaid] draws it. The
// partner may move a referral as follows:
//
//	New      Pending, Received            to the other one, to Active, to Closed
//	Active   Accepted                     to Closed
//	Closed   Won, Lost, Declined, Expired to nothing: it is never edited again
//
// The table settles three contradictions. Microsoft's list of states lets
// Closed follow Closed, but its page for the portal says that a closed referral
// is not edited: the table follows the page. Bulk files want New with Accepted,
// which the list does not have: it is not declared, since the service answers
// Active with Accepted. The portal and bulk files close as Error, which the
// list does not have either: it is read, but never written. No document has a
// substatus Engaged.
package resource
