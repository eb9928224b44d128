// Package resource reads and writes referrals in the form that Partner Center
// publishes.
//
// A gateway makes three calls: [Decode] reads a referral, [DecodePage] a page
// of them, and [MakePatch] writes the difference between two versions. Reading
// keeps all members that it does not know or cannot interpret. [MakePatch] and
// [Edit] refuse to change a locked member. Package cosell tells what kind of
// deal a referral is, package progress holds its states, and package event
// reads the events of a webhook.
//
// Microsoft's documents contradict each other and their own samples. Therefore
// reading is lenient: if a member has an unexpected form, it is kept as it was
// written and listed by [Referral.Odd]. The rest of the referral and of the
// page is still read. Writing is strict: a value that the documents do not have
// is an error.
package resource
