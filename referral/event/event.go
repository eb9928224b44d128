package event

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/internal/lossless"
	"github.com/mci-go/incentives/referral/resource"
)

// A Name is the name of an event that Partner Center sends to a webhook.
// Source: Microsoft Learn, "Partner Center webhook events", 2023.
type Name string

// The events about referrals. A related referral is another referral of the
// same engagement.
const (
	ReferralCreated        Name = "referral-created"
	ReferralUpdated        Name = "referral-updated"
	RelatedReferralCreated Name = "related-referral-created"
	RelatedReferralUpdated Name = "related-referral-updated"
)

var names = []Name{ReferralCreated, ReferralUpdated, RelatedReferralCreated, RelatedReferralUpdated}

// An Event says that a referral has changed. It is a hint to read the referral
// again, and holds nothing of it. Partner Center delivers an event up to ten
// times, late, or not at all. Source: Microsoft Learn, "Partner Center
// webhooks", 2023-10-17.
type Event struct {
	// Name is EventName on the wire.
	Name Name
	// ResourceURI is the address of the referral.
	ResourceURI string
	// ResourceName is "referral" for an event about referrals.
	ResourceName string
	// AuditURI is the address of the audit record, if there is one.
	AuditURI string
	// Changed is ResourceChangeUtcDate on the wire.
	Changed resource.Instant

	kept lossless.Kept
}

var (
	words   = lossless.Text[string]()
	instant = lossless.Text[resource.Instant]()
)

var eventKind = lossless.Object(func(e *Event) *lossless.Kept { return &e.kept },
	lossless.Bind("EventName", lossless.Text[Name](), func(e *Event) *Name { return &e.Name }),
	lossless.Bind("ResourceUri", words, func(e *Event) *string { return &e.ResourceURI }),
	lossless.Bind("ResourceName", words, func(e *Event) *string { return &e.ResourceName }),
	lossless.Bind("AuditUri", words, func(e *Event) *string { return &e.AuditURI }),
	lossless.Bind("ResourceChangeUtcDate", instant, func(e *Event) *resource.Instant { return &e.Changed }),
)

// Decode reads an event. It reads events of every name, and ignores members
// that it does not know. If the text is not a JSON object within the bounds of
// [resource.Decode], or if the name or the instant is missing, the error is a
// [mci.FieldError].
func Decode(data []byte) (Event, error) {
	v, err := lossless.Parse(data)
	if err != nil {
		return Event{}, err
	}
	if v.Kind != '{' {
		return Event{}, lossless.Wrong(v, "an object")
	}
	e, _ := eventKind.Read(v)
	if e.Name == "" {
		return Event{}, mci.Invalid("EventName", "nothing", "the name of the event")
	}
	if _, ok := e.Changed.Time(); !ok {
		return Event{}, mci.Invalid("ResourceChangeUtcDate", string(e.Changed), "an instant such as 2018-02-17T00:05:39.5485487+00:00")
	}
	return e, nil
}

// Referral returns the ID of the referral that the event is about. It is empty
// if the event is not one of the four about referrals, or if its address does
// not end with an ID. An ID has only letters, digits, hyphens and underscores,
// so that it cannot lead a host to another address.
func (e *Event) Referral() string {
	address, _, _ := strings.Cut(e.ResourceURI, "?")
	_, id, found := strings.Cut(strings.TrimSuffix(address, "/"), "/referrals/")
	if !found || !slices.Contains(names, e.Name) || len(id) > mostIDBytes || strings.ContainsFunc(id, isNoPartOfID) {
		return ""
	}
	return id
}

// mostIDBytes limits the ID of a referral in an event.
const mostIDBytes = 200

func isNoPartOfID(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// Key returns the text by which a host remembers the event: the resource and
// the instant of its change. A repeated delivery has the same key.
func (e *Event) Key() string { return strings.ToLower(e.ResourceURI) + " " + string(e.Changed) }

// String returns the name, the resource and the instant on one line.
func (e Event) String() string {
	return vocabulary.Visible(string(e.Name) + " " + e.ResourceURI + " " + string(e.Changed))
}

// GoString returns the same as String.
func (e Event) GoString() string { return e.String() }

// MarshalJSON returns the event as Partner Center sends it.
func (e Event) MarshalJSON() ([]byte, error) {
	written, err := eventKind.Write(e)
	return written.Append(nil), err
}

// UnmarshalJSON does the same as [Decode]. If it fails, e is unchanged.
func (e *Event) UnmarshalJSON(data []byte) error {
	read, err := Decode(data)
	if err == nil {
		*e = read
	}
	return err
}
