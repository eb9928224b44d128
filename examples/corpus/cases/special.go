package cases

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// shown are the names that Partner Center shows in the cases: each status, two
// names that mean several, and one that no document lists.
func shown() []string {
	return append(textsOf(claims.Statuses()), "Expired", "Submitted / Under review", "On hold")
}

// observed shows each name for a claim in each state, and settles what diverges.
func (m *maker) observed(l *answer.Living) {
	when := l.Claim.Record().Updated.AddDate(0, 0, 1)
	for _, name := range shown() {
		meta := asActor(claims.PartnerCenter, when)
		m.offer(step(l.Claim, answer.Action{Observe: name}, meta), fmt.Sprintf("observe %q: %s", name, stateText(l.Claim.State())))
		change, err := claims.Observe(l.Claim, claims.ReadStatus(name), meta)
		if err != nil || change.Claim.Divergence() == nil {
			continue
		}
		m.settle(change.Claim, claims.Resolve{Comment: "as agreed"}, "kept")
		again := asActor(claims.PartnerCenter, when.AddDate(0, 0, 1))
		m.offer(step(change.Claim, answer.Action{Observe: name}, again), "observe again what diverges")
		m.offer(step(change.Claim, answer.Action{Observe: l.Claim.State().Status.String()}, again), fmt.Sprintf("observe agreement after a divergence, ended %t", l.Claim.State().Terminal()))
		for status := range claims.ReadStatus(name).All() {
			m.settle(change.Claim, claims.Resolve{Take: status}, status.String())
		}
	}
	for actor := claims.Partner; actor < claims.PartnerCenter; actor++ {
		m.offer(step(l.Claim, answer.Action{Observe: "Approved"}, asActor(actor, when)), fmt.Sprintf("observe by %s", actor))
	}
}

// settle resolves a divergence.
func (m *maker) settle(claim *claims.Claim, command claims.Resolve, what string) {
	meta := asActor(claims.Partner, claim.Record().Updated.AddDate(0, 0, 1))
	m.offer(step(claim, commanded(command), meta), fmt.Sprintf("resolve to %s, ended %t", what, claim.State().Terminal()))
}

// overtaken gives commands that are dated inside a window whose end is recorded
// already.
func (m *maker) overtaken(claim *claims.Claim) {
	if !claim.State().Status.IsExpired() {
		return
	}
	for _, command := range tried {
		meta := by(command.Event(), claim.Record().Updated.Add(-time.Nanosecond))
		m.offer(step(claim, commanded(command), meta), fmt.Sprintf("overtaken: %s, %s", stateText(claim.State()), command.Event()))
	}
}

// takenBack takes back the latest entry of a claim, and the one before.
func (m *maker) takenBack(l *answer.Living) {
	history := make([]json.RawMessage, len(l.History))
	for i := range l.History {
		history[i] = must(answer.Marshal(&l.History[i]))
	}
	latest := l.History[len(l.History)-1]
	meta := asActor(claims.Partner, l.Claim.Record().Updated.AddDate(0, 0, 1))
	back := answer.Action{TakeBack: &answer.TakingBack{Number: latest.Number, History: history}}
	m.offer(step(l.Claim, back, meta), fmt.Sprintf("take back %s", latest.Event))
	back.TakeBack = &answer.TakingBack{Number: latest.Number - 1, History: history}
	m.offer(step(l.Claim, back, meta), fmt.Sprintf("take back the entry before %s", latest.Event))
}

// outOfOrder comments, or gives another recording step, around the tolerance
// before the latest entry.
func (m *maker) outOfOrder(claim *claims.Claim) {
	for _, command := range tried {
		if _, ok := rowOf(claim.State(), command.Event()); !ok || command.Event() == claims.WindowEnds {
			continue
		}
		for _, bound := range bounds {
			meta := by(command.Event(), claim.Record().Updated.Add(-claims.DefaultTolerance-bound.after))
			m.offer(step(claim, commanded(command), meta), fmt.Sprintf("tolerance %s: %s", bound.name, command.Event()))
		}
	}
	for _, tolerance := range []time.Duration{claims.NoTolerance, time.Hour, claims.MostTolerance, claims.MostTolerance + 1} {
		meta := asActor(claims.Partner, claim.Record().Updated.Add(-10*time.Minute))
		meta.Tolerance = tolerance
		m.offer(step(claim, commanded(claims.AddComment{Comment: "late"}), meta), fmt.Sprintf("tolerance of %s", tolerance))
	}
}

// adoptions make claims that only Partner Center has.
func (m *maker) adoptions() {
	e, _ := m.catalogs["public"].Find(viva, mci.Date{})
	for _, name := range shown() {
		adoption := answer.Adoption{ID: "claim-1", Name: "Contoso", Engagement: e.Ref(), CustomerID: tenant, Shown: claims.ReadStatus(name)}
		m.adopt(adoption, asActor(claims.PartnerCenter, opened), fmt.Sprintf("adopt %q", name))
		adoption.Created, adoption.Location, adoption.CustomerContact = opened.AddDate(0, -1, 0), "zurich", customerContact
		m.adopt(adoption, asActor(claims.PartnerCenter, opened), fmt.Sprintf("adopt %q with more facts", name))
		adoption.Created = opened.AddDate(0, 1, 0)
		m.adopt(adoption, asActor(claims.PartnerCenter, opened), "adopt before the creation")
		m.adopt(adoption, asActor(claims.Partner, opened), "adopt by partner")
	}
}

func (m *maker) adopt(adoption answer.Adoption, meta claims.Meta, what string) {
	m.offer(answer.Step{Catalog: "public", Do: answer.Action{Adopt: &adoption}, Meta: meta}, what)
}

// keys repeat a command under its key, and give another one under it.
func (m *maker) keys() {
	l := m.open(viva)
	meta := asActor(claims.Partner, opened.AddDate(0, 0, 1))
	meta.Key = "key-1"
	first := claims.SendConsent{DealSize: usd("25000")}
	m.offer(step(l.Claim, commanded(first), meta), "key: first use")
	change, err := claims.Apply(l.Claim, first, meta)
	if err != nil {
		m.fail(err)
		return
	}
	later := meta
	later.At = meta.At.AddDate(0, 0, 1)
	m.offer(step(change.Claim, commanded(first), later), "key: the same command later")
	m.offer(step(change.Claim, commanded(claims.SendConsent{DealSize: usd("26000")}), later), "key: the same event with other content")
	m.offer(step(change.Claim, commanded(claims.ResendConsent{}), later), "key: another event")
	later.Key = "key-2"
	m.offer(step(change.Claim, commanded(first), later), "key: the same command under another key")
	facts := claims.RecordFacts{Number: "N-1", Comment: "seen in the export"}
	m.offer(step(change.Claim, commanded(facts), asActor(claims.PartnerCenter, later.At)), "record facts")
	known, err := claims.Apply(change.Claim, facts, asActor(claims.PartnerCenter, later.At))
	if err != nil {
		m.fail(err)
		return
	}
	again := asActor(claims.PartnerCenter, later.At)
	m.offer(step(known.Claim, commanded(facts), again), "record facts: known already")
	again.Key = "key-3"
	m.offer(step(known.Claim, commanded(facts), again), "record facts: known already, under a key")
}

// receipts give a command whose instant is around that of its receipt.
func (m *maker) receipts() {
	l := m.open(viva)
	for _, bound := range bounds {
		meta := asActor(claims.Partner, opened.Add(24*time.Hour+claims.DefaultTolerance+bound.after))
		meta.Received = opened.Add(24 * time.Hour)
		m.offer(step(l.Claim, commanded(claims.SendConsent{}), meta), "later than the receipt by the tolerance "+bound.name)
		meta.Future = true
		m.offer(step(l.Claim, commanded(claims.SendConsent{}), meta), "later than the receipt, and vouched for, "+bound.name)
	}
	for _, year := range []int{1999, 2000, 8999, 9001} {
		meta := asActor(claims.Partner, time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC))
		m.offer(step(l.Claim, commanded(claims.SendConsent{}), meta), fmt.Sprintf("year %d", year))
	}
}

// newTerms gives commands to a claim whose terms were corrected in place.
func (m *maker) newTerms() {
	l := m.open(viva)
	e, _ := m.catalogs["corrected"].Find(viva, mci.Date{})
	old := l.Claim.Engagement().Digest()
	for _, c := range []struct {
		command claims.Command
		what    string
	}{
		{claims.SendConsent{}, "another command"},
		{claims.AcceptTerms{}, "accept terms"},
		{claims.AcceptTerms{Terms: e.Digest()}, "accept just these terms"},
		{claims.AcceptTerms{Terms: old}, "accept the terms of before"},
		{claims.AcceptTerms{Revision: must(mci.NewRevision(2))}, "accept a revision that is not there"},
	} {
		in := step(l.Claim, commanded(c.command), asActor(claims.Partner, opened.AddDate(0, 0, 1)))
		m.offer(in, "terms as before: "+c.what)
		in.Catalog = "corrected"
		m.offer(in, "terms changed: "+c.what)
	}
}

// malformed gives commands that no client may give.
func (m *maker) malformed() {
	l := m.open(viva)
	long := `{"comment":"` + strings.Repeat("x", 4001) + `"}`
	for _, c := range []struct{ event, with, what string }{
		{"send consent", `{"dealSize":{"amount":"-1","currency":"USD"}}`, "negative deal size"},
		{"send consent", `{"dealSize":{"amount":"1","currency":"EUR"}}`, "deal size in EUR"},
		{"send consent", `{"dealSize":{"amount":"0","currency":"USD"}}`, "deal size of zero"},
		{"send consent", `{"dealSize":25000}`, "deal size as a number"},
		{"send consent", `{"DealSize":null}`, "member in other letters"},
		{"send consent", `{"size":1}`, "member that the command does not have"},
		{"send consent", `{"customerContact":{"name":"Alex","email":"alex"}}`, "contact without a mail domain"},
		{"cancel", long, "comment of 4001 bytes"},
		{"cancel", `{"comment":""}`, "empty comment"},
		{"update contact", `{"side":"both","contact":{"name":"A","email":"a@contoso.com"}}`, "unknown side"},
		{"comment", `{"comment":""}`, "no comment"},
		{"give evidence", `{"part":"photograph"}`, "unknown part"},
		{"give evidence", `{"part":"invoice","surveySent":true}`, "invoice sent as a survey"},
		{"give evidence", `{"part":"invoice","template":"2022-10-01"}`, "invoice on a template"},
		{"record payment", `{"amount":{"amount":"0","currency":"USD"}}`, "payment of zero"},
		{"approve", `{"amount":{"amount":"-5","currency":"USD"}}`, "negative approved amount"},
		{"record facts", `{}`, "no facts"},
		{"fly", `{}`, "unknown event"},
		{"add customer", `{}`, "event that only opens"},
	} {
		do := answer.Action{Command: &answer.Command{Event: c.event, With: json.RawMessage(c.with)}}
		var event claims.Event
		meta := asActor(claims.Partner, opened.AddDate(0, 0, 1))
		if event.UnmarshalText([]byte(c.event)) == nil {
			meta = by(event, meta.At)
		}
		m.offer(step(l.Claim, do, meta), fmt.Sprintf("command %s: %s", c.event, c.what))
	}
	m.offer(step(l.Claim, commanded(claims.ResendConsent{}), claims.Meta{At: opened}), "no actor")
	m.offer(step(l.Claim, commanded(claims.ResendConsent{}), claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser}), "no instant")
}
