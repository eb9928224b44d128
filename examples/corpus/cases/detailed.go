package cases

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// detailed lists commands with every member that they can have. Each is given
// once, to a claim that permits it.
var detailed = []claims.Command{
	claims.SendConsent{DealSize: usd("25000"), CustomerContact: otherContact, PartnerContact: partnerContact, Language: "de-CH"},
	claims.Cancel{Comment: "no longer needed"},
	claims.GiveEvidence{Part: mci.ProofOfExecution, Template: day("2022-10-01"), Reference: "poe.pdf"},
	claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true, Reference: "mail-1"},
	claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact},
	claims.Submit{Requested: usd("4000"), Comment: "see page 2"},
	claims.RequestAction{Comment: "the invoice is not readable"},
	claims.Approve{Amount: usd("4500")},
	claims.Reject{Comment: "the customer was not found"},
	claims.Dispute{Comment: "the customer is there"},
	claims.RecordPayment{Amount: usd("3000"), Reference: "pay-1", Earning: "E-1", EarningType: "Rebate", Month: must(earnings.ParseMonth("2023-03"))},
	claims.RecordFacts{Number: "N-1", Approved: usd("4800"), Comment: "seen in the export"},
}

// detailedCommands gives each detailed command if the claim permits it, and
// goes on with the claim.
func (m *maker) detailedCommands(claim *claims.Claim) {
	for _, command := range detailed {
		when := claim.Record().Updated.AddDate(0, 0, 1)
		change, err := claims.Apply(claim, command, by(command.Event(), when))
		if err != nil || len(change.Entries) == 0 {
			continue
		}
		what := fmt.Sprintf("%s with %s", command.Event(), strings.Join(membersOf(command), ", "))
		m.offer(step(claim, commanded(command), by(command.Event(), when)), what)
		m.recorded(change.Claim, "after "+what)
	}
}

// membersOf returns the members of the JSON of a value.
func membersOf(value any) []string {
	var members map[string]json.RawMessage
	must(0, json.Unmarshal(must(json.Marshal(value)), &members))
	return slices.Sorted(maps.Keys(members))
}

// pathsOf returns the members of the JSON of a value, and the members of these.
// A member of an element of a list has no number.
func pathsOf(value any) []string {
	var read any
	must(0, json.Unmarshal(must(json.Marshal(value)), &read))
	paths := map[string]bool{}
	var walk func(path string, value any)
	walk = func(path string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for name, member := range value {
				paths[path+name] = true
				walk(path+name+".", member)
			}
		case []any:
			for _, element := range value {
				walk(path, element)
			}
		}
	}
	walk("", read)
	return slices.Sorted(maps.Keys(paths))
}

// recorded gives a step to a claim if its record has a member that no question
// of the kind has yet.
func (m *maker) recorded(claim *claims.Claim, what string) {
	var fresh bool
	for _, member := range pathsOf(claim.Record()) {
		if name := "record: " + member; !m.seen[name] {
			m.seen[name], fresh = true, true
		}
	}
	if fresh {
		meta := asActor(claims.PartnerCenter, claim.Record().Updated.AddDate(0, 0, 1))
		m.offer(step(claim, commanded(claims.RecordFacts{Number: "N-2"}), meta), "record facts "+what)
	}
}

// approval approves a claim without an amount whose partner requested another
// one than the claim calculates.
func (m *maker) approval(claim *claims.Claim) {
	record := claim.Record()
	if record.Status != claims.UnderReview || record.Amounts.Requested.Money.IsNone() {
		return
	}
	record.Amounts.Requested.Money = usd("3000")
	m.offer(answer.Step{
		Catalog: "public", Record: storedRecord(record), Do: commanded(claims.Approve{}), Meta: by(claims.ReviewerApproves, record.Updated.AddDate(0, 0, 1)),
	}, "approve without an amount after another one was requested")
}

// payments records payments of an approved claim, so that each thing that
// identifies a payment is the same and another one: its order, and its earning or
// the type and month of it.
func (m *maker) payments(claim *claims.Claim) {
	if claim.State() != (claims.State{Status: claims.Approved}) || len(claim.Record().Amounts.Payments) > 0 {
		return
	}
	pay := func(money, order, earning string) claims.RecordPayment {
		return claims.RecordPayment{Amount: usd(money), Reference: order, Earning: earning}
	}
	typed := func(money, order, earningType, month string) claims.RecordPayment {
		return claims.RecordPayment{Amount: usd(money), Reference: order, EarningType: earningType, Month: must(earnings.ParseMonth(month))}
	}
	l, when := claim, claim.Record().Updated
	for _, c := range []struct {
		what    string
		payment claims.RecordPayment
	}{
		{"the first one", pay("3000", "pay-1", "E-1")},
		{"the same again", pay("3000", "pay-1", "E-1")},
		{"another earning in the same order", pay("2000", "pay-1", "E-2")},
		{"the first one with another amount", pay("3100", "pay-1", "E-1")},
		{"the first amount again after the other one", pay("3000", "pay-1", "E-1")},
		{"the first earning in another order", pay("3000", "pay-2", "E-1")},
		{"money that is taken back", pay("-100", "pay-2", "E-3")},
		{"by the type and month of an earning", typed("700", "pay-3", "Rebate", "2023-03")},
		{"the same type and month again", typed("700", "pay-3", "Rebate", "2023-03")},
		{"the same type and month with another amount", typed("710", "pay-3", "Rebate", "2023-03")},
		{"the same type in another case", typed("710", "pay-3", " REBATE", "2023-03")},
		{"another type", typed("710", "pay-3", "Fee", "2023-03")},
		{"the same type in another month", typed("710", "pay-3", "Rebate", "2023-04")},
		{"the same type and month in another order", typed("710", "pay-4", "Rebate", "2023-03")},
		{"an order without an earning", pay("50", "pay-5", "")},
		{"the same order without an earning again", pay("50", "pay-5", "")},
		{"an earning without an order", pay("60", "", "E-6")},
		{"the same earning without an order again", pay("60", "", "E-6")},
	} {
		when = when.AddDate(0, 0, 1)
		l = m.taken(l, c.payment, by(claims.PaymentRecorded, when), "payment: "+c.what)
	}
	m.recorded(l, "after a corrected payment")
}

// taken offers a command and returns the claim after it. If the claim does not
// permit the command, the maker keeps the error.
func (m *maker) taken(claim *claims.Claim, command claims.Command, meta claims.Meta, what string) *claims.Claim {
	m.offer(step(claim, commanded(command), meta), what)
	change, err := claims.Apply(claim, command, meta)
	if err != nil {
		m.fail(fmt.Errorf("%s: %w", what, err))
		return claim
	}
	return change.Claim
}

// openingsOf opens a claim for each base, if the record then has a member that
// no opening has yet.
func (m *maker) openingsOf() {
	for i := range bases {
		b := &bases[i]
		q := b.question(m.catalogs[b.catalog])
		q.Customer.MailMatches, q.Customer.MismatchReason = mci.No, "an external project lead"
		if q.Customer.ID.Type() == mci.OpportunityID {
			q.Customer.MailMatches, q.Customer.MismatchReason = mci.NotSupplied, ""
		}
		l, ok := m.mayOpen(b, &q)
		if !ok {
			continue
		}
		var fresh []string
		for _, member := range membersOf(l.Record()) {
			if name := "opened with " + member; !m.seen[name] {
				fresh = append(fresh, name)
			}
		}
		m.offer(answer.Step{Catalog: b.catalog, Do: opening(&q), Meta: asActor(claims.Partner, q.At)}, fresh...)
		if b.catalog == "public" || len(fresh) == 0 {
			continue
		}
		meta := asActor(claims.Partner, q.At.AddDate(0, 0, 1))
		m.offer(answer.Step{Catalog: b.catalog, Record: stored(l), Do: commanded(claims.SendConsent{}), Meta: meta}, "consent of "+string(b.engagement))
	}
	b := &bases[0]
	q := b.question(m.catalogs[b.catalog])
	q.Customer.MeetsCriteria = mci.NotSupplied
	m.offer(answer.Step{Catalog: b.catalog, Do: opening(&q), Meta: asActor(claims.Partner, q.At)}, "opening of unknown eligibility")
}

// mayOpen opens a claim if the customer may be nominated, and reports whether
// it did.
func (m *maker) mayOpen(b *base, q *eligibility.Question) (*claims.Claim, bool) {
	var l answer.Living
	m.fail(l.Take(&answer.OneStep{Do: opening(q), Meta: asActor(claims.Partner, q.At)}, m.catalogs[b.catalog]))
	return l.Claim, l.Claim != nil
}

// evidenceAgain gives again each part of the evidence that a claim has, once
// for each state of the part.
func (m *maker) evidenceAgain(claim *claims.Claim) {
	for _, e := range claim.Record().Evidence {
		again := claims.GiveEvidence{Part: e.Part}
		meta := by(again.Event(), claim.Record().Updated.AddDate(0, 0, 1))
		m.offer(step(claim, commanded(again), meta), fmt.Sprintf("a %s that is %s is given", e.Part, e.State))
	}
}

// claimedCustomer gives a command by an admin to the claim of a customer who
// consented before.
func (m *maker) claimedCustomer() {
	e, _ := m.catalogs["public"].Find(viva, mci.Date{})
	q := question(e, opened)
	q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
	meta := asActor(claims.Partner, opened.AddDate(0, 0, 1))
	meta.Role = mci.IncentivesAdmin
	m.offer(step(m.openBy("public", &q).Claim, commanded(claims.SendConsent{}), meta), "a command by an admin to the claim of a known customer")
}

// readdressed corrects the customer's address when consent is awaited, sends
// the mail again, and takes this back.
func (m *maker) readdressed() {
	l, when := m.open(viva), opened
	var step answer.OneStep
	for _, command := range []claims.Command{
		claims.SendConsent{}, claims.ResendConsent{}, claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact}, claims.ResendConsent{},
	} {
		when = when.AddDate(0, 0, 1)
		step = answer.OneStep{Do: commanded(command), Meta: by(command.Event(), when)}
		m.offer(answer.Step{Catalog: "public", Record: stored(l.Claim), Do: step.Do, Meta: step.Meta}, fmt.Sprintf("readdressed: %s, entry %d", command.Event(), len(l.History)+1))
		m.fail(l.Take(&step, m.catalogs["public"]))
	}
	back := answer.OneStep{Do: answer.Action{TakeBack: &answer.TakingBack{Number: l.Claim.Version()}}, Meta: by(claims.ConsentResent, when.AddDate(0, 0, 1))}
	m.fail(l.Take(&back, m.catalogs["public"]))
	m.offer(answer.Step{Catalog: "public", Record: stored(l.Claim), Do: step.Do, Meta: by(claims.ConsentResent, when.AddDate(0, 0, 2))}, "a command after an entry was taken back")
}
