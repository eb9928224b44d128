package catalog

import "github.com/mci-go/incentives/mci/vocabulary"

// A Topic is the subject of a statement about an engagement. The zero Topic is
// none.
type Topic uint8

// The topics.
const (
	// PayTopic is about the amounts paid and their calculation.
	PayTopic Topic = iota + 1
	// WindowTopic is about the length of a clock.
	WindowTopic
	// LimitTopic is about the number of claims that a customer may have.
	LimitTopic
	// GateTopic is about the qualifications that a partner must hold.
	GateTopic
	// EvidenceTopic is about the evidence to submit and its template.
	EvidenceTopic
	// CustomerTopic is about the customers, opportunities and IDs that are
	// accepted.
	CustomerTopic
	// OfferTopic is about the days and countries of the offer.
	OfferTopic
	// ReferralTopic is about the conditions for a referral.
	ReferralTopic
	// DescriptionTopic is about names, texts, links and other information.
	DescriptionTopic
)

var topicNames = vocabulary.Names[Topic]{What: "topic", Texts: []string{
	"", "pay", "window", "limit", "gate", "evidence", "customer", "offer", "referral", "description",
}}

// String returns the topic in a word, such as "pay". For the zero Topic it is
// empty.
func (t Topic) String() string { return topicNames.Text(t) }

// MarshalText returns the topic in a word. For the zero Topic the text is
// empty.
func (t Topic) MarshalText() ([]byte, error) { return topicNames.Marshal(t) }

// UnmarshalText reads a text that [Topic.MarshalText] writes. Any other text is
// a [mci.FieldError].
func (t *Topic) UnmarshalText(text []byte) error { return topicNames.Unmarshal(t, text) }
