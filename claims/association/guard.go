package association

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// guards holds the row of each guard.
var guards = [...]struct {
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
	lifecycle.ProofComplete:    {"cporclaim.guard.proof-complete", mci.ManageAssociations, (*Claim).withFaults, true, true},
	lifecycle.RequestAnswered:  {"cporclaim.guard.answer", mci.ManageAssociations, (*Claim).withoutAnswer, false, false},
	lifecycle.DisputeGrounds:   {"cporclaim.guard.grounds", mci.ManageAssociations, (*Claim).withoutGrounds, false, false},
	lifecycle.SameSubscription: {"cporclaim.guard.subscription", mci.AssociationIssues, (*Claim).withOtherSubscription, false, false},
	lifecycle.HasSubscription:  {"cporclaim.guard.scope", mci.CreateAssociation, (*Claim).withoutSubscription, true, false},
}

// checkGuards returns an error for the first guard whose row is incomplete.
func checkGuards() error {
	for _, g := range lifecycle.Guards() {
		if row := &guards[g]; row.rule == "" || row.source == 0 || row.missing == nil {
			return fmt.Errorf("guard %d (%s): it lacks its rule, source or condition", g, g)
		}
	}
	return nil
}

func (c *Claim) withFaults(_ Command, at time.Time) (gaps []claims.Gap) {
	if c.record.Proof.IsZero() {
		return []claims.Gap{{Path: "proof", Why: "there is no proof of execution"}}
	}
	for i, finding := range c.ProofFindings(at) {
		if finding.Outcome == mci.Pass {
			continue
		}
		why := cpor.Faults()[i].String()
		if finding.Outcome == mci.Unknown {
			why += " cannot be ruled out"
		}
		why += ": wanted " + finding.Want + ", found " + finding.Found
		gaps = append(gaps, claims.Gap{Path: finding.Path, Why: why, Source: finding.Source})
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
	if !given || edit.Subscription == "" || edit.Subscription.Same(c.record.Subscription) {
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

// missing returns a guard's gaps for a command. If the command is nil, it
// returns the gaps for any command of the row. The guard holds for the instant
// under which the step is stored, as a guard of package claims does.
func missing(g lifecycle.Guard, c *Claim, command Command, at time.Time) []claims.Gap {
	gaps := guards[g].missing(c, command, c.stored(at))
	for i := range gaps {
		gaps[i].Rule = guards[g].rule
		if gaps[i].Source.Title == "" {
			gaps[i].Source = guards[g].source.Source()
		}
	}
	return gaps
}
