package portal

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Column is a column of a claims export. The zero Column means that there is
// no column.
type Column uint8

// The columns that are read.
const (
	ClaimID Column = iota + 1
	// ClaimName is the claim's name. If it is missing, an adopted claim gets
	// its ID as its name.
	ClaimName
	// EngagementID is the ID in the catalog.
	EngagementID
	// EngagementTitle is the title in the catalog. The ID is preferred.
	EngagementTitle
	// CustomerIDType is written as mci.IDType writes it. If it is missing, the
	// ID is tried as each kind that the engagement accepts.
	CustomerIDType
	CustomerID
	Location
	Status
	// Created is the day on which the claim was created.
	Created
	EstimatedAmount
	// EstimatedCurrency is the currency of the estimated amount. If an amount
	// has no currency column, the column Currency applies.
	EstimatedCurrency
	RequestedAmount
	RequestedCurrency
	ApprovedAmount
	ApprovedCurrency
	// PaidAmount is the sum of all payments for the claim so far.
	PaidAmount
	PaidCurrency
	// PaymentDate is the day of the latest payment.
	PaymentDate
	CurrencyCode
)

const columnCount = CurrencyCode + 1

// A columnRow holds all that this package knows of a column.
type columnRow struct {
	// names are the headers of the column. Export writes the first one. Letter
	// case, spaces and punctuation do not matter.
	names []string
	// vetoes is true if a row is unreadable when this cell is, because without
	// it the row names no claim or no status.
	vetoes bool
	read   func(row *Row, cell string, options *Options) error
}

// columns is the table of the columns. Partner Center's names for them are not
// published; these names are this library's reading.
var columns = [columnCount]columnRow{
	ClaimID: {
		names:  []string{"Claim ID", "Claim number", "Claim"},
		vetoes: true,
		read: func(row *Row, cell string, _ *Options) error {
			row.ClaimID = claims.ID(strings.TrimSpace(cell))
			return vocabulary.CheckExact("", string(row.ClaimID))
		},
	},
	ClaimName: {
		names: []string{"Claim name", "Name"},
		read: func(row *Row, cell string, _ *Options) error {
			row.ClaimName = cell
			return nil
		},
	},
	EngagementID: {
		names:  []string{"Engagement ID"},
		vetoes: true,
		read: func(row *Row, cell string, _ *Options) error {
			row.EngagementID = strings.TrimSpace(cell)
			return vocabulary.CheckExact("", row.EngagementID)
		},
	},
	EngagementTitle: {
		names:  []string{"Engagement", "Engagement name", "Engagement title"},
		vetoes: true,
		read: func(row *Row, cell string, _ *Options) error {
			row.EngagementTitle = strings.TrimSpace(cell)
			return nil
		},
	},
	CustomerIDType: {
		names: []string{"Customer ID type", "ID type"},
		read: func(row *Row, cell string, _ *Options) error {
			return row.CustomerIDType.UnmarshalText([]byte(strings.TrimSpace(cell)))
		},
	},
	CustomerID: {
		names:  []string{"Customer ID", "Tenant ID", "Customer tenant ID"},
		vetoes: true,
		read: func(row *Row, cell string, _ *Options) error {
			row.CustomerID = strings.TrimSpace(cell)
			return vocabulary.CheckExact("", row.CustomerID)
		},
	},
	Location: {
		names: []string{"Location", "Location ID", "Partner location", "Partner location ID"},
		read: func(row *Row, cell string, _ *Options) error {
			row.Location = mci.LocationID(strings.TrimSpace(cell))
			return vocabulary.CheckExact("", string(row.Location))
		},
	},
	Status: {
		names:  []string{"Status", "Claim status", "State"},
		vetoes: true,
		read: func(row *Row, cell string, _ *Options) error {
			row.Status = claims.ReadStatus(strings.TrimSpace(cell))
			if text := row.Status.String(); text == "" || len(text) > mostStatusBytes {
				return mci.Invalid("", text, "a status of 1 to "+strconv.Itoa(mostStatusBytes)+" bytes")
			}
			return nil
		},
	},
	Created: {
		names: []string{"Created", "Created on", "Created date", "Creation date", "Date created", "Claim created"},
		read: func(row *Row, cell string, options *Options) (err error) {
			row.Created, row.CreatedAs, err = readDate(strings.TrimSpace(cell), options.Dates)
			return err
		},
	},
	EstimatedAmount: {
		names: []string{"Estimated", "Estimated amount", "Estimated earnings"},
		read:  figure(func(row *Row) *Figure { return &row.Estimated }),
	},
	EstimatedCurrency: {
		names: []string{"Estimated currency"},
		read:  currency(func(row *Row) *Figure { return &row.Estimated }),
	},
	RequestedAmount: {
		names: []string{"Requested", "Requested amount"},
		read:  figure(func(row *Row) *Figure { return &row.Requested }),
	},
	RequestedCurrency: {
		names: []string{"Requested currency"},
		read:  currency(func(row *Row) *Figure { return &row.Requested }),
	},
	ApprovedAmount: {
		names: []string{"Approved", "Approved amount"},
		read:  figure(func(row *Row) *Figure { return &row.Approved }),
	},
	ApprovedCurrency: {
		names: []string{"Approved currency"},
		read:  currency(func(row *Row) *Figure { return &row.Approved }),
	},
	PaidAmount: {
		names: []string{"Paid", "Paid amount", "Amount paid"},
		read:  figure(func(row *Row) *Figure { return &row.Paid }),
	},
	PaidCurrency: {
		names: []string{"Paid currency"},
		read:  currency(func(row *Row) *Figure { return &row.Paid }),
	},
	PaymentDate: {
		names: []string{"Payment date", "Paid on"},
		read: func(row *Row, cell string, options *Options) (err error) {
			row.PaymentDate, _, err = readDate(strings.TrimSpace(cell), options.Dates)
			return err
		},
	},
	CurrencyCode: {
		names: []string{"Currency", "Currency code"},
		read: func(row *Row, cell string, _ *Options) (err error) {
			row.Currency, err = mci.ParseCurrency(strings.ToUpper(strings.TrimSpace(cell)))
			return err
		},
	},
}

const mostStatusBytes = 200

func figure(of func(*Row) *Figure) func(*Row, string, *Options) error {
	return func(row *Row, cell string, options *Options) error {
		amount, err := readFigure(strings.TrimSpace(cell), options.Decimals)
		if err == nil {
			of(row).Amount = amount
		}
		return err
	}
}

func currency(of func(*Row) *Figure) func(*Row, string, *Options) error {
	return func(row *Row, cell string, _ *Options) (err error) {
		of(row).Currency, err = mci.ParseCurrency(strings.ToUpper(strings.TrimSpace(cell)))
		return err
	}
}

// String returns the column's name in an export, such as "Claim ID", or the
// empty text for none.
func (c Column) String() string {
	if c == 0 || c >= columnCount {
		return ""
	}
	return columns[c].names[0]
}

// MarshalText returns the same as String. If the value is not declared, the
// error is a [mci.FieldError].
func (c Column) MarshalText() ([]byte, error) {
	if c >= columnCount {
		return nil, mci.Invalid("", "column "+strconv.Itoa(int(c)), "a column that is declared")
	}
	return []byte(c.String()), nil
}

// ParseColumn returns the column with a name, for example from a host's file of
// synonyms. The name is any of [Column.Names]; letter case, spaces and
// punctuation do not matter. For any other text, the error is a
// [mci.FieldError] that lists the columns.
func ParseColumn(text string) (Column, error) {
	if column := plainColumns()[plainHeader(text)]; column != 0 {
		return column, nil
	}
	names := make([]string, 0, columnCount)
	for _, column := range Columns() {
		names = append(names, column.String())
	}
	return 0, mci.Invalid("", text, "one of the columns "+strings.Join(names, ", "))
}

// Columns returns the columns that are read, in the order of their declaration.
func Columns() []Column {
	all := make([]Column, 0, columnCount-1)
	for c := ClaimID; c < columnCount; c++ {
		all = append(all, c)
	}
	return all
}

// Names returns the headers of the column, as a copy. Letter case, spaces and
// punctuation do not matter. Source: [mci.LibraryReading].
func (c Column) Names() []string {
	if c >= columnCount {
		return nil
	}
	return slices.Clone(columns[c].names)
}

// A Synonym is a further header of a column.
type Synonym struct {
	// Header is the name in the file. Letter case, spaces and punctuation do
	// not matter.
	Header string `json:"header,omitempty"`
	// Column is the column with this header. If it is zero, the column of the
	// file is left unread on purpose.
	Column Column `json:"column,omitzero"`
}

// plainHeader returns only the letters and digits of a header, in lower case.
func plainHeader(header string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, header)
}

// named returns the column with a header, or none. A host's synonyms come
// first.
func named(header string, synonyms []Synonym) Column {
	plain := plainHeader(header)
	for _, synonym := range synonyms {
		if plainHeader(synonym.Header) == plain {
			return synonym.Column
		}
	}
	return plainColumns()[plain]
}

// plainColumns holds the first column of each plain name.
var plainColumns = sync.OnceValue(func() map[string]Column {
	plain := map[string]Column{}
	for _, column := range Columns() {
		for _, name := range columns[column].names {
			if header := plainHeader(name); plain[header] == 0 {
				plain[header] = column
			}
		}
	}
	return plain
})

// find returns the column for each cell of the header. A column that is not
// read is zero.
func find(header []string, synonyms []Synonym) ([]Column, error) {
	found := make([]Column, len(header))
	for i, cell := range header {
		column := named(cell, synonyms)
		if first := slices.Index(found[:i], column); column != 0 && first >= 0 {
			return nil, &mci.FieldError{
				Path:  "header",
				Found: "the columns " + quoted(header[first:first+1]) + " and " + quoted(header[i:i+1]) + ", both for " + column.String(),
				Want:  "one column for " + column.String() + "; name the other in a synonym without a column",
			}
		}
		found[i] = column
	}
	engagement := slices.Contains(found, EngagementID) || slices.Contains(found, EngagementTitle)
	if !slices.Contains(found, Status) || !slices.Contains(found, ClaimID) && (!slices.Contains(found, CustomerID) || !engagement) {
		return nil, &mci.FieldError{
			Path: "header", Found: "the columns " + quoted(header),
			Want: "a column Status, and a column Claim ID or the columns Customer ID and Engagement; name others in synonyms",
		}
	}
	return found, nil
}

// Bounds of the header in an error: the number of its columns, and the number
// of characters in one name.
const (
	mostColumnsQuoted = 60
	mostNameQuoted    = 200
)

// quoted returns the quoted names of a header's columns.
func quoted(header []string) string {
	names := make([]string, 0, len(header))
	for _, cell := range header[:min(len(header), mostColumnsQuoted)] {
		if letters := []rune(cell); len(letters) > mostNameQuoted {
			cell = string(letters[:mostNameQuoted]) + "…"
		}
		names = append(names, strconv.Quote(cell))
	}
	if more := len(header) - mostColumnsQuoted; more > 0 {
		names = append(names, "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(names, ", ")
}
