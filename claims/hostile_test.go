package claims_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/catalog"
)

// A history from a host's database can hold anything. Whatever is read of it is
// replayed or refused, its entries are taken back or stay, and every claim that
// comes of it is one that Restore takes.
func FuzzHistory(f *testing.F) {
	cards := []*catalog.Catalog{public(), cardWith(f, true, termsEdits["another rate"]), cardWith(f, false, termsEdits["windows of a day"])}
	for _, state := range reached() {
		f.Add(must(json.Marshal(reach(f, state).history)))
	}
	l := reach(f, plain(claims.Submitted))
	change := must(claims.Observe(l.claim, claims.ReadStatus("Rejected"), seen(at("2023-01-10"))))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	taken := must(claims.TakeBack(l.claim, l.history, change.Entries[0].Number, l.catalog, back("2023-01-11")))
	f.Add(must(json.Marshal(append(l.history, taken.Entries...))))
	f.Fuzz(func(t *testing.T, data []byte) {
		var history []claims.Entry
		if json.Unmarshal(data, &history) != nil || len(history) > 30 {
			return
		}
		for _, card := range cards {
			claim, err := claims.Replay(history, card)
			if claim == nil {
				if err == nil {
					t.Fatal("neither a claim nor an error")
				}
				continue
			}
			for number := range uint64(len(history) + 2) {
				change, err := claims.TakeBack(claim, history, number, card, back("2030-01-01"))
				if err != nil {
					continue
				}
				if back, err := claims.Restore(change.Claim.Record(), card); back == nil {
					t.Fatalf("entry %d is taken back to a record that is not restored: %v", number, err)
				}
			}
		}
	})
}

// A command from a client's page is read or refused, and what is read is
// written and read again as the same command.
func FuzzReadCommand(f *testing.F) {
	for _, command := range append(commandsOfAll(), evidence()...) {
		f.Add(uint8(command.Event()), must(json.Marshal(command)))
	}
	claim := reach(f, plain(claims.ConsentReceived)).claim
	f.Fuzz(func(t *testing.T, event uint8, data []byte) {
		command, err := claims.ReadCommand(claims.Event(event), data)
		if err != nil {
			return
		}
		if command.Event() != claims.Event(event) {
			t.Fatalf("a command of %s is read for %s", command.Event(), claims.Event(event))
		}
		if change, err := claims.Apply(claim, command, by(command.Event(), at("2022-12-01"))); err == nil {
			must(claims.Restore(throughJSON(t, change.Claim.Record()), public()))
			if len(change.Entries) > 0 {
				wantSame(t, "the command", throughJSON(t, change.Entries[0]).Command, command)
			}
		}
	})
}

// A host can set any number for a status, an event or an actor. Whatever it asks
// of the value then, an answer or an error comes back.
func TestANumberThatIsNotDeclaredMakesNothingPanic(t *testing.T) {
	l := eventful(t)
	l.history = append(l.history, must(claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, back("2023-02-02"))).Entries...)
	tried := 0
	for i := range l.history {
		event := claims.CloudEvent{Source: "/fabrikam/incentives", Entry: throughJSON(t, l.history[i])}
		undeclared(reflect.ValueOf(&event).Elem(), func() {
			tried++
			callMethods(&event)
			callMethods(&event.Entry)
			history := slices.Clone(l.history)
			history[i] = event.Entry
			_, _ = claims.Replay(history, l.catalog)
			_, _ = claims.TakeBack(l.claim, history, uint64(i+1), l.catalog, back("2023-02-03"))
		})
	}
	record, next := l.claim.Record(), reach(t, plain(claims.ConsentReceived)).claim.NextSteps(at("2022-12-01"))
	refusal := reach(t, plain(claims.Rejected)).refused("2023-01-12", claims.Dispute{})
	for _, value := range []any{&record, &next, refusal, new(claims.State), new(claims.Transition), new(claims.Guard), new(claims.EvidenceState), new(claims.Class)} {
		undeclared(reflect.ValueOf(value).Elem(), func() {
			tried++
			callMethods(value)
			_, _ = claims.Restore(record, l.catalog)
		})
	}
	if tried < 200 {
		t.Errorf("only %d numbers were tried", tried)
	}
}

// undeclared sets every small number that a value holds, one after the other, to
// one that no status, event or the like has, and calls try.
func undeclared(v reflect.Value, try func()) {
	switch v.Kind() {
	case reflect.Uint8, reflect.Uint16:
		for _, number := range []uint64{uint64(claims.TermsAccepted) + 1, 200} { // just behind the last event, and far behind
			before := v.Uint()
			v.SetUint(number)
			try()
			v.SetUint(before)
		}
	case reflect.Slice:
		for i := range v.Len() {
			undeclared(v.Index(i), try)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			undeclared(v.Elem(), try)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				undeclared(v.Field(i), try)
			}
		}
	}
}

// callMethods calls every method of a value that takes no argument, and writes the
// value as JSON.
func callMethods(value any) {
	v := reflect.ValueOf(value)
	for i := range v.NumMethod() {
		if v.Method(i).Type().NumIn() == 0 {
			v.Method(i).Call(nil)
		}
	}
	_, _ = json.Marshal(value) // an error is an answer
}
