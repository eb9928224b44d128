package catalog

import "github.com/mci-go/incentives/mci/vocabulary"

// A Topic sorts what an edition says of an engagement. The zero Topic is none.
type Topic uint8

// The topics.
const (
	PayTopic         Topic = iota + 1 // what is paid, and how it is calculated
	WindowTopic                       // the length of a clock
	LimitTopic                        // how many claims a customer may have
	GateTopic                         // what a partner must hold
	EvidenceTopic                     // what is submitted, and on which template
	CustomerTopic                     // which customers and opportunities, by which IDs
	OfferTopic                        // when and where it is offered
	ReferralTopic                     // when a claim makes a referral
	DescriptionTopic                  // names, texts, links and what is only informative
)

var topicNames = vocabulary.Names[Topic]{What: "topic", Texts: []string{
	"", "pay", "window", "limit", "gate", "evidence", "customer", "offer", "referral", "description",
}}

// String returns the topic in a word, such as "pay"; empty for none.
func (t Topic) String() string { return topicNames.Text(t) }

// MarshalText returns the topic in a word, and nothing for none.
func (t Topic) MarshalText() ([]byte, error) { return topicNames.Marshal(t) }

// UnmarshalText reads what [Topic.MarshalText] writes. Any other text is a
// [mci.FieldError].
func (t *Topic) UnmarshalText(text []byte) error { return topicNames.Unmarshal(t, text) }
