package catalog

// An aspectKind is a row of the table of aspects. 0 is none.
type aspectKind uint8

// aspectRow is one kind of statement that an edition can make about an
// engagement.
type aspectRow struct {
	id    AspectID // never renamed and never reused
	topic Topic    // its subject; none for an aspect that every rule has
	words string   // its name for people, with %s for each text that singles it out
}

// The kinds of aspects. A name that ends in Rule is that of a rule.
const (
	_ aspectKind = iota

	titleName
	titleVariant
	descriptionText
	solutionArea
	partnerRole
	clockCategory
	publishedMaximum
	resourceLink

	offerRule
	offered
	offerSide
	offeredElsewhere
	offeredIn

	idTypes
	requirementFor
	barredSegment
	barredSize
	leastHours
	leastContractValue
	mostHours
	mostContractValue
	opportunityStatus
	opportunityStages
	sharedRegionRule
	sharedRegionCountries

	limitRule
	claimsCounted
	claimsOpen
	claimsLocked

	gateRule

	windowDays

	evidenceRule
	partRequired
	templatePublished

	rateRule
	payShapeName
	payKindName
	payCurrency
	payRounding
	marketSide
	marketListRule
	marketElsewhere
	marketOf
	sizesRule
	ladderStep
	ladderDifferenceStep
	ladderTop
	ladderDifferenceTop
	rateInMarket
	rateOfSize
	rateForSegment
	hourlyRateInMarket
	unpublishedPart
	shareBase
	shareOfWhole
	shareTier
	tierMeasure
	tierCap
	contractShare
	payCap
	countedMeasure
	highWaterMark
	stageShare
	stageTarget

	referralMaker
	referralConditions
	upgradeConditions

	selectedBy
	inDoubt

	aspectKindCount
)

var aspectRows = [aspectKindCount]aspectRow{
	titleName:        {"description.name", DescriptionTopic, "name"},
	titleVariant:     {"description.variant", DescriptionTopic, "variant"},
	descriptionText:  {"description.text", DescriptionTopic, "description"},
	solutionArea:     {"description.solution-area", DescriptionTopic, "solution area"},
	partnerRole:      {"description.partner-role", DescriptionTopic, "partner role"},
	clockCategory:    {"description.clock-category", DescriptionTopic, "category of the clocks"},
	publishedMaximum: {"description.published-maximum", DescriptionTopic, "published maximum in days"},
	resourceLink:     {"description.link", DescriptionTopic, "link to %s"},

	offerRule:        {"offer", OfferTopic, "offer"},
	offered:          {"offer.days", OfferTopic, "offered"},
	offerSide:        {"offer.side", OfferTopic, "side whose country decides the offer"},
	offeredElsewhere: {"offer.other-countries", OfferTopic, "offered in every other country"},
	offeredIn:        {"offer.country", OfferTopic, "offered in %s"},

	idTypes:            {"customer.id-types", CustomerTopic, "ID types"},
	requirementFor:     {"customer.requirement", CustomerTopic, "requirement %s"},
	barredSegment:      {"customer.barred-segment", CustomerTopic, "bar for the segment %s"},
	barredSize:         {"customer.barred-size", CustomerTopic, "bar for the segment %s from size %s"},
	leastHours:         {"opportunity.hours", CustomerTopic, "minimum hours"},
	leastContractValue: {"opportunity.contract-value", CustomerTopic, "minimum contract value"},
	mostHours:          {"opportunity.most-hours", CustomerTopic, "maximum hours"},
	mostContractValue:  {"opportunity.most-contract-value", CustomerTopic, "maximum contract value"},
	opportunityStatus:  {"opportunity.status", CustomerTopic, "status of the opportunity"},
	opportunityStages:  {"opportunity.stages", CustomerTopic, "stages of the opportunity"},

	sharedRegionRule:      {"region", CustomerTopic, "shared region"},
	sharedRegionCountries: {"region.countries", CustomerTopic, "shared region %s"},

	limitRule:     {"limit", LimitTopic, "claim limit"},
	claimsCounted: {"limit.claims", LimitTopic, "open or approved claims"},
	claimsOpen:    {"limit.open", LimitTopic, "claims open at a time"},
	claimsLocked:  {"limit.locked", LimitTopic, "locked for every partner once nominated"},

	gateRule: {"gate", GateTopic, "gate %s"},

	windowDays: {"window.days", WindowTopic, "%s window in days"},

	evidenceRule:      {"evidence", EvidenceTopic, "evidence"},
	partRequired:      {"evidence.part", EvidenceTopic, "%s required"},
	templatePublished: {"evidence.template", EvidenceTopic, "template of the proof of execution, by day of submission"},

	rateRule:             {"rate", PayTopic, "rate"},
	payShapeName:         {"pay.shape", PayTopic, "pay shape"},
	payKindName:          {"pay.kind", PayTopic, "pay kind"},
	payCurrency:          {"pay.currency", PayTopic, "currency"},
	payRounding:          {"pay.rounding", PayTopic, "rounding"},
	marketSide:           {"market.side", PayTopic, "side whose country decides the market"},
	marketListRule:       {"market.list", PayTopic, "market list"},
	marketElsewhere:      {"market.other-countries", PayTopic, "market of every other country"},
	marketOf:             {"market.country", PayTopic, "market of %s"},
	sizesRule:            {"sizes", PayTopic, "sizes"},
	ladderStep:           {"size.step", PayTopic, "size by %s, %s"},
	ladderDifferenceStep: {"size.difference-step", PayTopic, "size by %s minus %s, %s"},
	ladderTop:            {"size.top", PayTopic, "size by %s, larger than the largest"},
	ladderDifferenceTop:  {"size.difference-top", PayTopic, "size by %s minus %s, larger than the largest"},
	rateInMarket:         {"rate.market", PayTopic, "rate in market %s"},
	rateOfSize:           {"rate.size", PayTopic, "rate of size %s in market %s"},
	rateForSegment:       {"rate.segment", PayTopic, "rate for %s in market %s"},
	hourlyRateInMarket:   {"rate.hour", PayTopic, "hourly rate in market %s"},
	unpublishedPart:      {"rate.unpublished", PayTopic, "unpublished part of the rate"},
	shareBase:            {"share.base", PayTopic, "base of the share"},
	shareOfWhole:         {"share.whole", PayTopic, "tiers of the whole amount"},
	shareTier:            {"share.tier", PayTopic, "tier %s"},
	tierMeasure:          {"share.tier-measure", PayTopic, "measure that chooses the tier"},
	tierCap:              {"share.tier-cap", PayTopic, "cap of tier %s"},
	contractShare:        {"share.contract", PayTopic, "share of the contract value"},
	payCap:               {"pay.cap", PayTopic, "cap"},
	countedMeasure:       {"unit.measure", PayTopic, "counted measure"},
	highWaterMark:        {"unit.high-water-mark", PayTopic, "high-water mark"},
	stageShare:           {"stage.share", PayTopic, "share on approval"},
	stageTarget:          {"stage.target", PayTopic, "target of the second stage"},

	referralMaker:      {"referral.mode", ReferralTopic, "who makes the referral"},
	referralConditions: {"referral.create", ReferralTopic, "conditions for a referral"},
	upgradeConditions:  {"referral.upgrade", ReferralTopic, "conditions for co-sell"},

	selectedBy: {".selected-by", 0, "date that selects the %s"},
	inDoubt:    {".in-doubt", 0, "doubt that the %s is in force"},
}
