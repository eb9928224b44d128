package claims_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// templateFrom edits the card so that viva asks for one template from a day on,
// or for none if the day is empty.
func templateFrom(day string) termsEdit {
	return func(_, viva map[string]any) {
		evidence := viva["evidence"].(map[string]any)
		delete(evidence, "templates")
		if day != "" {
			evidence["templates"] = []any{map[string]any{"submittedFrom": day, "published": day, "source": "illustrative"}}
		}
	}
}

// An edition asks for a template, in the next revision for none, and then for a
// later one. A claim that is submitted three times, each time under any of
// them, is restored after every step. Without the template it is not restored,
// exactly if the terms that judged its first submission still hold and ask for
// one.
func TestAProofIsOnTheTemplateOfTheTermsThatJudgedTheFirstSubmission(t *testing.T) {
	card := cardWith(t, false, templateFrom(""), templateFrom("2022-12-01"))
	templates := []mci.Date{1: date(vivaTemplate), 2: {}, 3: date("2022-12-01")}
	for lives := range 3 * 3 * 3 {
		l := reach(t, plain(claims.ConsentReceived)).do("2022-12-02", evidence()...)
		l.catalog, l.claim = card, must(claims.Restore(l.claim.Record(), card))
		now := at("2022-12-02")
		step := func(command claims.Command) {
			now = now.Add(time.Hour)
			l.apply(command, by(command.Event(), now))
			l.checkStored()
		}
		first, holds := 0, true
		for range 3 {
			under := lives%3 + 1
			lives /= 3
			step(claims.GiveEvidence{Part: mci.ProofOfExecution, Template: templates[under]})
			if l.claim.Record().Engagement.Revision != revision(under) {
				step(claims.AcceptTerms{Revision: revision(under)})
				holds = first == 0 // the terms of the first submission
			}
			step(claims.Submit{Comment: "see page 2"})
			if first == 0 {
				first = under
			}
			lost := l.claim.Record()
			lost.Evidence[1].Template = mci.Date{}
			_, err := claims.Restore(lost, card)
			if want := holds && !templates[first].IsZero(); want != errors.Is(err, mci.ErrInvalid) {
				t.Errorf("submitted under revision %d, first under %d: without its template it is restored: %v", under, first, err)
			}
			step(claims.RequestAction{})
		}
		l.checkReplay()
	}
}
