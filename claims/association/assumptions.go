package association

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
	assumedLocation
	assumedWorkloads
	assumedSubscription
	assumedCustomerContact
	assumedPartnerContact
	assumedProof
	assumedSubmitted
	assumedRequested
	assumedRejected
	assumedDisputed
	assumedApproved
	assumedSince
	assumedVersion
	assumedKeys
	fieldCount
)

// fieldRows holds the path of each field, and a function that reports whether
// its value is still missing. The function is nil if the field is never
// missing.
var fieldRows = [fieldCount]struct {
	path    string
	missing func(*Record) bool
}{
	assumedCreated:         {"created", nil},
	assumedLocation:        {"location", func(r *Record) bool { return r.Location == "" }},
	assumedWorkloads:       {"workloads", func(r *Record) bool { return r.Workloads == nil }},
	assumedSubscription:    {"subscription", func(r *Record) bool { return r.Subscription == "" }},
	assumedCustomerContact: {"customerContact", func(r *Record) bool { return r.CustomerContact.IsZero() }},
	assumedPartnerContact:  {"partnerContact", func(r *Record) bool { return r.PartnerContact.IsZero() }},
	assumedProof:           {"proof", func(r *Record) bool { return r.Proof.IsZero() }},
	assumedSubmitted:       {"firstSubmitted", nil},
	assumedRequested:       {"requestedAt", nil},
	assumedRejected:        {"rejectedAt", nil},
	assumedDisputed:        {"disputedAt", nil},
	assumedApproved:        {"approvedAt", nil},
	assumedSince:           {"since", nil},
	assumedVersion:         {"version", nil},
	assumedKeys:            {"keys", nil},
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
// of any other assumed field is not known. Sets are compared with ==. The zero
// Assumptions is empty.
type Assumptions struct{ word set.Word }

func (a Assumptions) with(fields ...field) Assumptions {
	return Assumptions{a.word | set.Of(fieldCount, fields)}
}

func (a Assumptions) without(f field) Assumptions { return Assumptions{a.word &^ (1 << f)} }

func (a Assumptions) has(f field) bool { return a.word&(1<<f) != 0 }

// IsEmpty reports whether no field is assumed.
func (a Assumptions) IsEmpty() bool { return a.word == 0 }

// Has reports whether the field at a path of the record, such as "approvedAt",
// is assumed.
func (a Assumptions) Has(path string) bool { return set.Holds[field](a.word, path) }

// All yields the paths of the fields.
func (a Assumptions) All() iter.Seq[string] { return set.Texts[field](a.word) }

// MarshalJSON returns the paths as a JSON array.
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

// Assumed returns the fields that are set as an observation of Partner Center
// implies. It is empty if only commands moved the claim.
func (c *Claim) Assumed() Assumptions { return c.record.assumed() }

// Missing returns the paths of the fields that an observed or adopted claim
// still lacks. It is empty if only commands moved the claim.
func (c *Claim) Missing() []string {
	var missing []string
	for f := range set.All[field](c.record.assumed().word) {
		if row := fieldRows[f]; row.missing != nil && row.missing(&c.record) {
			missing = append(missing, row.path)
		}
	}
	return missing
}

func (r *Record) assumed() Assumptions {
	if r.Observed == nil {
		return Assumptions{}
	}
	return r.Observed.Assumed
}

func (r *Record) assumes(f field) bool { return r.assumed().has(f) }

// assume adds fields to the assumptions. It returns a copy of Observed, which
// the record then holds.
func (r *Record) assume(fields ...field) *Observed {
	next := Observed{}
	if r.Observed != nil {
		next = *r.Observed
	}
	next.Assumed = next.Assumed.with(fields...)
	r.Observed = &next
	return &next
}

// leave adds the fields whose values are missing to the assumptions.
func (r *Record) leave(fields ...field) {
	for _, f := range fields {
		if fieldRows[f].missing(r) {
			r.assume(f)
		}
	}
}

// assumeInstants adds the instants that differ from an earlier record to the
// assumptions, and removes the instants that were cleared.
func (r *Record) assumeInstants(before *Record) {
	observed := r.assume()
	for i := range instants {
		row := &instants[i]
		switch old, now := row.at(before), row.at(r); {
		case now.IsZero():
			observed.Assumed = observed.Assumed.without(row.assumed)
		case !now.Equal(*old):
			observed.Assumed = observed.Assumed.with(row.assumed)
		}
	}
}

// known removes fields from the assumptions, since a command recorded them.
func (r *Record) known(fields ...field) {
	for _, f := range fields {
		if r.assumes(f) {
			observed := r.assume()
			observed.Assumed = observed.Assumed.without(f)
		}
	}
}
