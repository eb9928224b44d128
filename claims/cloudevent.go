package claims

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A CloudEvent is a history entry in the envelope that event systems carry:
// CloudEvents 1.0 in the structured mode of its JSON format, that is, one JSON
// object of the content type application/cloudevents+json. A relay sends one
// for each entry of a store.Tail or of a claim's History. Marshal and unmarshal
// it as JSON. The zero CloudEvent is none, and cannot be marshaled. Contacts
// and comments are in the data, and nowhere else. Source: CloudEvents
// specification 1.0.2 of the Cloud Native Computing Foundation, and its JSON
// format.
type CloudEvent struct {
	// Source names the host's system, as a URI or a path such as
	// "/fabrikam/incentives". It has 1 to 500 characters, all of which a URI
	// can have. Together with the ID it is unique, because no two entries have
	// the same claim and number.
	Source string
	// Entry is the history entry. Its JSON form is the data of the event.
	Entry Entry
}

const (
	cloudEventsVersion   = "1.0"
	cloudEventTypePrefix = "com.github.mci-go.incentives.claims."
	jsonContent          = "application/json"
	mostSourceBytes      = 500
	// mostCloudEventBytes is far above the largest entry. An opening with the
	// findings of every rule is the largest.
	mostCloudEventBytes = 256 << 10
)

// ID returns the claim's ID and the entry's number, such as "claim-1/3". If a
// receiver notes the ID, it handles an entry once, however often the entry is
// delivered.
func (e CloudEvent) ID() string {
	return string(e.Entry.Claim) + "/" + strconv.FormatUint(e.Entry.Number, 10)
}

// Type returns the kind of event, such as
// "com.github.mci-go.incentives.claims.send-consent".
func (e CloudEvent) Type() string {
	return cloudEventTypePrefix + strings.ReplaceAll(e.Entry.Event.String(), " ", "-")
}

// An eventForm is the JSON object of a CloudEvent. The time is kept as text, so
// that reading it is strict.
type eventForm struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject"`
	Time            string          `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	Data            json.RawMessage `json:"data"`
}

// MarshalJSON returns the event in structured mode. If the source is malformed,
// or if the entry cannot come from this package, the error is a
// [mci.FieldError].
func (e CloudEvent) MarshalJSON() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	data, err := json.Marshal(e.Entry)
	if err != nil {
		return nil, err
	}
	return json.Marshal(e.form(data))
}

func (e CloudEvent) form(data []byte) eventForm {
	return eventForm{
		SpecVersion: cloudEventsVersion, ID: e.ID(), Source: e.Source, Type: e.Type(), Subject: string(e.Entry.Claim),
		Time: e.Entry.At.UTC().Format(time.RFC3339Nano), DataContentType: jsonContent, Data: data,
	}
}

func (e CloudEvent) check() error {
	if e.Source == "" || len(e.Source) > mostSourceBytes || strings.ContainsFunc(e.Source, notInURI) {
		return mci.Invalid("source", e.Source, "a URI or a path, of 1 to 500 bytes")
	}
	if err := vocabulary.CheckID("data.claim", string(e.Entry.Claim), mostKeyBytes); err != nil {
		return err
	}
	if e.Entry.Number == 0 {
		return mci.Invalid("data.number", "0", "1 or more")
	}
	if e.Entry.Actor == 0 || e.Entry.Actor > PartnerCenter {
		return mci.Invalid("data.actor", e.Entry.Actor.String(), actorNames.Allowed())
	}
	return e.checkContent()
}

// checkContent checks that an entry has the opening if it opens the claim, and
// otherwise a command. An entry that only notes a status of Partner Center has
// neither.
func (e CloudEvent) checkContent() error {
	event, command := e.Entry.Event, e.Entry.Command
	silent := event.opens() || event == StatusObserved || event == EntryTakenBack
	switch {
	case event == 0 || event >= recordedCount:
		return mci.Invalid("data.event", event.String(), eventNames.Allowed())
	case event.opens() != (e.Entry.Opening != nil):
		return mci.Invalid("data.opening", event.String(), "the claim as it was opened exactly in the entry that opens it")
	case (event == EntryTakenBack) != (e.Entry.Restored != nil && e.Entry.TakenBack > 0):
		return mci.Invalid("data.restored", event.String(), "the number that is taken back and the claim as it is then, exactly in the entry that takes another back")
	case silent != (command == nil), !silent && (!isCommand(command) || command.Event() != event):
		return mci.Invalid("data.command", event.String(), "the command of the event, and none in the entry that opens the claim")
	}
	return nil
}

// notInURI reports whether a URI cannot contain the character. Source: RFC
// 3986, section 2.
func notInURI(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) }

// UnmarshalJSON reads the JSON form to which a CloudEvent marshals, and nothing
// else: at most 256 KiB, attributes that agree with the entry in the data, and
// no field that an entry does not have. If a relay has added attributes under
// names of their own, as CloudEvents allows, they are dropped. Anything else is
// a [mci.FieldError], unless the data are an entry of a newer [Format].
func (e *CloudEvent) UnmarshalJSON(data []byte) error {
	if len(data) > mostCloudEventBytes {
		return mci.Invalid("", fmt.Sprint(len(data), " bytes"), "262144 bytes at most")
	}
	attributes, err := readAttributes(data)
	if err != nil {
		return err
	}
	found := map[string]string{}
	for name, raw := range attributes {
		var text string
		if name != "data" && json.Unmarshal(raw, &text) == nil {
			found[name] = text
		}
	}
	read := CloudEvent{Source: found["source"]}
	if err := read.Entry.UnmarshalJSON(attributes["data"]); err != nil {
		return mci.At("data", err)
	}
	if err := read.check(); err != nil {
		return err
	}
	if err := read.agrees(found, attributes["data"]); err != nil {
		return err
	}
	*e = read
	return nil
}

// readAttributes reads the attributes of a JSON object. It refuses a name that
// occurs twice or that CloudEvents does not allow.
func readAttributes(data []byte) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	attributes := map[string]json.RawMessage{"data": json.RawMessage("null")}
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, mci.Invalid("", "no JSON object", "a CloudEvent as a JSON object")
	}
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, mci.Invalid("", err.Error(), "a CloudEvent as a JSON object")
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, mci.Invalid(name, err.Error(), "a JSON value")
		}
		if seen[name] || name == "" || strings.ContainsFunc(name, notInName) {
			return nil, mci.Invalid("", name, "attributes with names of letters a to z and digits, each once")
		}
		seen[name], attributes[name] = true, value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, mci.Invalid("", err.Error(), "a CloudEvent as a JSON object")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, mci.Invalid("", "more after the object", "one CloudEvent")
	}
	return attributes, nil
}

func notInName(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }

// agrees returns an error if an attribute or the data differs from the form to
// which the event itself marshals.
func (e CloudEvent) agrees(found map[string]string, data []byte) error {
	want := e.form(nil)
	for _, a := range []struct{ name, want string }{
		{"specversion", want.SpecVersion},
		{"id", want.ID},
		{"type", want.Type},
		{"subject", want.Subject},
		{"time", want.Time},
		{"datacontenttype", want.DataContentType},
	} {
		if found[a.name] != a.want {
			return mci.Invalid(a.name, found[a.name], strconv.Quote(a.want)+", by the entry in the data")
		}
	}
	entry, err := json.Marshal(e.Entry)
	if err != nil {
		return mci.At("data", err)
	}
	if !bytes.Equal(sorted(entry), sorted(data)) {
		return mci.Invalid("data", "fields that an entry does not have, or that are written otherwise", "a history entry as this library writes it")
	}
	return nil
}

// sorted returns valid JSON without spaces and with the names of its objects in
// order.
func sorted(data []byte) []byte {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	_ = decoder.Decode(&value)
	written, _ := json.Marshal(value)
	return written
}
