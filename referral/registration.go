package referral

import (
	"strconv"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/internal/conditions"
	"github.com/mci-go/incentives/referral/resource"
)

// A Registration describes a deal that is to be registered. Zero fields are
// unknown.
type Registration struct {
	// State is the state of the referral.
	State progress.State `json:"state,omitzero"`
	// Type is the type of the deal.
	Type cosell.DealType `json:"type,omitzero"`
	// MicrosoftTook is Yes if Microsoft accepted or won the deal. It is checked
	// for co-sell deals only.
	MicrosoftTook mci.Fact `json:"microsoftTook"`
	// Value is the value of the deal in US dollars. A value in another currency
	// counts as unknown.
	Value mci.Money `json:"value,omitzero"`
	// Created is when the referral was made.
	Created time.Time `json:"created,omitzero"`
	// Won is when the deal was won.
	Won time.Time `json:"won,omitzero"`
	// Managed is Yes if a Microsoft seller manages the customer.
	Managed mci.Fact `json:"managed"`
	// EligibleSolution is Yes if the deal is about at least one solution that
	// is Azure IP co-sell eligible.
	EligibleSolution mci.Fact `json:"eligibleSolution"`
	// ISVConnect is Yes if the deal is an ISV Connect deal.
	ISVConnect mci.Fact `json:"isvConnect"`
	// Assessment is Yes if the deal is a solution assessment.
	Assessment mci.Fact `json:"assessment"`
	// Marketplace is Yes if the deal was transacted through the marketplace.
	Marketplace mci.Fact `json:"marketplace"`
}

// Bounds of a registration. The amounts are in US dollars.
const (
	leastDeal       = 25_000
	aboveISVConnect = 5_000
	leastHours      = 72 * time.Hour
)

// noneForMarketplace is the first day on which marketplace transactions need no
// registration.
var noneForMarketplace = mci.DateOf(time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC))

var registrationRules = []ruling.Row[*Registration, struct{}]{
	toRegister("registration.won", "state", "a deal that was won", checkWon),
	toRegister("registration.type", "type", "a partner-led deal, or a co-sell deal that Microsoft accepted or won", checkType),
	toRegister("registration.value", "value", "at least USD 25,000, or more than USD 5,000 for an ISV Connect deal", checkValue),
	toRegister("registration.managed", "managed", "a customer managed by Microsoft", func(d *Registration) (mci.Outcome, string) { return wants(d.Managed, mci.Yes) }),
	toRegister("registration.solution", "eligibleSolution", "an Azure IP co-sell eligible solution", func(d *Registration) (mci.Outcome, string) { return wants(d.EligibleSolution, mci.Yes) }),
	toRegister("registration.hours", "won", "at least 72 hours from creation to winning", checkHours),
	toRegister("registration.assessment", "assessment", "no solution assessment", func(d *Registration) (mci.Outcome, string) { return wants(d.Assessment, mci.No) }),
	toRegister("registration.marketplace", "marketplace", "no marketplace transaction; from 2023-07-01 they need no registration", checkMarketplace),
}

func toRegister(id mci.RuleID, path, want string, look func(*Registration) (mci.Outcome, string)) ruling.Row[*Registration, struct{}] {
	return conditions.Row(id, path, want, "registration needs "+want, dealRegistration, struct{}{}, look)
}

// MayRegister decides whether a deal can be registered, with a finding for each
// condition. Source: Microsoft Learn, "Register deals", 2023-05-13, and "Manage
// co-sell opportunities", 2023-08-28.
func MayRegister(deal *Registration) resource.Verdict {
	return conditions.Judge(registrationRules, deal)
}

func wants(found, wanted mci.Fact) (mci.Outcome, string) {
	if found != mci.Yes && found != mci.No {
		return mci.Unknown, found.String()
	}
	return mci.FactOf(found == wanted).Outcome(), found.String()
}

// won is the state of a deal that can be registered.
var won = progress.State{Status: progress.StatusClosed, Substatus: progress.Won}

func checkWon(d *Registration) (mci.Outcome, string) {
	if d.State == (progress.State{}) {
		return mci.Unknown, "unknown"
	}
	return mci.FactOf(d.State == won).Outcome(), d.State.String()
}

func checkType(d *Registration) (mci.Outcome, string) {
	switch d.Type {
	case cosell.CoSell:
		outcome, found := wants(d.MicrosoftTook, mci.Yes)
		return outcome, "co-sell, accepted or won by Microsoft: " + found
	case cosell.PartnerLed:
		return mci.Pass, d.Type.String()
	case cosell.Private:
		return mci.Fail, d.Type.String()
	case cosell.NoDeal:
	}
	return mci.Unknown, "unknown"
}

func checkValue(d *Registration) (mci.Outcome, string) {
	most, err := d.Value.Compare(usDollars(leastDeal))
	isv, _ := d.Value.Compare(usDollars(aboveISVConnect))
	switch {
	case err != nil:
		return mci.Unknown, d.Value.String()
	case most >= 0:
		return mci.Pass, d.Value.String()
	case isv <= 0:
		return mci.Fail, d.Value.String()
	default:
		return d.ISVConnect.Outcome(), d.Value.String() + ", ISV Connect: " + d.ISVConnect.String()
	}
}

func usDollars(amount int) mci.Money {
	// a whole number of dollars is always an amount
	money, _ := mci.ParseMoney(strconv.Itoa(amount), mci.USD)
	return money
}

func checkHours(d *Registration) (mci.Outcome, string) {
	if d.Created.IsZero() || d.Won.IsZero() {
		return mci.Unknown, "unknown"
	}
	took := d.Won.Sub(d.Created)
	return mci.FactOf(took >= leastHours).Outcome(), took.String()
}

func checkMarketplace(d *Registration) (mci.Outcome, string) {
	switch {
	case d.Marketplace != mci.Yes:
		return wants(d.Marketplace, mci.No)
	case d.Won.IsZero():
		return mci.Unknown, "a marketplace transaction, won on an unknown day"
	case mci.DateOf(d.Won.UTC()).Compare(noneForMarketplace) < 0:
		return mci.Pass, "a marketplace transaction before 2023-07-01"
	default:
		return mci.Fail, "a marketplace transaction"
	}
}
