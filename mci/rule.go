package mci

// A Rule is what a stable rule ID stands for. The zero Rule is none. Each
// package returns its own.
type Rule struct {
	ID RuleID
	// Version grows by one when the meaning, the wanted value or the source of
	// the rule changes; 0 for a rule that has only one.
	Version int
	// Retired is whether the rule, or this version of it, decides nothing any
	// more. It stays so that stored findings can be explained.
	Retired bool
	Means   string // what passes or happens, in words
	// Source is that of the rule. Figures and conditions of a catalog have
	// sources of their own, which findings cite.
	Source Source
}
