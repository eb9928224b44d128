// Package referral turns a claim into a partner-led referral and, on the
// customer's consent, into a co-sell one.
//
// For some engagements Partner Center makes a referral when consent is asked
// for, and may upgrade it once the customer agrees. The conditions are
// unpublished: the catalog declares them ([catalog.ReferralTerms]), and a host
// may put its own [Policy] in their place. A deal's type never goes back, and
// nothing is upgraded without received consent. What becomes of the referral
// when the claim fails is undocumented too; by default it stays open.
//
// [Follow] is pure: it returns the deal that there should be for a claim as it
// stands. A [Desk] keeps the deals in a [Store], brings them to Partner Center
// through a [Gateway] if it has one, and is safe to run again at any time:
//
//	desk := referral.NewDesk(store, referral.Options{Gateway: gateway})
//	deal, step, err := desk.Follow(ctx, claim, facts, now)
//	for followed, err := range desk.FollowAll(ctx, register, factsOf, now) { … }
//
// Package referraltest checks a host's store and gateway. Package resource
// reads and writes referrals in the form in which Partner Center publishes
// them. [FindRoute] and [MayRegister] answer what the documents say of inbound
// referrals and of deal registration.
package referral
