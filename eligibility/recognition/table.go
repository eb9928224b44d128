package recognition

import (
	"time"

	"github.com/mci-go/incentives/mci"
)

var mechanismTable = []MechanismTerms{
	{
		// The thread knows one transacting partner for a subscription. The page on the Azure usage report knows
		// several kinds of them, distributor and reseller among them, for one customer at the same time. One is
		// taken: with two, who is credited is unknown.
		Mechanism: TPOR, Name: "Transacting Partner of Record",
		SetBy: "the sale", Scope: "a subscription that the partner sold",
		Holders: "one for each subscription", Source: partnersThread,
	},
	{
		Mechanism: CPOR, Name: "Claiming Partner of Record",
		SetBy:   "the partner, by a claim with proof of execution that Microsoft reviews and of which the customer can opt out",
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
		// The page gives the review 14 business days in its table and five in its text, as another page does. Both
		// are kept, as the least and the most.
		Status: UnderReview, Official: mci.No, Editable: mci.No, LeastDays: 5, MostDays: 14, Source: manageAssociations,
	},
	{Status: Rejected, Official: mci.No, Editable: mci.No, Source: manageAssociations},
	{Status: Approved, Official: mci.Yes, Editable: mci.No, Source: manageAssociations},
	{
		// The page on creating a claim says that it cannot be changed once it is submitted; the one on managing
		// claims says that in this status it can. The latter is taken.
		Status: PartnerActionRequired, Official: mci.No, Editable: mci.Yes, MostDays: 14, Source: manageAssociations,
	},
	{Status: Dispute, Official: mci.No, Editable: mci.No, MostDays: 5, Source: manageAssociations},
	{Status: RejectedFinal, Official: mci.No, Editable: mci.No, Source: manageAssociations},
}

// Sets of products and channels that several grants share.
var (
	licensed   = []Product{ModernWork, Dynamics365, PowerPlatform} // by seats, not by consumption
	agreements = []Channel{EnterpriseAgreement, VolumeLicensing}
	notCSP     = []Channel{EnterpriseAgreement, VolumeLicensing, WebDirect}
)

// lastDayOfDPOR is the last day on which a DPOR earned incentives for Azure. Source: Microsoft Learn, "Earnings -
// Revenue report in Partner Center", 2023-09-20, which ends them with 1 October 2021.
var lastDayOfDPOR, _ = mci.NewDate(2021, time.September, 30)

// grantTable is the public policy, by mechanism. Credits that no row leads to are earned by nothing.
var grantTable = []Grant{
	{
		ID: "tpor.sales-csp", Products: Products(), Mechanism: TPOR, Credit: SalesRecognition, Earns: mci.Yes,
		Channels: []Channel{CSP}, Sole: true, SoleSource: reading, Source: partnersThread,
	},
	{
		// The thread speaks of CSP alone. That the partner who sold by an agreement is credited with the sale is
		// what its name says.
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
		// Whether what was sold by an agreement earns an incentive is in guides behind the sign-in.
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
		// The page on claims says that the role counts for usage attainment and names no number of seats; the
		// thread says 300 for the use of Modern Work. The thread speaks of the incentive, and is taken for both.
		ID: "cpor.usage-modern-work", Products: []Product{ModernWork}, Mechanism: CPOR, Credit: UsageRecognition, Earns: mci.Yes,
		PartnerRoles: []PartnerRole{UseOrConsume}, Channels: notCSP,
		MinimumSeats: 300, SeatsSource: reading, Sole: true, Source: createAssociation,
	},
	{
		// The thread denies that a partner who did not sell the subscription is recognized in CSP, but for the
		// use of Modern Work and Power Platform; one who did not sell says that it was recognized for Modern
		// Work. Yes is taken; a policy without this row takes no.
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
		// The page on claims says that a partner chooses the role to apply for usage incentives, but the name of
		// the role says that there are none, and the page on managing claims does not name its engagement
		// among those that are paid. No is taken.
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
		// The page says that customers can name a DPOR for these subscriptions too, and not what it is good for.
		ID: "dpor.usage-licensed", Products: []Product{ModernWork, Dynamics365}, Mechanism: DPOR, Credit: UsageRecognition, Earns: mci.NotSupplied,
		Channels: []Channel{EnterpriseAgreement}, Sole: true, Source: linkPALOrDPOR,
	},

	{
		// One page says that PAL is for Azure plans and DPOR for Enterprise Agreements; the matrix of who earns
		// knows no channel, and neither does the page on linking. Every channel is taken.
		ID: "pal.usage-azure", Products: []Product{Azure}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.Yes,
		PALRoles: []PALRole{Owner, Contributor}, ChannelsSource: reading, Source: reconciliation,
	},
	{
		// Every role can be linked, but which ones are recognized differs by program, says the page.
		ID: "pal.usage-azure-reader", Products: []Product{Azure}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.NotSupplied,
		PALRoles: []PALRole{Reader}, ChannelsSource: reading, Source: linkAzure,
	},
	{
		ID: "pal.incentive-azure", Products: []Product{Azure}, Mechanism: PAL, Credit: UsageIncentive, Earns: mci.Yes,
		PALRoles: []PALRole{Owner, Contributor}, ChannelsSource: reading, Source: reconciliation,
	},
	{
		// Of several partners who are linked to one resource, Microsoft credits the one who was active last.
		ID: "pal.usage-power-platform", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.Yes,
		PALRoles: []PALRole{Owner}, ChannelsSource: partnersThread, Sole: true, SoleSource: linkPowerPlatform, Source: linkPowerPlatform,
	},
	{
		ID: "pal.incentive-power-platform", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageIncentive, Earns: mci.Yes,
		PALRoles: []PALRole{Owner}, RolesSource: linkPowerPlatform, Sole: true, SoleSource: linkPowerPlatform, Source: partnersThread,
	},
	{
		// The matrix that credits a contributor is about Azure; the page on Power Platform asks for the owner,
		// co-owner, creator or publisher and does not speak of contributors.
		ID: "pal.usage-power-platform-contributor", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageRecognition, Earns: mci.NotSupplied,
		PALRoles: []PALRole{Contributor}, ChannelsSource: partnersThread, Sole: true, SoleSource: linkPowerPlatform, Source: reading,
	},
	{
		ID: "pal.incentive-power-platform-contributor", Products: []Product{PowerPlatform}, Mechanism: PAL, Credit: UsageIncentive, Earns: mci.NotSupplied,
		PALRoles: []PALRole{Contributor}, ChannelsSource: partnersThread, Sole: true, SoleSource: linkPowerPlatform, Source: reading,
	},
}

// The rules, in the order in which findings are listed. A rule's place is its bit in a verdict.
var rules = [...]rule{
	{
		id: "association.mechanism", means: "the mechanism leads to the credit for this product",
		path: "mechanism", ofAssociation: true,
		check: func(w way) mci.Outcome { return w.grant.Earns.Outcome() },
		want:  func(w way) string { return w.c.ways(w.credit) },
		found: way.earning, source: way.restsOnGrant,
	},
	{
		id: "association.partner-role", means: "the partner has a role that the credit is for",
		path: "partnerRole", ofAssociation: true,
		check: way.partnerRole,
		want:  func(w way) string { return oneOf(w.grant.PartnerRoles, "any partner role, or none") },
		found: func(w way) string { return orNone(w.association().PartnerRole.String(), "no role that is known") }, source: way.restsOnRoles,
	},
	{
		id: "association.pal-role", means: "the linked account has a role that earns",
		path: "palRole", ofAssociation: true,
		check: way.palRole,
		want:  func(w way) string { return oneOf(w.grant.PALRoles, "any PAL role, or none") },
		found: func(w way) string { return orNone(w.association().PALRole.String(), "no role that is known") }, source: way.restsOnRoles,
	},
	{
		id: "purchase.channel", means: "the customer bought through a channel that the credit is for",
		path:  "channel",
		check: way.channel,
		want:  func(w way) string { return oneOf(w.grant.Channels, "any channel") },
		found: func(w way) string { return orNone(w.c.Channel.String(), "unknown") }, source: way.restsOnChannels,
	},
	{
		id: "credit.period", means: "the day is one on which the credit is earned",
		path:  "day",
		check: way.period,
		want: func(w way) string {
			return choose(w.grant.Period == mci.Period{}, "any day", "a day on which it is earned: "+w.grant.Period.String())
		},
		found: func(w way) string { return orNone(w.c.Day.String(), "no day") }, source: way.restsOnGrant,
	},
	{
		id: "customer.seats", means: "the customer has the seats that the credit asks for",
		path:  "seats",
		check: way.seats,
		want:  way.wantedSeats,
		found: func(w way) string { return w.c.Seats.String() }, source: way.restsOnSeats,
	},
	{
		id: "association.subject", means: "the association is with this workload, subscription or resource itself",
		path: "subject", ofAssociation: true,
		check: func(w way) mci.Outcome { return w.c.concerns(w.association()) },
		want:  text("an association with this workload, subscription or resource itself"),
		found: func(w way) string { return whether(w.c.concerns(w.association()), "with this one", "with another one") }, source: way.restsOnMechanism,
	},
	{
		// That both ends are in it is a reading.
		id: "association.held", means: "the association holds on the day, both ends included",
		path: "held", ofAssociation: true,
		check: func(w way) mci.Outcome { return w.association().heldOn(w.c.Day) },
		want: func(w way) string {
			return "an association that holds on " + orNone(w.c.Day.String(), "the day, which is unknown")
		},
		found: func(w way) string { return w.association().holding() }, source: func(way) mci.Source { return reading },
	},
	{
		id: "association.status", means: "a claimed association is approved",
		path: "status", ofAssociation: true,
		check: func(w way) mci.Outcome { return w.association().official() },
		want:  func(w way) string { return w.ifClaimed("a claim in status Approved") },
		found: func(w way) string { return orNone(w.association().Status.String(), "no status that is known") }, source: func(way) mci.Source { return manageAssociations },
	},
	{
		id: "customer.opt-out", means: "the customer has not opted out of a claimed association",
		path: "optedOut", ofAssociation: true,
		check: func(w way) mci.Outcome { return w.association().accepted() },
		want: func(w way) string {
			return w.ifClaimed("a customer who has not opted out; it can at any time")
		},
		found: func(w way) string { return "opted out: " + w.association().OptedOut.String() }, source: func(way) mci.Source { return createAssociation },
	},
	{
		id: "subscription.active", means: "the subscription is active or in its grace period, where the credit asks for that",
		path:  "subscriptionActive",
		check: func(w way) mci.Outcome { return onlyIf(w.grant.Active, w.c.SubscriptionActive.Outcome()) },
		want: func(w way) string {
			return choose(w.grant.Active, "a subscription that is active or in its grace period", "no particular state of a subscription")
		},
		found: func(w way) string { return "active or in grace: " + w.c.SubscriptionActive.String() }, source: func(way) mci.Source { return associationIssues },
	},
	{
		id: "incentive.declined", means: "the partner did not decline the pay of its claim",
		path: "payDeclined", ofAssociation: true,
		check: func(w way) mci.Outcome { return onlyIf(w.grant.Declinable, not(w.association().PayDeclined.Outcome())) },
		want: func(w way) string {
			return choose(w.grant.Declinable, "a claim whose pay the partner did not decline", "nothing: pay cannot be declined")
		},
		found: func(w way) string { return "declined: " + w.association().PayDeclined.String() }, source: func(way) mci.Source { return createAssociation },
	},
	{
		// Two that cannot both hold do not say which one does, so this rule never fails.
		id: "association.sole", means: "no other partner has an association of which there is one",
		path: "associations", check: way.sole,
		want: func(w way) string {
			return choose(w.grant.Sole, "no other partner with a "+w.association().Mechanism.String()+" for it", "any number of partners")
		},
		found: way.others, source: way.restsOnSole,
	},
	{
		id: "credit.displaced", means: "no other credit of the partner takes the place of this one",
		path:  "associations",
		check: func(w way) mci.Outcome { return onlyIf(w.grant.Unless != 0, not(w.instead)) },
		want: func(w way) string {
			return choose(w.grant.Unless != 0, "a partner without the "+w.grant.Unless.String(), "nothing: no other credit takes its place")
		},
		found: func(w way) string {
			return choose(w.grant.Unless != 0, w.grant.Unless.String()+": "+w.instead.String(), "nothing to compare")
		},
		source: way.restsOnGrant,
	},
}
