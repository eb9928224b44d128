// Package consent is the customer's yes or no to an engagement: the request, the deal size that it freezes, the reminders and the answer.
//
// A [Consent] is a value that moves forward only: asked, perhaps asked again, then answered once. The
// window in which an answer counts starts with the claim, not with the mail, and resending does not
// restart it; the claims package keeps that clock, because silence ends the claim.
//
// Source of the rules: Microsoft Learn, "Customers page for MCI engagements", 2023-10-01, and for the deal
// size the third-party guide of late 2025 that restates the portal.
package consent
