package earnings

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Reason is why revenue or usage is not eligible to earn for an engagement. Its text is Partner Center's
// internal code, such as "CUSPUBSEC". The zero Reason is none, or one that this library does not know.
// Source: Microsoft Learn, "Earnings - Revenue report in Partner Center", 2023-09-20, which says that more
// codes will follow.
type Reason uint8

// The reasons, in the order of the document. [Reason.Terms] says what each one means.
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

// String returns Partner Center's code, such as "CUSPUBSEC"; it is empty for the zero Reason.
func (r Reason) String() string { return reasonCodes.Text(r) }

// MarshalText returns Partner Center's code, and nothing for the zero Reason.
func (r Reason) MarshalText() ([]byte, error) { return reasonCodes.Marshal(r) }

// UnmarshalText reads Partner Center's code exactly as it is written. Any other text is a [mci.FieldError];
// keep the text and show it, as [Row] does.
func (r *Reason) UnmarshalText(text []byte) error { return reasonCodes.Unmarshal(r, text) }

// ReasonTerms say what a reason means to the partner. The zero ReasonTerms are those of a reason that this
// library does not know: every answer is unknown.
type ReasonTerms struct {
	Reason  Reason `json:"reason"`
	Meaning string `json:"meaning"`
	// CanAct is whether the partner can do something to become eligible again. Where Countries names some,
	// it holds for customers there alone; see CanActFor.
	CanAct    mci.Fact      `json:"canAct"`
	Countries []mci.Country `json:"countries,omitempty"`
	Action    string        `json:"action,omitempty"` // what; empty unless the partner can act
	Source    mci.Source    `json:"source"`
}

// CanActFor answers whether the partner can do something to become eligible again for a customer in a
// country. The empty country is unknown, and so is the answer where it depends on the country.
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

// Terms returns the row of [ReasonTable] for the reason, and the zero ReasonTerms for the zero Reason and
// for values that are not declared.
func (r Reason) Terms() ReasonTerms {
	for _, terms := range reasonTable {
		if terms.Reason == r {
			return terms.clone()
		}
	}
	return ReasonTerms{}
}

// ReasonTable returns the table of reasons, one row for each, in the order of the document. The caller may
// change what it gets.
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
