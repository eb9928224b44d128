package claims

import (
	"iter"

	"github.com/mci-go/incentives/claims/internal/set"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// field names a field of a record that an observation can fill in.
type field uint16

// The fields that can be assumed.
const (
	assumedCreated field = iota + 1
	assumedWay
	assumedHours
	assumedCustomerContact
	assumedPartnerContact
	assumedAsked
	assumedDealSize
	assumedAnswered
	assumedFirstSubmitted
	assumedEvidence
	assumedRejected
	assumedApproved
	assumedDisputeSubmitted
	assumedUpdated
	assumedVersion
	assumedKeys
	fieldCount
)

// fieldRows holds the path of each field, and a function that reports
// whether its value is still missing. The function is nil if the field is never
// missing.
var fieldRows = [fieldCount]struct {
	path    string
	missing func(*Claim) bool
}{
	assumedCreated:          {"created", nil},
	assumedWay:              {"way", func(c *Claim) bool { return c.record.Way == 0 }},
	assumedHours:            {"hours", func(c *Claim) bool { return c.record.Hours.IsNone() }},
	assumedCustomerContact:  {"customerContact", func(c *Claim) bool { return c.record.CustomerContact.IsZero() }},
	assumedPartnerContact:   {"partnerContact", func(c *Claim) bool { return c.record.PartnerContact.IsZero() }},
	assumedAsked:            {"consent.asked", nil},
	assumedDealSize:         {"consent.dealSize", func(c *Claim) bool { return c.record.Consent.DealSize.IsNone() }},
	assumedAnswered:         {"consent.answered", nil},
	assumedFirstSubmitted:   {"firstSubmitted", nil},
	assumedEvidence:         {"evidence", (*Claim).unrecorded},
	assumedRejected:         {"rejectedAt", nil},
	assumedApproved:         {"approvedAt", nil},
	assumedDisputeSubmitted: {"disputeSubmitted", nil},
	assumedUpdated:          {"updated", nil},
	assumedVersion:          {"version", nil},
	assumedKeys:             {"keys", nil},
}

var fieldNames = vocabulary.Names[field]{What: "field", Texts: func() (texts []string) {
	for i := range fieldRows {
		texts = append(texts, fieldRows[i].path)
	}
	return texts
}()}

// String returns the path of the field in the record.
func (f field) String() string { return fieldNames.Text(f) }

// MarshalText returns the path of the field.
func (f field) MarshalText() ([]byte, error) { return fieldNames.Marshal(f) }

// UnmarshalText reads the path of a field.
func (f *field) UnmarshalText(text []byte) error { return fieldNames.Unmarshal(f, text) }

// Assumptions is the set of the fields of a record that no command recorded and
// that an observation of Partner Center implies. If an instant is assumed, it
// is the instant of the observation, and the event happened no later. The value
// of any other assumed field is not known. The set is one machine word and is
// compared with ==. The zero Assumptions is empty.
type Assumptions struct{ word set.Word }

func (a Assumptions) with(fields ...field) Assumptions {
	return Assumptions{a.word | set.Of(fieldCount, fields)}
}

func (a Assumptions) without(f field) Assumptions { return Assumptions{a.word &^ (1 << f)} }

func (a Assumptions) has(f field) bool { return a.word&(1<<f) != 0 }

// IsEmpty reports whether no field is assumed.
func (a Assumptions) IsEmpty() bool { return a.word == 0 }

// Has reports whether the field at a path of the record, such as
// "consent.answered", is assumed.
func (a Assumptions) Has(path string) bool { return set.Holds[field](a.word, path) }

// All yields the paths of the fields, in the order of a claim's life.
func (a Assumptions) All() iter.Seq[string] { return set.Texts[field](a.word) }

// MarshalJSON returns the paths as a JSON array. The error is always nil.
func (a Assumptions) MarshalJSON() ([]byte, error) { return set.Marshal[field](a.word) }

// UnmarshalJSON reads an array of paths, in any order. If a text is not the
// path of a field that can be assumed, it returns a [mci.FieldError].
func (a *Assumptions) UnmarshalJSON(data []byte) error {
	word, err := set.Unmarshal(data, fieldCount, "the path of a field that an observation can fill in")
	if err == nil {
		a.word = word
	}
	return err
}
