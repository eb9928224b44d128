package recognition

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Mechanism is a way in which Microsoft associates a partner with a
// customer's workload or subscription. The zero Mechanism is none.
// [Mechanism.Terms] describes each one.
type Mechanism uint8

// The mechanisms.
const (
	TPOR Mechanism = iota + 1 // Transacting Partner of Record
	CPOR                      // Claiming Partner of Record
	DPOR                      // Digital Partner of Record
	PAL                       // Partner Admin Link
)

var mechanismNames = vocabulary.Names[Mechanism]{What: "mechanism", Texts: []string{"", "TPOR", "CPOR", "DPOR", "PAL"}}

// String returns the mechanism's abbreviation, such as "CPOR".
func (m Mechanism) String() string { return mechanismNames.Text(m) }

// MarshalText returns the mechanism's abbreviation. If the value is not
// declared, it returns a [mci.FieldError].
func (m Mechanism) MarshalText() ([]byte, error) { return mechanismNames.Marshal(m) }

// UnmarshalText reads a mechanism's abbreviation. If the text is anything else,
// it returns a [mci.FieldError].
func (m *Mechanism) UnmarshalText(text []byte) error { return mechanismNames.Unmarshal(m, text) }

// MechanismTerms describe a mechanism. The zero MechanismTerms describe none.
// The grants of a [Policy] say which credits a mechanism earns.
type MechanismTerms struct {
	// Mechanism is the mechanism that the row describes.
	Mechanism Mechanism `json:"mechanism"`
	// Name is the mechanism's name in full.
	Name string `json:"name"`
	// SetBy says who makes the association, and how.
	SetBy string `json:"setBy"`
	// Scope is the scope of one association, such as a subscription.
	Scope string `json:"scope"`
	// Holders says how many partners can hold it.
	Holders string `json:"holders"`
	// Claimed is whether the partner claims it in Partner Center. If so, it has
	// a status, and the customer can opt out of it.
	Claimed bool `json:"claimed"`
	// Source is the source of the row.
	Source mci.Source `json:"source"`
}

// Terms returns the row of [MechanismTable] for the mechanism. For the zero
// Mechanism, or if the value is not declared, it returns the zero
// MechanismTerms.
func (m Mechanism) Terms() MechanismTerms { return *m.terms() }

func (m Mechanism) terms() *MechanismTerms {
	for i := range mechanismTable {
		if mechanismTable[i].Mechanism == m {
			return &mechanismTable[i]
		}
	}
	return &MechanismTerms{}
}

// MechanismTable returns the table of mechanisms, one row for each. The caller
// may change the copy.
func MechanismTable() []MechanismTerms { return slices.Clone(mechanismTable) }
