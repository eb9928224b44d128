package change

import (
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Offer is the kind of thing that a deal sells. The zero Offer is unknown.
type Offer uint8

// The offers.
const (
	UnknownOffer         Offer = iota
	Services                   // a services co-sell deal
	IntellectualProperty       // a co-sell deal on a solution of the partner's own
)

var offerNames = vocabulary.Names[Offer]{What: "offer", Texts: []string{"unknown", "services", "intellectual property"}}

// String returns the offer in words.
func (o Offer) String() string { return offerNames.Text(o) }

// MarshalText returns the offer in words. A value that is not declared is a
// [mci.FieldError].
func (o Offer) MarshalText() ([]byte, error) { return offerNames.Marshal(o) }

// UnmarshalText reads an offer. Any other text is a [mci.FieldError].
func (o *Offer) UnmarshalText(text []byte) error { return offerNames.Unmarshal(o, text) }

// A Creation describes how a referral is created, which selects the rules.
type Creation struct {
	// Day selects the rules. The zero Date is unknown.
	Day mci.Date `json:"day,omitzero"`
	// Offer is used only for a shared referral.
	Offer Offer `json:"offer,omitzero"`
	// ByPortal is true if the portal or a bulk file creates the referral. They
	// require more than the API.
	ByPortal bool `json:"byPortal,omitempty"`
}

// A need is a field that a new referral must have.
type need struct {
	rule   mci.RuleID
	path   string
	given  func(r *resource.Referral) bool
	since  mci.Date // the zero Date is always
	offers []Offer  // none for every referral
	portal []Offer  // by the portal or a bulk file, for these too
	source mci.Source
}

// firstOfFY26 is the first day of Microsoft's fiscal year 2026. That the new
// fields are required from that day on is inferred, because the page names only
// the year.
var firstOfFY26 = mci.DateOf(time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC))

var needs = []need{
	{rule: "create.type", path: "type", given: func(r *resource.Referral) bool { return r.Type != "" }, source: createReferral},
	{rule: "create.customer", path: "customerProfile", given: isGiven("/customerProfile"), source: createReferral},
	{rule: "create.consent", path: "consent", given: isGiven("/consent"), source: createReferral},
	{rule: "create.details", path: "details", given: isGiven("/details"), source: createReferral},
	{
		rule: "create.solution-area", path: "solutionArea", given: func(r *resource.Referral) bool { return r.SolutionArea != "" },
		since: firstOfFY26, offers: []Offer{Services}, portal: []Offer{IntellectualProperty}, source: referralResourceFY26,
	},
	{
		rule: "create.solution-play", path: "solutionPlay", given: func(r *resource.Referral) bool { return r.SolutionPlay != "" },
		since: firstOfFY26, offers: []Offer{Services}, portal: []Offer{IntellectualProperty}, source: referralResourceFY26,
	},
	{
		rule: "create.partner-role", path: "partnerRole", given: func(r *resource.Referral) bool { return r.PartnerRole != "" },
		since: firstOfFY26, offers: []Offer{Services}, source: referralResourceFY26,
	},
}

// isGiven reports whether an object is written, with something in it.
func isGiven(pointer string) func(*resource.Referral) bool {
	return func(r *resource.Referral) bool {
		object, err := r.At(pointer)
		// A value that cannot be written is reported when it is.
		return err != nil || strings.HasPrefix(string(object), "{") && object != "{}"
	}
}

// CheckCreation decides whether a new referral has every field that Partner
// Center requires. Call it before the referral is sent. The verdict has a
// finding for each required field. If a missing field is required only on some
// days or for some offers, and terms does not say which apply, the finding is
// unknown.
func CheckCreation(r *resource.Referral, terms Creation) resource.Verdict {
	return checkCreation(needs, r, terms)
}

func checkCreation(rows []need, r *resource.Referral, terms Creation) resource.Verdict {
	verdict := resource.Verdict{Outcome: mci.Pass}
	for _, row := range rows {
		asked := row.asked(r, terms)
		if asked == mci.No {
			continue
		}
		finding := mci.Finding{Rule: row.rule, Outcome: mci.Pass, Path: row.path, Want: "a value", Found: "a value", Source: row.source}
		if !row.given(r) {
			finding.Found, finding.Outcome = "nothing", mci.Fail
			if asked == mci.NotSupplied {
				finding.Outcome = mci.Unknown
			}
		}
		verdict.Outcome = verdict.Outcome.And(finding.Outcome)
		verdict.Findings = append(verdict.Findings, finding)
	}
	return verdict
}

// asked reports whether the field is required.
func (n *need) asked(r *resource.Referral, terms Creation) mci.Fact {
	asked := n.askedOf(r, terms)
	switch {
	case asked == mci.No || n.since.IsZero():
		return asked
	case terms.Day.IsZero():
		return mci.NotSupplied
	case terms.Day.Compare(n.since) < 0:
		return mci.No
	default:
		return asked
	}
}

// askedOf reports whether the field is required for the kind of deal, on any
// day.
func (n *need) askedOf(r *resource.Referral, terms Creation) mci.Fact {
	switch {
	case n.offers == nil:
		return mci.Yes
	case r.Type == resource.Independent:
		return mci.No
	case terms.Offer == UnknownOffer:
		return mci.NotSupplied
	default:
		return mci.FactOf(slices.Contains(n.offers, terms.Offer) || terms.ByPortal && slices.Contains(n.portal, terms.Offer))
	}
}
