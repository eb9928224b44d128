package claims_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// eventful returns a life in which every field of every command is set at least
// once.
func eventful(t testing.TB) *life {
	l := open(t, public(), viva, "2022-11-10T09:00Z").
		do("2022-11-10T10:00Z", claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact}).
		do("2022-11-11", claims.SendConsent{DealSize: usd("25000"), CustomerContact: customerContact, PartnerContact: partnerContact}).
		do("2022-11-15", claims.ResendConsent{})
	accepted := by(claims.CustomerAccepts, at("2022-11-20T12:34:56.789Z"))
	accepted.User, accepted.Key = "alex", "answer-1"
	return l.apply(claims.Accept{}, accepted).
		do("2022-12-01", evidence()...).
		do("2022-12-05", claims.Submit{Requested: usd("5000"), Comment: "complete"}).
		do("2022-12-06", claims.BeginReview{}, claims.RequestAction{Comment: "the invoice is unreadable"}).
		do("2022-12-07", claims.GiveEvidence{Part: mci.Invoice, Reference: "invoice-2.pdf"}, claims.Submit{}).
		do("2022-12-12", claims.BeginReview{}, claims.Reject{Comment: "the invoice is missing"}).
		do("2022-12-20", claims.Dispute{Comment: "it is on page 2"}).
		do("2022-12-22", claims.Submit{Comment: "it is on page 2"}).
		do("2022-12-30", claims.BeginReview{}, claims.Approve{Amount: usd("5000")}).
		do("2023-02-01", claims.RecordPayment{Amount: usd("5000"), Reference: "pay-1"})
}

// Hosts store records and entries in the form of these golden files. A change
// in the files breaks stored data.
func TestTheJSONOfARecordAndItsHistoryIsAsReviewed(t *testing.T) {
	l := eventful(t)
	indent := func(value any) string {
		data, err := json.MarshalIndent(value, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return string(data) + "\n"
	}
	history := slices.Clone(l.history)
	history[0].Findings = history[0].Findings[:2]
	golden(t, "record.json", indent(l.claim.Record()))
	golden(t, "history.json", indent(history))
}

// Invariant 7: a replayed history gives the claim.
func TestReplayOfAHistoryGivesTheClaim(t *testing.T) {
	lives := map[string]*life{"an eventful life": eventful(t)}
	for _, state := range reached() {
		lives[state.String()] = reach(t, state)
	}
	for name, l := range lives {
		for n := range l.history {
			l.history[n] = throughJSON(t, l.history[n])
		}
		claim, err := claims.Replay(l.history, public())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantSame(t, "the record of "+name, claim.Record(), l.claim.Record())
	}
}

func TestReplayOfTheBeginningOfAHistoryGivesTheClaimOfThen(t *testing.T) {
	l := eventful(t)
	for n := range l.history {
		claim := must(claims.Replay(l.history[:n+1], public()))
		if entry := l.history[n]; claim.Version() != entry.Number || claim.State().Status != entry.To || !claim.Record().Updated.Equal(entry.At) {
			t.Errorf("after entry %d: version %d, status %s, want status %s", entry.Number, claim.Version(), claim.State(), entry.To)
		}
	}
}

func TestReplayDoesNotChangeTheHistory(t *testing.T) {
	l := eventful(t)
	history := make([]claims.Entry, len(l.history))
	for i := range l.history {
		history[i] = throughJSON(t, l.history[i])
	}
	must(claims.Replay(l.history, public()))
	wantSame(t, "the history", l.history, history)
}

func TestReplayRefusesAHistoryThatIsNotWellFormed(t *testing.T) {
	tests := map[string]struct {
		change func([]claims.Entry) []claims.Entry
		path   string
	}{
		"no entry":                   {func([]claims.Entry) []claims.Entry { return nil }, "history"},
		"no opening":                 {func(h []claims.Entry) []claims.Entry { return h[1:] }, "history"},
		"an opening without a claim": {func(h []claims.Entry) []claims.Entry { h[0].Opening = nil; return h }, "history"},
		"an opening for an unknown engagement": {func(h []claims.Entry) []claims.Entry {
			h[0].Opening.Engagement.Engagement = "none"
			return h
		}, "history[0].opening.engagement"},
		"an opening that contradicts itself": {func(h []claims.Entry) []claims.Entry {
			h[0].Opening.Status = claims.Submitted
			return h
		}, "history[0].opening.consent.asked"},
		"a gap in the numbers":         {func(h []claims.Entry) []claims.Entry { return slices.Delete(h, 2, 3) }, "history"},
		"a number twice":               {func(h []claims.Entry) []claims.Entry { return slices.Insert(h, 3, h[2]) }, "history"},
		"entries out of order":         {func(h []claims.Entry) []claims.Entry { h[2], h[3] = h[3], h[2]; return h }, "history"},
		"an entry of another claim":    {func(h []claims.Entry) []claims.Entry { h[2].Claim = "claim-2"; return h }, "history"},
		"an entry without its command": {func(h []claims.Entry) []claims.Entry { h[2].Command = nil; return h }, "command"},
		"an entry with a bad command":  {func(h []claims.Entry) []claims.Entry { h[2].Command = claims.GiveEvidence{}; return h }, "part"},
		"an entry by nobody":           {func(h []claims.Entry) []claims.Entry { h[2].Actor = 0; return h }, "actor"},
		"an entry with another's key":  {func(h []claims.Entry) []claims.Entry { h[6].Key = "answer-1"; return h }, "key"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			claim, err := claims.Replay(test.change(eventful(t).history), public())
			wantInvalid(t, err, test.path)
			if claim != nil {
				t.Error("there is a claim beside the error")
			}
		})
	}
}

func TestReplayRefusesAHistoryThatTheRulesDoNotAllow(t *testing.T) {
	tests := map[string]struct {
		change func([]claims.Entry)
		rule   mci.RuleID
	}{
		"a wrong actor":             {func(h []claims.Entry) { h[4].Actor = claims.Partner }, "claim.actor"},
		"a user without a role":     {func(h []claims.Entry) { h[2].Role = 0 }, "claim.role"},
		"an answer after its time":  {func(h []claims.Entry) { h[4].At = at("2022-12-11") }, "clock.consent"},
		"an expiry before its time": {func(h []claims.Entry) { h[4].Command, h[4].Actor = claims.Expire{}, claims.System }, "clock.consent"},
		"an approval out of turn":   {func(h []claims.Entry) { h[4].Command, h[4].Actor = claims.Approve{}, claims.Microsoft }, "claim.machine"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			history := eventful(t).history
			test.change(history)
			_, err := claims.Replay(history, public())
			var refusal *claims.Refusal
			if !errors.As(err, &refusal) || refusal.Rule != test.rule {
				t.Errorf("got error %v, want a refusal by %s", err, test.rule)
			}
		})
	}
}

// According to the comment of Replay, a history is an error if it is not
// numbered from 1 without gaps or if the rules do not allow it.
func TestReplayRefusesAHistoryThatSaysWhatDidNotHappen(t *testing.T) {
	tests := map[string]func([]claims.Entry) []claims.Entry{
		"the numbers begin with 5": func(h []claims.Entry) []claims.Entry {
			h[0].Opening.Version += 4
			for i := range h {
				h[i].Number += 4
			}
			return h
		},
		"the opening has the number 7": func(h []claims.Entry) []claims.Entry { h[0].Number = 7; return h },
		"the opening is of another claim": func(h []claims.Entry) []claims.Entry {
			h[0].Claim = "claim-2"
			return h
		},
		"the claim was opened when it was approved already": func(h []claims.Entry) []claims.Entry {
			opening := reach(t, plain(claims.Approved)).claim.Record()
			opening.Version = 1
			h[0].Opening = &opening
			return h[:1]
		},
		"the latest entry repeats another's key": func(h []claims.Entry) []claims.Entry {
			again := h[4]
			again.Number = 6
			return append(h[:5:5], again)
		},
		"an entry leads to another status than its command": func(h []claims.Entry) []claims.Entry { h[4].To = claims.ConsentDeclined; return h },
		"an entry starts from another status":               func(h []claims.Entry) []claims.Entry { h[4].From = claims.CustomerClaimed; return h },
		"an entry is of another event than its command":     func(h []claims.Entry) []claims.Entry { h[4].Event = claims.CustomerDeclines; return h },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			if claim, err := claims.Replay(change(eventful(t).history), public()); err == nil {
				t.Errorf("got a claim in %s of version %d, want an error", claim.State(), claim.Version())
			}
		})
	}
}

// full returns commands in which every field is set.
func full() []claims.Command {
	return []claims.Command{
		claims.SendConsent{DealSize: usd("25000.5"), CustomerContact: customerContact, PartnerContact: partnerContact, Language: "pt-BR"},
		claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date(vivaTemplate), Reference: "poe.docx"},
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
		claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact},
		claims.Cancel{Comment: "a"},
		claims.Submit{Requested: usd("1"), Comment: "b"},
		claims.RequestAction{Comment: "c"},
		claims.Approve{Amount: usd("2")},
		claims.Reject{Comment: "d"},
		claims.Dispute{Comment: "e"},
		claims.RecordPayment{Amount: usd("3"), Reference: "f"},
	}
}

func TestEveryCommandOfAnEntryComesBackFromJSON(t *testing.T) {
	for _, command := range append(full(), commands()...) {
		entry := claims.Entry{
			Claim: "claim-1", Number: 2, At: at("2022-11-10T09:00:00.123456789Z"), Actor: claims.Partner, Event: command.Event(),
			From: claims.CustomerClaimed, To: claims.AwaitingConsent, Rule: "claim.x", Command: command,
		}
		wantSame(t, command.Event().String(), throughJSON(t, entry), entry)
	}
}

func TestEveryEventButTheOpeningCanBeReadFromJSON(t *testing.T) {
	for _, event := range claims.Events() {
		opening := event == claims.AddCustomer || event == claims.ClaimCustomer
		if claims.Decodes(event) == opening {
			t.Errorf("%s is read: %t", event, claims.Decodes(event))
		}
	}
}

// entryWith returns an entry as it is stored, with one part replaced.
func entryWith(t testing.TB, entry claims.Entry, old, replacement string) string {
	text := string(must(json.Marshal(entry)))
	changed := strings.Replace(text, old, replacement, 1)
	if changed == text {
		t.Fatalf("%s has no %s", text, old)
	}
	return changed
}

// An older library must not drop what a newer one wrote, and a field that
// nobody reads is often a mistake.
func TestAnEntryThatIsMalformedIsNotReadAndEachFieldIsNamed(t *testing.T) {
	history := eventful(t).history
	opening, contact, consent, submission := history[0], history[1], history[2], history[10]
	for _, c := range []struct {
		entry     claims.Entry
		old, with string
		path      string
	}{
		{contact, `{"format"`, `{"newer":1,"format"`, "newer"},
		{contact, `"actor"`, `"Actor"`, "Actor"},
		{contact, `"number":2`, `"number":2,"number":2`, "number"},
		{contact, `"number":2`, `"number":-1`, "number"},
		{contact, `"number":2,`, ``, "number"},
		{contact, `"event":"update contact"`, `"event":"explode"`, "event"},
		{contact, `"actor":"partner"`, `"actor":"reviewer"`, "actor"},
		{contact, `"to":"Customer claimed"`, `"to":"Expired"`, "to.status"},
		{contact, `"at":"2022-11-10T10:00:00Z"`, `"at":"yesterday"`, "at"},
		{contact, `"command":{`, `"command":{"note":"x",`, "command.note"},
		{contact, `"side"`, `"Side"`, "command.Side"},
		{contact, `"contact":{`, `"contact":{"phone":"1",`, "command.contact.phone"},
		{contact, `"side":"customer",`, ``, "command.side"},
		{contact, `"command":{`, `"command":[],"x":{`, "command"},
		{contact, `"command":{`, `"command":null,"x":{`, "command"},
		{contact, `"event":"update contact"`, `"event":"add customer"`, "command"},
		{contact, `"event":"update contact"`, `"event":"observe"`, "command"},
		{consent, `"25000.00"`, `"1e9"`, "command.dealSize.amount"},
		{consent, `"USD"`, `"XYZ"`, "command.dealSize.currency"},
		{submission, `"comment"`, `"comment":"","comment"`, "command.comment"},
		{history[5], `"part":"invoice"`, `"part":"photo"`, "command.part"},
		{opening, `"opening":{`, `"opening":{"newer":1,`, "opening.newer"},
		{opening, `"location"`, `"Location"`, "opening.Location"},
		{opening, `"way":"add"`, `"way":"adopt"`, "opening.way"},
		{opening, `"opening":{`, `"opening":[],"x":{`, "opening"},
	} {
		text := entryWith(t, c.entry, c.old, c.with)
		var entry claims.Entry
		err := json.Unmarshal([]byte(text), &entry)
		if err == nil || !errors.Is(err, mci.ErrInvalid) || !strings.Contains("\n"+strings.ReplaceAll(err.Error(), "; ", "\n"), "\n"+c.path+": found ") || entry.Claim != "" {
			t.Errorf("%s: the error of %s is %v", c.path, c.with, err)
		}
	}
	for _, text := range []string{`{`, `[]`, `{}`, `"x"`} {
		if err := json.Unmarshal([]byte(text), new(claims.Entry)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

func TestAnEntryWithoutACommandHasNone(t *testing.T) {
	for _, entry := range []claims.Entry{eventful(t).history[0], eventful(t).history[2]} {
		entry.Command = nil
		read := claims.Entry{Command: claims.Cancel{Comment: "left over"}}
		if err := json.Unmarshal(must(json.Marshal(entry)), &read); err != nil || read.Command != nil {
			t.Errorf("%s: the command is %#v, %v", entry.Event, read.Command, err)
		}
	}
	read := claims.Entry{Claim: "claim-1"}
	if err := json.Unmarshal([]byte("null"), &read); err != nil || read.Claim != "claim-1" {
		t.Errorf("null makes the entry %+v, %v", read, err)
	}
}

func FuzzEntryJSON(f *testing.F) {
	for _, entry := range eventful(f).history {
		data, err := json.Marshal(entry)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(entryWith(f, eventful(f).history[1], `"Customer claimed"`, `"Customer cLaimed"`)))
	f.Add([]byte(entryWith(f, eventful(f).history[1], `"command":{`, `"command":null,"x":{`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var entry claims.Entry
		if json.Unmarshal(data, &entry) != nil {
			return
		}
		_, _ = claims.Replay([]claims.Entry{entry}, public())
		first, err := json.Marshal(entry)
		if err != nil {
			return // for example, an entry without a status is refused
		}
		var again claims.Entry
		if err := json.Unmarshal(first, &again); err != nil {
			t.Fatalf("%s was written and cannot be read: %v", first, err)
		}
		second, err := json.Marshal(again)
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("written twice: %s\nand then: %s, %v", first, second, err)
		}
		if !cmp.Equal(entry.Command, again.Command, same) {
			t.Errorf("the command is %#v and then %#v", entry.Command, again.Command)
		}
	})
}
