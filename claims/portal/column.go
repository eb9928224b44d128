package portal

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Column is what a column of a claims export holds. The zero Column is none.
type Column uint8

// The columns that are read.
const (
	ClaimID        Column = iota + 1
	ClaimName             // missing of an adopted claim: its ID stands in its place
	Engagement            // ID or title
	CustomerIDType        // as mci.IDType writes it; without it the kinds that the engagement takes are tried
	CustomerID
	Location
	Status
	Created // day on which the claim was created
)

const columnCount = Created + 1

// columns names each column, first as Export writes it, and says how a cell of it is read into a row.
var columns = [columnCount]struct {
	names []string
	read  func(row *Row, cell string, options *Options) error
}{
	ClaimID: {[]string{"Claim ID", "Claim number", "Claim"}, func(row *Row, cell string, _ *Options) error {
		row.ClaimID = claims.ID(strings.TrimSpace(cell))
		return nil
	}},
	ClaimName: {[]string{"Claim name", "Name"}, func(row *Row, cell string, _ *Options) error {
		row.ClaimName = cell
		return nil
	}},
	Engagement: {[]string{"Engagement ID", "Engagement", "Engagement name"}, func(row *Row, cell string, _ *Options) error {
		row.Engagement = strings.TrimSpace(cell)
		return nil
	}},
	CustomerIDType: {[]string{"Customer ID type", "ID type"}, func(row *Row, cell string, _ *Options) error {
		return row.CustomerIDType.UnmarshalText([]byte(strings.TrimSpace(cell)))
	}},
	CustomerID: {[]string{"Customer ID", "Customer", "Tenant ID", "Customer tenant ID"}, func(row *Row, cell string, _ *Options) error {
		row.CustomerID = strings.TrimSpace(cell)
		return nil
	}},
	Location: {[]string{"Location", "Location ID", "Partner location", "Partner location ID"}, func(row *Row, cell string, _ *Options) error {
		row.Location = mci.LocationID(strings.TrimSpace(cell))
		return nil
	}},
	Status: {[]string{"Status", "Claim status", "State"}, func(row *Row, cell string, _ *Options) error {
		row.Status = claims.ReadStatus(strings.TrimSpace(cell))
		return mci.CheckText("", row.Status.String(), mostStatusBytes)
	}},
	Created: {[]string{"Created", "Created date", "Creation date", "Claim created"}, func(row *Row, cell string, options *Options) (err error) {
		row.Created, row.Reading, err = readDate(strings.TrimSpace(cell), options.DayFirst)
		return err
	}},
}

const mostStatusBytes = 200

// String returns the column's name in an export, such as "Claim ID", and the empty text for none.
func (c Column) String() string {
	if c == 0 || c >= columnCount {
		return ""
	}
	return columns[c].names[0]
}

// Columns returns the columns that are read, in the order of their declaration.
func Columns() []Column {
	all := make([]Column, 0, columnCount-1)
	for c := ClaimID; c < columnCount; c++ {
		all = append(all, c)
	}
	return all
}

// Names returns the headers by which a column is found, as a copy; letter case, spaces and punctuation do not
// matter. Source: [mci.LibraryReading].
func (c Column) Names() []string {
	if c >= columnCount {
		return nil
	}
	return slices.Clone(columns[c].names)
}

// A Synonym is one more header by which a column is found.
type Synonym struct {
	Header string
	Column Column
}

// plainHeader leaves of a header what matters.
func plainHeader(header string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, header)
}

// find returns which column each place of a header is. A host's synonyms come first; of the names of one column the one
// that stands first in the table does, so that an engagement's ID is preferred to its title.
func find(header []string, synonyms []Synonym) ([]Column, error) {
	found := make([]Column, len(header))
	plain := make([]string, len(header))
	for i, cell := range header {
		plain[i] = plainHeader(cell)
	}
	for _, column := range Columns() {
		place := -1
		for _, name := range namesOf(column, synonyms) {
			if place = slices.Index(plain, plainHeader(name)); place >= 0 {
				break
			}
		}
		if place >= 0 && found[place] == 0 {
			found[place] = column
		}
	}
	if !slices.Contains(found, Status) || !slices.Contains(found, ClaimID) && (!slices.Contains(found, CustomerID) || !slices.Contains(found, Engagement)) {
		return nil, mci.Invalid("header", fmt.Sprintf("%.10q", header), "a column Status, and a column Claim ID or the columns Customer ID and Engagement")
	}
	return found, nil
}

func namesOf(column Column, synonyms []Synonym) []string {
	var names []string
	for _, synonym := range synonyms {
		if synonym.Column == column {
			names = append(names, synonym.Header)
		}
	}
	return append(names, columns[column].names...)
}
