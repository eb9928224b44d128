package recognition

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Mechanism is a way in which Microsoft associates a partner with a
// customer's workload or subscription. The zero Mechanism is none.
// [Mechanism.Terms] says how each one works.
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

// MarshalText returns the mechanism's abbreviation.
func (m Mechanism) MarshalText() ([]byte, error) { return mechanismNames.Marshal(m) }

// UnmarshalText reads a mechanism's abbreviation. Any other text is a
// [mci.FieldError].
func (m *Mechanism) UnmarshalText(text []byte) error { return mechanismNames.Unmarshal(m, text) }

// MechanismTerms say how a mechanism works. The zero MechanismTerms are those
// of none. What a mechanism earns is for the grants of a [Policy] to say.
type MechanismTerms struct {
	Mechanism Mechanism `json:"mechanism"`
	Name      string    `json:"name"`    // in full
	SetBy     string    `json:"setBy"`   // who makes the association, and by what
	Scope     string    `json:"scope"`   // what one association covers
	Holders   string    `json:"holders"` // how many partners can hold it
	// Claimed is whether the partner claims it in Partner Center: then it has a
	// status, and the customer can opt out of it.
	Claimed bool       `json:"claimed"`
	Source  mci.Source `json:"source"`
}

// Terms returns the row of [MechanismTable] for the mechanism, and the zero
// MechanismTerms for the zero Mechanism and for values that are not declared.
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
// may change what it gets.
func MechanismTable() []MechanismTerms { return slices.Clone(mechanismTable) }
