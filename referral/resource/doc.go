// Package resource reads and writes referrals in the form that Partner Center
// publishes.
//
// A gateway makes two calls: [Decode] reads a referral, and [DecodePage] a page
// of them. Reading keeps all members that it does not know or cannot interpret.
// Package change writes the difference between two versions, package progress
// holds the states, package cosell decides which kind of deal a referral is,
// and package event reads the events of a webhook.
//
// Microsoft's documents contradict each other and their own samples. Therefore
// reading is lenient: if a member has an unexpected form, it is kept as it was
// written and listed by [Referral.Odd]. The rest of the referral and of the
// page is still read. Writing is strict: a value that the documents do not have
// is an error.
package resource
