package claims_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// shortClocks replaces the windows of workshops by windows of a few days.
var shortClocks = []string{`"id": "Workshops",
      "consent": 30,
      "firstSubmission": 90,
      "review": 120,
      "dispute": 30,
      "postDispute": 30,`, `"id": "Workshops",
      "consent": 2,
      "firstSubmission": 3,
      "review": 5,
      "dispute": 2,
      "postDispute": 2,`}

// Random lives consist of rows of the table. Their actors, instants and
// arguments are drawn and can be wrong.
func TestRandomLivesKeepTheInvariants(t *testing.T) {
	catalogs := map[string]*catalog.Catalog{
		"public": public(),
		"short":  adapted(t, shortClocks...),
		"local":  adapted(t, append(shortClocks, `"timeZone": "UTC", "lastDay": "included"`, `"timeZone": "America/Havana", "lastDay": "excluded"`)...),
	}
	rows := claims.Transitions()
	steps, entered := 0, map[claims.State]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: drawOpening(t, catalogs), t: t}
		actions := map[string]func(*rapid.T){}
		for i, row := range rows {
			if row.From != (claims.State{}) {
				actions[fmt.Sprintf("%02d %s: %s in %s", i, row.Row, row.Event, row.From)] = func(*rapid.T) { p.play(row) }
			}
		}
		actions[""] = func(*rapid.T) { p.checkStored() }
		t.Repeat(actions)
		p.checkReplay()
		steps += len(p.history)
		for _, state := range p.states {
			entered[state]++
		}
	})
	t.Logf("%d steps; of %d states %d were entered: %v", steps, len(reached()), len(entered), entered)
}

// A player plays rows of the table on one claim.
type player struct {
	*life
	t      *rapid.T
	states []claims.State
	keys   int
}

func drawOpening(t *rapid.T, catalogs map[string]*catalog.Catalog) *life {
	catalog := catalogs[oneOf(t, "catalog", "public", "short", "short", "local")]
	id, when := viva, at("2022-11-10T09:00Z")
	if uniform(t, "variable pay", 4) == 0 {
		id, when = variable, at("2025-11-10T09:00Z")
	}
	q := question(engagement(catalog, id), when.Add(time.Duration(uniform(t, "minute", 24*60))*time.Minute))
	event := claims.AddCustomer
	if rapid.Bool().Draw(t, "known customer") {
		q.Way, q.Customer.ConsentedBefore, event = eligibility.Claim, mci.Yes, claims.ClaimCustomer
	}
	change, err := claims.Open(nominate(q), "claim-1", by(event, q.At))
	if err != nil {
		t.Fatal(err)
	}
	return &life{t, catalog, change.Claim, change.Entries}
}

// play tries the command of a row. Usually it first exchanges the row for one
// that fits the claim's state better.
func (p *player) play(row claims.Transition) {
	if fitting := p.fitting(); row.From != p.claim.State() && len(fitting) > 0 && p.chance(85) {
		row = oneOf(p.t, "row", fitting...)
	}
	if row.Event == claims.PartnerSubmits && p.chance(80) {
		p.complete()
	}
	meta := p.drawMeta(row)
	p.checkExpiry(meta)
	if p.attempt(p.drawCommand(row.Event), meta) {
		p.states = append(p.states, p.claim.State())
		p.checkExpiry(meta)
	}
}

// fitting returns the rows that start in the claim's state. Rows that do not
// end the claim count eight times, so that a life does not end too soon.
func (p *player) fitting() []claims.Transition {
	var rows []claims.Transition
	for _, row := range claims.Transitions() {
		if row.From != p.claim.State() {
			continue
		}
		weight := 1
		if !row.To.Terminal() {
			weight = 8
		}
		rows = append(rows, slices.Repeat([]claims.Transition{row}, weight)...)
	}
	return rows
}

// complete gives the missing evidence, if the claim accepts it.
func (p *player) complete() {
	for _, command := range evidence() {
		p.attempt(command, by(command.Event(), p.claim.Record().Updated))
	}
}

// chance returns true with a probability of percent. It shrinks to false.
func (p *player) chance(percent int) bool { return uniform(p.t, "chance", 100) >= 100-percent }

func oneOf[T any](t *rapid.T, label string, values ...T) T {
	return values[uniform(t, label, len(values))]
}

func (p *player) drawMeta(row claims.Transition) claims.Meta {
	meta := claims.Meta{Actor: row.Actor, At: p.drawInstant()}
	meta.Received = meta.At
	if row.Actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	if p.chance(5) {
		meta.Actor = claims.Actor(uniform(p.t, "actor", 6))
	}
	if p.chance(5) {
		meta.Role = mci.Role(uniform(p.t, "role", 3))
	}
	if p.chance(30) {
		p.keys++
		meta.Key = fmt.Sprint("key-", p.keys)
	}
	if used := p.claim.Record().Keys; len(used) > 0 && p.chance(10) {
		meta.Key = oneOf(p.t, "used key", used...).Key
	}
	return meta
}

// drawInstant draws an instant shortly after the latest entry or around the end
// of a running window.
func (p *player) drawInstant() time.Time {
	updated := p.claim.Record().Updated
	if deadlines := p.claim.Deadlines(); len(deadlines) > 0 && p.chance(10) {
		end := oneOf(p.t, "deadline", deadlines...).Window.End
		return end.Add(time.Duration(uniform(p.t, "nanoseconds", 3) - 1))
	}
	switch n := uniform(p.t, "pause", 25); n {
	case 0: // two clocks differ, by as much as is tolerated or more
		behind := []time.Duration{time.Nanosecond, time.Second, claims.DefaultTolerance, claims.DefaultTolerance + time.Nanosecond, time.Hour}
		return updated.Add(-oneOf(p.t, "behind", behind...))
	case 1:
		return updated.AddDate(1, 0, 0)
	case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11:
		return updated
	default:
		return updated.Add(time.Duration(uniform(p.t, "minutes", 24*60)) * time.Minute)
	}
}

func (p *player) drawCommand(event claims.Event) claims.Command {
	comment := oneOf(p.t, "comment", "", "see page 2")
	amount := oneOf(p.t, "amount", mci.Money{}, usd("4200.5"), usd("5000"), usd("0"))
	contact := oneOf(p.t, "contact", customerContact, otherContact)
	switch event {
	case claims.ConsentSent:
		return claims.SendConsent{DealSize: amount, CustomerContact: oneOf(p.t, "new contact", mci.Contact{}, contact)}
	case claims.ConsentResent:
		return claims.ResendConsent{}
	case claims.CustomerAccepts:
		return claims.Accept{}
	case claims.CustomerDeclines:
		return claims.Decline{}
	case claims.PartnerCancels:
		return claims.Cancel{Comment: comment}
	case claims.EvidenceGiven:
		part := oneOf(p.t, "part", mci.EvidenceParts()...)
		give := claims.GiveEvidence{Part: part, Reference: comment}
		switch {
		case part == mci.ProofOfExecution:
			give.Template = oneOf(p.t, "template", mci.Date{}, date(vivaTemplate), date("2022-07-01"))
		case part != mci.Invoice:
			give.SurveySent = rapid.Bool().Draw(p.t, "sent")
		}
		return give
	case claims.ContactUpdated:
		return claims.UpdateContact{Side: oneOf(p.t, "side", claims.CustomerSide, claims.PartnerSide), Contact: contact}
	case claims.PartnerSubmits:
		return claims.Submit{Requested: amount, Comment: comment}
	case claims.ReviewBegins:
		return claims.BeginReview{}
	case claims.ReviewerAsks:
		return claims.RequestAction{Comment: comment}
	case claims.ReviewerApproves:
		return claims.Approve{Amount: amount}
	case claims.ReviewerRejects:
		return claims.Reject{Comment: comment}
	case claims.PartnerDisputes:
		return claims.Dispute{Comment: comment}
	case claims.WindowEnds:
		return claims.Expire{}
	case claims.PartnerComments:
		return claims.AddComment{Comment: oneOf(p.t, "note", "", "see page 3")}
	case claims.PaymentRecorded:
		return claims.RecordPayment{Amount: amount, Reference: comment}
	default:
		panic("no command of " + event.String())
	}
}
