package claims

import (
	"encoding/json"
	"iter"
	"math/bits"

	"github.com/mci-go/incentives/mci"
)

// Assumptions is the set of the fields of a record that no command recorded and
// that an observation of Partner Center implies. If an instant is assumed, it
// is the instant of the observation, and the event happened no later. The value
// of any other assumed field is not known. The set is one machine word and is
// compared with ==. The zero Assumptions is empty.
type Assumptions struct{ word uint32 }

// The fields that can be assumed.
const (
	assumedCreated = iota
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
)

// assumedPaths holds the path of each field, and a function that reports
// whether its value is still missing. The function is nil if the field is never
// missing.
var assumedPaths = [...]struct {
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

func (a Assumptions) with(fields ...int) Assumptions {
	for _, field := range fields {
		a.word |= 1 << field
	}
	return a
}

func (a Assumptions) without(field int) Assumptions { return Assumptions{a.word &^ (1 << field)} }

func (a Assumptions) has(field int) bool { return a.word&(1<<field) != 0 }

// IsEmpty reports whether no field is assumed.
func (a Assumptions) IsEmpty() bool { return a.word == 0 }

// Has reports whether the field at a path of the record, such as
// "consent.answered", is assumed.
func (a Assumptions) Has(path string) bool {
	for assumed := range a.All() {
		if assumed == path {
			return true
		}
	}
	return false
}

// All yields the paths of the fields, in the order of a claim's life.
func (a Assumptions) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		for word := a.word; word != 0; word &= word - 1 {
			if !yield(assumedPaths[bits.TrailingZeros32(word)].path) {
				return
			}
		}
	}
}

// MarshalJSON returns the paths as a JSON array. The error is always nil.
func (a Assumptions) MarshalJSON() ([]byte, error) {
	paths := make([]string, 0, len(assumedPaths))
	for path := range a.All() {
		paths = append(paths, path)
	}
	return json.Marshal(paths)
}

// UnmarshalJSON reads an array of paths, in any order. If a text is not the
// path of a field that can be assumed, it returns a [mci.FieldError].
func (a *Assumptions) UnmarshalJSON(data []byte) error {
	var paths []string
	if err := json.Unmarshal(data, &paths); err != nil {
		return err
	}
	var read Assumptions
	for _, path := range paths {
		field := assumedField(path)
		if field < 0 {
			return mci.Invalid("", path, "the path of a field that an observation can fill in")
		}
		read = read.with(field)
	}
	*a = read
	return nil
}

func assumedField(path string) int {
	for field := range assumedPaths {
		if assumedPaths[field].path == path {
			return field
		}
	}
	return -1
}
