package recognition

import "github.com/mci-go/incentives/mci/vocabulary"

// A Channel is the way in which the customer bought the product. The zero
// Channel is unknown.
type Channel uint16

// The channels. An Enterprise Agreement is volume licensing too; it has a
// channel of its own because some rules name it.
const (
	// CSP is a purchase from a partner in the Cloud Solution Provider program.
	CSP Channel = iota + 1
	// EnterpriseAgreement is a purchase by an Enterprise Agreement (EA).
	EnterpriseAgreement
	// VolumeLicensing is a purchase by any other volume licensing agreement.
	VolumeLicensing
	// WebDirect is a purchase from Microsoft, without a partner.
	WebDirect
)

var channelNames = vocabulary.Names[Channel]{What: "channel", Texts: []string{
	"", "CSP", "Enterprise Agreement", "Volume Licensing", "Web-Direct",
}}

// Channels returns every channel.
func Channels() []Channel { return []Channel{CSP, EnterpriseAgreement, VolumeLicensing, WebDirect} }

// String returns the channel's name, such as "CSP"; it is empty for the zero
// Channel.
func (c Channel) String() string { return channelNames.Text(c) }

// MarshalText returns the channel's name, or nothing for the zero Channel. If
// the value is not declared, it returns a [mci.FieldError].
func (c Channel) MarshalText() ([]byte, error) { return channelNames.Marshal(c) }

// UnmarshalText reads a channel's name. If the text is anything else, it
// returns a [mci.FieldError].
func (c *Channel) UnmarshalText(text []byte) error { return channelNames.Unmarshal(c, text) }
