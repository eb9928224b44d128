package mci

// A ChangeKind sorts what can differ between two editions. The zero ChangeKind is none.
type ChangeKind uint8

// The kinds of change.
const (
	EngagementAdded ChangeKind = iota + 1
	EngagementRetired
	RateChange        // what is paid, and how it is calculated
	WindowChange      // the length of a clock
	LimitChange       // how many claims a customer may have
	GateChange        // what a partner must hold
	EvidenceChange    // what is submitted, and on which template
	CustomerChange    // which customers and opportunities, by which IDs
	OfferChange       // when and where it is offered
	ReferralChange    // when a claim makes a referral
	SettingChange     // how the edition counts and rounds
	DescriptionChange // names, texts and links
)

var changeKindNames = Names[ChangeKind]{What: "kind of change", Texts: []string{
	"", "added", "retired", "rate", "window", "limit", "gate", "evidence", "customer", "offer", "referral", "setting", "description",
}}

// String returns the kind in a word, such as "rate".
func (k ChangeKind) String() string { return changeKindNames.Text(k) }

// MarshalText returns the kind in a word.
func (k ChangeKind) MarshalText() ([]byte, error) { return changeKindNames.Marshal(k) }

// UnmarshalText reads a kind. Any other text is a [FieldError].
func (k *ChangeKind) UnmarshalText(text []byte) error { return changeKindNames.Unmarshal(k, text) }

// A Change is one thing that two editions say differently. [Diff] makes it.
type Change struct {
	Kind       ChangeKind   `json:"kind"`
	Engagement EngagementID `json:"engagement,omitempty"` // empty for a setting of the edition
	What       string       `json:"what"`                 // such as "rate in market A"
	Old        string       `json:"old"`                  // empty where the old edition says nothing
	New        string       `json:"new"`                  // empty where the new edition says nothing
	// Anchor is the date in a claim's life that selects what holds, and Period the days of it on which the editions
	// differ. No anchor means that the change is not selected by a date.
	Anchor Anchor `json:"anchor,omitzero"`
	Period Period `json:"period,omitzero"`

	scope    scope
	old, new *Engagement
}

// scope is the part of the claims that something is about; all of them where it is empty.
type scope struct {
	country Country
	others  []Country // every country but these
	market  string
	size    string
	segment Segment
}

// String returns the change in one line, such as "rate in market A: USD 5,000.00 becomes USD 6,000.00 for consent
// from 2026-01-01".
func (c Change) String() string {
	text := c.What + ": " + orNothing(c.Old) + " becomes " + orNothing(c.New)
	switch c.Kind {
	case EngagementAdded, EngagementRetired:
		text = c.Kind.String() + ": " + c.What
	case RateChange, WindowChange, LimitChange, GateChange, EvidenceChange, CustomerChange, OfferChange, ReferralChange, SettingChange, DescriptionChange:
	}
	if c.Engagement != "" {
		text = string(c.Engagement) + ": " + text
	}
	if c.Anchor != 0 && c.Period != (Period{}) {
		text += " for " + c.Anchor.String() + " " + c.Period.String()
	}
	return text
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
