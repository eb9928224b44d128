package cases

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// shown returns the names that Partner Center shows in the cases: each status,
// two names that mean several statuses, and one that no document lists.
func shown() []string {
	return append(textsOf(claims.Statuses()), "Expired", "Submitted / Under review", "On hold")
}

// observed shows each name for a claim in each state. If the claim diverges, a
// person settles it, and Partner Center shows the name again.
func (m *maker) observed(l *visited) {
	when := l.Claim.Record().Updated.AddDate(0, 0, 1)
	for _, name := range shown() {
		meta := asActor(claims.PartnerCenter, when)
		change, err := claims.Observe(l.Claim, claims.ReadStatus(name), meta)
		what := stateText(l.Claim.State())
		if !slices.Contains(textsOf(claims.Statuses()), name) {
			what = effect(rulesOf(change.Entries), err) // because the name is not a status
		}
		m.offer(step(l.Claim, answer.Action{Observe: name}, meta), fmt.Sprintf("observe %q: %s", name, what))
		if err != nil || change.Claim.Divergence() == nil {
			continue
		}
		m.settle(change.Claim, claims.Resolve{Comment: "as agreed"}, "kept")
		if kept, err := claims.Apply(change.Claim, claims.Resolve{}, asActor(claims.Partner, when.AddDate(0, 0, 1))); err == nil {
			m.offer(step(kept.Claim, answer.Action{Observe: name}, asActor(claims.PartnerCenter, when.AddDate(0, 0, 2))), "observe again what was kept")
		}
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

// effect names the effect of a step by the rules of its entries. The error is
// nil if the step was permitted.
func effect(rules []string, err error) string {
	switch {
	case err != nil:
		return "not taken"
	case len(rules) == 0:
		return "unchanged"
	default:
		return strings.Join(rules, ", ")
	}
}

func rulesOf(entries []claims.Entry) (rules []string) {
	for i := range entries {
		rules = append(rules, string(entries[i].Rule))
	}
	return rules
}

// settle resolves a divergence.
func (m *maker) settle(claim *claims.Claim, command claims.Resolve, what string) {
	meta := asActor(claims.Partner, claim.Record().Updated.AddDate(0, 0, 1))
	m.offer(step(claim, commanded(command), meta), fmt.Sprintf("resolve to %s, ended %t", what, claim.State().Terminal()))
}

// overtaken gives commands to a claim when the end of its window is recorded.
// They are dated before that end.
func (m *maker) overtaken(claim *claims.Claim) {
	if !claim.State().Status.IsExpired() {
		return
	}
	for _, command := range tried {
		meta := by(command.Event(), claim.Record().Updated.Add(-time.Nanosecond))
		what := fmt.Sprintf("no state before the expiry permits %s", command.Event())
		var refusal *claims.Refusal
		if _, err := claims.Apply(claim, command, meta); errors.As(err, &refusal) && refusal.Rule == "claim.overtaken" {
			what = fmt.Sprintf("overtaken: %s, %s", stateText(claim.State()), command.Event())
		}
		m.offer(step(claim, commanded(command), meta), what)
	}
}

// outOfOrder gives commands around the tolerance before the latest entry. If a
// command is older than that, it is out of order.
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

// receipts gives commands whose instant is after that of their receipt. If it
// is later by more than the tolerance, it is malformed unless the host vouches
// for it.
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

// newTerms gives commands to a claim when the catalog has other terms than
// those of its opening. Only the acceptance of the terms is permitted then.
func (m *maker) newTerms() {
	l := m.open(viva)
	card := m.catalogs["corrected"]
	e, _ := card.Engagement(l.Claim.Record().Engagement)
	old := l.Claim.Engagement().Digest()
	for _, c := range []struct {
		command claims.Command
		what    string
	}{
		{claims.SendConsent{}, "another command"},
		{claims.AcceptTerms{}, "accept terms"},
		{claims.AcceptTerms{Terms: e.Digest()}, "accept just these terms"},
		{claims.AcceptTerms{Terms: old}, "accept the terms of before"},
		{claims.AcceptTerms{Revision: must(mci.NewRevision(2)), Comment: "as agreed"}, "accept the next revision"},
		{claims.AcceptTerms{Revision: must(mci.NewRevision(3))}, "accept a revision that is not there"},
	} {
		in := step(l.Claim, commanded(c.command), asActor(claims.Partner, opened.AddDate(0, 0, 1)))
		m.offer(in, "terms as before: "+c.what)
		in.Catalog = "corrected"
		m.offer(in, "terms changed: "+c.what)
	}
	m.shownUnderNewTerms(l)
	changed, err := claims.Restore(l.Claim.Record(), card)
	if changed == nil {
		m.fail(err)
		return
	}
	next := claims.AcceptTerms{Revision: must(mci.NewRevision(2))}
	accepted, err := claims.Apply(changed, next, asActor(claims.Partner, opened.AddDate(0, 0, 1)))
	if err != nil {
		m.fail(err)
		return
	}
	in := step(accepted.Claim, commanded(claims.SendConsent{}), asActor(claims.Partner, opened.AddDate(0, 0, 2)))
	in.Catalog = "corrected"
	m.offer(in, "a command by the next revision")
}

// shownUnderNewTerms observes a claim of which the catalog has other terms, takes
// its entry back, and repeats a command under its key.
func (m *maker) shownUnderNewTerms(l *visited) {
	sent := l.then(claims.SendConsent{}, opened.AddDate(0, 0, 1))
	meta := asActor(claims.PartnerCenter, opened.AddDate(0, 0, 2))
	offer := func(what string, do answer.Action, meta claims.Meta) {
		in := step(sent.Claim, do, meta)
		in.Catalog = "corrected"
		m.offer(in, "terms changed: "+what)
	}
	offer("an observation that agrees", answer.Action{Observe: claims.AwaitingConsent.String()}, meta)
	offer("an observation that differs", answer.Action{Observe: claims.ConsentReceived.String()}, meta)
	early := meta
	early.At = opened
	offer("an observation that differs, and is too early", answer.Action{Observe: claims.ConsentReceived.String()}, early)
	meta.Key = "seen-1"
	offer("an observation that agrees, under a key", answer.Action{Observe: claims.AwaitingConsent.String()}, meta)
	by := asActor(claims.Partner, meta.At)
	back := answer.TakingBack{Number: sent.Claim.Version()}
	for i := range sent.History {
		back.History = append(back.History, must(json.Marshal(sent.History[i])))
	}
	offer("an entry is taken back", answer.Action{TakeBack: &back}, by)
	record := sent.Claim.Record()
	record.Engagement.Revision = must(mci.NewRevision(3))
	in := step(sent.Claim, commanded(claims.ResendConsent{}), by)
	in.Record, in.Catalog = storedRecord(record), "corrected"
	m.offer(in, "a revision that the catalog lacks, with the terms of none that it has")
	in.Catalog = "public"
	m.offer(in, "a revision that the catalog lacks, with the terms of one that it has")
}

// shownWithAnotherTemplate shows a submission of a claim whose proof of execution
// is recorded on a template that is not accepted, and of one whose proof has no
// template.
func (m *maker) shownWithAnotherTemplate() {
	for _, c := range []struct {
		what     string
		template mci.Date
	}{{"that is not accepted", day("2022-07-01")}, {"that is not known", mci.Date{}}} {
		l := m.open(viva).then(claims.SendConsent{}, opened).then(claims.Accept{}, opened)
		for _, part := range mci.EvidenceParts() {
			given := claims.GiveEvidence{Part: part}
			if part == mci.ProofOfExecution {
				given.Template = c.template
			}
			l = l.then(given, opened)
		}
		meta := asActor(claims.PartnerCenter, opened.AddDate(0, 0, 1))
		m.offer(step(l.Claim, answer.Action{Observe: claims.Submitted.String()}, meta), "observe a submission on a template "+c.what)
	}
}

// malformed gives commands with a member that no client may send.
func (m *maker) malformed() {
	l := m.open(viva)
	long := `{"comment":"` + strings.Repeat("x", 4001) + `"}`
	for _, c := range []struct{ event, with, what string }{
		{"send consent", `{"dealSize":{"amount":"-1","currency":"USD"}}`, "negative deal size"},
		{"send consent", `{"dealSize":{"amount":"1","currency":"EUR"}}`, "deal size in EUR"},
		{"send consent", `{"dealSize":{"amount":"0","currency":"USD"}}`, "deal size of zero"},
		{"send consent", `{"dealSize":25000}`, "deal size as a number"},
		{"send consent", `{"dealSize":null}`, "deal size of null"},
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
