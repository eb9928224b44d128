// Package cosell decides which kind of deal a referral is.
//
// [DealTypeOf] reads the deal type from a whole engagement: private,
// partner-led or co-sell. [SellersSee] says how much Microsoft's field sellers
// see of it, with the source. [Classify] returns the category of a listed
// referral, which is a different question. [Connected] writes the second
// referral that makes a deal a co-sell one.
package cosell
