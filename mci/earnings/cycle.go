package earnings

import "github.com/mci-go/incentives/mci"

// PaymentCycleDays is the standard payment cycle of the program: so many days
// after its approval a claim is expected to be paid. The document does not say
// whether they are calendar days; that they are is a reading of this library.
// Source: [mci.WorkshopClaims].
const PaymentCycleDays = 45

// DisputeDays is how long after a transaction or an earning the partner can
// dispute that it is not eligible, in calendar days. The document says so of
// [CustomerInPublicSector]; that it holds for every reason on which the partner
// can act, and that the days are calendar days, are readings of this library.
// Source: Microsoft Learn, "Earnings - Revenue report in Partner Center",
// 2023-09-20.
const DisputeDays = 90

// ExpectedPayment returns the day by which a claim that was approved on a day
// is expected to be paid: the approval and [PaymentCycleDays]. It is an
// expectation and no deadline: nothing expires by it, and a payment may be
// late. The zero Date stays zero, and beyond the years that a Date can hold the
// result is zero.
func ExpectedPayment(approved mci.Date) mci.Date { return approved.AddDays(PaymentCycleDays) }

// DisputeBy returns the last day on which the partner can dispute that a
// transaction or an earning of a day is not eligible: that day and
// [DisputeDays], the last day included. Whether the partner can act at all is
// for [ReasonTerms.CanActFor] to say. The zero Date stays zero, and beyond the
// years that a Date can hold the result is zero.
func DisputeBy(date mci.Date) mci.Date { return date.AddDays(DisputeDays) }
