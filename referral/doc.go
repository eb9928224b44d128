// Package referral turns a claim into a partner-led referral and, on the customer's consent, into a co-sell one.
//
// For some engagements Partner Center makes a referral when consent is asked for, and may upgrade it once
// the customer agrees. The conditions are unpublished: the catalog declares them
// ([mci.ReferralTerms]), and a host may put its own [Policy] in their place. A referral's type never goes
// back, and nothing is upgraded without received consent.
//
// [Follow] is pure: from a claim as it stands it says which referral there should be. A [Desk] keeps that
// in a [Store], and is safe to run again at any time.
package referral
