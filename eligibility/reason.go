package eligibility

import (
	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Reason explains why a customer is on the Ineligible tab. The zero Reason is
// NoReason.
type Reason uint16

// The reasons. The portal names CriteriaNotMet and LimitReached. The last two
// come from its earlier wording and are now part of LimitReached. Source:
// [mci.CustomersPage] and [mci.EarlierCustomersPage].
const (
	NoReason Reason = iota
	CriteriaNotMet
	LimitReached
	ConsentGivenElsewhere
	DoneElsewhere
)

var reasonNames = vocabulary.Names[Reason]{What: "reason", Texts: []string{
	NoReason:              "no reason",
	CriteriaNotMet:        "does not meet the eligibility criteria of the engagement",
	LimitReached:          "has met the allowed limit on active or allowed claims",
	ConsentGivenElsewhere: "has given consent to another partner for this engagement",
	DoneElsewhere:         "has already taken part in the engagement with another partner",
}}

// String returns the reason in words.
func (r Reason) String() string { return reasonNames.Text(r) }

// MarshalText returns the reason in words. If the value is not declared, it
// returns a [mci.FieldError].
func (r Reason) MarshalText() ([]byte, error) { return reasonNames.Marshal(r) }

// UnmarshalText reads a reason in words. If the text is anything else, it
// returns a [mci.FieldError].
func (r *Reason) UnmarshalText(text []byte) error { return reasonNames.Unmarshal(r, text) }

// Current returns the reason under which the portal shows r now: the two
// reasons about other partners are part of [LimitReached]. A page never gives
// those two; they are for reasons that a host stored under the portal's earlier
// wording. Source: [mci.LibraryReading].
func (r Reason) Current() Reason {
	if r == ConsentGivenElsewhere || r == DoneElsewhere {
		return LimitReached
	}
	return r
}

// ReasonOf returns the reason under which the Ineligible tab shows a customer
// for whom a rule failed. If the rule is not about the customer, or not one of
// a [Decision], it returns NoReason.
func ReasonOf(rule mci.RuleID) Reason {
	if i, ok := place(rule); ok {
		return rules[i].Own.reason
	}
	return NoReason
}

// Criteria returns the places, in the order of [Rules], of the rules about the
// customer. They alone decide on which tab of a Customers page a customer is;
// each has a reason.
func Criteria() (about ruling.Set) {
	for i := range rules {
		if rules[i].Own.reason != NoReason {
			about |= ruling.One(i)
		}
	}
	return about
}

// Reads returns the facts about the customer that a rule depends on. It is for
// package customers alone, and its type is internal. It returns none if the rule
// does not name its facts.
func Reads(rule mci.RuleID) fact.Set {
	if i, ok := place(rule); ok {
		return rules[i].Own.reads
	}
	return 0
}
