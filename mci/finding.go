package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// An Outcome is what a rule answered. The zero Outcome is [Unknown].
type Outcome uint8

// The outcomes of a rule. Fail beats Unknown, Unknown beats Pass.
const (
	Unknown Outcome = iota // the host did not supply a fact that the rule needs
	Pass
	Fail
)

// And returns the outcome of two rules that must both pass.
func (o Outcome) And(other Outcome) Outcome {
	switch {
	case o == Fail || other == Fail:
		return Fail
	case o == Pass && other == Pass:
		return Pass
	default:
		return Unknown
	}
}

var outcomeNames = vocabulary.Names[Outcome]{What: "outcome", Texts: []string{"unknown", "pass", "fail"}}

// String returns "unknown", "pass" or "fail".
func (o Outcome) String() string { return outcomeNames.Text(o) }

// MarshalText returns the outcome's name.
func (o Outcome) MarshalText() ([]byte, error) { return outcomeNames.Marshal(o) }

// UnmarshalText reads an outcome's name. Any other text is a [FieldError].
func (o *Outcome) UnmarshalText(text []byte) error { return outcomeNames.Unmarshal(o, text) }

// A Fact is what the host knows about one yes-or-no question. The zero Fact is
// unknown: the host did not supply it.
type Fact uint8

// The answers to a yes-or-no question.
const (
	NotSupplied Fact = iota
	Yes
	No
)

// FactOf returns [Yes] for true and [No] for false.
func FactOf(b bool) Fact {
	if b {
		return Yes
	}
	return No
}

// Outcome returns the outcome of a rule that wants the answer yes.
func (f Fact) Outcome() Outcome {
	switch f {
	case Yes:
		return Pass
	case No:
		return Fail
	case NotSupplied:
	}
	return Unknown
}

var factNames = vocabulary.Names[Fact]{What: "fact", Texts: []string{"unknown", "yes", "no"}}

// String returns "unknown", "yes" or "no".
func (f Fact) String() string { return factNames.Text(f) }

// MarshalText returns the fact's name.
func (f Fact) MarshalText() ([]byte, error) { return factNames.Marshal(f) }

// UnmarshalText reads a fact's name. Any other text is a [FieldError].
func (f *Fact) UnmarshalText(text []byte) error { return factNames.Unmarshal(f, text) }

// A RuleID is the stable name of a rule, such as "customer.id-type". A rule
// keeps its ID for ever; a retired ID is never given to another rule.
type RuleID string

// A Finding is what one rule found, with all that a person needs to check it.
type Finding struct {
	Rule RuleID `json:"rule"`
	// Version is the rule's version; 0 for a rule that has only one.
	Version int     `json:"version,omitempty"`
	Outcome Outcome `json:"outcome"`
	Path    string  `json:"path"`  // the input that the rule looked at
	Want    string  `json:"want"`  // what the rule asks for
	Found   string  `json:"found"` // what it found
	// Waived says who lets a decision pass although the rule fails, until when
	// and why; empty where nobody does.
	Waived string `json:"waived,omitempty"`
	Source Source `json:"source"`
}
