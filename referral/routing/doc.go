// Package routing finds the recipient of an inbound referral.
//
// A partner sets rules in Partner Center that send the referrals of Microsoft's
// sellers to one of its locations. [Find] applies such rules in the documented
// order, and answers that the recipient is unknown if a fact is missing that
// could change it.
package routing
