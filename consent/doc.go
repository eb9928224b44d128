// Package consent is the customer's yes or no to an engagement: the request,
// the deal size that it freezes, the reminders, the mails, and the answer.
//
// Package claims makes and changes a [Consent] by its commands. With the
// consent of a claim, a host makes three calls:
//
//   - [Consent.Mail] returns the mail that is due, as data;
//   - PreviewAnswer of a desk.Desk returns the question behind a link of that
//     mail;
//   - ConfirmAnswer of a desk.Desk records the customer's answer in the claim.
//
// The last two load the claim and ask [Consent.Preview] and [Consent.Confirm].
// Confirm returns another Consent, and only a command changes that of a claim.
//
// A [Consent] is a value that moves forward only: asked, perhaps asked again,
// then answered once. The window in which an answer counts starts with the
// claim, not with the mail, and a reminder does not restart it. Package claims
// keeps that clock, because silence ends the claim.
//
// # Mails
//
// [Consent.Mail] returns the mail that is due, as data, and [Reminders] plan
// when the next one is due. When the host has saved the command that made a
// mail due, it renders the mail and sends it. This package sends nothing, so
// there is no interface to implement. Partner Center sends a mail of its own
// and stays the system of record. An answer through a link of this library only
// records the customer's reply to the partner.
//
// # Answer links
//
// A [Link] names a claim and an answer. Package link makes its signed address
// and verifies it, and this package decides whether it counts. Mail scanners
// follow every link, so following a link must not answer:
//
//   - [Consent.Preview] returns the question of a link. A page calls it for a
//     GET, and shows the question with a button.
//   - [Consent.Confirm] records the answer. A page calls it only for the POST
//     of that button.
//
// If the customer's address is corrected before the answer, [Consent.Readdress]
// begins a new generation. The links that went to the wrong address are then
// refused with [ErrReplaced], and the window does not move.
//
// # Sources
//
// Microsoft Learn, "Customers page for MCI engagements", 2023-10-01, and for
// the deal size the third-party guide of late 2025 that restates the portal.
// Language, reminders, links and generations are this library's own.
package consent
