package association

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Guard is a condition of a transition in addition to the state, the actor
// and the window. The zero Guard is none.
type Guard uint8

// The guards.
const (
	// ProofComplete holds if there is a proof of execution with none of the
	// five published faults. A fact that is unknown is no fault.
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

// guards holds the row of each guard.
var guards = [...]struct {
	name   string
	rule   mci.RuleID
	source mci.Document
	// missing returns nothing if the guard holds for a command. Without a
	// command it returns the gaps that any command of the row can run into. It
	// sets Path and Why.
	missing func(c *Claim, command Command, at time.Time) []claims.Gap
	// ofClaim reports whether the guard depends on the claim alone. If it does,
	// its gaps stop every command of the row.
	ofClaim bool
	// ofTerms reports whether the guard depends on terms that a host can
	// change. If it does, Replay does not ask it.
	ofTerms bool
}{
	ProofComplete:    {"proof complete", "cporclaim.guard.proof", mci.ManageAssociations, (*Claim).withFaults, true, true},
	RequestAnswered:  {"request answered", "cporclaim.guard.answer", mci.ManageAssociations, (*Claim).withoutAnswer, false, false},
	DisputeGrounds:   {"dispute grounds", "cporclaim.guard.grounds", mci.ManageAssociations, (*Claim).withoutGrounds, false, false},
	SameSubscription: {"same subscription", "cporclaim.guard.subscription", mci.AssociationIssues, (*Claim).withOtherSubscription, false, false},
	HasSubscription:  {"has subscription", "cporclaim.guard.scope", mci.CreateAssociation, (*Claim).withoutSubscription, true, false},
}

// checkGuards returns an error for the first guard whose row is incomplete.
func checkGuards() error {
	for g := 1; g < len(guards); g++ {
		if row := &guards[g]; row.name == "" || row.rule == "" || row.source == 0 || row.missing == nil {
			return fmt.Errorf("guard %d (%s): it lacks its name, rule, source or condition", g, row.name)
		}
	}
	return nil
}

func (c *Claim) withFaults(_ Command, at time.Time) (gaps []claims.Gap) {
	if c.record.Proof.IsZero() {
		return []claims.Gap{{Path: "proof", Why: "there is no proof of execution"}}
	}
	for i, finding := range c.ProofFindings(at) {
		if finding.Outcome == mci.Fail {
			why := cpor.Faults()[i].String() + ": wanted " + finding.Want + ", found " + finding.Found
			gaps = append(gaps, claims.Gap{Path: finding.Path, Why: why, Source: finding.Source})
		}
	}
	return gaps
}

func (c *Claim) withoutAnswer(command Command, _ time.Time) []claims.Gap {
	if submit, given := command.(Submit); given && submit.Comment != "" || !c.record.AnswerPending {
		return nil
	}
	return []claims.Gap{{Path: "command.comment", Why: "neither proof, edit nor comment was added since the reviewer's request"}}
}

func (c *Claim) withoutGrounds(command Command, _ time.Time) []claims.Gap {
	if dispute, given := command.(Dispute); given && (dispute.Justification != "" || !dispute.Proof.IsZero()) {
		return nil
	}
	return []claims.Gap{{Path: "command.justification", Why: "a dispute needs a business justification or a new proof of execution"}}
}

func (c *Claim) withOtherSubscription(command Command, _ time.Time) []claims.Gap {
	edit, given := command.(Edit)
	if !given || edit.Subscription == "" || edit.Subscription == c.record.Subscription {
		return nil
	}
	return []claims.Gap{otherSubscription("command.subscription")}
}

func otherSubscription(path string) claims.Gap {
	return claims.Gap{Path: path, Why: "a claim keeps its subscription; a new subscription ID takes a new claim"}
}

func (c *Claim) withoutSubscription(Command, time.Time) []claims.Gap {
	if c.record.Kind.Terms().Scope == cpor.SubscriptionScope {
		return nil
	}
	return []claims.Gap{{Path: "kind", Why: "the association is with a workload, which does not end with a subscription"}}
}

// missing returns the guard's gaps for a command. If the command is nil, it
// returns the gaps for any command of the row.
func (g Guard) missing(c *Claim, command Command, at time.Time) []claims.Gap {
	gaps := guards[g].missing(c, command, at)
	for i := range gaps {
		gaps[i].Rule = guards[g].rule
		if gaps[i].Source.Title == "" {
			gaps[i].Source = guards[g].source.Source()
		}
	}
	return gaps
}

var guardNames = vocabulary.Names[Guard]{What: "guard", Texts: func() (texts []string) {
	for i := range guards {
		texts = append(texts, guards[i].name)
	}
	return texts
}()}

// String returns the guard in words, such as "proof complete". The zero Guard
// is the empty text.
func (g Guard) String() string { return guardNames.Text(g) }

// MarshalText returns the guard in words. If the value is not declared, it
// returns a [mci.FieldError].
func (g Guard) MarshalText() ([]byte, error) { return guardNames.Marshal(g) }

// UnmarshalText reads a guard in words. Any other text is a [mci.FieldError].
func (g *Guard) UnmarshalText(text []byte) error { return guardNames.Unmarshal(g, text) }
