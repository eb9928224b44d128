// Package event reads the events that Partner Center sends about referrals.
//
// A host's webhook checks the signature, reads the event with [Decode],
// remembers its [Event.Key], and then reads the referral again. An event holds
// nothing of the referral itself.
package event
