package settlement

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A Finding is one thing that the reports say about a claim, with the lines
// that say so. The zero Finding says nothing.
type Finding struct {
	// Rule is the stable name of the rule behind the finding; see Rules.
	Rule mci.RuleID `json:"rule"`
	// Outcome is pass if all is in order, fail if something is wrong, and
	// unknown if the reports leave it open.
	Outcome mci.Outcome `json:"outcome"`
	// Text says it for people.
	Text string `json:"text"`
	// CanAct answers whether the partner can do something about it.
	CanAct mci.Fact `json:"canAct"`
	// Action is the thing to do. It is empty unless the partner can act.
	Action string `json:"action,omitempty"`
	// By is the last day for the action, or zero if there is none.
	By mci.Date `json:"by,omitzero"`
	// Where is the place for the action, or empty.
	Where string `json:"where,omitempty"`
	// Origins are the places of the lines that say so.
	Origins []earnings.Origin `json:"origins,omitempty"`
	// Source is the document that the rule rests on.
	Source mci.Source `json:"source"`
}

// The rules of findings.
const (
	ruleCycle       mci.RuleID = "settlement.cycle"
	ruleMonth       mci.RuleID = "settlement.month"
	ruleCoverage    mci.RuleID = "settlement.coverage"
	ruleMatch       mci.RuleID = "settlement.match"
	ruleCandidate   mci.RuleID = "settlement.candidate"
	ruleNumber      mci.RuleID = "settlement.number"
	ruleStanding    mci.RuleID = "settlement.standing"
	ruleStatus      mci.RuleID = "settlement.status"
	ruleThreshold   mci.RuleID = "settlement.threshold"
	ruleIneligible  mci.RuleID = "settlement.ineligible"
	ruleClawback    mci.RuleID = "settlement.clawback"
	ruleTwice       mci.RuleID = "settlement.twice"
	ruleStages      mci.RuleID = "settlement.stages"
	ruleOrder       mci.RuleID = "settlement.order"
	ruleCurrency    mci.RuleID = "settlement.currency"
	ruleIdentity    mci.RuleID = "settlement.identity"
	ruleContradicts mci.RuleID = "settlement.contradiction"
	ruleUnapproved  mci.RuleID = "settlement.unapproved"
)

// earningsPage is the page that explains the payment statuses and the
// threshold.
func earningsPage() mci.Source { return earnings.Upcoming.Terms().Source }

// ruleTable holds the rules of findings, each with its source.
var ruleTable = []mci.Rule{
	{ID: ruleCycle, Means: "an approved claim is paid within the standard payment cycle", Source: mci.WorkshopClaims.Source()},
	{ID: ruleMonth, Means: "an earning is paid in its estimated month", Source: earningsPage()},
	{ID: ruleCoverage, Means: "the files cover the months from the approval to the expected payment, and were downloaded after it", Source: mci.LibraryReading.Source()},
	{ID: ruleMatch, Means: "an earning that names no claim belongs to the only claim with its customer, engagement and month", Source: mci.LibraryReading.Source()},
	{ID: ruleCandidate, Means: "a line that may belong to the claim is listed, and nothing is concluded from it", Source: mci.LibraryReading.Source()},
	{ID: ruleNumber, Means: "no two claims have the same number in Partner Center", Source: mci.LibraryReading.Source()},
	{ID: ruleStanding, Means: "the status of an earning is the one of its payment order, unless the line of the earning was downloaded later", Source: mci.LibraryReading.Source()},
	{ID: ruleStatus, Means: "the payment status of an earning is sent", Source: earningsPage()},
	{ID: ruleThreshold, Means: "the unpaid earnings of a program and an earning type reach the least amount that is paid", Source: earningsPage()},
	{ID: ruleIneligible, Means: "no line of the report on ineligible revenue fits a claim that earned nothing", Source: earnings.CustomerNotNew.Terms().Source},
	{ID: ruleClawback, Means: "no earning below zero is still to be processed", Source: earningsPage()},
	{ID: ruleTwice, Means: "no two sent earnings of a claim that is paid over have the same amount", Source: mci.LibraryReading.Source()},
	{ID: ruleStages, Means: "pay in two stages is compared with the approved amount as a whole", Source: mci.LibraryReading.Source()},
	{ID: ruleOrder, Means: "a payment order of several earnings says nothing of one of them", Source: earningsPage()},
	{ID: ruleCurrency, Means: "amounts are compared in the currency that was approved, by the rates of the lines themselves", Source: mci.LibraryReading.Source()},
	{ID: ruleIdentity, Means: "each earning has an ID", Source: mci.LibraryReading.Source()},
	{ID: ruleContradicts, Means: "all lines of one calculation and download day agree", Source: mci.LibraryReading.Source()},
	{ID: ruleUnapproved, Means: "only an approved claim has earnings", Source: mci.LibraryReading.Source()},
}

// Rules returns the rules of findings. The caller may change the returned
// slice.
func Rules() []mci.Rule { return slices.Clone(ruleTable) }

// finding returns a finding of a rule, with the source of its row.
func finding(rule mci.RuleID, outcome mci.Outcome, text string, origins ...earnings.Origin) Finding {
	found := Finding{Rule: rule, Outcome: outcome, Text: text, Origins: placed(origins)}
	if i := slices.IndexFunc(ruleTable, func(r mci.Rule) bool { return r.ID == rule }); i >= 0 {
		found.Source = ruleTable[i].Source
	}
	return found
}

// placed returns the origins without those that name no place, each once.
func placed(origins []earnings.Origin) []earnings.Origin {
	var kept []earnings.Origin
	for _, origin := range origins {
		if origin != (earnings.Origin{}) && !slices.Contains(kept, origin) {
			kept = append(kept, origin)
		}
	}
	return kept
}
