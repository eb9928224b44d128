package portal

import (
	"github.com/mci-go/incentives/mci"
)

// A Difference is a field in which a row differs from its claim, although both
// have the same ID or number. The claim keeps its own value. The row can be
// about another claim, or the claim can have been opened with a wrong value,
// which a person finds out.
type Difference struct {
	// Column is EngagementID, EngagementTitle, CustomerID, Location or Created.
	Column Column `json:"column,omitzero"`
	// Shown is the value in the row, as it was written.
	Shown string `json:"shown,omitempty"`
	// Recorded is the claim's own value.
	Recorded string `json:"recorded,omitempty"`
}

// differences implements side. If the catalog does not know the row's
// engagement, it is not compared.
func (s *activitySide) differences(f *followed) []Difference {
	record, row, engagement := f.activity.Record(), s.row, f.activity.Engagement()
	var all []Difference
	if column, name, shown := s.run.namedEngagement(row); shown != "" && shown != record.Engagement.Engagement && plainHeader(name) != plainHeader(engagement.Title()) {
		all = append(all, Difference{column, name, string(record.Engagement.Engagement)})
	}
	all = append(all, row.otherPlace(engagement.IDTypes(), record.Location, record.CheckedID, record.CustomerID)...)
	if !row.Created.IsZero() && f.activity.Assumed().Has(assumedCreation) {
		day := mci.DateOf(record.Created.In(engagement.Edition().Calendar().Zone()))
		all = append(all, Difference{Created, row.Created.String(), day.String()})
	}
	return all
}

// namedEngagement returns the first name of a row that the catalog knows, with
// its column and the engagement. They are empty if there is none.
func (m *Importer) namedEngagement(row *Row) (Column, string, mci.EngagementID) {
	for _, column := range []Column{EngagementID, EngagementTitle} {
		name := row.EngagementID
		if column == EngagementTitle {
			name = row.EngagementTitle
		}
		if id := m.named[plainHeader(name)]; id != "" {
			return column, name, id
		}
	}
	return 0, "", ""
}

// differences implements side.
func (s *associationSide) differences(f *followed) []Difference {
	record := f.association.Record()
	var all []Difference
	if s.association != 0 && s.association != record.Kind {
		one := Difference{EngagementID, s.row.EngagementID, record.Kind.String()}
		if one.Shown == "" {
			one.Column, one.Shown = EngagementTitle, s.row.EngagementTitle
		}
		all = append(all, one)
	}
	return append(all, s.row.otherPlace([]mci.IDType{mci.TenantID, mci.DomainName}, record.Location, record.Tenant, record.Domain)...)
}

// otherPlace returns the differences of the customer and the location, given
// the kinds of ID that the claim's engagement accepts and those of the claim.
func (r *Row) otherPlace(accepted []mci.IDType, location mci.LocationID, customer ...mci.CustomerID) (all []Difference) {
	if own := r.otherCustomer(accepted, customer); !own.IsZero() {
		all = append(all, Difference{CustomerID, r.CustomerID, own.Value()})
	}
	if r.Location != "" && location != "" && r.Location != location {
		all = append(all, Difference{Location, string(r.Location), string(location)})
	}
	return all
}

// otherCustomer returns the claim's own ID if the row has another one of its
// type. It returns none if the row's ID equals one of the claim's, can be of
// several types, or is of a type that the claim does not have.
func (r *Row) otherCustomer(accepted []mci.IDType, customer []mci.CustomerID) (other mci.CustomerID) {
	var shown []mci.CustomerID
	for _, kind := range accepted {
		if r.CustomerIDType != 0 && r.CustomerIDType != kind {
			continue
		}
		if id, err := mci.ParseCustomerID(kind, r.CustomerID); err == nil {
			shown = append(shown, id)
		}
	}
	if len(shown) != 1 {
		return mci.CustomerID{}
	}
	for _, own := range customer {
		switch {
		case own == shown[0]:
			return mci.CustomerID{}
		case own.Type() == shown[0].Type() && other.IsZero():
			other = own
		}
	}
	return other
}
