// Package consent is the customer's yes or no to an engagement: the request,
// the deal size that it freezes, the reminders, the mails, and the answer.
//
// A [Consent] is a value that moves forward only: asked, perhaps asked again,
// then answered once. The window in which an answer counts starts with the
// claim, not with the mail, and resending does not restart it; package claims
// keeps that clock, because silence ends the claim.
//
// # Mails
//
// [Consent.Mail] writes the mail that is due, as data; [Reminders] say when the
// next one is. The host puts it into words and sends it, after it has saved the
// command that made it due. Nothing here sends, so there is no interface to
// implement. Partner Center sends a mail of its own and stays the system of
// record: an answer through a link of this library is what the customer told
// the partner.
//
// # Answer links
//
// A [Link] names a claim and an answer. Package link makes its signed address
// and verifies it; this package says whether it counts. Mail scanners follow
// every link, so following one must only look:
//
//   - [Consent.Preview] says what a link asks. A page calls it for a GET, and
//     shows the question with a button.
//   - [Consent.Confirm] records the answer. A page calls it for the POST of
//     that button, and nothing else does.
//
// If the address of the customer is corrected while the answer is awaited,
// [Consent.Readdress] begins a new generation: the links that went to the wrong
// address are refused with [ErrReplaced], and the window stays as it is.
//
// # Sources
//
// Microsoft Learn, "Customers page for MCI engagements", 2023-10-01, and for
// the deal size the third-party guide of late 2025 that restates the portal.
// Language, reminders, links and generations are this library's own.
package consent
