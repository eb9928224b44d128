package recognition

import (
	"time"

	"github.com/mci-go/incentives/mci"
)

var mechanismTable = []MechanismTerms{
	{
		// The thread knows one transacting partner for a subscription. The page
		// on the Azure usage report knows several kinds of them, distributor
		// and reseller among them, for one customer at the same time. The row
		// follows the thread: if there are two, it is unknown who is credited.
		Mechanism: TPOR, Name: "Transacting Partner of Record",
		SetBy: "the sale", Scope: "a subscription that the partner sold",
		Holders: "one for each subscription", Source: partnersThread,
	},
	{
		Mechanism: CPOR, Name: "Claiming Partner of Record",
		SetBy:   "the partner, by a claim with proof of execution; Microsoft reviews it, and the customer can opt out",
		Scope:   "a workload of the tenant (Modern Work and Security), or a subscription (Dynamics 365)",
		Holders: "one for each workload or subscription, so that a customer can have many", Claimed: true, Source: createAssociation,
	},
	{
		Mechanism: DPOR, Name: "Digital Partner of Record",
		SetBy: "the customer alone, anew for each new subscription", Scope: "a subscription",
		Holders: "one for each subscription", Source: linkPALOrDPOR,
	},
	{
		Mechanism: PAL, Name: "Partner Admin Link",
		SetBy: "a user or a service principal of the partner in the customer's tenant", Scope: "the resources to which that account has access",
		Holders: "several; of several for one Power Platform resource, one is credited", Source: linkPALOrDPOR,
	},
}

var statusTable = []StatusTerms{
	{Status: Draft, Official: mci.No, Source: manageAssociations},
	{Status: Submitted, Official: mci.No, Editable: mci.No, MostDays: 5, Source: manageAssociations},
	{
		// The page gives the review 14 business days in its table and five in
		// its text, as another page does. The row has both figures, as the
		// least and the most.
		Status: UnderReview, Official: mci.No, Editable: mci.No, LeastDays: 5, MostDays: 14, Source: manageAssociations,
	},
	{Status: Rejected, Official: mci.No, Editable: mci.No, Source: manageAssociations},
	{Status: Approved, Official: mci.Yes, Editable: mci.No, Source: manageAssociations},
	{
		// The page on creating a claim says that it cannot be changed once it
		// is submitted. The page on managing claims says that in this status it
		// can, and the row follows that one.
		Status: PartnerActionRequired, Official: mci.No, Editable: mci.Yes, MostDays: 14, Source: manageAssociations,
	},
	{Status: Dispute, Official: mci.No, Editable: mci.No, MostDays: 5, Source: manageAssociations},
	{Status: RejectedFinal, Official: mci.No, Editable: mci.No, Source: manageAssociations},
}

// Sets of products and channels that several grants share.
var (
	// paid by seats, not by consumption
	licensed   = []Product{ModernWork, Dynamics365, PowerPlatform}
	agreements = []Channel{EnterpriseAgreement, VolumeLicensing}
	notCSP     = []Channel{EnterpriseAgreement, VolumeLicensing, WebDirect}
)

// lastDayOfDPOR is the last day on which a DPOR earned incentives for Azure.
// Source: Microsoft Learn, "Earnings - Revenue report in Partner Center",
// 2023-09-20: the incentives end with 1 October 2021.
var lastDayOfDPOR, _ = mci.NewDate(2021, time.September, 30)

// grantTable is the public policy, by mechanism. If no row leads to a credit,
// nothing earns it.
var grantTable = []Grant{
	{
		ID: "tpor.sales-csp", Products: Products(), Mechanism: TPOR, Credit: SalesRecognition, Earns: mci.Yes,
		Channels: []Channel{CSP}, Sole: true, SoleSource: reading, Source: partnersThread,
	},
	{
		// The thread speaks of CSP alone. By its name, a transacting partner
		// that sold by an agreement is credited with the sale.
		ID: "tpor.sales-agreement", Products: licensed, Mechanism: TPOR, Credit: SalesRecognition, Earns: mci.Yes,
		Channels: agreements, Sole: true, SoleSource: reading, Source: reading,
	},
	{
		ID: "tpor.sales-azure", Products: []Product{Azure}, Mechanism: TPOR, Credit: SalesRecognition, Earns: mci.Yes,
		Channels: agreements, Sole: true, SoleSource: reading, Source: azureUsageReport,
	},
	{
		ID: "tpor.usage-csp", Products: licensed, Mechanism: TPOR, Credit: UsageRecognition, Earns: mci.Yes,
		Channels: []Channel{CSP}, Sole: true, SoleSource: reading, Source: partnersThread,
	},
	{
		ID: "tpor.usage-azure", Products: []Product{Azure}, Mechanism: TPOR, Credit: UsageRecognition, Earns: mci.Yes,
		Sole: true, SoleSource: reading, Source: azureUsageReport,
	},
	{
		ID: "tpor.transaction-csp", Products: licensed, Mechanism: TPOR, Credit: TransactionIncentive, Earns: mci.Yes,
		Channels: []Channel{CSP}, Sole: true, SoleSource: reading, ChannelsSource: reconciliation, Source: revenueReport,
	},
	{
		// Guides behind the sign-in say whether a sale by an agreement earns an
		// incentive.
		ID: "tpor.transaction-agreement", Products: licensed, Mechanism: TPOR, Credit: TransactionIncentive, Earns: mci.NotSupplied,
		Channels: agreements, Sole: true, SoleSource: reading, Source: reading,
	},
	{
		ID: "tpor.enterprise", Products: []Product{Azure}, Mechanism: TPOR, Credit: EnterpriseIncentive, Earns: mci.Yes,
		Unless: UsageIncentive, Sole: true, SoleSource: reading, Source: reconciliation,
	},
	{
		ID: "tpor.consumption", Products: []Product{Azure}, Mechanism: TPOR, Credit: UsageIncentive, Earns: mci.No, Source: reconciliation,
	},

	{
		// The page on claims says that the role counts for usage attainment and
		// names no number of seats. The thread gives 300 seats for the use of
		// Modern Work. It speaks of the incentive, but the table asks for them
		// for both credits.
		ID: "cpor.usage-modern-work", Products: []Product{ModernWork}, Mechanism: CPOR, Credit: UsageRecognition, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{UseOrConsume}, Channels: notCSP,
		MinimumSeats: 300, SeatsSource: reading, Sole: true, Source: createAssociation,
	},
	{
		// The thread denies that a partner is recognized in CSP if it did not
		// sell the subscription, except for the use of Modern Work and Power
		// Platform. A partner that did not sell says that it was recognized for
		// Modern Work. The row says yes; for a no, use a policy without this
		// row.
		ID: "cpor.usage-modern-work-csp", Products: []Product{ModernWork}, Mechanism: CPOR, Credit: UsageRecognition, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{UseOrConsume}, RolesSource: createAssociation, Channels: []Channel{CSP},
		MinimumSeats: 300, SeatsSource: reading, Sole: true, Source: reading,
	},
	{
		ID: "cpor.incentive-modern-work", Products: []Product{ModernWork}, Mechanism: CPOR, Credit: UsageIncentive, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{UseOrConsume}, Channels: notCSP,
		MinimumSeats: 300, SeatsSource: partnersThread, Declinable: true, Sole: true, Source: createAssociation,
	},
	{
		ID: "cpor.incentive-modern-work-csp", Products: []Product{ModernWork}, Mechanism: CPOR, Credit: UsageIncentive, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{UseOrConsume}, RolesSource: createAssociation, Channels: []Channel{CSP},
		MinimumSeats: 300, Declinable: true, Sole: true, Source: partnersThread,
	},
	{
		ID: "cpor.usage-dynamics", Products: []Product{Dynamics365}, Mechanism: CPOR, Credit: UsageRecognition, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{UsageRecognitionNonIncentivized}, Channels: notCSP, Sole: true, Source: createAssociation,
	},
	{
		ID: "cpor.revenue-dynamics", Products: []Product{Dynamics365}, Mechanism: CPOR, Credit: RevenueRecognition, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{InfluencedRevenueNonIncentivized}, Channels: notCSP, Sole: true, Source: createAssociation,
	},
	{
		ID: "cpor.presales-dynamics", Products: []Product{Dynamics365}, Mechanism: CPOR, Credit: PresalesIncentive, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{BuildIntentAdvisor}, Channels: notCSP, Active: true, Sole: true, Source: createAssociation,
	},
	{
		// The page on claims says that a partner chooses the role to apply for
		// usage incentives. But the name of the role says that there are none,
		// and the page on managing claims does not name its engagement among
		// the paid ones. The row says no.
		ID: "cpor.incentive-dynamics", Products: []Product{Dynamics365}, Mechanism: CPOR, Credit: UsageIncentive, Earns: mci.No,
		PartnerRoles: []PartnerRole{UsageRecognitionNonIncentivized}, RolesSource: createAssociation,
		Channels: notCSP, ChannelsSource: createAssociation, Active: true, Sole: true, Source: reading,
	},

	{
		ID: "dpor.usage-azure", Products: []Product{Azure}, Mechanism: DPOR, Credit: UsageRecognition, Earns: mci.Yes,
		Channels: []Channel{EnterpriseAgreement}, Sole: true, Source: linkPALOrDPOR,
	},
	{
		ID: "dpor.incentive-azure", Products: []Product{Azure}, Mechanism: DPOR, Credit: UsageIncentive, Earns: mci.Yes,
		Channels: []Channel{EnterpriseAgreement}, ChannelsSource: linkPALOrDPOR,
		Period: mci.Period{Until: lastDayOfDPOR}, Sole: true, Source: revenueReport,
	},
	{
		// The page says that customers can name a DPOR for these subscriptions
		// too, but not which credit it earns.
		ID: "dpor.usage-licensed", Products: []Product{ModernWork, Dynamics365}, Mechanism: DPOR, Credit: UsageRecognition, Earns: mci.NotSupplied,
		Channels: []Channel{EnterpriseAgreement}, Sole: true, Source: linkPALOrDPOR,
	},

	{
		// One page says that PAL is for Azure plans and DPOR for Enterprise
		// Agreements. The matrix of earning partners knows no channel, and
		// neither does the page on linking. The row is for every channel.
		ID: "pal.usage-azure", Products: []Product{Azure}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.Yes,
		PALRoles: []PALRole{Owner, Contributor}, ChannelsSource: reading, Source: reconciliation,
	},
	{
		// The page says that every role can be linked, but that the recognized
		// roles differ by program.
		ID: "pal.usage-azure-reader", Products: []Product{Azure}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.NotSupplied,
		PALRoles: []PALRole{Reader}, ChannelsSource: reading, Source: linkAzure,
	},
	{
		ID: "pal.incentive-azure", Products: []Product{Azure}, Mechanism: PAL, Credit: UsageIncentive, Earns: mci.Yes,
		PALRoles: []PALRole{Owner, Contributor}, ChannelsSource: reading, Source: reconciliation,
	},
	{
		// If several partners are linked to one resource, Microsoft credits the
		// one that was active last.
		ID: "pal.usage-power-platform", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.Yes,
		PALRoles: []PALRole{Owner}, ChannelsSource: partnersThread, Sole: true, SoleSource: linkPowerPlatform, Source: linkPowerPlatform,
	},
	{
		ID: "pal.incentive-power-platform", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageIncentive, Earns: mci.Yes,
		PALRoles: []PALRole{Owner}, RolesSource: linkPowerPlatform, Sole: true, SoleSource: linkPowerPlatform, Source: partnersThread,
	},
	{
		// The matrix that credits a contributor is about Azure. The page on
		// Power Platform asks for the owner, co-owner, creator or publisher and
		// does not speak of contributors.
		ID: "pal.usage-power-platform-contributor", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.NotSupplied,
		PALRoles: []PALRole{Contributor}, ChannelsSource: partnersThread, Sole: true, SoleSource: linkPowerPlatform, Source: reading,
	},
	{
		ID: "pal.incentive-power-platform-contributor", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageIncentive, Earns: mci.NotSupplied,
		PALRoles: []PALRole{Contributor}, ChannelsSource: partnersThread, Sole: true, SoleSource: linkPowerPlatform, Source: reading,
	},
}

// The rules, in the order in which findings are listed. A rule's place is its
// bit in a verdict.
var rules = [...]rule{
	{
		ID:       "association.mechanism",
		Version:  1,
		Means:    "the mechanism leads to the credit for this product",
		Path:     "mechanism",
		Own:      traits{ofAssociation: true},
		Check:    func(w way) mci.Outcome { return w.grant.Earns.Outcome() },
		Want:     func(w way) string { return w.c.ways(w.credit) },
		Found:    way.earning,
		SourceOf: way.restsOnGrant,
	},
	{
		ID:       "association.partner-role",
		Version:  1,
		Means:    "the partner has a role that the credit is for",
		Path:     "partnerRole",
		Own:      traits{ofAssociation: true},
		Check:    way.partnerRole,
		Want:     func(w way) string { return oneOf(w.grant.PartnerRoles, "any partner role, or none") },
		Found:    func(w way) string { return orNone(w.association().PartnerRole.String(), "no role that is known") },
		SourceOf: way.restsOnRoles,
	},
	{
		ID:       "association.pal-role",
		Version:  1,
		Means:    "the linked account has a role that earns",
		Path:     "palRole",
		Own:      traits{ofAssociation: true},
		Check:    way.palRole,
		Want:     func(w way) string { return oneOf(w.grant.PALRoles, "any PAL role, or none") },
		Found:    func(w way) string { return orNone(w.association().PALRole.String(), "no role that is known") },
		SourceOf: way.restsOnRoles,
	},
	{
		ID:       "purchase.channel",
		Version:  1,
		Means:    "the customer bought through a channel that the credit is for",
		Path:     "channel",
		Check:    way.channel,
		Want:     func(w way) string { return oneOf(w.grant.Channels, "any channel") },
		Found:    func(w way) string { return orNone(w.c.Channel.String(), "unknown") },
		SourceOf: way.restsOnChannels,
	},
	{
		ID:      "credit.period",
		Version: 1,
		Means:   "the day is one on which the credit is earned",
		Path:    "day",
		Check:   way.period,
		Want: func(w way) string {
			return choose(w.grant.Period == mci.Period{}, "any day", "a day on which it is earned: "+w.grant.Period.String())
		},
		Found:    func(w way) string { return orNone(w.c.Day.String(), "no day") },
		SourceOf: way.restsOnGrant,
	},
	{
		ID:       "customer.seats",
		Version:  1,
		Means:    "the customer has the seats that the credit asks for",
		Path:     "seats",
		Check:    way.seats,
		Want:     way.wantedSeats,
		Found:    func(w way) string { return w.c.Seats.String() },
		SourceOf: way.restsOnSeats,
	},
	{
		ID:       "association.subject",
		Version:  1,
		Means:    "the association is with this workload, subscription or resource itself",
		Path:     "subject",
		Own:      traits{ofAssociation: true},
		Check:    func(w way) mci.Outcome { return w.c.concerns(w.association()) },
		Want:     text("an association with this workload, subscription or resource itself"),
		Found:    func(w way) string { return whether(w.c.concerns(w.association()), "with this one", "with another one") },
		SourceOf: way.restsOnMechanism,
	},
	{
		// By a reading, both ends are included.
		ID:      "association.held",
		Version: 1,
		Means:   "the association is in force on the day, both ends included",
		Path:    "held",
		Own:     traits{ofAssociation: true},
		Check:   func(w way) mci.Outcome { return w.association().heldOn(w.c.Day) },
		Want: func(w way) string {
			return "an association in force on " + orNone(w.c.Day.String(), "the day, which is unknown")
		},
		Found:    func(w way) string { return w.association().holding() },
		SourceOf: func(way) mci.Source { return reading },
	},
	{
		ID:       "association.status",
		Version:  1,
		Means:    "a claimed association is approved",
		Path:     "status",
		Own:      traits{ofAssociation: true},
		Check:    func(w way) mci.Outcome { return w.association().official() },
		Want:     func(w way) string { return w.ifClaimed("a claim in status Approved") },
		Found:    func(w way) string { return orNone(w.association().Status.String(), "no status that is known") },
		SourceOf: func(way) mci.Source { return manageAssociations },
	},
	{
		ID:      "customer.opt-out",
		Version: 1,
		Means:   "the customer has not opted out of a claimed association",
		Path:    "optedOut",
		Own:     traits{ofAssociation: true},
		Check:   func(w way) mci.Outcome { return w.association().accepted() },
		Want: func(w way) string {
			return w.ifClaimed("a customer who has not opted out; it can at any time")
		},
		Found:    func(w way) string { return "opted out: " + w.association().OptedOut.String() },
		SourceOf: func(way) mci.Source { return createAssociation },
	},
	{
		ID:      "subscription.active",
		Version: 1,
		Means:   "if the credit asks for it, the subscription is active or in its grace period",
		Path:    "subscriptionActive",
		Check:   func(w way) mci.Outcome { return onlyIf(w.grant.Active, w.c.SubscriptionActive.Outcome()) },
		Want: func(w way) string {
			return choose(w.grant.Active, "a subscription that is active or in its grace period", "no particular state of a subscription")
		},
		Found:    func(w way) string { return "active or in grace: " + w.c.SubscriptionActive.String() },
		SourceOf: func(way) mci.Source { return associationIssues },
	},
	{
		ID:      "incentive.declined",
		Version: 1,
		Means:   "the partner did not decline the pay of its claim",
		Path:    "payDeclined",
		Own:     traits{ofAssociation: true},
		Check:   func(w way) mci.Outcome { return onlyIf(w.grant.Declinable, not(w.association().PayDeclined.Outcome())) },
		Want: func(w way) string {
			return choose(w.grant.Declinable, "a claim whose pay the partner did not decline", "nothing: pay cannot be declined")
		},
		Found:    func(w way) string { return "declined: " + w.association().PayDeclined.String() },
		SourceOf: func(way) mci.Source { return createAssociation },
	},
	{
		// If two associations cannot both hold, they do not say which one does,
		// so this rule never fails.
		ID:      "association.sole",
		Version: 1,
		Means:   "no other partner has the association, if only one partner can have it",
		Path:    "associations",
		Check:   way.sole,
		Want: func(w way) string {
			return choose(w.grant.Sole, "no other partner with a "+w.association().Mechanism.String()+" for it", "any number of partners")
		},
		Found:    way.others,
		SourceOf: way.restsOnSole,
	},
	{
		ID:      "credit.displaced",
		Version: 1,
		Means:   "no other credit of the partner replaces this one",
		Path:    "associations",
		Check:   func(w way) mci.Outcome { return onlyIf(w.grant.Unless != 0, not(w.instead)) },
		Want: func(w way) string {
			return choose(w.grant.Unless != 0, "a partner without the "+w.grant.Unless.String(), "nothing: no other credit replaces it")
		},
		Found: func(w way) string {
			return choose(w.grant.Unless != 0, w.grant.Unless.String()+": "+w.instead.String(), "nothing to compare")
		},
		SourceOf: way.restsOnGrant,
	},
}
