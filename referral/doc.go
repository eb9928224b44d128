// Package referral turns a claim into a partner-led referral and, on the customer's consent, into a co-sell one, and reads and writes both as Partner Center does.
//
// For some engagements Partner Center makes a referral when consent is asked for, and may upgrade it once the customer
// agrees. The conditions are unpublished: the catalog declares them ([mci.ReferralTerms]), and a host may put its own
// [Policy] in their place. A referral's type never goes back, and nothing is upgraded without received consent. What
// becomes of the referral when the claim fails is undocumented too; by default it stays open.
//
// [Follow] is pure: from a claim as it stands it says which referral there should be. A [Desk] keeps that in a [Store],
// brings it to Partner Center through a [Gateway] if it has one, and is safe to run again at any time. Package
// referraltest checks what a host puts in the place of the two.
//
// A [Resource] is a referral as Partner Center publishes it. [DecodeResource] keeps what it does not know; [MakePatch]
// and [Change] write what changed, and refuse what is locked; [Activities] tells it to people. [Resource.Classify],
// [Resource.DealType], [FindRoute], [MayRegister] and [CheckCreation] answer what the documents say of it.
//
// # States
//
// [Transitions] is the table, and [Mermaid] draws it. What the partner may do:
//
//	New      Pending, Received            to the other one, to Active, to Closed
//	Active   Accepted                     to Closed
//	Closed   Won, Lost, Declined, Expired to nothing: it is never edited again
//
// Three readings are in it. Microsoft's list of states lets Closed follow Closed, and its page for the portal says that
// nothing closed is edited: the page counts. Bulk files want New with Accepted, which the list does not have: it is not
// declared, and the service answers Active with Accepted. Portal and bulk files close as Error, which the list does not
// have either: it is read, and not written. A substatus Engaged is in no document.
package referral
