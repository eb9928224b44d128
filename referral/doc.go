// Package referral turns a claim into a partner-led referral and, on the
// customer's consent, into a co-sell one.
//
// For some engagements Partner Center makes a referral when consent is asked
// for, and may upgrade it once the customer agrees. The conditions are
// unpublished: the catalog declares them ([catalog.ReferralTerms]), and a host
// may replace them with its own [Policy]. A deal's type never goes back, and
// nothing is upgraded without received consent. If the claim fails, the
// referral stays open by default, because no document says how it ends.
//
// [Follow] is pure: it returns the deal that a claim should have in its current
// state. A [Desk] keeps the deals in a [Store]. If it has a [Gateway], it
// brings them to Partner Center. It is safe to run again at any time:
//
//	desk := referral.NewDesk(store, referral.Options{Gateway: gateway})
//	deal, step, err := desk.Follow(ctx, claim, facts, now)
//	for followed, err := range desk.FollowAll(ctx, register, factsOf, now) { … }
//
// In linked mode, Partner Center makes the referral. The partner finds it with
// [Desk.Candidates] and links it with [Desk.Link]. From then on the desk only
// observes it, and [Desk.Differences] lists the contradictions between claim
// and referral.
//
// Package referraltest checks a host's store and gateway. Package resource
// reads and writes referrals in the form that Partner Center publishes, package
// cosell decides which kind of deal they are, and package event reads the
// events of a webhook. Package access decides who may see a deal, package
// routing finds the recipient of an inbound referral, and package insights
// counts deals. [MayRegister] applies the documented rules for deal
// registration.
package referral
