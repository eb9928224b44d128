package mci

// A Rule is what a stable rule ID stands for. The zero Rule is none. Each package returns its own.
type Rule struct {
	ID    RuleID
	Means string // what passes or happens, in words
	// Source is that of the rule. Figures and conditions of a catalog have sources of their own, which findings cite.
	Source Source
}
