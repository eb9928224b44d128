package cpor

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Kind is one of the four engagements for which a partner claims an
// association. The zero Kind is none. [Kind.Terms] describes each one. Source:
// [mci.CreateAssociation].
type Kind uint8

// The kinds. The first three are for Business Applications.
const (
	// PresalesAdvisor influenced the purchase of a product. It is the
	// engagement Microsoft Online Services Advisor (OSA).
	PresalesAdvisor Kind = iota + 1
	// BusinessUsage drives the adoption and use of a product. It is the
	// engagement Microsoft Online Services Usage (OSU).
	BusinessUsage
	// RevenueAssociation influenced the choice of a product. It never pays.
	RevenueAssociation
	// ModernWorkUsage drives the adoption and use of a workload of Modern Work
	// and Security.
	ModernWorkUsage
)

// A Scope is the thing that a partner is associated with. The zero Scope is
// none.
type Scope uint8

// The scopes. Each workload or subscription has one partner at most.
const (
	WorkloadScope     Scope = iota + 1 // a workload of the customer's tenant
	SubscriptionScope                  // one subscription of the customer
)

var scopeNames = vocabulary.Names[Scope]{What: "scope", Texts: []string{"", "workload", "subscription"}}

// String returns "workload" or "subscription". The zero Scope is the empty
// text.
func (s Scope) String() string { return scopeNames.Text(s) }

// MarshalText returns "workload" or "subscription". If the value is not
// declared, it returns a [mci.FieldError].
func (s Scope) MarshalText() ([]byte, error) { return scopeNames.Marshal(s) }

// UnmarshalText reads "workload" or "subscription". Any other text is a
// [mci.FieldError].
func (s *Scope) UnmarshalText(text []byte) error { return scopeNames.Unmarshal(s, text) }

// KindTerms describe a kind of association. The zero KindTerms describe none.
type KindTerms struct {
	// Kind is the kind that the row describes.
	Kind Kind `json:"kind"`
	// Engagement is the name of the engagement.
	Engagement string `json:"engagement"`
	// Area is the solution area under which Partner Center lists the claim.
	Area string `json:"area"`
	// Role is the partner role that is chosen for the claim.
	Role recognition.PartnerRole `json:"role"`
	// Product is the kind of product that the customer bought.
	Product recognition.Product `json:"product"`
	// Scope is the thing that the partner is associated with. If it is a
	// subscription, the claim names its ID.
	Scope Scope `json:"scope"`
	// Channels are the channels through which the customer can have bought the
	// product. It is empty if every channel is allowed.
	Channels []recognition.Channel `json:"channels,omitempty"`
	// Seller is whether the claim names a Dynamics seller, the customer and a
	// solution.
	Seller bool `json:"seller,omitempty"`
	// Declinable is whether the partner can opt out of incentive payments.
	Declinable bool `json:"declinable,omitempty"`
	// Source is the source of the row.
	Source mci.Source `json:"source"`
}

const (
	businessApplications = "Business Applications"
	modernWork           = "Modern Work and Security"
)

// notCSP are the channels of Volume Licensing, of which an Enterprise Agreement
// is one, and Web-Direct.
var notCSP = []recognition.Channel{recognition.EnterpriseAgreement, recognition.VolumeLicensing, recognition.WebDirect}

// kinds holds the row of each kind.
var kinds = [...]KindTerms{
	{},
	{
		Kind:       PresalesAdvisor,
		Engagement: "Microsoft Online Services Advisor (OSA)",
		Area:       businessApplications,
		Role:       recognition.BuildIntentAdvisor,
		Product:    recognition.Dynamics365,
		Scope:      SubscriptionScope,
		Channels:   notCSP,
		Source:     mci.CreateAssociation.Source(),
	},
	{
		Kind:       BusinessUsage,
		Engagement: "Microsoft Online Services Usage (OSU) - Business Applications",
		Area:       businessApplications,
		Role:       recognition.UsageRecognitionNonIncentivized,
		Product:    recognition.Dynamics365,
		Scope:      SubscriptionScope,
		Channels:   notCSP,
		Source:     mci.CreateAssociation.Source(),
	},
	{
		Kind:       RevenueAssociation,
		Engagement: "Microsoft Business Applications Revenue Recognition Association",
		Area:       businessApplications,
		Role:       recognition.InfluencedRevenueNonIncentivized,
		Product:    recognition.Dynamics365,
		Scope:      SubscriptionScope,
		Channels:   notCSP,
		Seller:     true,
		Source:     mci.CreateAssociation.Source(),
	},
	{
		Kind:       ModernWorkUsage,
		Engagement: "Modern Work and Security Usage",
		Area:       modernWork,
		Role:       recognition.UseOrConsume,
		Product:    recognition.ModernWork,
		Scope:      WorkloadScope,
		Declinable: true,
		Source:     mci.CreateAssociation.Source(),
	},
}

// Kinds returns every kind.
func Kinds() []Kind {
	return []Kind{PresalesAdvisor, BusinessUsage, RevenueAssociation, ModernWorkUsage}
}

// Allows reports whether the kind can be claimed if the customer bought through
// a channel. It is unknown for an unknown channel, unless every channel is
// allowed.
func (t KindTerms) Allows(channel recognition.Channel) mci.Outcome {
	switch {
	case len(t.Channels) == 0:
		return mci.Pass
	case channel == 0:
		return mci.Unknown
	default:
		return mci.FactOf(slices.Contains(t.Channels, channel)).Outcome()
	}
}

// Terms returns the row of the kind. For the zero Kind, or if the value is not
// declared, it returns the zero KindTerms.
func (k Kind) Terms() KindTerms {
	terms := *k.terms()
	terms.Channels = slices.Clone(terms.Channels)
	return terms
}

func (k Kind) terms() *KindTerms {
	if int(k) >= len(kinds) {
		return &kinds[0]
	}
	return &kinds[k]
}

var kindNames = vocabulary.Names[Kind]{What: "kind of association", Texts: func() (texts []string) {
	for i := range kinds {
		texts = append(texts, kinds[i].Engagement)
	}
	return texts
}()}

// String returns the name of the engagement. The zero Kind is the empty text.
func (k Kind) String() string { return kindNames.Text(k) }

// MarshalText returns the name of the engagement. If the value is not declared,
// it returns a [mci.FieldError].
func (k Kind) MarshalText() ([]byte, error) { return kindNames.Marshal(k) }

// UnmarshalText reads a kind through [ParseKind]. The empty text is the zero
// Kind.
func (k *Kind) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*k = 0
		return nil
	}
	parsed, err := ParseKind(string(text))
	if err == nil {
		*k = parsed
	}
	return err
}

// ParseKind returns the kind of a name that Partner Center shows for it: the
// engagement, or the partner role in its earlier or later name. Case and the
// manner of dashes do not matter, so "Usage Recognition- Biz Apps" is
// [BusinessUsage]. Any other name is a [mci.FieldError].
func ParseKind(name string) (Kind, error) {
	plain := plainDashes(name)
	for _, kind := range Kinds() {
		if strings.EqualFold(plain, plainDashes(kind.terms().Engagement)) {
			return kind, nil
		}
	}
	for _, kind := range Kinds() {
		for _, role := range kind.terms().Role.Names() {
			if strings.EqualFold(plain, plainDashes(role)) {
				return kind, nil
			}
		}
	}
	return 0, mci.Invalid("", name, kindNames.Allowed())
}

// plainDashes writes every dash as a hyphen without space around it.
func plainDashes(name string) string {
	name = strings.ReplaceAll(name, "–", "-")
	for _, spaced := range []string{" - ", " -", "- "} {
		name = strings.ReplaceAll(name, spaced, "-")
	}
	return name
}
