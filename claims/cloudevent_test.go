package claims_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// cloudEvent returns the envelope of an entry of the eventful life, selected by
// its number, and the JSON of the envelope.
func cloudEvent(t testing.TB, number int) (claims.CloudEvent, []byte) {
	t.Helper()
	event := claims.CloudEvent{Source: "/fabrikam/incentives", Entry: eventful(t).history[number-1]}
	data, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return event, data
}

func TestEveryEntryComesBackFromItsCloudEvent(t *testing.T) {
	seen := map[string]bool{}
	for n := range eventful(t).history {
		want, data := cloudEvent(t, n+1)
		var got claims.CloudEvent
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		wantSame(t, "the event", got, want)
		if seen[got.ID()] || got.Entry.Number != uint64(n+1) {
			t.Errorf("the ID %s is there twice", got.ID())
		}
		seen[got.ID()] = true
	}
}

func TestATakingBackIsACloudEventOnlyWithItsNumberAndTheRecord(t *testing.T) {
	l := eventful(t)
	entry := must(claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, back("2023-02-02"))).Entries[0]
	event := claims.CloudEvent{Source: "/fabrikam/incentives", Entry: entry}
	wantSame(t, "the event", throughJSON(t, event), event)
	for _, change := range []func(*claims.Entry){
		func(e *claims.Entry) { e.Restored = nil },
		func(e *claims.Entry) { e.TakenBack = 0 },
		func(e *claims.Entry) { e.Restored, e.TakenBack = nil, 0 },
	} {
		event.Entry = entry
		change(&event.Entry)
		_, err := json.Marshal(event)
		wantInvalid(t, err, "data.restored")
	}
}

func TestACloudEventHasTheAttributesOfTheSpecification(t *testing.T) {
	event, data := cloudEvent(t, 5)
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	delete(got, "data")
	wantSame(t, "the attributes", got, map[string]any{
		"specversion": "1.0", "id": "claim-1/5", "source": "/fabrikam/incentives", "type": "com.github.mci-go.incentives.claims.accept",
		"subject": "claim-1", "time": "2022-11-20T12:34:56.789Z", "datacontenttype": "application/json",
	})
	if event.ID() != "claim-1/5" || event.Type() != "com.github.mci-go.incentives.claims.accept" {
		t.Errorf("ID %s, type %s", event.ID(), event.Type())
	}
}

func TestAnEntryThatIsNoneIsNotMarshaledAsACloudEvent(t *testing.T) {
	for path, change := range map[string]func(*claims.CloudEvent){
		"source":       func(e *claims.CloudEvent) { e.Source = "" },
		"source ":      func(e *claims.CloudEvent) { e.Source = "two words" },
		"source  ":     func(e *claims.CloudEvent) { e.Source = long(501) },
		"data.claim":   func(e *claims.CloudEvent) { e.Entry.Claim = "" },
		"data.number":  func(e *claims.CloudEvent) { e.Entry.Number = 0 },
		"data.event":   func(e *claims.CloudEvent) { e.Entry.Event = 0 },
		"data.event ":  func(e *claims.CloudEvent) { e.Entry.Event = claims.TermsAccepted + 1 },
		"data.event  ": func(e *claims.CloudEvent) { e.Entry.Event = 9999 },
		"data.restored": func(e *claims.CloudEvent) {
			e.Entry.TakenBack, e.Entry.Restored = 4, &claims.Record{}
		},
		"data.actor":   func(e *claims.CloudEvent) { e.Entry.Actor = 0 },
		"data.opening": func(e *claims.CloudEvent) { e.Entry.Event = claims.AddCustomer },
		"data.command": func(e *claims.CloudEvent) { e.Entry.Command = claims.Decline{} },
	} {
		event, _ := cloudEvent(t, 5)
		change(&event)
		_, err := json.Marshal(event)
		wantInvalid(t, err, strings.TrimSpace(path))
	}
	event, _ := cloudEvent(t, 5)
	event.Entry.To = 0
	if _, err := json.Marshal(event); err == nil {
		t.Error("an entry that leads nowhere is marshaled")
	}
}

// edited returns the JSON of a valid event in which pairs of old and new text
// are replaced.
func edited(t testing.TB, pairs ...string) string {
	_, data := cloudEvent(t, 5)
	text := string(data)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the event does not have %s", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func TestWhatIsNotACloudEventOfAnEntryIsNotRead(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                           ``,
		"a list":                            `[]`,
		"an empty object":                   `{}`,
		"another version":                   edited(t, `"specversion":"1.0"`, `"specversion":"0.3"`),
		"no version":                        edited(t, `"specversion":"1.0",`, ``),
		"a version that is a number":        edited(t, `"specversion":"1.0"`, `"specversion":1.0`),
		"another ID":                        edited(t, `"id":"claim-1/5"`, `"id":"claim-1/6"`),
		"another type":                      edited(t, `claims.accept"`, `claims.decline"`),
		"another subject":                   edited(t, `"subject":"claim-1"`, `"subject":"claim-2"`),
		"another time":                      edited(t, `"time":"2022-11-20T12:34:56.789Z"`, `"time":"2022-11-20T12:34:56.780Z"`),
		"another content type":              edited(t, `"application/json"`, `"text/plain"`),
		"no source":                         edited(t, `"source":"/fabrikam/incentives"`, `"source":""`),
		"an attribute twice":                edited(t, `"subject":`, `"subject":"claim-1","subject":`),
		"an attribute in capitals":          edited(t, `"subject":`, `"Subject":"claim-2","subject":`),
		"an attribute without a name":       edited(t, `"subject":`, `"":"x","subject":`),
		"no data":                           edited(t, `"data":`, `"xdata":`),
		"data that are text":                edited(t, `"data":{`, `"data":"","xdata":{`),
		"data with a field more":            edited(t, `"data":{`, `"data":{"approvedBy":"me",`),
		"data with a field in capitals":     edited(t, `"data":{"format":1,"claim":`, `"data":{"format":1,"Claim":`),
		"data that lead to no status":       edited(t, `"to":"Customer consent received",`, ``),
		"data of an unknown event":          edited(t, `"event":"accept"`, `"event":"explode"`),
		"data with the command of none":     edited(t, `"command":{}`, `"command":null`),
		"data with a field of no command":   edited(t, `"command":{}`, `"command":{"comment":"x"}`),
		"data with an instant written thus": edited(t, `"at":"2022-11-20T12:34:56.789Z"`, `"at":"2022-11-20T12:34:56.7890Z"`),
		"an object that does not end":       strings.TrimSuffix(edited(t), "}"),
		"an attribute without a value":      `{"id"`,
		"an attribute cut off":              `{"id":"cl`,
		"a comma too many":                  `{"id":"x",}`,
	} {
		event := claims.CloudEvent{Source: "left as it was"}
		err := event.UnmarshalJSON([]byte(text))
		if !errors.Is(err, mci.ErrInvalid) || event.Source != "left as it was" {
			t.Errorf("%s: got error %v, want a field error", name, err)
		}
	}
	var event claims.CloudEvent
	if err := event.UnmarshalJSON([]byte(edited(t) + "{}")); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("two events: got error %v", err)
	}
	if err := event.UnmarshalJSON(bytes.Repeat([]byte(" "), 256<<10+1)); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("an event of more than 256 KiB: got error %v", err)
	}
}

// According to CloudEvents 1.0, intermediaries may add attributes and rewrite
// the JSON.
func TestWhatARelayMayChangeIsRead(t *testing.T) {
	want, _ := cloudEvent(t, 5)
	for name, text := range map[string]string{
		"an attribute more":           edited(t, `"subject":`, `"traceparent":"00-1","sequence":7,"subject":`),
		"spaces":                      edited(t, `"data":{`, "\n \"data\" : {\n "),
		"fields in another order":     edited(t, `"number":5,`, ``, `"command":`, `"number":5,"command":`),
		"attributes in another order": edited(t, `"specversion":"1.0",`, ``, `"subject":`, `"specversion":"1.0","subject":`),
	} {
		var got claims.CloudEvent
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantSame(t, name, got, want)
	}
}

// The largest entry is the opening of a claim with every finding. Every event
// system accepts at least 64 KiB.
func TestEveryEventIsSmallEnoughForEveryEventSystem(t *testing.T) {
	for n := range eventful(t).history {
		if _, data := cloudEvent(t, n+1); len(data) > 64<<10 {
			t.Errorf("event %d has %d bytes", n+1, len(data))
		}
	}
}

func FuzzCloudEvent(f *testing.F) {
	for n := range eventful(f).history {
		_, data := cloudEvent(f, n+1)
		f.Add(data)
		f.Add(bytes.Replace(data, []byte(`"format":1`), []byte(`"format":2`), 1))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var event claims.CloudEvent
		if err := event.UnmarshalJSON(data); err != nil {
			// a text of a newer version is neither malformed nor damaged
			if !errors.Is(err, mci.ErrInvalid) && !errors.Is(err, claims.ErrUnreadable) {
				t.Fatalf("got error %v, want a field error or that of a newer version", err)
			}
			return
		}
		written, err := json.Marshal(event)
		if err != nil {
			t.Fatalf("%s was read and cannot be written: %v", data, err)
		}
		var again claims.CloudEvent
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatalf("%s was written and cannot be read: %v", written, err)
		}
		wantSame(t, "the event", again, event)
	})
}
