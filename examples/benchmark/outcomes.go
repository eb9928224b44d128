package main

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// outcomes are what every rule of eligibility answered, two bits each, in the
// order of ruleTexts. The bits are those of mci.Outcome.
type outcomes uint64

// with adds what one rule answered. It has no branch.
func (o outcomes) with(rule int, answer mci.Outcome) outcomes {
	return o | outcomes(answer)<<(2*rule)
}

// of returns what one rule answered.
func (o outcomes) of(rule int) mci.Outcome { return mci.Outcome(o >> (2 * rule) & 3) }

// all returns what the rules answer together.
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

// String returns what every rule answered, in words.
func (o outcomes) String() string {
	texts := make([]string, len(ruleTexts))
	for i, rule := range ruleTexts {
		texts[i] = answered(rule.id, o.of(i))
	}
	return strings.Join(texts, "; ")
}

// answered is what one rule answered, in words.
func answered(rule mci.RuleID, outcome mci.Outcome) string {
	return string(rule) + " " + outcome.String()
}
