package earnings

import (
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Kind is the sort of payment that an earning is, such as a rebate. Rebate
// and co-op are never added together. The zero Kind means that this library
// does not know the kind; [Row] keeps its name. Source: Microsoft Learn,
// "Earnings - Default report in Partner Center", 2023-09-20, column
// earningType.
type Kind uint8

// The kinds of earnings.
const (
	Rebate Kind = iota + 1
	CoOp        // for marketing; claimed with proofs, and not sent as money
	Fee
	Sell
)

var kindNames = [...]string{Rebate: "rebate", CoOp: "co-op", Fee: "fee", Sell: "sell"}

// kindSpellings maps the names of kinds, without case, blanks and dashes.
// Source: the report of [Row] writes co-op, and the filter of the payouts
// interface writes COOP (developer documentation of the earnings export,
// 2023-06-16).
var kindSpellings = map[string]Kind{"rebate": Rebate, "coop": CoOp, "fee": Fee, "sell": Sell}

// String returns the kind in lower case, such as "co-op". It returns the empty
// string for the zero Kind, and "invalid kind" for a value that is not
// declared.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "invalid kind"
	}
	return kindNames[k]
}

// MarshalText returns the kind in lower case, or the empty text for the zero
// Kind. A value that is not declared is a [mci.FieldError].
func (k Kind) MarshalText() ([]byte, error) {
	if int(k) >= len(kindNames) {
		return nil, mci.Invalid("", k.String(), "one of rebate, co-op, fee, sell")
	}
	return []byte(kindNames[k]), nil
}

// readEarningType returns the kind that an earning type names, in any case, and
// whether it is an adjustment, such as "Adjustment-Rebate". An adjustment is a
// row of its own. If it is a clawback, its amount is below zero.
func readEarningType(text string) (kind Kind, adjustment bool) {
	name, adjustment := foldedType(text)
	return kindSpellings[name], adjustment
}

// foldedType returns the name by which earning types are compared, without the
// word for an adjustment, and whether that word was there.
func foldedType(text string) (name string, adjustment bool) {
	name = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' {
			return -1
		}
		return r
	}, vocabulary.Fold(text))
	return strings.CutPrefix(name, "adjustment")
}
