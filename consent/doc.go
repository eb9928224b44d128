// Package consent is the customer's yes or no to an engagement: the request, the deal size that it freezes, the reminders, the mails, the signed links that answer, and the answer.
//
// A [Consent] is a value that moves forward only: asked, perhaps asked again, then answered once. The
// window in which an answer counts starts with the claim, not with the mail, and resending does not
// restart it; the claims package keeps that clock, because silence ends the claim.
//
// # Mails
//
// [Consent.Mail] writes the mail that is due, as data; [Reminders] say when the next one is. The host puts it into
// words and sends it, after it has saved the command that made it due. Nothing here sends, so there is no interface to
// implement. Partner Center sends a mail of its own and stays the system of record: what a link of this package brings
// is what the customer told the partner.
//
// # Answer links
//
// A [Link] is signed by HMAC-SHA-256 with a key of the host's [KeyRing], and [KeyRing.Verify] takes it back unchanged
// or not at all, until its window ends. Whoever has a link can answer, as whoever has the mail can. So the host
//
//   - makes keys of secure randomness, keeps them as it keeps passwords, and rotates them;
//   - treats a visit as a question and only a click as the answer, since mail programs follow links by themselves;
//   - keeps the address of the answer page out of its logs and of the Referer header;
//   - uses a link up where it saves the claim: see [Consent.Follow] and [Link.Key].
//
// # Sources
//
// Microsoft Learn, "Customers page for MCI engagements", 2023-10-01, and for the deal size the third-party guide
// of late 2025 that restates the portal. Language, reminders and links are this library's own.
package consent
