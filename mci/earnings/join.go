package earnings

import (
	"fmt"
	"iter"

	"github.com/mci-go/incentives/mci"
)

// A Joined holds claims and the rows of the earnings report, each row in one place. C is the host's own type
// of a claim.
type Joined[C any] struct {
	Claims    []ClaimRows[C] // one for each claim, in the order of the claims
	Unmatched []Row          // the rows of no claim, in their order
}

// ClaimRows are a claim with the rows that name its ID. One claim may have several: an earning and its
// adjustments, and one row for each engagement for which a transaction was judged.
type ClaimRows[C any] struct {
	Claim C
	ID    string // number of the claim in Partner Center; empty if it has none yet
	Rows  []Row  // in their order; nil if the report has none
}

// Join puts each row to the claim whose ID it names, letter by letter. The function id returns a claim's
// number in Partner Center, which has one from the submission of the evidence on; before, the ID is empty,
// and the claim has no row. A row without a claim ID, or with one that no claim has, is unmatched. Every row
// is in one place, and none is left out. No claims or no rows, nil, are none.
//
// Two claims with the same ID are a [mci.FieldError] that names it, with a path such as "claims[3].id"; a
// nil id is one with the path "id".
func Join[C any](claims iter.Seq[C], id func(C) string, rows iter.Seq[Row]) (Joined[C], error) {
	if id == nil {
		return Joined[C]{}, mci.Invalid("id", "", "a function that returns the ID of a claim")
	}
	var joined Joined[C]
	places := map[string]int{}
	for claim := range orNone(claims) {
		place, name := len(joined.Claims), id(claim)
		if first, taken := places[name]; taken && name != "" {
			want := fmt.Sprintf("an ID of its own, which claims[%d] does not have", first)
			return Joined[C]{}, mci.Invalid(fmt.Sprintf("claims[%d].id", place), name, want)
		}
		places[name] = place
		joined.Claims = append(joined.Claims, ClaimRows[C]{Claim: claim, ID: name})
	}
	for row := range orNone(rows) {
		if place, ok := places[row.ClaimID]; ok && row.ClaimID != "" {
			joined.Claims[place].Rows = append(joined.Claims[place].Rows, row)
		} else {
			joined.Unmatched = append(joined.Unmatched, row)
		}
	}
	return joined, nil
}

// WithoutRows yields the claims of which the report has no row, in their order.
func (j Joined[C]) WithoutRows() iter.Seq[C] {
	return func(yield func(C) bool) {
		for _, claim := range j.Claims {
			if claim.Rows == nil && !yield(claim.Claim) {
				return
			}
		}
	}
}
