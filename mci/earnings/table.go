package earnings

import "github.com/mci-go/incentives/mci"

var statusTable = []StatusTerms{
	{
		Status: Unprocessed, Meaning: "can be paid, and waits for the end of the cooling period that the program guide sets",
		CanAct: mci.No, Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: Upcoming, Meaning: "a payment order exists and is being reviewed inside Microsoft; co-op earnings never go further",
		CanAct: mci.No, Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: PendingTaxInvoice, Meaning: "the partner's tax invoice lacks something or is not valid",
		CanAct: mci.Yes, Action: "complete or correct the tax invoice; nothing is paid before",
		Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		// Whether a payment can come after that is not documented.
		Status: RejectedDuringReview, Meaning: "Microsoft's review refused the payment",
		CanAct: mci.Yes, Action: "ask Microsoft support for the reason",
		Paid: mci.No, Source: earningsPage,
	},
	{
		// The page "Transaction history" of 2023-08-14 tells the partner to ask
		// Microsoft support; the later page on earnings says that there is
		// nothing to do. The table follows the later page.
		Status: Failed, Meaning: "a system of Microsoft failed to pay; Microsoft gets in touch if it needs something",
		CanAct: mci.No, Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: InProgress, Meaning: "the payment is on its way",
		CanAct: mci.No, Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		// How much of the payment stays with the partner is not documented.
		Status: IncorrectPayment, Meaning: "something was paid wrongly, and Microsoft is taking it back",
		CanAct: mci.No, Final: mci.No, Source: earningsPage,
	},
	{
		// The page follows an earning until it is sent.
		Status: Sent, Meaning: "the payment went out to the partner's bank; if the bank returns it, the status changes again",
		CanAct: mci.No, Final: mci.Yes, Paid: mci.Yes, Source: earningsPage,
	},
	{
		Status: Reprocessing, Meaning: "a system of Microsoft failed, and the payment is being made again",
		CanAct: mci.No, Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: Reversed, Meaning: "the bank returned the payment; it is sent again with the next payment cycle",
		CanAct: mci.No, Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: TaxInvoiceRejected, Meaning: "Microsoft's review refused the tax invoice; every pending payment waits until the review is over",
		CanAct: mci.Yes, Action: "ask Microsoft support for the reason",
		Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: TaxInvoiceUnderReview, Meaning: "Microsoft is reviewing the tax invoice, and pays once it is approved",
		CanAct: mci.No, Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: Rejected, Meaning: "the partner's bank refused the payment",
		CanAct: mci.Yes, Action: "ask the bank for the reason",
		Final: mci.No, Paid: mci.No, Source: earningsPage,
	},
	{
		Status: Forfeited, Meaning: "the earning is lost",
		CanAct: mci.No, Final: mci.Yes, Paid: mci.No,
		Condition: "partners outside the United States: bank or tax details are still not valid after 180 days of attempts since the payment" +
			" first failed, or the earnings of a program year did not exceed USD 200",
		Source: earningsPage,
	},
	{
		Status: Escheated, Meaning: "the earning left for the handling of unclaimed property",
		CanAct: mci.No, Final: mci.Yes, Paid: mci.No,
		Condition: "partners in the United States: no earning for 18 months in a row, and no payment was possible for more than 45 + 180 days" +
			" after the period of the earning",
		Source: earningsPage,
	},
}

var reasonTable = []ReasonTerms{
	{
		Reason: CustomerInPublicSector, Meaning: "the customer belongs to the public sector",
		CanAct: mci.Yes, Countries: []mci.Country{"US", "PR", "IN"},
		Action: "ask for another request for a proof of execution, or dispute through support with reason, subscription and customer, within" +
			" 90 days; a proof that was rejected ends it",
		Source: revenueReport,
	},
	{
		Reason: CustomerNotNew, Meaning: "the customer's tenant was not created within the period that counts",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: SpecializationMissing, Meaning: "the partner does not have the advanced specialization that is asked for",
		CanAct: mci.Yes, Action: "look up the requirements of the advanced specialization, and meet them", Source: revenueReport,
	},
	{
		Reason: CompetencyMissing, Meaning: "the partner's competency was not reached or has run out",
		CanAct: mci.Yes, Action: "compare the competencies held with those that the engagement asks for", Source: revenueReport,
	},
	{
		Reason: CoSellEligibilityMissing, Meaning: "the partner is not, or no longer, eligible for co-sell",
		CanAct: mci.Yes, Action: "look up the requirements of co-sell eligibility, and meet them", Source: revenueReport,
	},
	{
		Reason: PartnerAgreementMissing, Meaning: "the Microsoft Partner Agreement was not signed or has run out",
		CanAct: mci.Yes, Action: "check the Microsoft Partner Agreement and sign it", Source: revenueReport,
	},
	{
		Reason: PartnerNotEligible, Meaning: "the partner ID may not take part in the engagement, by policy",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: LocationNotEligible, Meaning: "the partner's location may not take part in the engagement, by policy",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: CustomerAlreadyCounted, Meaning: "the customer has earned a customer-add incentive before, for this or another partner, and earns no other",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: CustomerIsPartner, Meaning: "the partner sold to itself",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: RevenueOfChina, Meaning: "revenue from China belongs to a partner outside China, which policy does not allow",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: PartnerRoleNotEligible, Meaning: "the partner's association with the customer is of a kind that earns nothing here, by policy",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: ProofOfExecutionMissing, Meaning: "no approved proof of execution; Microsoft asks for it only with the public sector or a digital partner of record, and since October 2021 not for Azure with the latter",
		CanAct: mci.Yes, Action: "answer the mail that asks for the proof of execution; an answer that was rejected ends it", Source: revenueReport,
	},
	{
		Reason: AzureCreditOffer, Meaning: "the customer is using an Azure credit offer",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: PaidUnitsNotAboveHighWater, Meaning: "the paid available units do not exceed the earlier high-water mark",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: ActiveUseNotAboveHighWater, Meaning: "the monthly active use does not exceed the earlier high-water mark",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: CloudNotValid, Meaning: "the cloud does not count; the document does not say which one does",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		Reason: HighWaterThresholdNotMet, Meaning: "the high-water mark does not reach its minimum",
		CanAct: mci.No, Source: revenueReport,
	},
	{
		// One column of the document names a cap on time, the other the most
		// that can be earned.
		Reason: EarningLimitReached, Meaning: "the limit that counts from the day on which the claim was attached is reached; the document calls it a cap on time and a threshold of earnings",
		CanAct: mci.No, Source: revenueReport,
	},
}
