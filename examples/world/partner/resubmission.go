package partner

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/mci"
)

// A reply is the part of an entry in the exchange between reviewer and partner.
// The zero reply is none.
type reply uint8

const (
	asks    reply = iota + 1 // it waits for an answer
	answers                  // it answers
	unclear                  // somebody has followed Partner Center or corrected the history
)

// owing reports whether a history waits for an answer of the partner. If
// somebody has followed Partner Center or corrected the history, it is not
// known.
func owing[E any](history []E, of func(*E) reply) (owes, known bool) {
	for i := len(history) - 1; i >= 0; i-- {
		switch of(&history[i]) {
		case asks:
			return true, true
		case answers:
			return false, true
		case unclear:
			return false, false
		}
	}
	return false, false
}

// replyOf returns the part of an entry of a partner activity. If a dispute has
// a comment, it answers the rejection at once.
func replyOf(e *claims.Entry) reply {
	dispute, _ := e.Command.(claims.Dispute)
	switch {
	case e.Shown != (claims.PortalStatus{}) || e.Event > claims.PaymentRecorded && e.Event != claims.TermsAccepted && e.Event != claims.FactsRecorded:
		return unclear
	case e.Rule == keyRule:
		return 0
	case e.Event == claims.ReviewerAsks, e.Event == claims.PartnerDisputes && dispute.Comment == "":
		return asks
	case e.Event == claims.PartnerDisputes, e.Event == claims.EvidenceGiven, e.Event == claims.PartnerComments:
		return answers
	}
	return 0
}

// replyOfBond returns the part of an entry of an association.
func replyOfBond(e *association.Entry) reply {
	switch {
	case e.Rule == bondKeyRule:
		return 0
	case e.Actor == claims.PartnerCenter || e.Event > lifecycle.WindowEnds:
		return unclear
	case e.Event == lifecycle.ReviewerAsks:
		return asks
	case e.Event == lifecycle.ProofGiven, e.Event == lifecycle.ClaimEdited, e.Event == lifecycle.PartnerComments:
		return answers
	}
	return 0
}

// checkResubmission compares the answer to a resubmission with the history. If
// it has no comment and nothing else has answered the reviewer, the guard must
// refuse it; otherwise it must not. If another rule refuses it, nothing
// follows.
func (w *World) checkResubmission(id claims.ID, owes, known bool, comment string, guard mci.RuleID, err error) {
	rule, _, refused := refusedBy(err)
	if !known || err != nil && (!refused || rule != guard) {
		return
	}
	want := owes && comment == ""
	w.count("resubmission", fmt.Sprintf("with a comment %t, answered %t", comment != "", !owes))
	if want == (err == nil) {
		w.violate(12, id, fmt.Errorf("a resubmission waits for an answer: %t, and the library says: %w", want, orTaken(err)))
	}
}

// errTaken stands for the error of a command that was accepted.
var errTaken = errors.New("it is accepted")

func orTaken(err error) error {
	if err == nil {
		return errTaken
	}
	return err
}
