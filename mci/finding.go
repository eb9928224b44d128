package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// An Outcome is the answer of a rule. The zero Outcome is [Unknown].
type Outcome uint8

// The outcomes of a rule. Fail beats Unknown, and Unknown beats Pass.
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

// A Fact is the host's answer to one yes-or-no question. The zero Fact is
// unknown: the host did not supply an answer.
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

// Outcome returns the outcome of a rule that requires the answer yes.
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
// keeps its ID forever. A retired ID is never given to another rule.
type RuleID string

// A Finding is the result of one rule, with everything that a person needs to
// check it.
type Finding struct {
	// Rule is the stable name of the rule.
	Rule RuleID `json:"rule"`
	// Version is the rule's version, or 0 if the rule has only one.
	Version int `json:"version,omitempty"`
	// Outcome is the answer of the rule.
	Outcome Outcome `json:"outcome"`
	// Path is the input that the rule looked at.
	Path string `json:"path"`
	// Want is the requirement of the rule, in words.
	Want string `json:"want"`
	// Found is the value that the rule found, in words.
	Found string `json:"found"`
	// Waived says who lets a decision pass although the rule fails, until when
	// and why. It is empty if the rule is not waived.
	Waived string `json:"waived,omitempty"`
	// Source is the document that the rule rests on.
	Source Source `json:"source"`
}
