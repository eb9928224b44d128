package earnings

import (
	"iter"
	"slices"
)

// A Filter selects rows. Each field that is not zero must be equal to that of the row, letter by letter; the
// zero Filter selects every row. The fields are those by which the earnings page filters, and the claim.
// Source: Microsoft Learn, "Earnings in Partner Center", 2023-10-04.
type Filter struct {
	ClaimID            string
	EngagementID       string
	EngagementName     string
	SolutionArea       string
	PartnerRole        string
	PartnerAssociation string
	PaymentMonth       Month // the estimated one
	Status             PaymentStatus
	PaymentID          string
	Lever              string
}

// Includes reports whether the filter selects a row.
func (f Filter) Includes(row Row) bool {
	return selects(f.ClaimID, row.ClaimID) &&
		selects(f.EngagementID, row.EngagementID) &&
		selects(f.EngagementName, row.EngagementName) &&
		selects(f.SolutionArea, row.SolutionArea) &&
		selects(f.PartnerRole, row.PartnerRole) &&
		selects(f.PartnerAssociation, row.PartnerAssociation) &&
		selects(f.PaymentMonth, row.EstimatedPaymentMonth) &&
		(f.Status == 0 || f.Status == row.Status()) &&
		selects(f.PaymentID, row.PaymentID) &&
		selects(f.Lever, row.Lever)
}

// selects reports whether a field of a filter is zero or equal to that of the row.
func selects[T comparable](wanted, found T) bool {
	var zero T
	return wanted == zero || wanted == found
}

// View yields the rows that a filter selects, in their order. It is lazy and holds no row. No rows, nil,
// yield nothing.
func View(rows iter.Seq[Row], filter Filter) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for row := range orNone(rows) {
			if filter.Includes(row) && !yield(row) {
				return
			}
		}
	}
}

// orNone makes a sequence that can be ranged over of one that may be nil.
func orNone[T any](sequence iter.Seq[T]) iter.Seq[T] {
	if sequence == nil {
		return slices.Values([]T(nil))
	}
	return sequence
}
