package diff

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A ChangeKind sorts what can differ between two editions. The zero ChangeKind
// is none.
type ChangeKind uint8

// The kinds of change.
const (
	EngagementAdded ChangeKind = iota + 1
	EngagementRetired
	// what is paid, and how it is calculated
	RateChange
	// the length of a clock
	WindowChange
	// how many claims a customer may have
	LimitChange
	// what a partner must hold
	GateChange
	// what is submitted, and on which template
	EvidenceChange
	// which customers and opportunities, by which IDs
	CustomerChange
	// when and where it is offered
	OfferChange
	// when a claim makes a referral
	ReferralChange
	// how the edition counts days, and whether it asks for the deal size
	SettingChange
	// names, texts, links and what is only informative
	DescriptionChange
)

// kinds are the kinds of change of what is said on a topic.
var kinds = [...]ChangeKind{
	catalog.PayTopic:         RateChange,
	catalog.WindowTopic:      WindowChange,
	catalog.LimitTopic:       LimitChange,
	catalog.GateTopic:        GateChange,
	catalog.EvidenceTopic:    EvidenceChange,
	catalog.CustomerTopic:    CustomerChange,
	catalog.OfferTopic:       OfferChange,
	catalog.ReferralTopic:    ReferralChange,
	catalog.DescriptionTopic: DescriptionChange,
}

var changeKindNames = vocabulary.Names[ChangeKind]{What: "kind of change", Texts: []string{
	"", "added", "retired", "rate", "window", "limit", "gate", "evidence", "customer", "offer", "referral", "setting", "description",
}}

// String returns the kind in a word, such as "rate"; empty for none.
func (k ChangeKind) String() string { return changeKindNames.Text(k) }

// MarshalText returns the kind in a word, and nothing for none.
func (k ChangeKind) MarshalText() ([]byte, error) { return changeKindNames.Marshal(k) }

// UnmarshalText reads what [ChangeKind.MarshalText] writes. Any other text is a
// [mci.FieldError].
func (k *ChangeKind) UnmarshalText(text []byte) error { return changeKindNames.Unmarshal(k, text) }

// A Change is one thing that two editions say differently. [Editions] makes it;
// the zero Change is none. It can be written as JSON and read again, to be
// shown: what is read back has lost the editions that [Change.Touches] asks.
type Change struct {
	Kind ChangeKind `json:"kind"`
	// empty for a setting of the edition
	Engagement mci.EngagementID `json:"engagement,omitempty"`
	// such as "rate in market A"
	What string `json:"what"`
	// empty where the old edition says nothing
	Old string `json:"old"`
	// empty where the new edition says nothing
	New string `json:"new"`
	// Anchor is the date in a claim's life that selects what holds, and Period
	// the days of it on which the editions differ. There is no anchor where no
	// date selects, or another one in each edition.
	Anchor mci.Anchor `json:"anchor,omitzero"`
	Period mci.Period `json:"period,omitzero"`
	// Source is the document to look the change up in: that of the new edition,
	// and for what was retired that of the old one. A setting of the edition
	// has none.
	Source mci.Source `json:"source,omitzero"`

	// of the engagement; nil unless both editions have it
	about *comparison
}

// String returns the change in one line, such as "by-market: rate in market A:
// USD 5,000.00 becomes USD 6,000.00 for consent from 2026-01-01"; the zero
// Change is "no change".
func (c Change) String() string {
	if c.Kind == 0 {
		return "no change"
	}
	text := c.What + ": " + orNothing(c.Old) + " becomes " + orNothing(c.New)
	if c.Kind == EngagementAdded || c.Kind == EngagementRetired {
		text = c.Kind.String() + ": " + c.What
	}
	if c.Engagement != "" {
		text = string(c.Engagement) + ": " + text
	}
	switch {
	case c.Period == mci.Period{}:
		return text
	case c.Anchor == 0:
		return text + " " + c.Period.String()
	default:
		return text + " for " + c.Anchor.String() + " " + c.Period.String()
	}
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
