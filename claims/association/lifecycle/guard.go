package lifecycle

import "github.com/mci-go/incentives/mci/vocabulary"

// A Guard is a condition of a transition in addition to the state, the actor
// and the window. The zero Guard is none.
type Guard uint8

// The guards.
const (
	// ProofComplete holds if there is a proof of execution that is known to
	// have none of the five published faults. If a fact is unknown, it is no
	// better than a fault, so the submission waits until the host supplies it.
	ProofComplete Guard = iota + 1
	// RequestAnswered holds if there is a new proof, an edit or a comment since
	// the reviewer asked.
	RequestAnswered
	// DisputeGrounds holds if the dispute has a justification or a new proof.
	DisputeGrounds
	// SameSubscription holds if an edit does not name another subscription.
	SameSubscription
	// HasSubscription holds if the claim is for a subscription.
	HasSubscription
)

var guardNames = vocabulary.Names[Guard]{What: "guard", Texts: []string{
	ProofComplete: "proof complete", RequestAnswered: "request answered", DisputeGrounds: "dispute grounds",
	SameSubscription: "same subscription", HasSubscription: "has subscription",
}}

// Guards returns every guard.
func Guards() []Guard {
	return []Guard{ProofComplete, RequestAnswered, DisputeGrounds, SameSubscription, HasSubscription}
}

// String returns the guard in words, such as "proof complete". The zero Guard
// is the empty text.
func (g Guard) String() string { return guardNames.Text(g) }

// MarshalText returns the guard in words. If the value is not declared, it
// returns a [mci.FieldError].
func (g Guard) MarshalText() ([]byte, error) { return guardNames.Marshal(g) }

// UnmarshalText reads a guard in words. Any other text is a [mci.FieldError].
func (g *Guard) UnmarshalText(text []byte) error { return guardNames.Unmarshal(g, text) }
