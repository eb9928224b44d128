// Package cloudevent converts a history entry of any kind of claim to the
// envelope of event systems: CloudEvents 1.0 in the structured mode of its JSON
// format. A kind of claim writes an envelope with [Attributes], and reads one
// with [Read].
package cloudevent

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

const (
	version     = "1.0"
	jsonContent = "application/json"
	mostSource  = 500
	mostID      = 200
	// mostBytes is far above the largest entry. An opening with the findings of
	// every rule is the largest.
	mostBytes = 256 << 10
)

// Attributes are the attributes of an event beside its data.
type Attributes struct {
	// Source names the host's system.
	Source string
	// Prefix is the beginning of the type. The event follows it.
	Prefix string
	// Claim is the ID of the claim.
	Claim string
	// Number is the number of the entry.
	Number uint64
	// Event is the event of the entry, in words.
	Event string
	// At is the instant of the entry.
	At time.Time
}

// ID returns the claim's ID and the entry's number, such as "claim-1/3".
func (a *Attributes) ID() string { return a.Claim + "/" + strconv.FormatUint(a.Number, 10) }

// Type returns the prefix and the event with its words joined.
func (a *Attributes) Type() string { return a.Prefix + strings.ReplaceAll(a.Event, " ", "-") }

// An eventForm is the JSON object of an event. The time is kept as text, so
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

// Check returns an error if an attribute is malformed.
func (a *Attributes) Check() error {
	if a.Source == "" || len(a.Source) > mostSource || strings.ContainsFunc(a.Source, notInURI) {
		return mci.Invalid("source", a.Source, "a URI or a path, of 1 to 500 bytes")
	}
	if err := vocabulary.CheckID("data.claim", a.Claim, mostID); err != nil {
		return err
	}
	if a.Number == 0 {
		return mci.Invalid("data.number", "0", "1 or more")
	}
	return nil
}

// Marshal returns the event of an entry.
func (a *Attributes) Marshal(entry any) ([]byte, error) {
	data, err := json.Marshal(entry)
	if err != nil {
		return nil, err
	}
	return json.Marshal(a.form(data))
}

func (a *Attributes) form(data []byte) eventForm {
	return eventForm{
		SpecVersion: version, ID: a.ID(), Source: a.Source, Type: a.Type(), Subject: a.Claim,
		Time: a.At.UTC().Format(time.RFC3339Nano), DataContentType: jsonContent, Data: data,
	}
}

// notInURI reports whether a URI cannot contain the character. Source: RFC
// 3986, section 2.
func notInURI(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) }

// A Found is an event as it was read: its attributes that are texts, and its
// data.
type Found struct {
	texts map[string]string
	data  []byte
}

// Read reads an event of at most 256 KiB.
func Read(data []byte) (*Found, error) {
	if len(data) > mostBytes {
		return nil, mci.Invalid("", fmt.Sprint(len(data), " bytes"), "262144 bytes at most")
	}
	attributes, err := readAttributes(data)
	if err != nil {
		return nil, err
	}
	found := &Found{map[string]string{}, attributes["data"]}
	for name, raw := range attributes {
		var text string
		if name != "data" && json.Unmarshal(raw, &text) == nil {
			found.texts[name] = text
		}
	}
	return found, nil
}

// Source returns the attribute of that name.
func (f *Found) Source() string { return f.texts["source"] }

// Data returns the data.
func (f *Found) Data() []byte { return f.data }

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

// Agrees returns an error if an attribute or the data differs from the form to
// which the event itself marshals.
func (f *Found) Agrees(a *Attributes, entry any) error {
	want := a.form(nil)
	for _, attribute := range []struct{ name, want string }{
		{"specversion", want.SpecVersion},
		{"id", want.ID},
		{"type", want.Type},
		{"subject", want.Subject},
		{"time", want.Time},
		{"datacontenttype", want.DataContentType},
	} {
		if found := f.texts[attribute.name]; found != attribute.want {
			return mci.Invalid(attribute.name, found, strconv.Quote(attribute.want)+", by the entry in the data")
		}
	}
	written, err := json.Marshal(entry)
	if err != nil {
		return mci.At("data", err)
	}
	if !bytes.Equal(sorted(written), sorted(f.data)) {
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
