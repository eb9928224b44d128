package settlement

import (
	"slices"
	"strconv"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// findings returns the obstacles to the payment of one earning.
func (s *settling) findings(c *Claim, row *line) []Finding {
	var found []Finding
	if row.doubtful {
		found = append(found, finding(ruleMatch, mci.Unknown, "matched by customer, engagement and month, because the line names no claim", row.Origin))
	}
	if row.Contradicted {
		found = append(found, finding(ruleContradicts, mci.Unknown, "another line of the same earning says something else", row.Origin))
	}
	found = append(found, s.standing(row)...)
	if c.ApprovedOn.IsZero() {
		found = append(found, finding(ruleUnapproved, mci.Unknown, "the claim is not approved here", row.Origin))
	}
	switch bucketOf(&row.Row) {
	case inUnpaid:
		found = append(found, s.unpaid(c, row)...)
	case inOpen, inLost:
		found = append(found, statusFinding(row))
	case inClawback:
		found = append(found, finding(ruleClawback, mci.Unknown, row.Amount.String()+" is to be taken back: "+row.PaymentStatus, row.Origin))
	case inPaid, inCoOp, bucketCount:
	}
	return found
}

// unpaid says how far an unpaid earning is.
func (s *settling) unpaid(c *Claim, row *line) []Finding {
	found := []Finding{statusFinding(row)}
	rule, text := ruleCycle, " after the payment was expected, and no month is estimated"
	if !row.EstimatedPaymentMonth.IsZero() {
		rule, text = ruleMonth, " after the estimated month "+row.EstimatedPaymentMonth.String()
	}
	late := s.overdue(c, row).late
	text = "not paid " + days(late) + text
	const least = "the least amount that is paid, USD "
	const each = " per program and earning type"
	switch sum := s.threshold(row); {
	case sum.Below == mci.Yes:
		found = append(found, finding(ruleThreshold, mci.Fail,
			unpaidText(sum)+" is below "+least+strconv.Itoa(earnings.ThresholdUSD)+each, row.Origin))
	case sum.Below == mci.NotSupplied:
		unknown := "it is not known whether what is still to be paid reaches " + least + strconv.Itoa(earnings.ThresholdUSD) + each
		if late > 0 {
			unknown = text + "; " + unknown
		}
		found = append(found, finding(ruleThreshold, mci.Unknown, unknown, row.Origin))
	case late > 0:
		found = append(found, finding(rule, mci.Fail, text, row.Origin))
	}
	return found
}

// unpaidText returns a sum that is still to be paid, which may be known only to
// be below the threshold.
func unpaidText(sum earnings.Threshold) string {
	if sum.UnpaidUSD.IsNone() {
		return "what is still to be paid"
	}
	return sum.UnpaidUSD.String()
}

// statusFinding explains the payment status of an earning.
func statusFinding(row *line) Finding {
	status := row.Status()
	terms := status.Terms()
	text := row.PaymentStatus
	switch {
	case text == "":
		text = "no payment status"
	case status == 0:
		text += ": this library does not know the status"
	default:
		text += ": " + terms.Meaning
	}
	outcome := mci.Unknown
	if terms.Final == mci.Yes && terms.Paid == mci.No {
		outcome = mci.Fail
	}
	found := finding(ruleStatus, outcome, text, row.Origin)
	found.CanAct, found.Action = terms.CanAct, terms.Action
	return found
}

// doubts adds the open questions about the figures of a claim.
func (s *settling) doubts(one *dossier, result *Result, l *ledger) {
	result.Findings = append(result.Findings, one.withoutID(result)...)
	for in := range l.sums {
		if l.sums[in].mixed {
			result.Findings = append(result.Findings, finding(ruleCurrency, mci.Unknown, "the earnings are in more than one currency, and are not added up", l.sums[in].origins...))
		}
	}
	s.missing(one.claim, result)
	for _, step := range result.Steps {
		if step.Cause == CauseTwice {
			result.Findings = append(result.Findings, finding(ruleTwice, mci.Unknown, "two sent earnings have the same amount, "+step.Amount.String(), step.Origins...))
		}
	}
	if !one.claim.FirstStage.IsNone() && result.State == PaidOver {
		result.Findings = append(result.Findings, finding(ruleStages, mci.Unknown, "the engagement pays in two stages, and the amount may hold the second"))
	}
	for i := range result.Orders {
		if order := &result.Orders[i]; s.orders[order.PaymentID].Contradicted {
			result.Findings = append(result.Findings, finding(ruleContradicts, mci.Unknown,
				"another line of the payment "+order.PaymentID+" says something else", order.Origin))
		}
	}
	for i := range result.Orders {
		if order := &result.Orders[i]; order.Shared {
			result.Findings = append(result.Findings, finding(ruleOrder, mci.Unknown,
				"the payment "+order.PaymentID+" pays other earnings, too; what arrived for the claim alone is not known", order.Origin))
		}
	}
}

// missing names the facts and the files without which a difference is not known
// for sure.
func (s *settling) missing(c *Claim, result *Result) {
	switch {
	case c.Kind == store.PartnerAssociation: // it has no approved amount
	case c.Approved.IsNone():
		result.Missing = append(result.Missing, Missing{Fact: "approved amount"})
	case !result.Paid.IsNone() && result.Difference.IsNone():
		result.Missing = append(result.Missing, Missing{Fact: "the amount paid in " + string(c.Approved.Currency())})
	}
	if slices.ContainsFunc(result.Findings, func(f Finding) bool { return f.Rule == ruleThreshold && f.Outcome == mci.Unknown }) {
		result.Missing = append(result.Missing, Missing{Fact: "the amount still to be paid in USD"})
	}
	missing, _ := c.uncovered(s.Coverage, s.AsOf)
	result.uncovered = len(missing) > 0
	if result.uncovered && result.State == PaidShort && result.Unexplained.Sign() != 0 {
		result.Missing = append(result.Missing, missing...)
		result.Findings = append(result.Findings, finding(ruleCoverage, mci.Unknown, "the rest may be in a file that is missing: "+text(missing)))
	}
}

// withoutID returns the doubts about earnings without an ID.
func (one *dossier) withoutID(result *Result) []Finding {
	var left, counted []earnings.Origin
	for i := range result.Lines {
		switch line := &result.Lines[i]; {
		case line.NotCounted:
			left = append(left, line.Origin)
		case line.EarningID == "":
			counted = append(counted, line.Origin)
		}
	}
	switch {
	case len(left) > 0:
		return []Finding{finding(ruleIdentity, mci.Unknown, "lines without an earning ID are not counted, because they may be earnings with one", left...)}
	case len(counted) > 1:
		return []Finding{finding(ruleIdentity, mci.Unknown, "the lines have no earning ID; if one of them is a recalculation of another, the sum counts it twice", counted...)}
	}
	return nil
}
