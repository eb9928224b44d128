package earnings

import "github.com/mci-go/incentives/mci"

// PaymentCycleDays is the standard payment cycle of the program in days: the
// time from the approval of a claim to its expected payment. The document does
// not say whether they are calendar days. Counting calendar days is a reading
// of this library. Source: [mci.WorkshopClaims].
const PaymentCycleDays = 45

// DisputeDays is the number of days after a transaction or an earning in which
// the partner can dispute that it is not eligible. The document says so only
// for [CustomerInPublicSector]. Two readings of this library are that it holds
// for every reason on which the partner can act, and that the days are calendar
// days. Source: Microsoft Learn, "Earnings - Revenue report in Partner Center",
// 2023-09-20.
const DisputeDays = 90

// ExpectedPayment returns the day by which a claim is expected to be paid if it
// was approved on the given day: [PaymentCycleDays] after the approval. It is
// an expectation, not a deadline: nothing expires by it, and a payment may be
// late. The zero Date stays zero. If a Date cannot hold the year of the result,
// the result is zero.
func ExpectedPayment(approved mci.Date) mci.Date { return approved.AddDays(PaymentCycleDays) }

// DisputeBy returns the last day on which the partner can dispute that a
// transaction or an earning of the given day is not eligible: [DisputeDays]
// after that day. The last day is included. [ReasonTerms.CanActFor] answers
// whether the partner can act at all. The zero Date stays zero. If a Date
// cannot hold the year of the result, the result is zero.
func DisputeBy(date mci.Date) mci.Date { return date.AddDays(DisputeDays) }
