package main

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// outcomes holds the answer of every rule of eligibility in two bits, in the
// order of ruleTexts. The bits are the value of mci.Outcome.
type outcomes uint64

// with adds the answer of one rule. It has no branch.
func (o outcomes) with(rule int, answer mci.Outcome) outcomes {
	return o | outcomes(answer)<<(2*rule)
}

// of returns the answer of one rule.
func (o outcomes) of(rule int) mci.Outcome { return mci.Outcome(o >> (2 * rule) & 3) }

// all returns the joint answer of the rules.
func (o outcomes) all() mci.Outcome {
	const low = 1 << (2 * len(ruleTexts)) / 3 // the lower bit of each rule
	switch {
	case o>>1&low != 0:
		return mci.Fail
	case (o|o>>1)&low != low:
		return mci.Unknown
	default:
		return mci.Pass
	}
}

// String returns the answer of every rule in words.
func (o outcomes) String() string {
	texts := make([]string, len(ruleTexts))
	for i, rule := range ruleTexts {
		texts[i] = answered(rule.id, o.of(i))
	}
	return strings.Join(texts, "; ")
}

// answered returns the answer of one rule in words.
func answered(rule mci.RuleID, outcome mci.Outcome) string {
	return string(rule) + " " + outcome.String()
}
