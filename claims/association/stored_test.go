package association_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// eventful is a life with every form of entry.
func eventful(t testing.TB) *life {
	m := by(lifecycle.PartnerSubmits, at("2023-01-09"))
	m.Key = "k1"
	l := open(t, cpor.ModernWorkUsage, "2023-01-06").do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", teams, exchange)})
	l.take(association.Apply(l.claim, association.Submit{Comment: "all there"}, m))
	l.do("2023-01-10T12:00Z", association.BeginReview{}).do("2023-01-10T11:58Z", association.FindCompetitor{}).
		do("2023-01-16", association.RequestAction{Faults: []cpor.Fault{cpor.MissingDates}}).
		do("2023-01-17", association.Edit{Workloads: []cpor.Workload{teams}, CustomerContact: other}).
		see("2023-01-18", "Approved").see("2023-01-19", "Paid").do("2023-01-20", association.Resolve{}, association.RecordFacts{Number: "4711"}).
		do("2023-02-01", association.OptOut{}).takeBack("2023-02-02", 14)
	return l
}

func TestAKeyStandsForACommandWithItsContent(t *testing.T) {
	l := open(t, cpor.ModernWorkUsage, "2023-01-06")
	give := func(day string) association.Command { return association.GiveProof{Proof: proof(day, teams, exchange)} }
	m := by(lifecycle.ProofGiven, at("2023-01-09"))
	m.Key = "k"
	l.take(association.Apply(l.claim, give("2022-12-01"), m))
	_, err := association.Apply(l.claim, give("2022-12-02"), m)
	wantInvalid(t, err, "key")
	seen := meta(claims.PartnerCenter, at("2023-01-09"))
	seen.Key = "row"
	l.take(association.Observe(l.claim, lifecycle.ReadStatus("Submitted"), seen))
	again := must(association.Observe(l.claim, lifecycle.ReadStatus("Submitted"), seen))
	if len(again.Entries) != 0 {
		t.Error("a repeated observation changes something")
	}
	_, err = association.Observe(l.claim, lifecycle.ReadStatus("Approved"), seen)
	wantInvalid(t, err, "key")
}

func TestTheLast64KeysAreKept(t *testing.T) {
	l := asked(t)
	for i := range 70 {
		m := by(lifecycle.PartnerComments, at("2023-01-17"))
		m.Key = fmt.Sprint("k", i)
		l.take(association.Apply(l.claim, association.AddComment{Comment: "x"}, m))
	}
	if keys := l.claim.Record().Keys; len(keys) != 64 || keys[0].Key != "k6" || keys[63].Key != "k69" {
		t.Errorf("%d keys, from %s", len(keys), keys[0].Key)
	}
	checkStored(l)
}

func TestAnEntryIsReadStrictly(t *testing.T) {
	l := eventful(t)
	for _, entry := range l.history {
		wantSame(t, entry.Event.String(), throughJSON(t, entry), entry)
	}
	var entry association.Entry
	if err := json.Unmarshal([]byte("null"), &entry); err != nil || entry.Number != 0 {
		t.Errorf("null is %v, %v", entry, err)
	}
	for name, c := range map[string]struct {
		of       int
		from, to string
	}{
		"an event of no table":       {1, `"give proof"`, `"give tea"`},
		"a field of a newer library": {1, `"number":`, `"tone":1,"number":`},
		"a field of a newer command": {2, `"comment":`, `"tone":1,"comment":`},
		"a field of a newer opening": {0, `"opening":{`, `"opening":{"tone":1,`},
		"a command of an opening":    {0, `"opening":`, `"command":{},"opening":`},
		"another case":               {1, `"rule"`, `"Rule"`},
		"a rule without an ID":       {0, `"user-role"`, `""`},
	} {
		good := string(must(json.Marshal(l.history[c.of])))
		bad := strings.Replace(good, c.from, c.to, 1)
		if bad == good {
			t.Fatalf("%s: %s has no %s", name, good, c.from)
		}
		if err := json.Unmarshal([]byte(bad), &entry); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	newer := strings.Replace(string(must(json.Marshal(l.history[0]))), `"format":1`, `"format":9,"tone":1`, 1)
	if err := json.Unmarshal([]byte(newer), &entry); !errors.Is(err, claims.ErrUnreadable) || !strings.Contains(err.Error(), "format 9") {
		t.Errorf("a newer entry: %v", err)
	}
	foreign := l.history[1]
	foreign.Source = mci.Source{Title: "a guide", Published: "2024", Grade: mci.MicrosoftPublic}
	wantSame(t, "an entry with a source of its own", throughJSON(t, foreign), foreign)
	indexed := l.history[0]
	record := l.claim.Record()
	indexed.Opening = &record
	if _, err := json.Marshal(indexed); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("an opening with index keys: %v", err)
	}
}

func TestAnEntryOfARowOfTheMachineIsStoredWithoutItsSource(t *testing.T) {
	for _, row := range lifecycle.Transitions() {
		entry := association.Entry{
			Claim: "claim-1", Number: 2, At: monday, Actor: row.Actor,
			Event: row.Event, From: row.From, To: row.To, Rule: row.Rule, Source: row.Source.Source(),
		}
		if text := string(must(json.Marshal(entry))); strings.Contains(text, `"source"`) {
			t.Errorf("row %s is stored as %s", row.Row, text)
		}
		wantSame(t, "the entry of row "+row.Row, throughJSON(t, entry), entry)
	}
}

func TestAnOpeningEntryIsAsLargeAsItsRecord(t *testing.T) {
	l := open(t, cpor.ModernWorkUsage, "2023-01-06")
	entry, record := len(must(json.Marshal(l.history[0]))), len(must(json.Marshal(l.claim.Record())))
	t.Logf("the opening entry has %d bytes, the record %d", entry, record)
	if entry > 2100 || record > 900 {
		t.Errorf("the opening entry has %d bytes, the record %d", entry, record)
	}
}

func TestAStoredDecisionIsExplainedAsItWas(t *testing.T) {
	for _, kind := range cpor.Kinds() {
		q := question(kind, at("2023-01-06"))
		q.Proof = cpor.Proof{Reference: "sow", Dated: date("2021-01-01")}
		entry := must(association.Open(proposed(t, q), "claim-1", by(lifecycle.ClaimCreated, q.At))).Entries[0]
		read := throughJSON(t, entry)
		wantSame(t, "the findings", read.Explain(nil), must(cpor.Decide(q)).Findings())
	}
	if got := (&association.Entry{}).Explain(nil); len(got) != 0 {
		t.Errorf("an entry without findings: %v", got)
	}
	unknown := association.Entry{Findings: []mci.Finding{{Rule: "cporclaim.proof.dated", Version: 1}}}
	if got := unknown.Explain(nil); got[0].Want == "" {
		t.Errorf("%+v", got)
	}
}

func TestCommandsAreReadStrictly(t *testing.T) {
	whole := proof("2022-12-01", teams)
	for _, command := range []association.Command{
		association.GiveProof{Proof: whole},
		association.Edit{
			Location: "location-2", Workloads: []cpor.Workload{teams}, CustomerContact: other, CustomerTitle: "CIO", PartnerContact: own, Subscription: license,
		},
		association.AddComment{Comment: "x"},
		association.Submit{Comment: "x"},
		association.BeginReview{},
		association.FindCompetitor{Comment: "x"},
		association.RequestAction{Faults: cpor.Faults(), Comment: "x"},
		association.Approve{},
		association.Reject{Faults: cpor.Faults(), Comment: "x"},
		association.Dispute{Justification: "x", Proof: whole},
		association.OptOut{Comment: "x"},
		association.Disassociate{Reason: "x"},
		association.EndSubscription{LastDay: date("2023-12-31")},
		association.Expire{},
		association.Resolve{Take: ended(1, lifecycle.Undisputed), Comment: "x"},
		association.RecordFacts{Number: "1", Location: "location-2", Workloads: []cpor.Workload{teams}, Subscription: license},
	} {
		text := must(json.Marshal(command))
		read, err := association.ReadCommand(command.Event(), text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		wantSame(t, command.Event().String(), read, command)
		bad := slices.Concat([]byte(`{"tone":1`), text[1:])
		if len(text) > 2 {
			bad = slices.Concat([]byte(`{"tone":1,`), text[1:])
		}
		var problems mci.Problems
		if _, err := association.ReadCommand(command.Event(), bad); !errors.As(err, &problems) {
			t.Errorf("%s is read: %v", bad, err)
		}
	}
	for _, event := range []lifecycle.Event{0, lifecycle.ClaimCreated, lifecycle.StatusObserved, lifecycle.EntryTakenBack, lifecycle.EntryTakenBack + 1, 99} {
		if _, err := association.ReadCommand(event, []byte("{}")); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: %v", event, err)
		}
	}
}

func TestTheIndexSaysWhenSomebodyIsNeeded(t *testing.T) {
	sold := func() *life {
		return open(t, cpor.BusinessUsage, "2023-01-06").
			do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
			do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.Approve{})
	}
	for name, c := range map[string]struct {
		life               *life
		expires, attention string
	}{
		"a draft":               {open(t, cpor.ModernWorkUsage, "2023-01-06"), "", "2023-01-06"},
		"submitted":             {submitted(t), "", "2023-01-17"},
		"under review":          {submitted(t).do("2023-01-10", association.BeginReview{}), "", "2023-01-31"},
		"asked":                 {asked(t), "2023-02-04", "2023-02-04"},
		"approved":              {approved(t), "", ""},
		"rejected":              {rejected(t), "2023-02-16", "2023-02-16"},
		"disputed":              {rejected(t).do("2023-01-17", association.Dispute{Justification: "x"}), "", "2023-01-25"},
		"closed":                {rejected(t).do("2023-02-16", association.Expire{}), "", ""},
		"diverging":             {approved(t).see("2023-02-01", "Paid"), "", "2023-02-01"},
		"diverging, kept":       {approved(t).see("2023-02-01", "Paid").do("2023-02-02", association.Resolve{}), "", ""},
		"a subscription's end":  {sold().do("2023-02-01", association.EndSubscription{LastDay: date("2023-12-31")}), "", "2024-01-01"},
		"ended, with that date": {sold().do("2023-02-01", association.EndSubscription{LastDay: date("2023-12-31")}, association.OptOut{}), "", ""},
	} {
		index := c.life.claim.Record().Index
		for _, key := range []struct {
			name, want string
			at         store.IndexKey
		}{{"expires", c.expires, store.ExpiresKey}, {"attention", c.attention, store.AttentionKey}} {
			got := key.at.Of(index)
			if key.want == "" && !got.IsZero() || key.want != "" && !got.Equal(at(key.want)) {
				t.Errorf("%s: %s is %s, want %s", name, key.name, got, key.want)
			}
		}
		if index.Area != c.life.claim.Kind().Terms().Area || c.life.claim.Stale() {
			t.Errorf("%s: %+v is stale: %t", name, index, c.life.claim.Stale())
		}
	}
}

func TestNewHolidaysMakeTheIndexStale(t *testing.T) {
	record := asked(t).claim.Record()
	days := must(cpor.NewBusinessDays(nil, nil, []mci.Date{date("2023-01-18")}))
	claim := must(association.Restore(record, must(cpor.NewTerms(cpor.TermsOptions{Days: days}))))
	if !claim.Stale() || must(association.Restore(record, nil)).Stale() {
		t.Error("a day more is not noticed")
	}
	again := claim.Record()
	again.Index = claim.Index()
	if want := at("2023-02-07"); !again.Index.Expires.Equal(want) {
		t.Errorf("%v, want %s", again.Index, want)
	}
	if must(association.Restore(again, claim.Terms())).Stale() {
		t.Error("it is stale again")
	}
	ages := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(nil, []time.Weekday{time.Monday}, nil)), Lengths: []cpor.ClockLength{{Clock: cpor.AnswerClock, Days: 366}}}))
	if claim := must(association.Restore(asked(t).see("9000-12-30", "Paid").claim.Record(), ages)); claim.Index().Attention.IsZero() {
		t.Error("an open claim needs nobody")
	}
}

func TestAnEnvelopeHoldsTheRecord(t *testing.T) {
	record := eventful(t).claim.Record()
	e := must(desk.EncodeAssociation(&record))
	if e.Kind != store.PartnerAssociation || e.Status != "Approved" || e.Area != "Modern Work and Security" || e.Customer != tenant || e.Engagement != "Modern Work and Security Usage" || len(e.Keys) != 1 {
		t.Errorf("%+v", e)
	}
	e = throughJSON(t, e)
	wantSame(t, "the record", must(desk.DecodeAssociation(e)), record)
	if _, err := desk.Decode(e); err == nil {
		t.Error("the envelope opens as a claim of the other kind")
	}
	for path, change := range map[string]func(*store.Envelope){
		"kind":        func(e *store.Envelope) { e.Kind = store.PartnerActivity },
		"status":      func(e *store.Envelope) { e.Status = "Draft" },
		"attention":   func(e *store.Envelope) { e.Attention = monday },
		"body.status": func(e *store.Envelope) { e.Body = []byte(strings.Replace(string(e.Body), `"Approved"`, `"Tea"`, 1)) },
	} {
		bad := e
		change(&bad)
		_, err := desk.DecodeAssociation(bad)
		if !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	record.Status = 99
	if _, err := desk.EncodeAssociation(&record); err == nil {
		t.Error("a record that cannot be written has an envelope")
	}
}

func TestEveryEntryComesBackFromItsCloudEvent(t *testing.T) {
	for _, entry := range eventful(t).history {
		event := association.CloudEvent{Source: "/fabrikam/incentives", Entry: entry}
		wantSame(t, "the event", throughJSON(t, event), event)
		if want := fmt.Sprint("claim-1/", entry.Number); event.ID() != want || !strings.HasPrefix(event.Type(), "com.github.mci-go.incentives.association.") {
			t.Errorf("%s, %s", event.ID(), event.Type())
		}
	}
}

func TestWhatIsNoCloudEventIsNeitherWrittenNorRead(t *testing.T) {
	history := eventful(t).history
	last := history[len(history)-1] // takes another back
	for name, c := range map[string]struct {
		of     association.Entry
		path   string
		change func(*association.CloudEvent)
	}{
		"another source":              {history[2], "source", func(e *association.CloudEvent) { e.Source = "a b" }},
		"no claim":                    {history[2], "data.claim", func(e *association.CloudEvent) { e.Entry.Claim = "" }},
		"no number":                   {history[2], "data.number", func(e *association.CloudEvent) { e.Entry.Number = 0 }},
		"nobody":                      {history[2], "data.actor", func(e *association.CloudEvent) { e.Entry.Actor = 0 }},
		"an event far beyond all":     {history[2], "data.event", func(e *association.CloudEvent) { e.Entry.Event = 99 }},
		"an event beyond all":         {history[2], "data.event", func(e *association.CloudEvent) { e.Entry.Event = lifecycle.EntryTakenBack + 1 }},
		"no command":                  {history[2], "data.command", func(e *association.CloudEvent) { e.Entry.Command = nil }},
		"another event's command":     {history[2], "data.command", func(e *association.CloudEvent) { e.Entry.Command = association.BeginReview{} }},
		"a pointer to the command":    {history[2], "data.command", func(e *association.CloudEvent) { e.Entry.Command = &association.Submit{} }},
		"an opening that is none":     {history[2], "data.opening", func(e *association.CloudEvent) { e.Entry.Opening = &association.Record{} }},
		"a step that takes back":      {history[2], "data.restored", func(e *association.CloudEvent) { e.Entry.Restored, e.Entry.TakenBack = &association.Record{}, 1 }},
		"nothing taken back":          {last, "data.restored", func(e *association.CloudEvent) { e.Entry.Restored, e.Entry.TakenBack = nil, 0 }},
		"a number without the record": {last, "data.restored", func(e *association.CloudEvent) { e.Entry.Restored = nil }},
		"a record without the number": {last, "data.restored", func(e *association.CloudEvent) { e.Entry.TakenBack = 0 }},
	} {
		event := association.CloudEvent{Source: "/fabrikam/incentives", Entry: c.of}
		must(json.Marshal(event))
		c.change(&event)
		_, err := json.Marshal(event)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != c.path {
			t.Errorf("%s: got %v, want an error at %s", name, err, c.path)
		}
	}
	good := string(must(json.Marshal(association.CloudEvent{Source: "/fabrikam/incentives", Entry: history[2]})))
	for name, bad := range map[string]string{
		"no object":      "[]",
		"another number": strings.Replace(good, `"id":"claim-1/3"`, `"id":"claim-1/4"`, 1),
		"a newer field":  strings.Replace(good, `"data":{`, `"data":{"tone":1,`, 1),
		"no source":      strings.Replace(good, `"source":"/fabrikam/incentives"`, `"source":""`, 1),
	} {
		var event association.CloudEvent
		if err := json.Unmarshal([]byte(bad), &event); bad == good || err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func FuzzEntry(f *testing.F) {
	for _, entry := range eventful(f).history {
		f.Add(must(json.Marshal(entry)))
	}
	f.Add([]byte(`{"format":1}`))
	opening := string(must(json.Marshal(eventful(f).history[0])))
	f.Add([]byte(strings.ReplaceAll(opening, `"subscription-active"`, `"suAscription-active"`)))
	f.Add([]byte(strings.ReplaceAll(opening, `"subscription-active":`, `"subscription@2": "none", "subscription-active":`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var entry association.Entry
		if json.Unmarshal(data, &entry) != nil {
			return
		}
		entry.Explain(nil)
		if _, err := association.Replay([]association.Entry{entry}, nil); err != nil {
			return
		}
		wantSame(t, "the entry", throughJSON(t, entry), entry)
	})
}

func FuzzReadCommand(f *testing.F) {
	for _, entry := range eventful(f).history {
		if entry.Command != nil {
			f.Add(uint16(entry.Event), must(json.Marshal(entry.Command)))
		}
	}
	f.Fuzz(func(t *testing.T, event uint16, data []byte) {
		command, err := association.ReadCommand(lifecycle.Event(event), data)
		if err != nil {
			return
		}
		if command.Event() != lifecycle.Event(event) {
			t.Fatalf("%T is read for the event %d", command, event)
		}
		again, err := association.ReadCommand(lifecycle.Event(event), must(json.Marshal(command)))
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "the command", again, command)
	})
}

func FuzzCloudEvent(f *testing.F) {
	for _, entry := range eventful(f).history {
		f.Add(must(json.Marshal(association.CloudEvent{Source: "/a", Entry: entry})))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var event association.CloudEvent
		if json.Unmarshal(data, &event) == nil {
			wantSame(t, "the event", throughJSON(t, event), event)
		}
	})
}

func TestTheSearchTextHoldsNamesAndIDsThatAreKnown(t *testing.T) {
	l := approved(t)
	r := l.claim.Record()
	want := strings.ToLower(r.Name + "\n" + r.Tenant.Value() + "\n" + r.Domain.Value())
	if got := r.SearchText(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r = l.do("2023-02-01", association.RecordFacts{Number: "CPOR-1"}).claim.Record()
	want = strings.ToLower(r.Name + "\ncpor-1\n" + r.Tenant.Value() + "\n" + r.Domain.Value())
	if got := r.SearchText(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnIndexIsStaleIfOneOfItsKeysIsAnother(t *testing.T) {
	for name, change := range map[string]func(*claims.Index){
		"the area":      func(i *claims.Index) { i.Area = "another" },
		"the expiry":    func(i *claims.Index) { i.Expires = i.Expires.Add(1) },
		"the attention": func(i *claims.Index) { i.Attention = i.Attention.Add(1) },
	} {
		record := asked(t).claim.Record()
		change(&record.Index)
		if !must(association.Restore(record, nil)).Stale() {
			t.Errorf("%s: it is not noticed", name)
		}
	}
}
