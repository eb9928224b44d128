package mci

// A Rule is the meaning of a stable rule ID. The zero Rule is no rule. Each
// package that has rules returns its own.
type Rule struct {
	// ID is the stable name of the rule.
	ID RuleID `json:"id,omitzero"`
	// Version grows by one when the meaning, the wanted value or the source of
	// the rule changes. It is 0 if the rule has only one version.
	Version int `json:"version,omitempty"`
	// Retired is true if the rule, or this version of it, no longer decides
	// anything. The rule stays in the list so that stored findings can be
	// explained.
	Retired bool `json:"retired,omitempty"`
	// Means describes in words the condition that passes, or the effect of the
	// rule.
	Means string `json:"means,omitempty"`
	// Path is the input that the rule looks at, as findings give it. It is
	// empty if that is not the same for each finding of the rule.
	Path string `json:"path,omitempty"`
	// Source is the source of the rule. Figures and conditions of a catalog
	// have sources of their own, which findings cite.
	Source Source `json:"source,omitzero"`
}
