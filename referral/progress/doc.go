// Package progress holds the states of a referral, the changes between them,
// the stages of its sale, and the reasons to close it.
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
package progress
