package diff

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A ChangeKind is the kind of a difference between two editions, or between two
// revisions of one edition. The zero ChangeKind is none.
type ChangeKind uint8

// The kinds of change.
const (
	// EngagementAdded means that only the new edition has the engagement.
	EngagementAdded ChangeKind = iota + 1
	// EngagementRetired means that only the old edition has the engagement.
	EngagementRetired
	// RateChange is a change of the amounts paid or of their calculation.
	RateChange
	// WindowChange is a change of the length of a clock.
	WindowChange
	// LimitChange is a change of the number of claims that a customer may have.
	LimitChange
	// GateChange is a change of the qualifications that a partner must hold.
	GateChange
	// EvidenceChange is a change of the evidence to submit or of its template.
	EvidenceChange
	// CustomerChange is a change of the customers, opportunities or IDs that
	// are accepted.
	CustomerChange
	// OfferChange is a change of the days or countries of the offer.
	OfferChange
	// ReferralChange is a change of the conditions for a referral.
	ReferralChange
	// SettingChange is a change of the way in which the edition counts days, or
	// of its rule for the deal size.
	SettingChange
	// DescriptionChange is a change of names, texts, links or other
	// information.
	DescriptionChange
)

// kinds are the kinds of change by the topic of the aspect that changed.
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

// String returns the kind in a word, such as "rate". For the zero ChangeKind it
// is empty.
func (k ChangeKind) String() string { return changeKindNames.Text(k) }

// MarshalText returns the kind in a word. For the zero ChangeKind the text is
// empty.
func (k ChangeKind) MarshalText() ([]byte, error) { return changeKindNames.Marshal(k) }

// UnmarshalText reads a text that [ChangeKind.MarshalText] writes. Any other
// text is a [mci.FieldError].
func (k *ChangeKind) UnmarshalText(text []byte) error { return changeKindNames.Unmarshal(k, text) }

// A Change is one difference between two editions. [Editions] makes it; the
// zero Change is none. It can be written as JSON and read again to be shown. A
// Change that was read from JSON no longer has the editions that
// [Change.Touches] needs.
type Change struct {
	// Kind is the kind of the change.
	Kind ChangeKind `json:"kind"`
	// Engagement is the engagement that changes. It is empty for a setting of
	// the edition.
	Engagement mci.EngagementID `json:"engagement,omitempty"`
	// What names the changed term, such as "rate in market A".
	What string `json:"what"`
	// Old is the term in the old edition. It is empty if the old edition says
	// nothing.
	Old string `json:"old"`
	// New is the term in the new edition. It is empty if the new edition says
	// nothing.
	New string `json:"new"`
	// Anchor is the date in a claim's life that selects the term. It is none if
	// no date does, or if the two editions select the term by different dates.
	Anchor mci.Anchor `json:"anchor,omitzero"`
	// Period is the days of the anchor on which the editions differ.
	Period mci.Period `json:"period,omitzero"`
	// Correction reports whether the two editions have one ID, so that they are
	// two states of one edition. A correction holds from the beginning: a date
	// that has happened selects by it as well.
	Correction bool `json:"correction,omitempty"`
	// Source is the document to look the change up in. It is the new edition's
	// document, or the old edition's for a retired engagement. A setting of the
	// edition has none.
	Source mci.Source `json:"source,omitzero"`

	// about compares the engagement; it is nil unless both editions have the
	// engagement.
	about *comparison
}

// String returns the change in one line, such as "by-market: rate in market A:
// USD 5,000.00 becomes USD 6,000.00 for consent from 2026-01-01". For the zero
// Change it returns "no change".
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
