package earnings

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Reason says why revenue or usage is not eligible to earn for an engagement.
// Its text is Partner Center's internal code, such as "CUSPUBSEC". The zero
// Reason is no reason, or one that this library does not know. Source:
// Microsoft Learn, "Earnings - Revenue report in Partner Center", 2023-09-20,
// which says that more codes will follow.
type Reason uint8

// The reasons, in the order of the document. [Reason.Terms] gives the meaning
// of each one.
const (
	CustomerInPublicSector     Reason = iota + 1 // CUSPUBSEC
	CustomerNotNew                               // CUSNOTNEW
	SpecializationMissing                        // IVDADV
	CompetencyMissing                            // IVDCOMP
	CoSellEligibilityMissing                     // IVDCOSELL
	PartnerAgreementMissing                      // IVDMPA
	PartnerNotEligible                           // IVDMPN
	LocationNotEligible                          // IVDGEO
	CustomerAlreadyCounted                       // IVDCUST
	CustomerIsPartner                            // CUSEQPTR
	RevenueOfChina                               // CHREVNONCH
	PartnerRoleNotEligible                       // IVDPTRROLE
	ProofOfExecutionMissing                      // IVDPOE
	AzureCreditOffer                             // INVTNXACO
	PaidUnitsNotAboveHighWater                   // PAULWPHWM
	ActiveUseNotAboveHighWater                   // MAULWPHWM
	CloudNotValid                                // IVDCLD
	HighWaterThresholdNotMet                     // MINTHNTMT
	EarningLimitReached                          // MXTMCPMT
)

var reasonCodes = vocabulary.Names[Reason]{What: "reason", Texts: []string{
	"", "CUSPUBSEC", "CUSNOTNEW", "IVDADV", "IVDCOMP", "IVDCOSELL", "IVDMPA", "IVDMPN", "IVDGEO", "IVDCUST", "CUSEQPTR",
	"CHREVNONCH", "IVDPTRROLE", "IVDPOE", "INVTNXACO", "PAULWPHWM", "MAULWPHWM", "IVDCLD", "MINTHNTMT", "MXTMCPMT",
}}

// String returns Partner Center's code, such as "CUSPUBSEC". It returns the
// empty string for the zero Reason.
func (r Reason) String() string { return reasonCodes.Text(r) }

// MarshalText returns Partner Center's code, or the empty text for the zero
// Reason.
func (r Reason) MarshalText() ([]byte, error) { return reasonCodes.Marshal(r) }

// reasonTexts are the reasons as the report on ineligible revenue writes them.
// Source: Microsoft Learn, "Earnings - Revenue report in Partner Center",
// 2023-09-20, column "Ineligible reason string".
var reasonTexts = []string{
	CustomerInPublicSector:     "Customer is public sector",
	CustomerNotNew:             "Customer tenant creation outside valid period",
	SpecializationMissing:      "Advanced specialization requirement not fulfilled",
	CompetencyMissing:          "Competency status not met or expired",
	CoSellEligibilityMissing:   "Co-sell eligibility not established or expired",
	PartnerAgreementMissing:    "MPA agreement not signed or expired",
	PartnerNotEligible:         "PartnerID not eligible to participate in engagement",
	LocationNotEligible:        "Partner location ineligible for engagement",
	CustomerAlreadyCounted:     "Customer already accounted for in past customer adds earnings",
	CustomerIsPartner:          "Partner is customer",
	RevenueOfChina:             "China revenue shouldn't belong to non-China partner",
	PartnerRoleNotEligible:     "Invalid partner role",
	ProofOfExecutionMissing:    "Proof of execution isn't approved",
	AzureCreditOffer:           "Azure credit offer is active for customer",
	PaidUnitsNotAboveHighWater: "PAU less than or equal to prior HWM",
	ActiveUseNotAboveHighWater: "MAU less than or equal to Prior HWM",
	CloudNotValid:              "Invalid cloud",
	HighWaterThresholdNotMet:   "Min threshold for HWM not met",
	EarningLimitReached:        "Met max time cap since claim attach date",
}

// Text returns the reason as the report on ineligible revenue writes it, such
// as "Invalid cloud". It is empty for the zero Reason and for a value that is
// not declared.
func (r Reason) Text() string {
	if int(r) >= len(reasonTexts) {
		return ""
	}
	return reasonTexts[r]
}

// ReadReason returns the reason that a report gives by its code or by its text,
// in any case. If this library does not know the reason, it returns zero; the
// caller should keep the text and show it, as [Ineligible] does.
func ReadReason(text string) Reason {
	if place, ok := readName(reasonCodes.Texts, text); ok {
		return Reason(place)
	}
	place, _ := readName(reasonTexts, text)
	return Reason(place)
}

// UnmarshalText reads Partner Center's code exactly as it is written. Any other
// text is a [mci.FieldError].
func (r *Reason) UnmarshalText(text []byte) error { return reasonCodes.Unmarshal(r, text) }

// ReasonTerms give the meaning of a reason for the partner. The zero
// ReasonTerms belong to a reason that this library does not know: every answer
// is unknown.
type ReasonTerms struct {
	// Reason is the reason why the revenue or usage is not eligible.
	Reason Reason `json:"reason"`
	// Meaning is the meaning of the reason in words.
	Meaning string `json:"meaning"`
	// CanAct answers whether the partner can do something to become eligible
	// again. If Countries is not empty, the answer holds only for customers in
	// those countries; see CanActFor.
	CanAct mci.Fact `json:"canAct"`
	// Countries are the countries of the customers for whom CanAct holds. If it
	// is empty, CanAct holds for all.
	Countries []mci.Country `json:"countries,omitempty"`
	// Action is the thing to do. It is empty unless the partner can act.
	Action string `json:"action,omitempty"`
	// Source is the document behind the row.
	Source mci.Source `json:"source"`
}

// CanActFor answers whether the partner can do something to become eligible
// again for a customer in a country. The empty country is unknown. If the
// answer depends on the country, it is then unknown too.
func (t ReasonTerms) CanActFor(customer mci.Country) mci.Fact {
	switch {
	case len(t.Countries) == 0:
		return t.CanAct
	case customer == "":
		return mci.NotSupplied
	case slices.Contains(t.Countries, customer):
		return t.CanAct
	default:
		return mci.No
	}
}

// Terms returns the row of [ReasonTable] for the reason. It returns the zero
// ReasonTerms for the zero Reason and for a value that is not declared.
func (r Reason) Terms() ReasonTerms {
	for _, terms := range reasonTable {
		if terms.Reason == r {
			return terms.clone()
		}
	}
	return ReasonTerms{}
}

// ReasonTable returns the table of reasons, one row for each, in the order of
// the document. The caller may change the returned rows.
func ReasonTable() []ReasonTerms {
	rows := make([]ReasonTerms, len(reasonTable))
	for i, terms := range reasonTable {
		rows[i] = terms.clone()
	}
	return rows
}

func (t ReasonTerms) clone() ReasonTerms {
	t.Countries = slices.Clone(t.Countries)
	return t
}
