// Package resource reads and writes referrals in the form in which Partner
// Center publishes them.
//
// [Decode] and [DecodePage] read a referral and a page of them, and keep all
// that they do not know or cannot read. [MakePatch] and [Edit] write the
// difference between two versions, and refuse to touch what is locked.
// [Referral.Classify] and [DealTypeOf] tell what a referral is.
//
// Microsoft's documents contradict each other and their own samples. So reading
// is lenient: a member of an unexpected form is kept as it was written and
// listed by [Referral.Odd], and costs neither its referral nor its page.
// Writing is strict: a value that the documents do not have is an error.
//
// # States
//
// [Transitions] is the table, and [Mermaid] draws it. The partner may move a
// referral so:
//
//	New      Pending, Received            to the other one, to Active, to Closed
//	Active   Accepted                     to Closed
//	Closed   Won, Lost, Declined, Expired to nothing: it is never edited again
//
// Three readings are in it. Microsoft's list of states lets Closed follow
// Closed, and its page for the portal says that nothing closed is edited: the
// page counts. Bulk files want New with Accepted, which the list does not have:
// it is not declared, and the service answers Active with Accepted. Portal and
// bulk files close as Error, which the list does not have either: it is read,
// and not written. A substatus Engaged is in no document.
package resource
